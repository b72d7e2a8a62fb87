"""Commands: `flask --app wsgi …`. Each fault is one clear line and exit code 1."""

import re
import sys
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import seeding, supervisor
from portal.audit import service as audit
from portal.audit.anchor import FILE, Head
from portal.audit.verify import verify
from portal.demo import seed as demo_seed
from portal.kernel import clock, numbers
from portal.kernel.db import db
from portal.kernel.instance import InstanceError
from portal.stories import indexing


def fail(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(1)


def application() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # the proxy's documented way


@click.command("serve")
@with_appcontext
def serve() -> None:
    """The web server alone; the worker is `work`."""
    try:
        supervisor.serve(application())
    except InstanceError as error:
        fail(str(error))


@click.command("work")
@with_appcontext
def work() -> None:
    """The worker: mail, pictures, news, everything that is due."""
    supervisor.work(application())


@click.command("up")
@with_appcontext
def up() -> None:
    """Migrate, seed, then run web server and worker together; what `make run` calls."""
    try:
        supervisor.up(application())
    except InstanceError as error:
        fail(str(error))


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Wards, rubrics and channels from the city's data file; safe to repeat."""
    seeding.seed(db.session(), current_app.extensions["portal.city"])
    db.session.commit()
    click.echo("wards, rubrics and channels are in place")


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Demo people and stories on an empty database; needs PORTAL_DEMO=1."""
    app = application()
    if not app.config["SETTINGS"].demo:
        fail("demo people have public passwords; set PORTAL_DEMO=1 on a loopback address first")
    seeding.seed(db.session(), app.extensions["portal.city"])
    db.session.commit()
    if not demo_seed.fill(app, say=click.echo):
        click.echo("this database has people already; nothing was added")


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Make the search index anew from all stories; safe while running."""
    indexing.fill(db.session(), lambda last: click.echo(f"stories up to number {last} can be found"))


@click.group("audit")
def audit_group() -> None:
    """The log of what staff did."""


@audit_group.command("verify")
@click.option("--ends", help="An end of the log from one of its letters, like 412:9f86d0…, which must be in it.")
@with_appcontext
def audit_verify(ends: str | None) -> None:
    """Check the hash chain; exit 1 names the first bad row."""
    given = _head(ends) if ends else None
    fault = verify(given)
    if fault:
        fail(fault)
    click.echo("audit: the chain is whole")


def _head(ends: str) -> Head:
    count, _, last_hash = ends.partition(":")
    if (number := numbers.whole(count)) is None or not re.fullmatch(r"[0-9a-f]{64}", last_hash):
        fail("--ends is the number of acts, a colon and 64 letters and digits, as the letter writes it")
    return Head(number, 0, last_hash)


@audit_group.command("remember")
@with_appcontext
def audit_remember() -> None:
    """Rewrite a lost audit.anchor; the log itself must be whole. Writes a line to the log."""
    fault = verify(outside=False)
    if fault:
        fail(fault)
    session = db.session()
    audit.renew(session)
    audit.record(session, None, "audit.remembered", f"file:{FILE}", clock.now())
    session.commit()
    click.echo(f"{FILE} is written; what the log held before is believed, not proven")


COMMANDS = (serve, work, up, seed, demo, reindex, audit_group)
