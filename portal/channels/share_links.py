"""Links that an app's own "copy link" gives and that only lead on to a post: what they look like, where they may lead.

Pure. Seen in the apps of Facebook, Instagram and TikTok in November 2026; the other networks copy a post's own address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin

from portal.channels.identity import post_url_ok
from portal.channels.limits import Kind
from portal.channels.proofs import ProofRefused, split

_CODE: Final = r"[A-Za-z0-9_-]{5,60}"
_NEEDED: Final = frozenset({"story_fbid", "id", "fbid", "v", "set"})  # what names a post; the rest follows people
_SIGN_IN: Final = re.compile(r"/(?:login|login\.php|accounts/login)/?")


@dataclass(frozen=True)
class Network:
    """`own` are the hosts a link may lead through; `shapes` the links themselves, the host in front of the path."""

    own: frozenset[str]
    shapes: tuple[re.Pattern[str], ...]


def _network(own: str, *shapes: str) -> Network:
    return Network(frozenset(own.split()), tuple(re.compile(shape) for shape in shapes))


NETWORKS: Final[Mapping[Kind, Network]] = MappingProxyType(
    {
        Kind.FACEBOOK: _network(
            "facebook.com www.facebook.com m.facebook.com web.facebook.com id-id.facebook.com fb.watch fb.me",
            rf"www\.facebook\.com/share/(?:[prv]/)?{_CODE}",
            rf"fb\.watch/{_CODE}",
            rf"fb\.me/(?:[prv]/)?{_CODE}",
        ),
        Kind.INSTAGRAM: _network(
            "instagram.com www.instagram.com m.instagram.com",
            rf"www\.instagram\.com/share/(?:(?:p|reel|tv)/)?{_CODE}",
        ),
        Kind.TIKTOK: _network(
            "tiktok.com www.tiktok.com m.tiktok.com vm.tiktok.com vt.tiktok.com",
            rf"v[mt]\.tiktok\.com/{_CODE}",
            rf"www\.tiktok\.com/t/{_CODE}",
        ),
    }
)


class Elsewhere(ValueError):
    """The link leads out of its network, or to no address at all."""


def normal(kind: str, url: str) -> str:
    """The one form of a share link, so that one link proves one post; `ProofRefused` for what is none."""
    network, parts = NETWORKS.get(Kind(kind)), split(url)
    if network is None:
        raise ProofRefused("short_link")
    host = re.sub(r"^(?:m|web|id-id)\.|^(?=(?:facebook|instagram|tiktok)\.com$)", "www.", parts.netloc)
    place = host + re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    if not any(shape.fullmatch(place) for shape in network.shapes):
        raise ProofRefused("short_link")
    return f"https://{place}/"


def is_one(kind: str, url: str) -> bool:
    """Whether an address in its one form is a share link."""
    try:
        return normal(kind, url) == url
    except ProofRefused:
        return False


def next_address(kind: str, here: str, location: str) -> str:
    """Where a redirect leads; past a page that asks to sign in, to what stands behind it. Raises Elsewhere."""
    parts = _own(kind, urljoin(here, location.strip()))
    if _SIGN_IN.fullmatch(parts.path):
        parts = _own(kind, urljoin(here, dict(parse_qsl(parts.query)).get("next", "")))
    return parts.geturl()


def _own(kind: str, url: str) -> SplitResult:
    head, _, query = url.partition("?")
    kept = [(key, value) for key, value in parse_qsl(query.partition("#")[0]) if key in _NEEDED or key == "next"]
    try:
        parts = split(head)
    except ProofRefused as error:
        raise Elsewhere from error
    if parts.netloc not in NETWORKS[Kind(kind)].own:
        raise Elsewhere
    return parts._replace(query=urlencode(kept))


def post_at(kind: str, url: str, *, handle: str, address: str) -> str | None:
    """The canonical address, when this is a post's; None for one that may lead on.

    Raises ProofRefused(`account`) for a post of somebody else.
    """
    try:
        return post_url_ok(kind, url, handle=handle, address=address)
    except ProofRefused as error:
        if error.code == "account":
            raise
        return None
