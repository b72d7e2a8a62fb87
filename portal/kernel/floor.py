"""Below the free-space floor nothing new is taken, while there is still room to say so; reading goes on."""

import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from portal.kernel import storage
from portal.kernel.db import READING

LOOKED_AT = 1.0  # seconds between two looks at the disk
SMALLER = ("DELETE",)  # makes room, or changes nothing that takes any
View = TypeVar("View", bound=Callable[..., Any])


class Floor:
    """How much room the instance folder has, looked at once a second at most."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._until, self._low = float("-inf"), False

    def low(self) -> bool:
        """Whether there is less free space than `storage.FREE_FLOOR`."""
        if monotonic() >= self._until:
            self._low = shutil.disk_usage(self.folder).free < storage.FREE_FLOOR
            self._until = monotonic() + LOOKED_AT
        return self._low


def open_below(view: View) -> View:
    """For what must work on a full disk too: signing in to look, and signing out."""
    view.open_below_floor = True  # type: ignore[attr-defined]  # read by `refuse`, copied by functools.wraps
    return view


def refuse() -> None:
    """Runs before every request, once its body is read: 507 with what was typed, for all that may change something."""
    if request.method in READING or request.method in SMALLER or request.endpoint is None:
        return
    view = current_app.view_functions.get(request.endpoint)
    if not getattr(view, "open_below_floor", False) and current_app.extensions["portal.floor"].low():
        abort(507)


def init_app(app: Flask, folder: Path) -> None:
    """After forms, which reads the body: what was typed can then be shown."""
    app.extensions["portal.floor"] = Floor(folder)
    app.before_request(refuse)
