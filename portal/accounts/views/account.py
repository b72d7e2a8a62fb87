"""A person's own account: profile, password, devices, what was agreed to."""

from typing import Any

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import (
    attempts,
    devices,
    emails,
    ended,
    factor,
    guards,
    hashing,
    name_changes,
    queries,
    rules,
    service,
    sessions,
    words,
)
from portal.accounts.forms import ChangePasswordForm, DeskMailForm, ProfileForm, text
from portal.accounts.models import LoginSession
from portal.accounts.views.blueprint import bp, go, me, page, too_many
from portal.kernel import clock, numbers
from portal.kernel.db import READING, db

TEMPLATE, PASSWORD = "accounts/account.html", "accounts/password.html"


def profile_form() -> ProfileForm:
    """The profile as typed, or as it is stored."""
    # without a form None: an empty one would read as a box that was left unticked
    return stored_profile(None if request.method in READING else request.form)


def stored_profile(typed: Any = None) -> ProfileForm:
    user = me()
    asked = name_changes.waiting(db.session(), user.id)
    kept: dict[str, Any] = {"name": asked.name if asked else user.name, "all_stories": asked and asked.all_stories}
    kept["ward"] = user.home_ward.slug if user.home_ward else ""
    form = ProfileForm(typed, data=kept)
    form.own_name = user.name
    form.offer(queries.wards(db.session()))
    return form


def sign_ins() -> list[tuple[LoginSession, tuple[str, str], bool]]:
    """(row, browser and system, whether it is this one), only those that still count."""
    user, at, here = me(), clock.now(), sessions.current()
    rows = []
    for row in queries.logins_of(db.session(), user.id):
        if not sessions.over(row, user, at):
            rows.append((row, devices.device(row.agent), here is not None and row.id == here.id))
    return rows


def account_page(form: ProfileForm, code: int = 200, desk_mail: DeskMailForm | None = None) -> ResponseReturnValue:
    user = me()
    rights = guards.current_rights()
    return page(
        TEMPLATE,
        code,
        form=form,
        desk_mail=(desk_mail or DeskMailForm(None, data={"pace": user.desk_mail})) if rights.staff else None,
        user=user,
        email=rules.masked(user.given_email),
        phone_end=(user.given_phone or "")[-3:],
        factor_on=factor.is_on(user),
        factor_offered=bool(rules.OFFERED_CODE & rights.roles),
        appointments=[a for a in user.appointments if a.ended_at is None],
        sign_ins=sign_ins(),
        consents=queries.consents_of(db.session(), user.id),
        may_send=service.may_send(user),
        is_known=name_changes.is_known(db.session(), user.id),
        asked=name_changes.waiting(db.session(), user.id),
        refused=name_changes.last_refused(db.session(), user.id),
        words=words,
    )


@bp.route("/akun", methods=["GET", "POST"])
@guards.signed_in
def account() -> ResponseReturnValue:
    form = profile_form()
    if request.method in READING:
        return account_page(form)
    if not form.validate():
        return account_page(form, 422)
    ward = queries.ward_by_slug(db.session(), text(form.ward))
    user, name, at = me(), text(form.name), clock.now()
    waits = name_changes.submit(db.session(), user, name, at, all_stories=bool(form.all_stories.data))
    service.update_profile(user, user.name if waits else name, ward, at)
    db.session.commit()
    if waits:
        flash(
            _("Saved. The public relations office reviews your new name; until then “%(name)s” stays.", name=user.name)
        )
    else:
        flash(_("Your profile is saved."))
    return go("/akun")


@bp.post("/akun/surel-tugas")
@guards.staff
def desk_mail() -> ResponseReturnValue:
    """How letters about the desk come, from the next one on."""
    if g.token_stale:
        return ended.page()
    form = DeskMailForm(request.form)
    if not form.validate():
        return account_page(stored_profile(), 422, form)
    me().desk_mail = text(form.pace)
    db.session.commit()
    flash(_("Saved. From now on e-mail reaches you as you chose."))
    return go("/akun#surel-tugas")


@bp.route("/akun/sandi", methods=["GET", "POST"])
@guards.signed_in
def password() -> ResponseReturnValue:
    """A new password; every other browser is signed out, this one stays."""
    user, at, database = me(), clock.now(), db.session()
    form = ChangePasswordForm(request.form)
    form.user = user
    if request.method in READING:
        return page(PASSWORD, form=form)
    if not form.validate():
        return page(PASSWORD, 422, form=form)
    key = attempts.account_key(user, "")
    if seconds := attempts.wait(database, key, request.remote_addr, at):
        return too_many(PASSWORD, seconds, form)
    fine = hashing.matches(user, text(form.current))
    if seconds := attempts.settle(database, key, request.remote_addr, fine, at):
        database.commit()
        return too_many(PASSWORD, seconds, form)
    if not fine:
        database.commit()
        form.current.errors = [_("This is not your password. Type it again.")]
        return page(PASSWORD, 422, form=form)
    return change(form)


def change(form: ChangePasswordForm) -> ResponseReturnValue:
    user, at, here = me(), clock.now(), sessions.current()
    proven = here is not None and here.second_factor
    new = hashing.hashed(text(form.password))
    service.set_password(db.session(), user, new, at, "password changed")
    sessions.open_for(db.session(), user, at, second_factor=proven)
    emails.password_changed(db.session(), user, at)
    db.session.commit()
    flash(_("Your password is changed. All other devices are signed out."))
    return go("/akun")


@bp.post("/akun/keluarkan")
@guards.signed_in
def end_sign_in() -> ResponseReturnValue:
    """Sign one other device out, or all of them."""
    user, at, here = me(), clock.now(), sessions.current()
    if g.token_stale:
        return ended.page()
    which = numbers.whole(request.form.get("id") or "0")
    if which is None:  # no number of a sign-in; it must not count as "all others"
        return go("/akun")
    if which:
        sessions.end_one(db.session(), user, which, at)
    else:
        sessions.end_others(db.session(), user, here.id if here else 0, at)
    db.session.commit()
    flash(_("Signed out there."))
    return go("/akun")
