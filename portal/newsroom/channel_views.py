"""/siar/kanal: which channels there are, how the portal reaches them, and whether that works."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from portal.accounts import guards
from portal.channels import keeping, queries
from portal.channels.models import Channel
from portal.kernel import clock
from portal.kernel.db import db
from portal.newsroom import channel_desk, testing
from portal.newsroom.bp import me, settings
from portal.newsroom.channel_forms import ChannelForm
from portal.newsroom.channel_words import fault

bp = Blueprint("channels", __name__)


@bp.get("/siar/kanal")
@guards.humas
def listing() -> ResponseReturnValue:
    return render_template("newsroom/channels.html", **channel_desk.listing(queries.every(db.session()), clock.now()))


@bp.get("/siar/kanal/baru")
@guards.humas
def blank() -> ResponseReturnValue:
    return page(None, ChannelForm().offer())


@bp.post("/siar/kanal/baru")
@guards.humas
def add() -> ResponseReturnValue:
    form, session = ChannelForm(request.form).offer(), db.session()
    taken = queries.by_code(session, form.code.data or "") is not None
    if not form.check(None, settings(), taken):
        return page(None, form, 422)
    try:
        made = keeping.add(session, form.code.data or "", form.entry(), me(), clock.now(), settings().secret)
        session.commit()
    except IntegrityError:  # somebody else took the code in this very moment
        session.rollback()
        form.code.errors = [fault("code_taken")]
        return page(None, form, 422)
    return saved(form, made, changed=True)


@bp.get("/siar/kanal/<code>")
@guards.humas
def channel(code: str) -> ResponseReturnValue:
    found = load(code)
    return page(found, ChannelForm().offer().fill(found))


@bp.post("/siar/kanal/<code>")
@guards.humas
def change(code: str) -> ResponseReturnValue:
    form, found = ChannelForm(request.form).offer(), load(code, lock=True)
    if form.action.data == "test" and "name" not in request.form:
        return tested(found)
    form.code.data = found.code
    if form.version.data and form.version.data != keeping.version(found):
        return conflict(found, form)
    if not form.check(found, settings(), False):
        return page(found, form, 422)
    changed = keeping.change(db.session(), found, form.entry(), me(), clock.now(), settings().secret)
    db.session.commit()
    return saved(form, found, changed=changed)


def saved(form: ChannelForm, found: Channel, *, changed: bool) -> ResponseReturnValue:
    if form.action.data == "test":
        return tested(found)
    if changed:
        testing.let_go(db.session(), found, clock.now())
        db.session.commit()
    flash(_("Channel saved.") if changed else _("Nothing was different."))
    return redirect(url_for("channels.channel", code=found.code), 303)


def tested(found: Channel) -> ResponseReturnValue:
    """Ask the network, and say on the channel's page what it answered. No transaction is open meanwhile."""
    session, code = db.session(), found.code
    session.commit()
    outcome = testing.ask(found, settings())
    words = testing.keep(session, load(code, lock=True), outcome, me(), clock.now())
    session.commit()
    flash(words, "" if outcome.failure is None else "error")
    return redirect(url_for("channels.channel", code=code), 303)


def conflict(found: Channel, form: ChannelForm) -> ResponseReturnValue:
    """Somebody changed the channel meanwhile: their values are shown, and the next press of the button overwrites."""
    context = channel_desk.page(found, form, clock.now(), conflict=True)
    form.version.data = keeping.version(found)
    return render_template("newsroom/channel.html", **context), 409


def page(found: Channel | None, form: ChannelForm, status: int = 200) -> ResponseReturnValue:
    context = channel_desk.page(found, form, clock.now())
    db.session.rollback()
    return render_template("newsroom/channel.html", **context), status


def load(code: str, *, lock: bool = False) -> Channel:
    return queries.by_code(db.session(), code, lock=lock) or abort(404)
