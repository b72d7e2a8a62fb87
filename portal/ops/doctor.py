"""Looks at what the portal stands on and says each fault in one line."""

import shutil
import smtplib
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.channels import queries as channels
from portal.channels.models import Health, Mode
from portal.kernel import clock, jobs, mail, modes
from portal.kernel.db import db
from portal.kernel.instance import InstanceError, check_database
from portal.kernel.storage import FREE_FLOOR
from portal.settings import Settings

TROUBLE = {
    Health.DOWN: "down",
    Health.REAUTH: "refusing our credentials",
    Health.BLOCKED: "restricting our account",
}
Check = Callable[[Flask, Settings], Iterator[str]]


def examine(app: Flask) -> tuple[list[str], list[str]]:
    """(what was found in order, faults), one line each."""
    settings: Settings = app.config["SETTINGS"]
    found = [f"instance  {settings.instance}", f"database  {settings.sqlite_path or _without_password(settings)}"]
    faults: list[str] = []
    for check in CHECKS:
        with app.app_context():
            try:
                lines = list(check(app, settings))
            except (SQLAlchemyError, OSError) as error:
                lines = [f"{check.__name__.strip('_')}: {str(error).splitlines()[0]}"]
        faults.extend(lines)
        if not lines:
            found.append(f"{check.__name__.strip('_'):9} ok")
        elif check in (_database, _schema):
            break  # what follows reads tables and would only repeat this fault
    return found, faults


def _without_password(settings: Settings) -> str:
    return sa.engine.make_url(settings.database_url).render_as_string(hide_password=True)


def _disk(_app: Flask, settings: Settings) -> Iterator[str]:
    free = shutil.disk_usage(settings.instance).free
    if free < FREE_FLOOR:
        yield f"disk: only {free // 2**20} MB are free in {settings.instance}; new submissions are refused"
    probe = settings.instance / ".doctor"
    probe.write_bytes(b"x")
    probe.unlink()


def _files(_app: Flask, settings: Settings) -> Iterator[str]:
    found = list(modes.loose(settings.instance))
    if found:
        name = Path(found[-1].path)
        about = name.relative_to(settings.instance) if name != settings.instance else "the folder itself"
        yield (
            f"files: other users of this machine can read or change {len(found)} files and folders of the instance, "
            f"among them {about}; `flask --app wsgi up` closes them"
        )


def _database(_app: Flask, settings: Settings) -> Iterator[str]:
    try:
        check_database(settings)
    except InstanceError as error:
        yield f"database: {error}"
        return
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            verdict = connection.scalar(sa.text("PRAGMA quick_check"))
            if verdict != "ok":
                yield f"database: {verdict}"


def _schema(app: Flask, _settings: Settings) -> Iterator[str]:
    script = ScriptDirectory(app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    if at != script.get_current_head():
        head = script.get_current_head()
        yield f"schema: the database is at {at}, this code wants {head}; run `flask --app wsgi db upgrade`"


def _queue(app: Flask, settings: Settings) -> Iterator[str]:
    waited = jobs.oldest_waiting(db.session(), clock.now())
    if waited.total_seconds() > 300:
        minutes = int(waited.total_seconds() // 60)
        yield f"queue: due work has waited {minutes} minutes; is `flask --app wsgi work` running?"
    if settings.redis_url:
        try:
            app.extensions["portal.huey"].storage.queue_size()
        except Exception as error:
            yield f"redis: {settings.redis_url.split('@')[-1]} cannot be reached ({type(error).__name__})"


def _mail(_app: Flask, settings: Settings) -> Iterator[str]:
    if settings.smtp_url:
        try:
            mail.connect(settings.smtp_url).quit()
        except (OSError, smtplib.SMTPException) as error:
            yield f"mail: SMTP_URL cannot be reached ({type(error).__name__}); letters wait in the outbox"


def _channels(_app: Flask, _settings: Settings) -> Iterator[str]:
    active = channels.active(db.session())
    if not active:
        yield "channels: none is active; run `flask --app wsgi seed`"
    for channel in active:
        if channel.mode is Mode.API and channel.health in TROUBLE:
            since = f" since {channel.down_since:%Y-%m-%d %H:%M} UTC" if channel.down_since else ""
            yield f"channels: {channel.code} is {TROUBLE[channel.health]}{since} ({channel.health_code or 'no code'})"


CHECKS: tuple[Check, ...] = (_disk, _files, _database, _schema, _queue, _mail, _channels)
