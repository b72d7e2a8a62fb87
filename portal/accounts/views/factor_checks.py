"""Check password and codes before the second step is used or changed, and limit guesses."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import attempts, factor, hashing
from portal.accounts.factor_forms import CodeForm, MoveForm, SetUpForm, StepForm
from portal.accounts.forms import text
from portal.accounts.models import User
from portal.accounts.views.blueprint import page, too_many
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.forms import BaseForm

Check = Callable[[], tuple[str, factor.Proof | None]]  # the field that is wrong or "", and what was proven


def wrong_words(field: str) -> str:
    if field == "password":
        return str(_("This is not your password. Type it again."))
    return str(_("This code does not fit. Wait for the next one on your phone and type that."))


def checked(
    form: BaseForm, user: User, template: str, check: Check, **values: Any
) -> ResponseReturnValue | factor.Proof:
    """What was proven, or the answer that says what is wrong. Limits guesses; commits on failure."""
    at, database = clock.now(), db.session()
    values = {"form": form, **values}
    if not form.validate():
        return page(template, 422, **values)
    key = attempts.account_key(user, "")
    if seconds := attempts.wait(database, key, request.remote_addr, at):
        return too_many(template, seconds, **values)
    database.commit()
    wrong, proof = check()
    seconds = attempts.settle(database, key, request.remote_addr, not wrong, at)
    if proof is not None and not wrong and not seconds:
        return proof
    database.commit()
    if seconds:
        return too_many(template, seconds, **values)
    form[wrong].errors = [wrong_words(wrong)]
    return page(template, 422, **values)


def spent(user: User, typed: str, field: str) -> tuple[str, factor.Proof | None]:
    """A code of the phone that counts now, or a recovery code, used up."""
    proof = factor.check(user, typed)
    fine = proof is not None and factor.spend(db.session(), user, proof)
    return ("", proof) if fine else (field, None)


def by_password_and_code(form: StepForm, user: User) -> Check:
    """An open session is not enough to change the second step: the password and a code of the phone are asked for."""

    def check() -> tuple[str, factor.Proof | None]:
        if not hashing.matches(user, text(form.password)):
            return "password", None
        return spent(user, text(form.current), "current")

    return check


def by_new_phone(form: SetUpForm | MoveForm, user: User, secret: str) -> Check:
    """As above for who has the step on; in any case the password and a code of the new phone."""

    def check() -> tuple[str, factor.Proof | None]:
        if not hashing.matches(user, text(form.password)):
            return "password", None
        new = factor.proves(secret, text(form.code))
        if new is None:
            return "code", None
        if isinstance(form, MoveForm):
            wrong, _old = spent(user, text(form.current), "current")
            return wrong, new
        return "", new

    return check


def by_code_alone(form: CodeForm, secret: str) -> tuple[str, factor.Proof | None]:
    """Who sets the step up while signing in has just typed the password."""
    proof = factor.proves(secret, text(form.code))
    return ("" if proof else "code"), proof
