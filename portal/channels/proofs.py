"""Addresses of posts, network by network: what proves a publication, and its one normal form. Pure.

A proof is an address a stranger can open. It is read strictly (https, the network's own host, the shape of a post)
and brought into one form, so that one post cannot prove two deliveries.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from portal.channels.limits import Kind

URL_MAX: Final = 500
HOST: Final = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")
WHATSAPP_CODE: Final = re.compile(r"0029[0-9A-Za-z]{16,26}")  # a channel's code; a phone number is no channel


class ProofRefused(ValueError):
    """The address proves no post of this channel.

    Codes: `not_a_url`, `too_long`, `not_https`, `userinfo`, `port`, `host`, `short_link`, `path`, `account`,
    `no_address` (the channel's own address is missing, so nothing can be compared).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def split(url: str) -> SplitResult:
    """The parts of a plain https address without surprises."""
    url = url.strip()
    if len(url) > URL_MAX:
        raise ProofRefused("too_long")
    if not url or not url.isascii() or re.search(r"[\s\\<>\"'`^{}|\x00-\x1f\x7f]", url):
        raise ProofRefused("not_a_url")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ProofRefused("not_a_url") from error
    if parts.scheme.lower() != "https":
        raise ProofRefused("not_https" if parts.scheme and parts.netloc else "not_a_url")
    if "@" in parts.netloc:
        raise ProofRefused("userinfo")
    if port is not None or parts.netloc.endswith(":"):
        raise ProofRefused("port")
    host = (parts.hostname or "").lower()
    if not HOST.fullmatch(host):
        raise ProofRefused("host")
    return parts._replace(scheme="https", netloc=host, fragment="")


def _expect_host(parts: SplitResult, *hosts: str) -> None:
    if parts.netloc not in hosts:
        raise ProofRefused("host")


def _match(path: str, *patterns: str) -> dict[str, str]:
    for pattern in patterns:
        if found := re.fullmatch(pattern, path.rstrip("/")):
            return {key: value for key, value in found.groupdict().items() if value is not None}
    raise ProofRefused("path")


def _expect_account(found: str | None, name: str) -> None:
    """Names are compared without case; an address without a name is taken on trust."""
    if found and name and found.lower() != name.lower():
        raise ProofRefused("account")


def _host_of(address: str) -> str:
    host = (urlsplit(address if "//" in address else f"https://{address}").hostname or "").lower()
    if not host:
        raise ProofRefused("no_address")
    return host


TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igsh|igshid|mc_[ce]id|ref|ref_src|ref_url|s|t|si|feature|_gl|share\w*)",
    re.IGNORECASE,
)


def _website(parts: SplitResult, name: str, address: str) -> str:
    _expect_host(parts, _host_of(address or name))
    kept = sorted(
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(key)
    )
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    if not path and not kept:
        raise ProofRefused("path")
    if any(segment in {".", ".."} for segment in path.split("/")):
        raise ProofRefused("path")
    return parts._replace(path=path or "/", query=urlencode(kept)).geturl()


def _instagram(parts: SplitResult, name: str, _address: str) -> str:
    _expect_host(parts, "instagram.com", "www.instagram.com", "m.instagram.com")
    if parts.path.startswith("/share/"):
        raise ProofRefused("short_link")
    found = _match(parts.path, r"(?:/(?P<who>[a-zA-Z0-9._]{1,30}))?/(?:p|reel|tv)/(?P<code>[A-Za-z0-9_-]{5,40})")
    _expect_account(found.get("who"), name)
    return f"https://www.instagram.com/p/{found['code']}/"


def _x(parts: SplitResult, name: str, _address: str) -> str:
    _expect_host(parts, "x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")
    tail = r"/status/(?P<id>\d{5,20})(?:/(?:photo|video)/\d)?"
    found = _match(parts.path, rf"/i(?:/web)?{tail}", rf"/(?P<who>[A-Za-z0-9_]{{1,15}}){tail}")
    _expect_account(found.get("who"), name)
    return f"https://x.com/i/status/{found['id']}"


def _telegram(parts: SplitResult, name: str, _address: str) -> str:
    _expect_host(parts, "t.me", "www.t.me", "telegram.me")
    found = _match(parts.path, r"(?:/s)?/(?P<who>[A-Za-z][A-Za-z0-9_]{4,31})/(?P<id>[1-9]\d{0,9})")
    _expect_account(found["who"], name)
    return f"https://t.me/{found['who'].lower()}/{found['id']}"


def _whatsapp(parts: SplitResult, name: str, address: str) -> str:
    _expect_host(parts, "whatsapp.com", "www.whatsapp.com")
    found = _match(parts.path, r"/channel/(?P<who>0029[0-9A-Za-z]{16,26})/(?P<id>\d{1,10})")
    known = re.search(r"/channel/(0029[0-9A-Za-z]{16,26})", address)
    own = known[1] if known else (name if WHATSAPP_CODE.fullmatch(name) else "")
    if own and own != found["who"]:  # a channel's code is case-sensitive
        raise ProofRefused("account")
    return f"https://whatsapp.com/channel/{found['who']}/{found['id']}"


def _facebook(parts: SplitResult, name: str, _address: str) -> str:
    if parts.netloc in {"fb.me", "fb.watch"}:
        raise ProofRefused("short_link")
    _expect_host(parts, *(f"{sub}facebook.com" for sub in ("", "www.", "m.", "web.", "id-id.")))
    base, query = "https://www.facebook.com", dict(parse_qsl(parts.query))
    path = parts.path.rstrip("/")
    if path in {"/permalink.php", "/story.php"}:
        return f"{base}/permalink.php?{urlencode(_digits(query, 'story_fbid', 'id'))}"
    if path in {"/photo", "/photo.php"}:
        return f"{base}/photo/?{urlencode(_digits(query, 'fbid'))}"
    if path == "/watch":
        return f"{base}/watch/?{urlencode(_digits(query, 'v'))}"
    if re.fullmatch(r"/share/(?:[prv]/)?[\w-]+", path):
        raise ProofRefused("short_link")
    who = r"/(?P<who>[A-Za-z0-9.]{3,50})"
    found = _match(
        path,
        r"/reel/(?P<id>\d{5,20})",
        rf"{who}/posts/(?:[\w%.-]+/)?(?P<id>\d{{5,20}}|pfbid\w{{20,90}})",
        rf"{who}/(?:videos|photos)/(?:[\w%.-]+/)*(?P<id>\d{{5,20}})",
    )
    page = found.get("who", "")
    if not page.isdigit():  # a page's number cannot be compared with its name; dots in a name carry no meaning
        _expect_account(page.replace(".", ""), name.replace(".", ""))
    if not page:
        return f"{base}/reel/{found['id']}"
    shape = "posts" if "/posts/" in path else "videos" if "/videos/" in path else "photos"
    return f"{base}/{page.lower()}/{shape}/{found['id']}"


def _digits(query: dict[str, str], *keys: str) -> dict[str, str]:
    found = {key: query.get(key, "") for key in keys}
    if not all(re.fullmatch(r"\d{5,20}|pfbid\w{20,90}", value) for value in found.values()):
        raise ProofRefused("path")
    return found


def _youtube(parts: SplitResult, _name: str, _address: str) -> str:
    if parts.netloc == "youtu.be":
        video = _match(parts.path, r"/(?P<id>[\w-]{11})")["id"]
        return f"https://www.youtube.com/watch?v={video}"
    _expect_host(parts, "youtube.com", "www.youtube.com", "m.youtube.com")
    if parts.path.rstrip("/") == "/watch":
        video = dict(parse_qsl(parts.query)).get("v", "")
        found = _match(f"/live/{video}", r"/live/(?P<id>[\w-]{11})")
    else:
        found = _match(parts.path, r"/(?:shorts|live)/(?P<id>[\w-]{11})", r"/post/(?P<post>Ug[\w-]{20,40})")
    if "post" in found:
        return f"https://www.youtube.com/post/{found['post']}"
    return f"https://www.youtube.com/watch?v={found['id']}"


def _tiktok(parts: SplitResult, name: str, _address: str) -> str:
    if parts.netloc in {"vm.tiktok.com", "vt.tiktok.com"}:
        raise ProofRefused("short_link")
    _expect_host(parts, "tiktok.com", "www.tiktok.com", "m.tiktok.com")
    if parts.path.startswith("/t/"):
        raise ProofRefused("short_link")
    found = _match(parts.path, r"/@(?P<who>[\w.]{2,24})/(?P<shape>video|photo)/(?P<id>\d{10,20})")
    _expect_account(found["who"], name)
    return f"https://www.tiktok.com/@{found['who'].lower()}/{found['shape']}/{found['id']}"


def _threads(parts: SplitResult, name: str, _address: str) -> str:
    _expect_host(parts, *(f"{sub}threads.{top}" for sub in ("", "www.") for top in ("com", "net")))
    found = _match(parts.path, r"/@(?P<who>[a-zA-Z0-9._]{1,30})/post/(?P<code>[A-Za-z0-9_-]{5,40})")
    _expect_account(found["who"], name)
    return f"https://www.threads.com/@{found['who'].lower()}/post/{found['code']}"


def _bluesky(parts: SplitResult, name: str, _address: str) -> str:
    _expect_host(parts, "bsky.app")
    found = _match(parts.path, r"/profile/(?P<who>[a-zA-Z0-9.:-]{4,253})/post/(?P<rkey>[2-7a-z]{13})")
    if not found["who"].startswith("did:"):  # an account's number cannot be compared with its name
        _expect_account(found["who"], name)
    return f"https://bsky.app/profile/{found['who'].lower()}/post/{found['rkey']}"


def _mastodon(parts: SplitResult, name: str, address: str) -> str:
    user, _, server = name.partition("@")
    _expect_host(parts, _host_of(address or server))
    found = _match(
        parts.path, r"/@(?P<who>\w{1,30})/(?P<id>\d{5,25})", r"/users/(?P<who>\w{1,30})/statuses/(?P<id>\d+)"
    )
    _expect_account(found["who"], user)
    return f"https://{parts.netloc}/@{found['who'].lower()}/{found['id']}"


READERS: Final[Mapping[Kind, Callable[[SplitResult, str, str], str]]] = MappingProxyType(
    {
        Kind.WEBSITE: _website,
        Kind.WORDPRESS: _website,
        Kind.GHOST: _website,
        Kind.FACEBOOK: _facebook,
        Kind.INSTAGRAM: _instagram,
        Kind.X: _x,
        Kind.TELEGRAM: _telegram,
        Kind.WHATSAPP: _whatsapp,
        Kind.YOUTUBE: _youtube,
        Kind.TIKTOK: _tiktok,
        Kind.THREADS: _threads,
        Kind.BLUESKY: _bluesky,
        Kind.MASTODON: _mastodon,
    }
)
