"""/siar/berita/<code>: one text for all channels, and how each stands to it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import desks, guards
from portal.kernel import clock, codes
from portal.kernel.db import READING, db
from portal.newsroom import desk, lead_pages, master_pages, mastering, queries
from portal.newsroom.bp import bp, house, me
from portal.newsroom.faults import Refused
from portal.newsroom.lead_forms import LeadForm
from portal.newsroom.lifecycle import NotAllowed
from portal.newsroom.master_forms import MasterForm
from portal.newsroom.models import Master
from portal.newsroom.words import refusal_words
from portal.stories.models import Story


@bp.route("/siar/berita/<code>", methods=["GET", "POST"])
@guards.humas
def master(code: str) -> ResponseReturnValue:
    session, form = db.session(), MasterForm(request.form)
    if request.method in READING:
        return master_page(load_story(code), MasterForm())
    if not form.check():
        return master_page(load_story(code), form, 422)
    try:
        found = load_story(code)
        if form.seen != version_of(found):
            return master_page(found, form, 409)
        changed = mastering.save(session, found, form.change(), me(), clock.now(), house())
        session.commit()
    except (NotAllowed, StaleDataError):
        session.rollback()
        return master_page(load_story(code), form, 409)
    except Refused as error:
        session.rollback()
        form.text.errors = [refusal_words(error.code)]
        return master_page(load_story(code), form, 422)
    flash(saved(len(changed)))
    return redirect(url_for("newsroom.master", code=codes.pretty(found.code)), 303)


def saved(count: int) -> str:
    """What is said after the master was kept."""
    if not count:
        return str(_("Saved. No channel had to change."))
    return str(ngettext("Saved. %(num)d channel changed as well.", "Saved. %(num)d channels changed as well.", count))


def load_story(text: str) -> Story:
    """A story that is or was public, by its code as anybody may write it; 404 in words otherwise."""
    try:
        found = queries.story(db.session(), codes.parse(text))
    except codes.WrongCode:
        abort(404, description=_("The code %(code)s is wrong. Compare it with the one you were given.", code=text[:20]))
    if found is None:
        abort(404, description=_("There is no published story with the code %(code)s.", code=text[:20]))
    return found


def version_of(story: Story) -> int:
    kept = db.session().get(Master, story.id)
    return kept.version if kept else 0


def master_page(
    story: Story, form: MasterForm, status: int = 200, lead_form: LeadForm | None = None
) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    context: dict[str, Any] = master_pages.page(session, story, form, house(), now)
    context |= lead_pages.page(session, story, lead_form, now)
    if status == 409:
        context |= master_pages.conflict(story, context["written"], form)
    context |= desks.frame(guards.current_rights()) | {"heads": desk.head, "me": me(), "answered": status}
    return render_template("newsroom/master.html", **context), status
