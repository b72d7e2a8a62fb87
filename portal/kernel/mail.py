"""Mail goes through the outbox: written with its cause, sent by the worker, so a dead SMTP server breaks nothing."""

import os
import smtplib
import ssl
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import idna
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import jobs
from portal.kernel.clock import WIB
from portal.kernel.jobs import Job
from portal.settings import Settings

SMTP_TIMEOUT = 15  # seconds
LINE = 76  # characters of a line that holds encoded words (RFC 2047, section 2)
WORD = 60  # characters of an unbroken word that surely fits on such a line


class Letters(EmailPolicy):
    """Fold the subject at 76; other headers stay on one line (RFC 5322: 998), where programs look for addresses."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() != "subject":
            return str(super().fold(name, value))
        return f"Subject: {folded_subject(value, self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name.lower() == "subject" else bytes(super().fold_binary(name, value))


POLICY = Letters(max_line_length=998)


def send(
    session: Session, key: str, to: str, subject: str, text: str, at: datetime, html: str = "", **headers: str
) -> None:
    """Queue one letter under a key that makes it unique. The caller commits.

    `headers` use underscores for hyphens: `List_Unsubscribe="<…>"`.
    """
    payload = {"to": to, "subject": " ".join(subject.split()), "text": text, "html": html, "headers": headers}
    jobs.enqueue(session, "mail", f"mail:{key}", payload, at)


def is_queued(session: Session, key: str) -> bool:
    """Whether a letter of this key waits or was sent in the last days (`jobs.KEEP_DONE`)."""
    return session.scalar(select(jobs.Work.id).where(jobs.Work.key == f"mail:{key}")) is not None


def folded_subject(subject: str, linesep: str) -> str:
    """Encode a subject for a header; the standard library's policy makes encoded words longer than 75 characters."""
    plain = subject.isascii() and "=?" not in subject and all(len(word) <= WORD for word in subject.split())
    charset = "us-ascii" if plain else "utf-8"
    return Header(subject, charset, maxlinelen=LINE, header_name="Subject").encode(linesep=linesep)


def ascii_domain(domain: str) -> str:
    """Return a domain in ASCII (`xn--…`), or the text itself if it is not a domain."""
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def address(text: str) -> str:
    """An e-mail address with its domain in ASCII."""
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def build(payload: dict[str, object], key: str, at: datetime, settings: Settings) -> EmailMessage:
    host = ascii_domain(urlsplit(settings.base_url).hostname or "localhost")
    message = EmailMessage()
    message["From"] = f"Berita dan Warga <redaksi@{host}>"
    message["To"] = address(str(payload["to"]))
    message["Subject"] = str(payload["subject"])
    message["Date"] = format_datetime(at.astimezone(WIB))
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Berita-Key"] = key.encode("ascii", "replace").decode()
    headers = payload.get("headers")
    for name, value in (headers if isinstance(headers, dict) else {}).items():
        message[name.replace("_", "-")] = " ".join(str(value).split())
    message.set_content(str(payload["text"]))
    if payload.get("html"):
        message.add_alternative(str(payload["html"]), subtype="html")
    message.policy = POLICY  # only now: the bodies were encoded with lines of the usual length
    return message


def deliver(job: Job) -> None:
    """The handler of work kind "mail": over SMTP, or as one file each in instance/mail when SMTP_URL is unset."""
    settings: Settings = current_app.config["SETTINGS"]
    message = build(dict(job.payload), job.key, job.at, settings)
    job.session.commit()  # no transaction is open while another machine is talked to
    if settings.smtp_url:
        _smtp(settings.smtp_url, message)
    else:
        _file(settings.instance / "mail", job, message)


def _file(folder: Path, job: Job, message: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    safe = "".join(c if c.isalnum() else "-" for c in job.key)[:120]
    # named by the work's key: a letter that is written twice after a crash is still one letter
    target = folder / f"{safe}.eml"
    part = target.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(bytes(message))
    part.replace(target)


def connect(url: str) -> smtplib.SMTP:
    """An open, signed-in connection. Raises OSError or smtplib.SMTPException."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    client: smtplib.SMTP
    if parts.scheme == "smtps":
        client = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SMTP_TIMEOUT, context=ssl.create_default_context())
    else:
        client = smtplib.SMTP(host, parts.port or 25, timeout=SMTP_TIMEOUT)
    if parts.scheme == "smtp+starttls":
        client.starttls(context=ssl.create_default_context())
    if parts.username:
        client.login(unquote(parts.username), unquote(parts.password or ""))
    return client


def _smtp(url: str, message: EmailMessage) -> None:
    with connect(url) as client:
        client.send_message(message)
