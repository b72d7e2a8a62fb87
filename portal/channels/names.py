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
# the last part of a channel's code, where an account has several kinds of posts; names of products too
FORMATS: Final = MappingProxyType({"story": "Story", "live": "Live", "reels": "Reels"})


def kind_name(kind: str) -> str:
    """The network's own name; `ValueError` for a kind nobody has described."""
    return NAMES[Kind(kind)]


def place_name(kind: str, code: str) -> str:
    """What people call the place a channel posts to: two channels of one account differ by their format alone."""
    name, form = kind_name(kind), FORMATS.get(code.rpartition("_")[2], "")
    return f"{name} {form}" if form and Kind(kind) is Kind.INSTAGRAM else name


def account(kind: str, handle: str, address: str) -> str:
    """The account as people write it: "@pemkotpekalongan", a site without its scheme; empty when it is not recorded."""
    if Kind(kind) in SITES:
        return address.removeprefix("https://").rstrip("/") or handle
    return f"@{handle.removeprefix('@')}" if handle and Kind(kind) is not Kind.WHATSAPP else handle
