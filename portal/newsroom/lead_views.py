"""/siar/berita/<code>/utama: humas lets a story lead the front page, or gives the place back."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts import guards
from portal.audit import service as audit
from portal.kernel import clock, codes, dates
from portal.kernel.db import db
from portal.kernel.i18n import language
from portal.newsroom.bp import bp, me
from portal.newsroom.lead_forms import CHOOSE, LeadForm, bad_time
from portal.newsroom.master_forms import MasterForm
from portal.newsroom.master_views import load_story, master_page
from portal.stories import lead, recusals
from portal.stories.lifecycle import NotAllowed
from portal.stories.models import Story


class Interested(Exception):
    """Whoever asks wrote the story or has a conflict of interest in it."""


@bp.post("/siar/berita/<code>/utama")
@guards.humas
def choose_lead(code: str) -> ResponseReturnValue:
    session, form, story = db.session(), LeadForm(request.form), load_story(code)
    if not form.check():
        return master_page(story, MasterForm(), 422, lead_form=form)
    try:
        words = change(session, story, form)
    except lead.BadTime:
        form.until.errors = [bad_time()]
    except Interested:
        form.until.errors = [_interested(story)]
    except NotAllowed:
        # its page has no such form any more
        flash(_("This story is not published any more, so it cannot lead the front page."), "error")
    else:
        session.commit()
        flash(words)
        return redirect(url_for("newsroom.master", code=codes.pretty(story.code)), 303)
    session.rollback()
    return master_page(load_story(code), MasterForm(), 422, lead_form=form)


def change(session: Session, story: Story, form: LeadForm) -> str:
    """Do what the form asks for and say so. Raises Interested, NotAllowed, lead.BadTime."""
    at, name = clock.now(), f"story:{codes.pretty(story.code)}"
    until = form.end
    if form.action.data != CHOOSE or until is None:
        lead.release(session, at)
        audit.record(session, me(), "lead.released", name, at)
        return str(_("The front page chooses its lead by itself again."))
    if recusals.has_conflict(session, story, me()):
        raise Interested
    lead.choose(session, story, me(), until, at)
    audit.record(session, me(), "lead.chosen", name, at, until=until.isoformat())
    return str(_("This story leads the front page until %(time)s.", time=dates.day_stamp(until, language())))


def _interested(story: Story) -> str:
    if story.author_id == me():
        return str(_("You wrote this story. Ask a colleague to put it on top."))
    return str(_("You are connected with this story. Ask a colleague to put it on top."))
