"""Which network has which adapter; channels of every other kind are served by people."""

from portal.channels.adapter_api import Adapter
from portal.channels.adapters.telegram import Telegram
from portal.channels.adapters.wordpress import WordPress
from portal.channels.limits import Kind

ADAPTERS: dict[Kind, Adapter] = {Kind.WORDPRESS: WordPress(), Kind.TELEGRAM: Telegram()}


def adapter_for(kind: str) -> Adapter | None:
    """The adapter of a channel's kind, or None."""
    return ADAPTERS.get(Kind(kind))
