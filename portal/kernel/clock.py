"""The one source of time. Everything else takes `at` or calls `now()`."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
_shift = timedelta(0)


def now() -> datetime:
    """The portal's time: aware, UTC, shifted when PORTAL_NOW says so."""
    return datetime.now(UTC) + _shift


def real_now() -> datetime:
    """The machine's time, for one-time codes that a person's phone computes too."""
    return datetime.now(UTC)


def shift() -> timedelta:
    """How far the portal's time is from the machine's."""
    return _shift


def set_shift(shift: timedelta) -> None:
    global _shift
    _shift = shift


def shared_shift(instance: Path, wanted: datetime | None, *, fresh: bool) -> timedelta:
    """The shift that all processes of one instance share.

    `fresh` is said by the process that starts the instance: it fixes the shift in a small file that the others read.
    """
    if wanted is None:
        return timedelta(0)
    file = instance / "clock.json"
    if not fresh:
        try:
            kept = json.loads(file.read_text())
            if kept["wanted"] == wanted.isoformat():
                return timedelta(seconds=kept["shift"])
        except (OSError, ValueError, KeyError):
            pass
    wished = wanted - real_now()
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps({"wanted": wanted.isoformat(), "shift": wished.total_seconds()}))
    part.replace(file)
    return wished
