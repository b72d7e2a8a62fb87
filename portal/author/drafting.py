"""/kirim/draf: a story form that its author has not sent yet, kept at the server while it is typed."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.accounts import ended, guards
from portal.accounts.models import User
from portal.author import flashes, intake, pages, rows
from portal.author.bp import bp
from portal.kernel import clock, codes, dates, errors, numbers
from portal.kernel.db import db
from portal.kernel.i18n import language
from portal.stories import autosaves, queries
from portal.stories.autosaves import Seen
from portal.stories.forms import StoryForm, is_key
from portal.stories.models import Autosave, Story

SHOWN = 3  # unsent forms on the page of an empty one


@bp.post("/kirim/draf")
@guards.signed_in
def autosave() -> ResponseReturnValue:
    """Keep the form as it is typed. Answers JSON: the version that was written and the time of day."""
    if g.token_stale:
        return ended.page()
    user, key = pages.person(), request.form.get("submission_key", "").lower()
    if user is None or not is_key(key):
        return errors.answer(422, _("This page came in incomplete. Open it again."))
    try:
        row = autosaves.write(db.session(), user.id, key, dict(request.form.lists()), _seen(), clock.now())
        db.session.commit()
    except (autosaves.Conflict, autosaves.Closed, autosaves.TooMany, IntegrityError) as refused:
        db.session.rollback()
        return _refused(refused)
    except OperationalError:
        db.session.rollback()
        return errors.answer(503)
    return {"version": row.version, "time": dates.clock(row.saved_at, language())}


def _seen() -> Seen:
    version = numbers.whole(request.form.get("autosave_version"), high=999_999_999) or 0
    return Seen(request.form.get("autosave_page", "")[:36], version, request.form.get("autosave_force") == "1")


def _refused(why: Exception) -> ResponseReturnValue:
    """409, or 410 for a form that is over, in words that the page shows; 429 with too many unsent forms."""
    if isinstance(why, autosaves.TooMany):
        return errors.answer(429, flashes.too_many_drafts())
    if isinstance(why, autosaves.Closed):
        return errors.answer(410, flashes.draft_closed())
    return errors.answer(409, flashes.draft_elsewhere())


def continued(user: User, key: str) -> ResponseReturnValue:
    """The page of an unsent form; where its story was saved or sent, that story's own page."""
    session = db.session()
    story, row = queries.under_key(session, user.id, key), autosaves.find(session, user.id, key)
    if story is not None:
        editable = autosaves.is_open(story)
        where = "author.revise" if editable else "author.submission"
        return redirect(url_for(where, code=codes.pretty(story.code)), 303)
    if row is None:
        return redirect(url_for("author.write"), 303)
    form, typed = refill(row)
    return pages.form_page(form, typed, autosaved=shown(row))


def refill(row: Autosave, story: Story | None = None) -> tuple[StoryForm, rows.Rows]:
    """The form and the photos of an autosave."""
    fields, found = autosaves.typed(db.session(), row)
    form = intake.story_form(fields)
    form.submission_key.data = row.submission_key
    form.version.data = str(story.version) if story else ""
    return form, rows.from_ids(fields, found)


def shown(row: Autosave) -> dict[str, Any]:
    """What the page says of the autosave it shows."""
    return {"version": row.version, "at": row.saved_at}


def offered(user: User | None) -> list[autosaves.Unsent]:
    """What somebody with an empty form in front of them may want to go on with."""
    return autosaves.unsent(db.session(), user.id, SHOWN) if user else []


@bp.post("/kirim/draf/buang")
@guards.signed_in
def discard() -> ResponseReturnValue:
    """Throw an unsent form and its photos away."""
    if g.token_stale:
        return ended.page()
    user, key = pages.person(), request.form.get("draft", "").lower()
    gone = user is not None and is_key(key) and autosaves.discard(db.session(), user.id, key, clock.now())
    db.session.commit()
    if gone:
        flash(_("The draft is gone, and its photos with it."), "ok")
    return redirect(url_for("author.write", dibuang=key if gone else None), 303)
