"""Which network has which adapter; channels of every other kind are served by people."""

from portal.channels.adapters.base import Adapter
from portal.channels.limits import Kind

ADAPTERS: dict[Kind, Adapter] = {}


def adapter_for(kind: str) -> Adapter | None:
    """The adapter of a channel's kind, or None."""
    return ADAPTERS.get(Kind(kind))
