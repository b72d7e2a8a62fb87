"""Calls to one configured server and to no other: guarded, bounded, and exact about whether anything was sent.

No redirects, no proxies and no certificates from the environment, a fresh connection for each call, five megabytes of
answer at most, and none that would have to be unpacked: a few hundred bytes can unpack to gigabytes. Whatever goes
wrong becomes a Failed; no message, log line or traceback of it holds an address.
"""

import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import httpcore
import httpx

from portal.channels.adapter_api import Failed, Failure, FailureKind, Phase
from portal.channels.error_codes import Code
from portal.channels.lines import CONNECT, Line, PrivateAddress, Resolve, Stage, TooLong, resolve

ANSWER_MAX: Final = 5 * 1024 * 1024  # bytes
READ, TOTAL = 30.0, 120.0  # seconds: for one read or write, for a whole call
# httpx writes every address it calls into its log, and Telegram's addresses hold the token
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Outgoing:
    """Calls below `base` ("https://kota.example/berita") and nowhere else.

    `trusted` says that a PORTAL_CHANNEL_*_API setting names this very base, so that it may be this machine itself.
    """

    def __init__(
        self,
        base: str,
        *,
        trusted: bool = False,
        resolver: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        read: float = READ,
        total: float = TOTAL,
        most: int = ANSWER_MAX,
    ) -> None:
        """`most`: bytes of an answer. Raises ValueError or httpx.InvalidURL for an address nobody can call."""
        self._base, self._trusted, self._resolver = httpx.URL(base.rstrip("/")), trusted, resolver
        if self._base.scheme not in ("http", "https") or not self._base.host or not 0 < (self._base.port or 80) < 65536:
            raise ValueError("not an address of a site")
        self._tls, self._read, self._total, self._most = tls, read, total, most

    def __repr__(self) -> str:
        return f"Outgoing({self._base.scheme}://{self._base.host})"

    @property
    def encrypted(self) -> bool:
        return self._base.scheme == "https"

    def call(
        self,
        method: str,
        path: str,
        phase: Phase,
        *,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **body: Any,
    ) -> Answer:
        """One call; `body` is one of httpx's `json`, `data` with `files`, `content`. Any status is an answer.

        Raises Failed: RETRY when nothing was sent or nothing can have been published, UNKNOWN when it may have been.
        """
        line = Line(trusted=self._trusted, total=self._total, resolver=self._resolver)
        try:
            return self._call(line, method, path, query, headers, auth, body)
        except (httpx.HTTPError, httpx.StreamError, ssl.SSLError, OSError) as error:
            raise Failed(_failure(line.stage, phase, error)) from None

    def _call(
        self,
        line: Line,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None,
        headers: Mapping[str, str] | None,
        auth: tuple[str, str] | None,
        body: Mapping[str, Any],
    ) -> Answer:
        url = self._url(path)
        known = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "BeritaDanWarga/1"}
        timeout = httpx.Timeout(self._read, connect=CONNECT)
        basic = httpx.BasicAuth(*auth) if auth else None
        with (
            httpx.Client(
                transport=_transport(line, self._tls or _trust()),
                trust_env=False,
                follow_redirects=False,
                timeout=timeout,
                headers=known | dict(headers or {}),
                auth=basic,
            ) as client,
            client.stream(method, url, params=query, **body) as answer,
        ):
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status_code, headers, _read(answer, line, self._most))

    def _url(self, path: str) -> httpx.URL:
        if not path.startswith("/"):
            raise ValueError("a path begins with a slash")
        url = self._base.copy_with(raw_path=self._base.raw_path.rstrip(b"/") + quote(path, safe="/:@-._~").encode())
        if (url.scheme, url.host, url.port) != (self._base.scheme, self._base.host, self._base.port):
            raise ValueError("another server than the configured one")
        return url


class _TooMuch(httpx.StreamError):
    """The answer is larger than any real one."""


class _Packed(httpx.StreamError):
    """The answer is compressed, which we asked it not to be."""


def _read(answer: httpx.Response, line: Line, most: int) -> bytes:
    """The body as it came. Small pieces cost more than their bytes, so the line counts what it takes to carry them."""
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise _Packed("a compressed answer")
    kept = bytearray()
    for part in answer.iter_raw():
        kept += part
        if len(kept) > most:
            raise _TooMuch("answer too large")
        line.check_time()
    return bytes(kept)


def _transport(line: Line, tls: ssl.SSLContext) -> httpx.HTTPTransport:
    transport = httpx.HTTPTransport(verify=tls, trust_env=False)
    # httpx offers no way to bring one's own network backend; httpx and httpcore are pinned, and the tests hold this
    transport._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=line, max_connections=1)
    return transport


@lru_cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _failure(stage: Stage, phase: Phase, error: Exception) -> Failure:
    sent = stage is Stage.SENT
    kind = FailureKind.UNKNOWN if sent and phase is Phase.PUBLISH else FailureKind.RETRY
    return Failure(kind, _code(stage, error))


def _code(stage: Stage, error: Exception) -> Code:
    if isinstance(error.__cause__, PrivateAddress) or isinstance(error.__context__, PrivateAddress):
        return Code.PRIVATE
    if isinstance(error, _TooMuch) or isinstance(error.__cause__, TooLong):
        return Code.TOO_MUCH
    if isinstance(error, _Packed):
        return Code.UNREADABLE
    if stage is Stage.SENT:
        return Code.SLOW if isinstance(error, httpx.TimeoutException) else Code.CUT
    if isinstance(error, httpx.TimeoutException):
        return Code.SLOW
    return {Stage.NAME: Code.NO_NAME, Stage.TLS: Code.CERTIFICATE}.get(stage, Code.UNREACHABLE)
