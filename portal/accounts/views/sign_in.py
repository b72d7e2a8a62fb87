from flask import current_app, flash, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.accounts import attempts, factor, guards, hashing, identity, rules, sessions
from portal.accounts.forms import SignInForm, text
from portal.accounts.models import User
from portal.accounts.views.blueprint import bp, go, page, too_many
from portal.kernel import clock, floor
from portal.kernel.db import READING, db

TEMPLATE = "accounts/sign_in.html"


def sent_form() -> SignInForm:
    """The sign-in form; the name may come as `identity` or as `email`."""
    fields = MultiDict(request.form)
    if "identity" not in fields and "email" in fields:
        fields["identity"] = fields["email"]
    if "next" not in fields and "next" in request.args:
        fields["next"] = request.args["next"]
    return SignInForm(fields)


def may_enter(user: User | None) -> bool:
    return identity.may_enter(user, demo=current_app.config["SETTINGS"].demo)


def onward(user: User, next_path: str | None) -> ResponseReturnValue:
    """Where a person goes after signing in."""
    if (path := rules.safe_next(next_path)) is not None:
        return redirect(path, 303)
    return go(rules.landing(sessions.rights_now(user, clock.now()).roles))


@bp.route("/masuk", methods=["GET", "POST"])
@guards.anyone
@floor.open_below
def sign_in() -> ResponseReturnValue:
    form, at, database = sent_form(), clock.now(), db.session()
    if request.method in READING:
        person = guards.signed_in_person()
        return onward(person, form.next.data) if person else page(TEMPLATE, form=form)
    if not form.validate():
        return page(TEMPLATE, 422, form=form)
    found = identity.candidates(database, text(form.identity))
    key = attempts.account_key(found.holder, identity.canonical(text(form.identity)))
    if seconds := attempts.wait(database, key, request.remote_addr, at):
        return too_many(TEMPLATE, seconds, form)
    user = hashing.owner_of(found.proven, found.others, text(form.password))
    fine = user is not None and may_enter(user)
    seconds = attempts.settle(database, key, request.remote_addr, fine, at)
    if seconds or not fine or user is None:
        database.commit()
        return too_many(TEMPLATE, seconds, form) if seconds else wrong(form)
    return enter(user, form.next.data)


def wrong(form: SignInForm) -> ResponseReturnValue:
    """The same words whether the person exists or not."""
    form.identity.errors = [_("Wrong e-mail, mobile number or password. Check again, or set a new password.")]
    return page(TEMPLATE, 422, form=form)


def enter(user: User, next_path: str | None) -> ResponseReturnValue:
    """In, or on to the second factor. Commits."""
    at, onto = clock.now(), rules.safe_next(next_path)
    if factor.is_on(user) or factor.is_due(user, at):
        db.session.commit()
        session["half"] = [user.fs_uniquifier, int(clock.real_now().timestamp()), onto]
        return go("/masuk/kode" if factor.is_on(user) else "/masuk/pasang")
    sessions.open_for(db.session(), user, at)
    db.session.commit()
    return onward(user, onto)


@bp.post("/keluar")
@guards.anyone
@floor.open_below
def sign_out() -> ResponseReturnValue:
    sessions.close(db.session(), clock.now())
    db.session.commit()
    flash(_("You are signed out."))
    return go("/")
