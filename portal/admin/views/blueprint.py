from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.accounts import words
from portal.accounts.models import User
from portal.kernel.paging import BadCursor, Page

bp = Blueprint("admin", __name__)
T = TypeVar("T")
PLACES = (
    ("/admin/orang", _l("People")),
    ("/admin/penunjukan", _l("Appointments")),
    ("/admin/kelurahan", _l("Wards")),
    ("/admin/libur", _l("Holidays")),
    ("/admin/audit", _l("Action log")),
    ("/admin/masa-simpan", _l("Retention")),
)


def nav() -> list[tuple[str, Any, bool]]:
    return [(f"{request.script_root}{path}", label, request.path.startswith(path)) for path, label in PLACES]


def page(template: str, code: int = 200, **values: Any) -> ResponseReturnValue:
    """A desk page of the administration: kept by nobody's cache."""
    values = {"desk_title": _("Administration"), "desk_nav": nav(), "words": words, **values}
    response = make_response(render_template(f"admin/{template}.html", **values), code)
    response.headers["Cache-Control"] = "no-store"
    return response


def listed(read: Callable[[str | None], Page[T]]) -> tuple[Page[T], str]:
    """A keyset page and the address of the next; a cursor that is not ours is 404."""
    try:
        rows = read(request.args.get("sebelum"))
    except BadCursor:
        abort(404)
    if not rows.next:
        return rows, ""
    kept = {name: value for name, value in request.args.items() if name in ("q", "objek")}
    return rows, f"{request.script_root}{request.path}?{urlencode({**kept, 'sebelum': rows.next})}"


def go(path: str) -> ResponseReturnValue:
    return redirect(f"{request.script_root}{path}", 303)


def me() -> User:
    user = current_user._get_current_object()
    return user if isinstance(user, User) else abort(403)
