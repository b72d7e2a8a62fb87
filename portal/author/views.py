"""Everything a resident sees of the own stories; wiring registers `bp`."""

from portal.author import own, sending
from portal.author.bp import bp

__all__ = ["bp", "own", "sending"]
