"""An example of a good post address for each network, with the name of the channel where it is known. Pure.

The numbers are invented; `post_url_ok` takes every one of them (the tests hold this).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.channels.limits import SITES, Kind

_SHAPES: Final[Mapping[Kind, tuple[str, str]]] = MappingProxyType(  # the address, and a name where none is recorded
    {
        Kind.FACEBOOK: ("https://www.facebook.com/{name}/posts/1234567890", "nama.halaman"),
        Kind.INSTAGRAM: ("https://www.instagram.com/p/C1a2B3c4D5e/", ""),
        Kind.X: ("https://x.com/{name}/status/1860000000000000000", "nama_akun"),
        Kind.TELEGRAM: ("https://t.me/{name}/123", "nama_saluran"),
        Kind.WHATSAPP: ("https://whatsapp.com/channel/{name}/123", "0029VaContohContohContoh"),
        Kind.YOUTUBE: ("https://youtu.be/a1B2c3D4e5F", ""),
        Kind.TIKTOK: ("https://www.tiktok.com/@{name}/video/7300000000000000000", "nama.akun"),
        Kind.THREADS: ("https://www.threads.com/@{name}/post/C1a2B3c4D5e", "nama.akun"),
        Kind.BLUESKY: ("https://bsky.app/profile/{name}/post/3kabcdefghi2j", "kota.bsky.social"),
    }
)


def post_address(kind: str, handle: str, address: str) -> str:
    """An example for the field where the address is pasted; empty where nothing is known of the site."""
    name = handle.removeprefix("@")
    if Kind(kind) in SITES:
        return f"{address.rstrip('/')}/berita/judul-berita" if address.startswith("https://") else ""
    if Kind(kind) is Kind.MASTODON:
        user, _, server = name.partition("@")
        return f"https://{server}/@{user}/110000000000000000" if server else ""
    shape, unknown = _SHAPES[Kind(kind)]
    return shape.format(name=name or unknown)
