"""The second step of signing in, and turning it on and off in one's own account."""

from typing import Any

from flask import flash, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import factor, guards, once, queries, rules, security_log, sessions
from portal.accounts.factor_forms import CodeForm, MoveForm, SetUpForm, StepForm
from portal.accounts.forms import text
from portal.accounts.models import User
from portal.accounts.views.blueprint import bp, go, me, page
from portal.accounts.views.factor_checks import by_code_alone, by_new_phone, by_password_and_code, checked, spent
from portal.accounts.views.sign_in import onward
from portal.kernel import clock, floor
from portal.kernel.db import READING, db

ASK, SET_UP, MINE, CODES = (f"accounts/{name}.html" for name in ("code", "set_up", "factor", "codes"))
PENDING = "tf"


def half() -> tuple[User, str | None] | None:
    """Who gave the password and still owes the code, and where they were going; real time, like the codes."""
    kept = session.get("half")
    if not isinstance(kept, list) or len(kept) != 3:
        return None
    if clock.real_now().timestamp() - kept[1] > rules.HALF_LIFE.total_seconds():
        return None
    user = queries.by_uniquifier(db.session(), str(kept[0]))
    return (user, kept[2]) if user else None


def pending_secret(user: User) -> str:
    """The secret shown while this person sets the step up; on a shared computer nobody gets another one's."""
    kept = session.get(PENDING)
    if isinstance(kept, list) and len(kept) == 2 and kept[0] == user.fs_uniquifier:
        return str(kept[1])
    secret = factor.new_secret()
    session[PENDING] = [user.fs_uniquifier, secret]
    return secret


@bp.route("/masuk/kode", methods=["GET", "POST"])
@guards.anyone
@floor.open_below
def code() -> ResponseReturnValue:
    found = half()
    if found is None or not factor.is_on(found[0]):
        return go("/masuk")
    user, onto = found
    form = CodeForm(request.form)
    if request.method in READING:
        return page(ASK, form=form)
    answer = checked(form, user, ASK, lambda: spent(user, text(form.code), "code"))
    if not isinstance(answer, factor.Proof):
        return answer
    session.pop("half", None)
    sessions.open_for(db.session(), user, clock.now(), second_factor=True)
    if answer.recovery:
        security_log.factor(db.session(), user, "code_used", clock.now())
    db.session.commit()
    if answer.recovery:
        flash(_("You used a recovery code. %(num)s are left.", num=factor.codes_left(user)))
    return onward(user, onto)


@bp.route("/masuk/pasang", methods=["GET", "POST"])
@guards.anyone
def first_factor() -> ResponseReturnValue:
    """Humas and admin set up the second step before anything else."""
    found = half()
    if found is None or factor.is_on(found[0]):
        return go("/masuk")
    user, onto = found
    secret, form = pending_secret(user), CodeForm(request.form)
    shown: dict[str, Any] = {"by_hand": factor.key(secret), "otpauth": factor.address(secret, user), "forced": True}
    if request.method in READING:
        return page(SET_UP, form=form, **shown)
    answer = checked(form, user, SET_UP, lambda: by_code_alone(form, secret), **shown)
    if not isinstance(answer, factor.Proof):
        return answer
    finish_set_up(user, secret, answer, onto, "set_up")
    sessions.open_for(db.session(), user, clock.now(), second_factor=True)
    db.session.commit()
    return go("/akun/kode-cadangan")


def finish_set_up(user: User, secret: str, proof: factor.Proof, onto: str | None, what: str) -> None:
    once.keep("codes", {"codes": factor.turn_on(user, secret, proof), "next": onto})
    session.pop(PENDING, None)
    session.pop("half", None)
    security_log.factor(db.session(), user, what, clock.now())


@bp.route("/akun/dua-langkah", methods=["GET", "POST"])
@guards.signed_in
def second_factor() -> ResponseReturnValue:
    """See, set up or move the second step to another phone."""
    user, reading = me(), request.method in READING
    on = factor.is_on(user)
    if reading and on and "pasang" not in request.args:
        return mine(StepForm())
    form = MoveForm(request.form) if on else SetUpForm(request.form)
    secret = pending_secret(user)
    shown: dict[str, Any] = {"by_hand": factor.key(secret), "otpauth": factor.address(secret, user), "forced": False}
    if reading:
        return page(SET_UP, form=form, **shown)
    answer = checked(form, user, SET_UP, by_new_phone(form, user, secret), **shown)
    if not isinstance(answer, factor.Proof):
        return answer
    finish_set_up(user, secret, answer, None, "moved" if on else "set_up")
    sessions.end_all(db.session(), user, clock.now(), "second factor changed")
    sessions.open_for(db.session(), user, clock.now(), second_factor=True)
    db.session.commit()
    return go("/akun/kode-cadangan")


def state() -> dict[str, Any]:
    """What the page of one's own second step shows besides its form."""
    user = me()
    return {"left": factor.codes_left(user), "due": factor.is_due(user, clock.now())}


def mine(form: StepForm) -> ResponseReturnValue:
    return page(MINE, form=form, **state())


@bp.post("/akun/dua-langkah/matikan")
@guards.signed_in
def turn_off_factor() -> ResponseReturnValue:
    user, form = me(), StepForm(request.form)
    if factor.is_due(user, clock.now()):
        flash(_("Your role needs two-step verification. You can move it to another phone."), "error")
        return go("/akun/dua-langkah")
    if not factor.is_on(user):
        return go("/akun/dua-langkah")
    answer = checked(form, user, MINE, by_password_and_code(form, user), **state())
    if not isinstance(answer, factor.Proof):
        return answer
    factor.turn_off(user)
    security_log.factor(db.session(), user, "off", clock.now())
    db.session.commit()
    flash(_("Two-step verification is off."))
    return go("/akun")


@bp.route("/akun/kode-cadangan", methods=["GET", "POST"])
@guards.signed_in
def recovery_codes() -> ResponseReturnValue:
    """New codes after password and code; shown once, on the page that follows."""
    user = me()
    if request.method in READING:
        kept = once.take("codes") or {}
        onto = rules.safe_next(kept.get("next"))
        return page(CODES, codes=kept.get("codes"), onto=onto, kind=kept.get("kind", "factor"))
    form = StepForm(request.form)
    if not factor.is_on(user):
        return go("/akun/dua-langkah")
    answer = checked(form, user, MINE, by_password_and_code(form, user), **state())
    if not isinstance(answer, factor.Proof):
        return answer
    once.keep("codes", {"codes": factor.new_codes(user)})
    security_log.factor(db.session(), user, "codes", clock.now())
    db.session.commit()
    return go("/akun/kode-cadangan")
