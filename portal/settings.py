"""One frozen, typed object for everything the environment may say. Every default runs on one machine."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

KINDS = ("WORDPRESS", "TELEGRAM", "FACEBOOK", "INSTAGRAM", "THREADS", "X", "YOUTUBE", "BLUESKY", "MASTODON", "GHOST")
KNOWN = {
    "PORTAL_INSTANCE",
    "PORTAL_PORT",
    "PORTAL_HOST",
    "PORTAL_BASE_URL",
    "PORTAL_CITY",
    "PORTAL_NOW",
    "PORTAL_TRUSTED_PROXIES",
    "PORTAL_DEMO",
    "PORTAL_FAILPOINT",
    "PORTAL_METRICS_TOKEN",
    "PORTAL_MEDIA_URL",
    "PORTAL_KEEP_POSITIONS",
    "PORTAL_KEEP_ORIGINALS",
    "PORTAL_AUDIT_MAIL",
    "PORTAL_UNDO_SECONDS",
} | {f"PORTAL_CHANNEL_{kind}_API" for kind in KINDS}
FAILPOINTS = {
    "submission.before_commit",
    "submission.after_commit",
    "decision.before_commit",
    "decision.after_commit",
    "photo.processing",
    "delivery.before_arm",
    "delivery.after_arm",
    "delivery.after_call",
    "delivery.after_publish",
}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PRIVATE_ENDS = (".local", ".internal", ".lan", ".home", ".intranet", ".home.arpa")


class SettingsError(Exception):
    """One line that names the setting and says what it may be."""


@dataclass(frozen=True)
class Settings:
    """All settings; paths are absolute, URLs carry no trailing slash."""

    instance: Path
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    redis_url: str = ""
    smtp_url: str = ""
    city: str = "pekalongan"
    now: datetime | None = None
    trusted_proxies: int = 0
    demo: bool = False
    failpoint: tuple[str, str] | None = None
    metrics_token: str = ""
    position_days: int = 90
    original_months: int = 12
    audit_mail: str = ""
    undo_seconds: int = 30
    channel_api: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""
    testing: bool = False

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None when DATABASE_URL names a server."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None


def from_env(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and prove every setting.

    Raises:
        SettingsError: an unknown PORTAL_* name or a value that cannot be meant.
    """
    unknown = sorted(name for name in environ if name.startswith("PORTAL_") and name not in KNOWN)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting of this portal; README.md lists them.")
    instance = Path(environ.get("PORTAL_INSTANCE") or "instance").resolve()
    host = environ.get("PORTAL_HOST") or "127.0.0.1"
    port = _integer(environ, "PORTAL_PORT", 8000, 1, 65535)
    base_url = _base_url(environ.get("PORTAL_BASE_URL") or f"http://{host if ':' not in host else f'[{host}]'}:{port}")
    demo = _flag(environ, "PORTAL_DEMO")
    if demo and urlsplit(base_url).hostname not in LOOPBACK:
        raise SettingsError("PORTAL_DEMO=1 is only for a loopback PORTAL_BASE_URL: demo passwords are public.")
    failpoint = _failpoint(environ.get("PORTAL_FAILPOINT", ""))
    if failpoint and not demo:
        raise SettingsError("PORTAL_FAILPOINT works only together with PORTAL_DEMO=1.")
    if environ.get("PORTAL_MEDIA_URL"):
        raise SettingsError("PORTAL_MEDIA_URL: this version keeps pictures as files in the instance folder; unset it.")
    return Settings(
        instance=instance,
        host=host,
        port=port,
        base_url=base_url,
        database_url=_database_url(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'portal.db'}"),
        redis_url=_url(environ, "REDIS_URL", ("redis", "rediss", "unix")),
        smtp_url=_url(environ, "SMTP_URL", ("smtp", "smtps", "smtp+starttls")),
        city=environ.get("PORTAL_CITY") or "pekalongan",
        now=_now(environ.get("PORTAL_NOW", "")),
        trusted_proxies=_integer(environ, "PORTAL_TRUSTED_PROXIES", 0, 0, 9),
        demo=demo,
        failpoint=failpoint,
        metrics_token=environ.get("PORTAL_METRICS_TOKEN", ""),
        position_days=_integer(environ, "PORTAL_KEEP_POSITIONS", 90, 1, 3650),
        original_months=_integer(environ, "PORTAL_KEEP_ORIGINALS", 12, 1, 120),
        audit_mail=_mailbox(environ, "PORTAL_AUDIT_MAIL"),
        undo_seconds=_integer(environ, "PORTAL_UNDO_SECONDS", 30, 0, 300),
        channel_api={
            kind.lower(): _api(environ[name], name)
            for kind in KINDS
            if environ.get(name := f"PORTAL_CHANNEL_{kind}_API")
        },
    )


def _integer(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, not {text!r}.")
    return int(text)


def _mailbox(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "")
    if text and not re.fullmatch(r"[^\s@<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,190}", text, re.ASCII):
        raise SettingsError(f"{name} must be one e-mail address, like keamanan@example.id.")
    return text


def _flag(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name) or "0"
    if text not in ("0", "1"):
        raise SettingsError(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def _base_url(text: str, name: str = "PORTAL_BASE_URL") -> str:
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.username
        fine = fine and (parts.port is None or parts.port > 0) and not re.search(r"[\s<>\"']", text)
    except ValueError:
        fine = False
    if not fine:
        raise SettingsError(f"{name} must look like https://warga.example.id, not {text!r}.")
    return text.rstrip("/")


def _api(text: str, name: str) -> str:
    """Accept a server on loopback or at a public address; channels must not reach private networks."""
    base = _base_url(text, name)
    host = (urlsplit(base).hostname or "").rstrip(".")
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
        fine = address.is_loopback or address.is_global
    except ValueError:
        # a name; a number in an old spelling (127.1, 0x7f000001) is none
        fine = host == "localhost" or ("." in host and not re.fullmatch(r"\d+|0x[0-9a-f]*", host.rsplit(".", 1)[-1]))
        fine = fine and not host.endswith(PRIVATE_ENDS)
    if not fine:
        raise SettingsError(f"{name} must be on loopback (http://127.0.0.1:1234) or a public address, not {text!r}.")
    return base


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    text = environ.get(name, "")
    if not text:
        return ""
    scheme = text.split("://", 1)[0]
    if scheme not in schemes or "://" not in text:
        raise SettingsError(f"{name} must start with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    try:
        parts = urlsplit(text)
        fine = parts.port != 0 and bool(parts.path if scheme == "unix" else parts.hostname)
    except ValueError:
        fine = False
    if not fine:
        # never the value itself: it may hold a password
        raise SettingsError(f"{name} must name a host, and a port only as a number, like {schemes[0]}://host:1234.")
    return text


def _database_url(text: str) -> str:
    if text.startswith(("postgresql://", "postgres://")):
        text = "postgresql+psycopg://" + text.split("://", 1)[1]
    if not text.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise SettingsError("DATABASE_URL must start with postgresql:// or sqlite:///.")
    try:
        make_url(text)
    except (ArgumentError, ValueError):
        # never the value itself: it may hold a password
        raise SettingsError("DATABASE_URL must look like postgresql://user:password@host:5432/name.") from None
    return text


def _now(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise SettingsError(f"PORTAL_NOW must be a time with an offset like 2026-11-24T09:00:00+07:00, not {text!r}.")
    return at


def _failpoint(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    name, _, act = text.partition(":")
    if name not in FAILPOINTS or act not in ("exit", "raise"):
        raise SettingsError(f"PORTAL_FAILPOINT must be NAME:exit or NAME:raise with a known name, not {text!r}.")
    return name, act
