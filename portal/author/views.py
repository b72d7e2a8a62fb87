"""Everything a resident sees of the own stories; wiring registers `bp`."""

from portal.author import drafting, own, photo_changes, sending
from portal.author.bp import bp

__all__ = ["bp", "drafting", "own", "photo_changes", "sending"]
