"""The second step of signing in, and turning it on and off in one's own account."""

from typing import Any

from flask import flash, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import attempts, factor, guards, hashing, once, queries, rules, sessions
from portal.accounts.forms import CodeForm, PasswordForm, text
from portal.accounts.models import User
from portal.accounts.views.blueprint import bp, go, me, page, too_many
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


def pending_secret() -> str:
    if PENDING not in session:
        session[PENDING] = factor.new_secret()
    return str(session[PENDING])


def checked(
    form: CodeForm, user: User, template: str, secret: str = "", **values: Any
) -> ResponseReturnValue | factor.Proof:
    """The typed code proven and used up, or the answer that says what is wrong. Limits guesses; commits on failure."""
    at, database = clock.now(), db.session()
    values = {"form": form, **values}
    if not form.validate():
        return page(template, 422, **values)
    key = attempts.account_key(user, "")
    if seconds := attempts.wait(database, key, request.remote_addr, at):
        return too_many(template, seconds, **values)
    database.commit()
    proof = factor.proves(secret, text(form.code)) if secret else factor.check(user, text(form.code))
    fine = proof is not None and (bool(secret) or factor.spend(database, user, proof))
    seconds = attempts.settle(database, key, request.remote_addr, fine, at)
    if fine and proof is not None and not seconds:
        return proof
    database.commit()
    if seconds:
        return too_many(template, seconds, **values)
    form.code.errors = [_("This code does not fit. Wait for the next one on your phone and type that.")]
    return page(template, 422, **values)


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
    answer = checked(form, user, ASK)
    if not isinstance(answer, factor.Proof):
        return answer
    session.pop("half", None)
    sessions.open_for(db.session(), user, clock.now(), second_factor=True)
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
    secret, form = pending_secret(), CodeForm(request.form)
    shown: dict[str, Any] = {"by_hand": factor.key(secret), "otpauth": factor.address(secret, user), "forced": True}
    if request.method in READING:
        return page(SET_UP, form=form, **shown)
    answer = checked(form, user, SET_UP, secret, **shown)
    if not isinstance(answer, factor.Proof):
        return answer
    finish_set_up(user, secret, answer, onto)
    sessions.open_for(db.session(), user, clock.now(), second_factor=True)
    db.session.commit()
    return go("/akun/kode-cadangan")


def finish_set_up(user: User, secret: str, proof: factor.Proof, onto: str | None) -> None:
    once.keep("codes", {"codes": factor.turn_on(user, secret, proof), "next": onto})
    session.pop(PENDING, None)
    session.pop("half", None)


@bp.route("/akun/dua-langkah", methods=["GET", "POST"])
@guards.signed_in
def second_factor() -> ResponseReturnValue:
    """See, set up or move the second step to another phone."""
    user, form = me(), CodeForm(request.form)
    asked = request.method == "POST" or "pasang" in request.args or not factor.is_on(user)
    if not asked:
        return page(MINE, form=PasswordForm(), left=factor.codes_left(user), due=factor.is_due(user, clock.now()))
    secret = pending_secret()
    shown: dict[str, Any] = {"by_hand": factor.key(secret), "otpauth": factor.address(secret, user), "forced": False}
    if request.method in READING:
        return page(SET_UP, form=form, **shown)
    answer = checked(form, user, SET_UP, secret, **shown)
    if not isinstance(answer, factor.Proof):
        return answer
    finish_set_up(user, secret, answer, None)
    sessions.end_all(db.session(), user, clock.now(), "second factor changed")
    sessions.open_for(db.session(), user, clock.now(), second_factor=True)
    db.session.commit()
    return go("/akun/kode-cadangan")


def confirmed(form: PasswordForm, template: str, **values: Any) -> ResponseReturnValue | None:
    """None when the person typed the own password again, else the answer. Limits guesses."""
    user, at, database = me(), clock.now(), db.session()
    if not form.validate():
        return page(template, 422, form=form, **values)
    key = attempts.account_key(user, "")
    if seconds := attempts.wait(database, key, request.remote_addr, at):
        return too_many(template, seconds, form, **values)
    fine = hashing.matches(user, text(form.password))
    seconds = attempts.settle(database, key, request.remote_addr, fine, at)
    if fine and not seconds:
        return None
    database.commit()
    if seconds:
        return too_many(template, seconds, form, **values)
    form.password.errors = [_("This is not your password. Type it again.")]
    return page(template, 422, form=form, **values)


@bp.post("/akun/dua-langkah/matikan")
@guards.signed_in
def turn_off_factor() -> ResponseReturnValue:
    user, form = me(), PasswordForm(request.form)
    due = factor.is_due(user, clock.now())
    if due:
        flash(_("Your role needs the second step. You can move it to another phone."), "error")
        return go("/akun/dua-langkah")
    if (answer := confirmed(form, MINE, left=factor.codes_left(user), due=due)) is not None:
        return answer
    factor.turn_off(user)
    db.session.commit()
    flash(_("The second step is off."))
    return go("/akun")


@bp.route("/akun/kode-cadangan", methods=["GET", "POST"])
@guards.signed_in
def recovery_codes() -> ResponseReturnValue:
    """New codes after the password; shown once, on the page that follows."""
    user = me()
    if request.method in READING:
        kept = once.take("codes") or {}
        onto = rules.safe_next(kept.get("next"))
        return page(CODES, codes=kept.get("codes"), onto=onto, kind=kept.get("kind", "factor"))
    form = PasswordForm(request.form)
    if (
        answer := confirmed(form, MINE, left=factor.codes_left(user), due=factor.is_due(user, clock.now()))
    ) is not None:
        return answer
    if not factor.is_on(user):
        return redirect(request.script_root + "/akun/dua-langkah", 303)
    once.keep("codes", {"codes": factor.new_codes(user)})
    db.session.commit()
    return go("/akun/kode-cadangan")
