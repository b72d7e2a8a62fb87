from flask import request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import emails, guards, hashing, identity, once, queries, rules, service, sessions
from portal.accounts.forms import RegisterForm, text
from portal.accounts.models import AgeGroup
from portal.accounts.views.blueprint import bp, go, page
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
    who = applicant(form)
    password = hashing.hashed(text(form.password))
    try:
        done = service.register(db.session(), who, password, clock.now())
    except service.Taken:
        form.phone.errors = [_("This number has an account already. Sign in with it, or ask for a way back in.")]
        return page(TEMPLATE, 422, form=form)
    return receive(form, who, done)


def applicant(form: RegisterForm) -> service.Applicant:
    return service.Applicant(
        name=text(form.name),
        email=form.found_email,
        phone=form.found_phone,
        ward=queries.ward_by_slug(db.session(), text(form.ward)),
        age_group=AgeGroup(form.age_group.data),
        language=language(),
    )


def receive(form: RegisterForm, who: service.Applicant, done: service.Registered) -> ResponseReturnValue:
    """Letters, codes and the same receipt for a new address and one that had an account. Commits."""
    database, at = db.session(), clock.now()
    emails.after_registration(database, done, at)
    minor = who.age_group is AgeGroup.MINOR
    to = identity.email_of(form.guardian_email.data) if minor and form.guardian_email.data else None
    if done.user is not None and to:
        emails.guardian(database, done.user, to, done.guardian_key, at)
    onto = rules.safe_next(form.next.data)
    if done.user is not None and not who.email:
        # without an address nothing is sent, so this page is the only place for the codes: the person is let in
        sessions.open_for(database, done.user, at)
    database.commit()
    if done.codes:
        once.keep("codes", {"codes": done.codes, "next": onto, "kind": "account"})
        return go("/akun/kode-cadangan")
    session["registered"] = {"identity": who.email, "next": onto, "minor": minor, "asked": bool(to)}
    return go("/daftar/selesai")


@bp.get("/daftar/selesai")
@guards.anyone
def registered() -> ResponseReturnValue:
    """The receipt, with the way in."""
    kept = session.get("registered")
    if not isinstance(kept, dict):
        return go("/daftar")
    return page("accounts/registered.html", **kept)
