from flask import request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import (
    emails,
    guards,
    hashing,
    identity,
    limits,
    once,
    proof_requests,
    queries,
    rules,
    service,
    sessions,
)
from portal.accounts.forms import RegisterForm, text
from portal.accounts.models import AgeGroup
from portal.accounts.views.blueprint import bp, go, page, too_many
from portal.kernel import clock
from portal.kernel.db import READING, db
from portal.kernel.i18n import language

TEMPLATE = "accounts/register.html"


@bp.route("/daftar", methods=["GET", "POST"])
@guards.anyone
def register() -> ResponseReturnValue:
    form = RegisterForm(request.form, data={"next": request.args.get("next", "")})
    form.offer(queries.wards(db.session()), language())
    if request.method in READING:
        return go("/akun") if guards.signed_in_person() else page(TEMPLATE, form=form)
    if not form.validate():
        return page(TEMPLATE, 422, form=form)
    who, at, database = applicant(form), clock.now(), db.session()
    to = guardian_of(form)
    if seconds := limits.take(database, [limits.registration(request.remote_addr)], at):
        return too_many(TEMPLATE, seconds, form, _("Many people have registered from here just now. Try again later."))
    if to and (seconds := limits.take(database, [limits.guardian_letter(to)], at)):
        database.commit()  # the try counts
        message = _("We wrote to your guardian's address three times today. Try again tomorrow, or leave it empty now.")
        return too_many(TEMPLATE, seconds, form, message)
    password = hashing.hashed(text(form.password))
    return receive(form, who, to, service.register(database, who, password, at))


def guardian_of(form: RegisterForm) -> str | None:
    """The guardian's address, where one is asked for."""
    return identity.email_of(form.guardian_email.data) if form.age_group.data == AgeGroup.MINOR else None


def applicant(form: RegisterForm) -> service.Applicant:
    return service.Applicant(
        name=text(form.name),
        email=form.found_email,
        phone=form.found_phone,
        ward=queries.ward_by_slug(db.session(), text(form.ward)),
        age_group=AgeGroup(form.age_group.data),
        language=language(),
    )


def receive(
    form: RegisterForm, who: service.Applicant, to: str | None, done: service.Registered
) -> ResponseReturnValue:
    """Letters, codes and the receipt, the same for contacts that are new and that had an account. Commits."""
    database, at = db.session(), clock.now()
    proof_requests.ask(database, done.user, "welcome", language(), at)
    if to:
        emails.guardian(database, done.user, to, done.guardian_key, at)
    onto = rules.safe_next(form.next.data)
    # the account is new whatever the contact, so letting its maker in reveals nothing of another one
    sessions.open_for(database, done.user, at)
    database.commit()
    if done.codes:
        once.keep("codes", {"codes": done.codes, "next": onto, "kind": "account"})
        return go("/akun/kode-cadangan")
    minor = who.age_group is AgeGroup.MINOR
    session["registered"] = {"identity": who.email, "next": onto, "minor": minor, "asked": bool(to)}
    return go("/daftar/selesai")


@bp.get("/daftar/selesai")
@guards.anyone
def registered() -> ResponseReturnValue:
    """What comes next: the letter, and for young people the guardian."""
    kept = session.get("registered")
    if not isinstance(kept, dict):
        return go("/daftar")
    return page("accounts/registered.html", **kept)
