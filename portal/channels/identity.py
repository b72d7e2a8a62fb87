"""Who a channel is: the one record all channels speak from, names of accounts, addresses that prove a post. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.channels.limits import SITES, Kind
from portal.channels.proofs import HOST, READERS, WHATSAPP_CODE, ProofRefused, split

__all__ = ["HANDLES", "HandleRefused", "Identity", "ProofRefused", "check_handle", "post_url_ok"]

HANDLES: Final[Mapping[Kind, re.Pattern[str]]] = MappingProxyType(
    {
        Kind.WEBSITE: HOST,
        Kind.WORDPRESS: HOST,
        Kind.GHOST: HOST,
        Kind.FACEBOOK: re.compile(r"[A-Za-z0-9.]{5,50}"),
        Kind.INSTAGRAM: re.compile(r"(?!\.)(?!.*\.\.)[a-z0-9._]{1,30}(?<!\.)"),
        Kind.X: re.compile(r"[A-Za-z0-9_]{1,15}"),
        Kind.TELEGRAM: re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}"),
        Kind.WHATSAPP: WHATSAPP_CODE,
        Kind.YOUTUBE: re.compile(r"[\w.-]{3,30}"),
        Kind.TIKTOK: re.compile(r"[\w.]{2,24}"),
        Kind.THREADS: re.compile(r"(?!\.)(?!.*\.\.)[a-z0-9._]{1,30}(?<!\.)"),
        Kind.BLUESKY: HOST,
        Kind.MASTODON: re.compile(r"[A-Za-z0-9_]{1,30}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}"),
    }
)
_LOWER: Final = frozenset({*SITES, Kind.INSTAGRAM, Kind.THREADS, Kind.BLUESKY})


@dataclass(frozen=True)
class Identity:
    """The one record every channel speaks from, so that name, tags and sign-off never differ.

    `agency` is the canonical name, `dateline` opens a story ("Kota Pekalongan"), `hashtags` come without duplicates
    and with their "#", `ward_label` stands before a ward's name.
    """

    agency: str
    dateline: str
    hashtags: tuple[str, ...] = ()
    ward_label: str = "Kelurahan"


class HandleRefused(ValueError):
    """The name cannot exist on that network. `code` is `empty` or `shape`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_handle(kind: str, handle: str) -> str:
    """The account's name without its "@", in the case the network keeps; `HandleRefused` when it cannot exist."""
    kind = Kind(kind)
    name = handle.strip().removeprefix("@")
    if not name:
        raise HandleRefused("empty")
    name = name.lower() if kind in _LOWER else name
    if not HANDLES[kind].fullmatch(name) or not name.isascii():
        raise HandleRefused("shape")
    return name


def post_url_ok(kind: str, url: str, *, handle: str | None = None, address: str | None = None) -> str:
    """The one normal form of a post's address; `ProofRefused` when it is none of this channel.

    `handle` and `address` are what the channel is known by. Where a network's addresses carry the account's name it
    has to match `handle`; a website's (and a Mastodon server's) host has to be the one of `address`.
    """
    kind = Kind(kind)
    parts = split(url)
    name = (handle or "").strip().removeprefix("@")
    return READERS[kind](parts, name, (address or "").strip())
