"""Operators' commands: backup, restore, doctor, guards."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.audit import anchor
from portal.audit import service as audit
from portal.audit.anchor import EMPTY, Head
from portal.audit.verify import verify
from portal.kernel.instance import InstanceError
from portal.ops import backup, doctor


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # the proxy's documented way


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup_command(file: Path) -> None:
    """Write database, pictures, mail and secret to one FILE; safe while running."""
    try:
        counts = backup.write(_app(), file)
    except InstanceError as error:
        click.echo(error, err=True)
        sys.exit(1)
    click.echo(f"{file}: {sum(counts.values())} rows, {file.stat().st_size // 1024} kB")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace what the instance holds.")
@with_appcontext
def restore_command(file: Path, force: bool) -> None:
    """Fill this instance from a backup FILE; the server must be stopped."""
    replaced = _log_before()
    try:
        counts = backup.restore(_app(), file, force=force)
    except InstanceError as error:
        click.echo(error, err=True)
        sys.exit(1)
    click.echo(f"{sum(counts.values())} rows restored; sessions and links of the backup work again")
    for line in _log_after(replaced):
        click.echo(line)


def _log_before() -> Head | None:
    """Return the end of the audit log that a restore replaces, or None."""
    try:
        return anchor.read(audit.folder(), audit.key())
    except (anchor.Damaged, OSError):
        return None


def _log_after(replaced: Head | None) -> Iterator[str]:
    """Yield lines that say what a restore removed from the audit log."""
    fault = verify()
    now = anchor.read(audit.folder(), audit.key()) or EMPTY
    yield f"audit: {fault}" if fault else f"audit: the chain is whole and has {now.acts} acts"
    if replaced and replaced.acts and verify(replaced._replace(last_id=0)):
        yield (
            f"audit: the log that was here before had {replaced.acts} acts and ended {replaced.last_hash[:16]}…; "
            "what the backup does not know of it is gone"
        )


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Check settings, disk, database, queue, mail and channels; exit 1 with one line for each fault."""
    found, faults = doctor.examine(_app())
    for line in found:
        click.echo(line)
    for line in faults:
        click.echo(line, err=True)
    sys.exit(1 if faults else 0)


@click.command("guards")
@click.option("--snapshot", is_flag=True, help="As JSON, the way the architecture test keeps it.")
@with_appcontext
def guards_command(snapshot: bool) -> None:
    """Every address, its methods, and who may reach it."""
    lines = sorted(route_lines(_app()))
    click.echo(json.dumps(lines, indent=1, ensure_ascii=False) if snapshot else "\n".join(lines))


def route_lines(app: Flask) -> list[str]:
    lines = []
    for rule in app.url_map.iter_rules():
        methods = "|".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        view = app.view_functions[rule.endpoint]
        guard = "anyone" if rule.endpoint == "static" else getattr(view, "guard", "NOBODY DECIDED")
        lines.append(f"{methods} {rule.rule} -> {guard}")
    return lines


COMMANDS = (backup_command, restore_command, doctor_command, guards_command)
