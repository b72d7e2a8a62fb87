"""Where a person writes the post: the network's own page, with the text already in it where the network allows. Pure.

Sources: X "Post intent", Bluesky "intent/compose", Threads "intent/post", Mastodon "/share", as documented in November
2026. Facebook, Instagram, WhatsApp channels, TikTok and YouTube take no text from an address; a text that would make
the address longer than servers accept is left out too.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlsplit

from portal.channels.limits import Kind

TEXT_MAX: Final = 2_000  # characters of the encoded text in an address


def _with(base: str) -> Callable[[str, str, str], str]:
    """An address that takes the text as its last parameter, empty where it is too long."""
    return lambda text, _handle, _address: base + text


def _plain(url: str) -> Callable[[str, str, str], str]:
    return lambda _text, _handle, address: address or url


def _telegram(_text: str, handle: str, address: str) -> str:
    return address or (f"https://t.me/{handle.removeprefix('@')}" if handle else "https://web.telegram.org/")


def _mastodon(text: str, handle: str, address: str) -> str:
    server = urlsplit(address).netloc or handle.rpartition("@")[2]
    return f"https://{server}/share?text={text}" if server else ""


def _wordpress(_text: str, _handle: str, address: str) -> str:
    return f"{address.rstrip('/')}/wp-admin/post-new.php" if address else ""


def _ghost(_text: str, _handle: str, address: str) -> str:
    return f"{address.rstrip('/')}/ghost/#/editor/post" if address else ""


_PAGES: Final[Mapping[Kind, Callable[[str, str, str], str]]] = MappingProxyType(
    {
        Kind.WEBSITE: _plain(""),
        Kind.WORDPRESS: _wordpress,
        Kind.GHOST: _ghost,
        Kind.FACEBOOK: _plain("https://www.facebook.com/"),
        Kind.INSTAGRAM: _plain("https://www.instagram.com/"),
        Kind.X: _with("https://x.com/intent/post?text="),
        Kind.TELEGRAM: _telegram,
        Kind.WHATSAPP: _plain("https://web.whatsapp.com/"),
        Kind.YOUTUBE: _plain("https://studio.youtube.com/"),
        Kind.TIKTOK: _plain("https://www.tiktok.com/upload"),
        Kind.THREADS: _with("https://www.threads.com/intent/post?text="),
        Kind.BLUESKY: _with("https://bsky.app/intent/compose?text="),
        Kind.MASTODON: _mastodon,
    }
)


def compose_url(kind: str, text: str, handle: str = "", address: str = "") -> str:
    """The https address to open; empty when it cannot be known (a site without an address)."""
    encoded = quote(text, safe="")
    url = _PAGES[Kind(kind)](encoded if len(encoded) <= TEXT_MAX else "", handle, address)
    return url if url.startswith("https://") else ""
