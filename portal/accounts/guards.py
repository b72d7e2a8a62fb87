"""Every view carries exactly one guard; tests/architecture/routes.json lists them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, request, url_for
from flask_login import current_user

from portal.accounts.models import User
from portal.accounts.rights import VISITOR, Rights, allowed, rights_of
from portal.kernel import clock

View = TypeVar("View", bound=Callable[..., Any])


def current_rights() -> Rights:
    """The rights of whoever makes this request, read once."""
    if "rights" not in g:
        user = current_user._get_current_object()
        today = clock.now().astimezone(clock.WIB).date()
        g.rights = rights_of(user.id, user.appointments, today) if isinstance(user, User) else VISITOR
    return g.rights  # type: ignore[no-any-return]  # flask.g is untyped


def to_sign_in() -> Any:
    """303 to /masuk, and back here afterwards."""
    here = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else request.path
    return redirect(url_for("accounts.sign_in", next=f"{request.script_root}{here}"), 303)


def guard(permission: str) -> Callable[[View], View]:
    """Let in whom the permission table lets in: a visitor is sent to sign in, a person without the right gets 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            rights = current_rights() if permission != "anyone" else VISITOR
            if not allowed(permission, rights):
                return ended_session() if not rights.signed_in and g.get("token_stale") else refuse(rights)
            return view(*args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]  # the architecture test reads it
        return guarded  # type: ignore[return-value]  # same signature as the view

    return decorate


def refuse(rights: Rights) -> Any:
    if not rights.signed_in:
        return to_sign_in()
    return abort(403)


anyone = guard("anyone")
signed_in = guard("signed in")
author = guard("author of the submission")
director = guard("director of the ward")
humas = guard("humas")
admin = guard("admin")
