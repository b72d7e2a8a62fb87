"""A page as bytes, ready to be sent in each encoding: headers built once, so that an answer costs no thought. Pure."""

import gzip
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import brotli

Headers = list[tuple[str, str]]
Bodies = tuple[bytes, bytes, bytes]  # as it is, gzip, br; b"" where it would not be smaller
IDENTITY, GZIP, BR = range(3)
CODINGS = ("", "gzip", "br")
EVERYBODY, ONE_READER = "Accept-Encoding", "Accept-Encoding, Cookie"  # Vary
TEXT = ("text/", "application/atom+xml", "application/xml", "application/feed+json", "application/json")
SHORTEST = 200  # bytes; below it compressing saves no packet
# what the layer says itself; all other headers are the page's own
OURS = frozenset(("content-length", "content-type", "content-encoding", "etag", "last-modified", "vary"))


class Answer(NamedTuple):
    """One page in one encoding; `unchanged` are the headers of its 304."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: bytes


class Page:
    """A public page of one generation. `lock` lets one thread draw its successor while the others wait for it."""

    __slots__ = ("answers", "bodies", "generation", "kind", "lock", "size", "stamp")

    def __init__(self, generation: str, kind: str, own: Headers, bodies: Bodies, vary: str = EVERYBODY) -> None:
        self.generation, self.kind, self.bodies = generation, kind, bodies
        self.lock = threading.Lock()
        self.size = sum(map(len, bodies)) + 4000  # bytes, with what Python keeps beside them
        self.stamp = stamp(bodies[IDENTITY])
        self.answers = tuple(
            answer(kind, own, body or bodies[IDENTITY], coding if body else "", self.stamp, vary)
            for body, coding in zip(bodies, CODINGS, strict=True)
        )


def stamp(body: bytes) -> int:
    """31 bits of the content, which nginx takes for the file's time: so both give a page the same ETag.

    Seconds, because nginx builds its ETag from them and the length; 31 bits, because every file system holds them.
    """
    return crc32(body) & 0x7FFFFFFF


def answer(kind: str, own: Headers, body: bytes, coding: str, time: int, vary: str) -> Answer:
    """`own` are the headers of the page itself, `kind` its content type."""
    etag = f'"{time:x}-{len(body):x}"'
    unchanged = [("ETag", etag), ("Vary", vary), *own]
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), *unchanged]
    if coding:
        headers.append(("Content-Encoding", coding))
    return Answer(etag, headers, unchanged, body)


def own_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers that are the page's own, not those of its bytes."""
    return [(name, value) for name, value in headers if name.lower() not in OURS]


def encoded(kind: str, body: bytes, *, wanted: Iterable[int] = (GZIP, BR)) -> Bodies:
    """The bytes in each wanted encoding."""
    packed = dict.fromkeys((GZIP, BR), b"")
    if len(body) >= SHORTEST and kind.startswith(TEXT):
        for coding in wanted:
            if coding != IDENTITY:
                packed[coding] = _smaller(pack(coding, body), body)
    return body, packed[GZIP], packed[BR]


def pack(coding: int, body: bytes) -> bytes:
    """The same bytes each time, whoever packs them."""
    if coding == GZIP:
        return gzip.compress(body, 6, mtime=0)
    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=5))


def _smaller(packed: bytes, body: bytes) -> bytes:
    return packed if len(packed) < len(body) else b""


@lru_cache(maxsize=512)
def choose(accepted: str) -> int:
    """Which of CODINGS an Accept-Encoding header likes best; what it says of none of them, it accepts as it is."""
    likes = _weights(accepted)
    other = likes.get("*", 0.0)
    weights = [likes.get("identity", -1.0), likes.get("gzip", likes.get("x-gzip", other)), likes.get("br", other)]
    best = max(weights)
    if best <= 0:
        return IDENTITY
    return BR if weights[BR] == best else GZIP if weights[GZIP] == best else IDENTITY


def _weights(accepted: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _is, value = parameter.partition("=")
            if key.strip() == "q":
                weight = _weight(value.strip())
        if name:
            found[name] = weight
    return found


def _weight(text: str) -> float:
    """0 to 1; what is no such number refuses the encoding, which is always safe."""
    whole, _dot, rest = text.partition(".")
    if whole not in ("0", "1") or not (rest == "" or (rest.isascii() and rest.isdecimal() and len(rest) <= 3)):
        return 0.0
    return float(text) if float(text) <= 1 else 0.0


def holds(condition: str, etag: str) -> bool:
    """Whether an If-None-Match names this ETag: weakly compared, in a list or `*`. Ours have no quote or comma."""
    return etag in condition or condition.strip() == "*"
