"""Parse multipart forms whose part headers are malformed.

Werkzeug decodes part headers as UTF-8 and rejects the whole form if one is not, as with a file name in Latin-1. It
reads a part as text if it cannot read its file name. Both are repaired in the bytes before Werkzeug parses them.
"""

import io
import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import IO, Any, Final, Protocol

from flask import Flask
from flask import Request as FlaskRequest
from werkzeug.datastructures import FileStorage
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

HEADERS_MAX: Final = 64 * 1024  # bytes of one part's headers; longer ones are passed on as they are
_BREAK: Final = rb"(?:\r\n|\n|\r)"
_AFTER: Final = re.compile(rb"[ \t]*" + _BREAK)
_BLANK: Final = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_FOLD: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]+")
_LINES: Final = re.compile(r"\r\n|\n|\r")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAMES_A_FILE: Final = re.compile(r";\s*filename", re.IGNORECASE)


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class RepairedHeaders:
    """A multipart body whose part headers Werkzeug can read; what parts contain passes through untouched."""

    def __init__(self, source: Source, boundary: bytes) -> None:
        self._source, self._delimiter = source, b"--" + boundary
        self._held = b""
        self._last = b"\n"  # the byte before the held ones; a body begins as if a line had just ended
        self._in_headers = False
        self._ready = b""  # headers go out with what follows them: Werkzeug wants to see an empty part end

    def read(self, size: int) -> bytes:
        """Return some bytes, empty only at the end."""
        while True:
            data = self._source.read(size)
            self._held += data
            if (ready := self._step(ended=not data)) or not data:
                return ready

    def _step(self, *, ended: bool) -> bytes:
        """Take from the held bytes all that is certain by now."""
        while True:
            if self._in_headers:
                found = _BLANK.search(self._held)
                if found:
                    self._ready += repair_head(self._held[: found.start()]) + found[0]
                    self._held, self._last = self._held[found.end() :], b"\n"
                elif not ended and len(self._held) <= HEADERS_MAX:
                    return self._out()
                self._in_headers = False
            else:
                cut, self._in_headers = self._next_part(ended=ended)
                if cut:
                    self._ready, self._held = self._ready + self._held[:cut], self._held[cut:]
                    self._last = self._ready[-1:]
                if not self._in_headers:
                    return self._out() if cut or ended else b""

    def _out(self) -> bytes:
        ready, self._ready = self._ready, b""
        return ready

    def _next_part(self, *, ended: bool) -> tuple[int, bool]:
        """How many held bytes belong to what came before the next part's headers, and whether those begin there."""
        at = 0
        while (at := self._held.find(self._delimiter, at)) >= 0:
            end = at + len(self._delimiter)
            before = self._held[at - 1 : at] if at else self._last
            if before in (b"\r", b"\n"):
                if after := _AFTER.match(self._held, end):
                    return after.end(), True
                if not ended and len(self._held) - end < 8:  # the rest of the line is still to come
                    return at, False
            at = end
        keep = 0 if ended else min(len(self._held), len(self._delimiter) + 1)
        return len(self._held) - keep, False


def repair_head(head: bytes) -> bytes:
    """The headers of one part as UTF-8, and with a file name where they mean a file but name none that can be read."""
    text = _decoded(head)
    if "filename" not in text.lower() and "image/" not in text.lower():
        return text.encode()
    lines = [line for line in _LINES.split(_FOLD.sub(" ", text)) if line.strip()]
    at = next((n for n, line in enumerate(lines) if line.lower().startswith("content-disposition:")), None)
    if at is not None:
        _kind, options = parse_options_header(lines[at].partition(":")[2].strip())
        if "filename" not in options and "name" in options and _means_file(lines, lines[at]):
            name = options["name"].replace("\\", "\\\\").replace('"', '\\"')
            lines[at] = f'Content-Disposition: form-data; name="{name}"; filename=""'
            return "\r\n".join(lines).encode()
    return text.encode()


def _decoded(head: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1")


def _means_file(lines: list[str], disposition: str) -> bool:
    kinds = (line.partition(":")[2].strip().lower() for line in lines if line.lower().startswith("content-type:"))
    return bool(_NAMES_A_FILE.search(_QUOTED.sub('""', disposition))) or any(k.startswith("image/") for k in kinds)


class Parser(FormDataParser):
    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        boundary = (options or {}).get("boundary", "")
        if mimetype != "multipart/form-data" or not boundary or not boundary.isascii():
            return super().parse(stream, mimetype, content_length, options)
        mending: Any = RepairedHeaders(stream, boundary.encode("ascii"))
        _mended, form, files = super().parse(mending, mimetype, content_length, options)
        return stream, form, files


class Request(FlaskRequest):
    form_data_parser_class = Parser


def is_sent(file: FileStorage) -> bool:
    """Whether a part is a file: browsers send neither name nor bytes for a file field that was left empty."""
    if file.filename:
        return True
    size = file.stream.seek(0, io.SEEK_END)
    file.stream.seek(0)
    return bool(size)


def name_of(file: FileStorage) -> str:
    """The name of a file as people read it; some mail-like clients write it in encoded words (RFC 2047)."""
    name = file.filename or ""
    try:
        return str(make_header(decode_header(name))) if name.startswith("=?") else name
    except (HeaderParseError, LookupError, ValueError):
        return name


def init_app(app: Flask) -> None:
    app.request_class = Request
