"""Places where a test may kill the process or raise, named by PORTAL_FAILPOINT; without it they cost one comparison."""

import os

_armed: tuple[str, str] | None = None


class FailpointReached(RuntimeError):
    """Raised at a failpoint armed with `:raise`."""


def arm(failpoint: tuple[str, str] | None) -> None:
    global _armed
    _armed = failpoint


def hit(name: str) -> None:
    """Do nothing, die at once like after kill -9, or raise – as armed."""
    if _armed is None or _armed[0] != name:
        return
    if _armed[1] == "exit":
        os._exit(137)
    raise FailpointReached(name)
