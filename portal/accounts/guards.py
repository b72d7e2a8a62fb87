"""Every view carries exactly one guard; tests/architecture/routes.json lists them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, g, redirect, request, url_for
from flask_login import current_user

from portal.accounts import ended, rules, sessions
from portal.accounts.models import User
from portal.accounts.rights import VISITOR, Rights, allowed
from portal.kernel import clock
from portal.kernel.db import READING

View = TypeVar("View", bound=Callable[..., Any])


def current_rights() -> Rights:
    """The rights of whoever makes this request, read once."""
    if "rights" not in g:
        user = signed_in_person()
        g.rights = sessions.rights_now(user, clock.now()) if user else VISITOR
    return g.rights  # type: ignore[no-any-return]  # flask.g is untyped


def signed_in_person() -> User | None:
    """Who makes this request, for pages that are open to all."""
    user = current_user._get_current_object()
    return user if isinstance(user, User) else None


def to_sign_in() -> Any:
    """303 to /masuk, and afterwards back here, or to the page whose form was sent."""
    here: str | None = f"{request.script_root}{request.full_path}".rstrip("?")
    if request.method not in READING:
        sent_from = urlsplit(request.referrer or "")
        here = rules.safe_next(sent_from.path) if sent_from.netloc == request.host else None
    return redirect(url_for("accounts.sign_in", next=here or None), 303)


def guard(permission: str) -> Callable[[View], View]:
    """Let in whom the permission table lets in: a visitor is sent to sign in, a person without the right gets 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            rights = current_rights() if permission != "anyone" else VISITOR
            if not allowed(permission, rights):
                return refuse(rights)
            return view(*args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]  # the architecture test reads it
        return guarded  # type: ignore[return-value]  # same signature as the view

    return decorate


def refuse(rights: Rights) -> Any:
    """403 for a person; a visitor goes to sign in, but one who typed while signed in gets the words back."""
    if rights.signed_in:
        return abort(403)
    if request.method not in READING and (g.get("token_stale") or sessions.died()):
        return ended.page()
    return to_sign_in()


anyone = guard("anyone")
signed_in = guard("signed in")
author = guard("author of the submission")
director = guard("director of the ward")
staff = guard("staff")
humas = guard("humas")
admin = guard("admin")
