"""Log formatting for all processes, without personal data or keys.

Error messages quote their input: PostgreSQL the duplicate e-mail address, httpx a URL with a bot token, `int()` the
text it could not parse. So an exception's message is logged only where its words come from the code, see `summary`, and
whatever still looks like an e-mail address, a phone number or a key is masked in the finished line.
"""

import logging
import re
import smtplib
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

from flask import Flask, request
from sqlalchemy.exc import DBAPIError

from portal.kernel.failpoints import FailpointReached

# faults of ours, in words that Python makes of names in the code
OWN_WORDS: Final = (
    FailpointReached,
    TypeError,
    AttributeError,
    NameError,
    ImportError,
    NotImplementedError,
    RecursionError,
    MemoryError,
    ArithmeticError,
)
REDACTIONS: Final = (
    (re.compile(r"[\w.+%-]+?(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "[address]"),
    (re.compile(r"(?<![\w.:-])(?:\+?62|0)[ -]?8\d(?:(?:\) ?|[ .-])?\d){7,11}(?!\w)", re.ASCII), "[number]"),
    (re.compile(r"(?<!\d)\d{6,}:[\w-]{20,}", re.ASCII), "[key]"),  # a bot's token
    # a signed or random key: long, and of big and small letters and digits
    (re.compile(r"(?<![\w.-])(?=[\w.-]*\d)(?=[\w.-]*[a-z])(?=[\w.-]*[A-Z])[\w.-]{20,}", re.ASCII), "[key]"),
    (re.compile(r"(?<=\w://)[^\s/@]+@"), "[key]@"),  # a password in an address
)
_FRAME: Final = re.compile(r'^ *File "[^"]+", line \d+, in \S+$')
_ENDS: Final = re.compile(r"^((?:\w+\.)*[A-Z]\w*)(?::.*)?$")


def summary(error: BaseException) -> str:
    """Return an exception in one line, without its input."""
    name = type(error).__name__
    if isinstance(error, DBAPIError):
        return f"{name} ({_of_database(error.orig)})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{name}: {error.smtp_code}"
    if isinstance(error, OSError):
        return f"{name}: {error.strerror}" if error.strerror and error.errno else name
    if isinstance(error, OWN_WORDS):
        return f"{name}: {error}".split("\n", maxsplit=1)[0]
    return name


def _of_database(error: BaseException | None) -> str:
    """PostgreSQL quotes values, SQLite names only tables and columns, or a word of a search."""
    if (state := getattr(error, "sqlstate", None)) is not None:
        found = getattr(error, "diag", None)
        where = (getattr(found, name, None) for name in ("table_name", "constraint_name"))
        return " ".join([type(error).__name__, str(state), *filter(None, where)])
    if type(error).__module__ == "sqlite3" and "near" not in (text := str(error)):
        return f"{type(error).__name__}: {text}"
    return type(error).__name__


def trace(error: BaseException) -> str:
    """Return a traceback with files, lines and code, and the `summary` of each exception."""
    seen: set[int] = set()
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{summary(current)}")
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden
    return "\n\nwhich followed from\n\n".join(parts)


def stderr_summary(text: str) -> str:
    """Return places and exception classes, without messages, from what a dying process wrote."""
    kept = []
    for line in text.splitlines():
        if _FRAME.match(line):
            kept.append(line.strip())
        elif found := _ENDS.match(line):
            kept.append(found[1])
    return "; ".join(kept[-12:])


def redact(text: str) -> str:
    """Mask everything that looks like an e-mail address, a mobile number or a key."""
    for pattern, instead in REDACTIONS:
        text = pattern.sub(instead, text)
    return text


class Formatter(logging.Formatter):
    """The portal's only log formatter."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord(record.__dict__)
        plain.exc_text = None  # another handler may have written it in full
        if isinstance(plain.args, tuple):
            plain.args = tuple(_argument(each) for each in plain.args)
        plain.msg = _argument(plain.msg)
        return redact(super().format(plain))

    def formatException(self, ei: Any) -> str:  # noqa: N802 – the name logging calls
        return trace(ei[1]) if ei[1] is not None else ""


def _argument(value: Any) -> Any:
    return summary(value) if isinstance(value, BaseException) else value


def begin() -> None:
    """Log to standard error, uncaught exceptions too. Call once, in wsgi.py."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, at: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    logging.getLogger(__name__).critical("nobody caught this", exc_info=(kind, error, at))


def init_app(app: Flask) -> None:
    """Flask writes the address beside a fault; one may hold a key, so here it is the rule that was met."""

    def log_exception(info: Any) -> None:
        rule = request.url_rule.rule if request.url_rule else "an unknown address"
        app.logger.error("Exception on %s [%s]", rule, request.method, exc_info=info)

    app.log_exception = log_exception  # type: ignore[method-assign,assignment]  # an instance's own
