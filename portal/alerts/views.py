"""Letters about wards: asking for them, confirming, changing, stopping."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import guards, identity
from portal.alerts import keys, letters, queries, service
from portal.alerts.forms import AskForm, ChangeForm
from portal.alerts.models import Subscriber
from portal.alerts.rules import UNCONFIRMED, Pace
from portal.kernel import clock, floor
from portal.kernel.db import READING, db
from portal.kernel.forms import exempt
from portal.kernel.i18n import language
from portal.kernel.ui import path

bp = Blueprint("alerts", __name__)


def go(inside: str) -> ResponseReturnValue:
    return redirect(path(inside), 303)


def page(name: str, code: int = 200, /, **values: Any) -> ResponseReturnValue:
    """A page that belongs to one reader: nobody keeps it, no search engine finds it."""
    response = current_app.make_response((render_template(f"alerts/{name}.html", **values), code))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.route("/kelurahan/<slug>/langganan", methods=["GET", "POST"])
@guards.anyone
def ask(slug: str) -> ResponseReturnValue:
    """The answer is the same for an address we know, one we do not, and one that was asked often already."""
    session, at = db.session(), clock.now()
    ward = queries.ward(session, slug) or abort(404)
    if request.method in READING:
        person = guards.signed_in_person()
        return page("ask", form=AskForm(email=person.email if person else ""), ward=ward)
    form = AskForm(request.form)
    if not form.validate():
        return page("ask", 422, form=form, ward=ward)
    email = identity.email_of(form.email.data) or abort(422)
    try:
        service.ask(session, email, ward, Pace(form.pace.data), language(), request.remote_addr, at)
    except service.TooMany as wait:
        form.form_errors.append(_("Too many requests from your network. Try again in an hour."))
        response = current_app.make_response(page("ask", 429, form=form, ward=ward))
        response.headers["Retry-After"] = str(wait.seconds)
        return response
    session.commit()
    return go("/langganan/terkirim")


@bp.get("/langganan/terkirim")
@guards.anyone
def sent() -> ResponseReturnValue:
    return page("sent")


@bp.route("/langganan/konfirmasi/<key>", methods=["GET", "POST"])
@guards.anyone
def confirm(key: str) -> ResponseReturnValue:
    """A page with one button: what looks into letters for viruses opens links too, and must not subscribe anybody."""
    session, at = db.session(), clock.now()
    asked = queries.request(session, keys.hashed(key), at - UNCONFIRMED)
    if asked is None:
        return page("over", 410)
    if request.method in READING:
        return page("confirm", asked=asked, ward=queries.ward_by_id(session, asked.ward_id))
    done = service.confirm(session, asked, at)
    if done is None:
        return page("over", 410)
    session.commit()
    flash(_("Done. From now on we write to you."), "success")
    return go(f"/langganan/{keys.key_of(letters.secret(), done.salt)}")


def mine(key: str) -> Subscriber:
    return queries.subscriber(db.session(), keys.hashed(key)) or abort(
        404, description=_("These e-mails have been stopped, or the address is not complete.")
    )


@bp.route("/langganan/<key>", methods=["GET", "POST"])
@guards.anyone
def change(key: str) -> ResponseReturnValue:
    session, at, person = db.session(), clock.now(), mine(key)
    wards = queries.wards(session)
    chosen = [ward.slug for ward in queries.of_subscriber(session, person.id)]
    form = ChangeForm(request.form) if request.form else ChangeForm(pace=person.pace.value, wards=chosen)
    form.wards.choices = [(ward.slug, ward.hyphenated) for ward in wards]
    if request.method in READING:
        return page("change", form=form, person=person, key=key)
    if not form.validate():
        return page("change", 422, form=form, person=person, key=key)
    wanted = [ward.id for ward in wards if ward.slug in (form.wards.data or ())]
    service.change(session, person, wanted, Pace(form.pace.data), at)
    session.commit()
    flash(_("Saved."), "success")
    return go(f"/langganan/{key}")


@bp.route("/langganan/<key>/henti", methods=["GET", "POST"])
@floor.open_below  # it only takes away
@exempt  # RFC 8058: a mail program posts this without cookies; the key is in the letter alone, and only stops letters
@guards.anyone
def stop(key: str) -> ResponseReturnValue:
    """GET asks, POST stops. A key of nobody is answered alike: a second click is no fault."""
    session = db.session()
    if request.method in READING:
        there = queries.subscriber(session, keys.hashed(key)) is not None
        return page("stop" if there else "stopped", key=key)
    service.stop(session, key)
    session.commit()
    return page("stopped", key=key)
