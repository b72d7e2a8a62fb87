"""What a kind of channel is called, and how an account is written there. Pure."""

from types import MappingProxyType
from typing import Final

from portal.channels.limits import SITES, Kind

# names of products: the same in every language
NAMES: Final = MappingProxyType(
    {
        Kind.WEBSITE: "Web",
        Kind.WORDPRESS: "Web",
        Kind.GHOST: "Web",
        Kind.FACEBOOK: "Facebook",
        Kind.INSTAGRAM: "Instagram",
        Kind.X: "X",
        Kind.TELEGRAM: "Telegram",
        Kind.WHATSAPP: "WhatsApp",
        Kind.YOUTUBE: "YouTube",
        Kind.TIKTOK: "TikTok",
        Kind.THREADS: "Threads",
        Kind.BLUESKY: "Bluesky",
        Kind.MASTODON: "Mastodon",
    }
)


def kind_name(kind: str) -> str:
    """The network's own name; `ValueError` for a kind nobody has described."""
    return NAMES[Kind(kind)]


def account(kind: str, handle: str, address: str) -> str:
    """The account as people write it: "@pemkotpekalongan", a site without its scheme; empty when it is not recorded."""
    if Kind(kind) in SITES:
        return address.removeprefix("https://").rstrip("/") or handle
    return f"@{handle.removeprefix('@')}" if handle and Kind(kind) is not Kind.WHATSAPP else handle
