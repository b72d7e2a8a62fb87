"""/siar/pencabutan: authors who ask for removal of a published story, and the answer humas owes them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import guards
from portal.accounts.desks import frame
from portal.kernel import clock, codes, paging
from portal.kernel.db import READING, db
from portal.moderation import cards, dossiers, pictures, reviews, withdrawals
from portal.moderation.bp import bp
from portal.moderation.withdrawal_forms import AnswerForm
from portal.stories.lifecycle import Action, NotAllowed, Part
from portal.stories.models import Credit, Story
from portal.stories.parts import parts_of


@bp.get("/siar/pencabutan")
@guards.humas
def withdrawal_requests() -> ResponseReturnValue:
    cursor, rights = request.args.get("sesudah", ""), guards.current_rights()
    try:
        page = withdrawals.waiting(db.session(), rights.user_id or 0, cursor)
    except paging.BadCursor:
        abort(404)
    at = clock.now()
    rows = [(r, withdrawals.chip(r.asked_at, r.due_at, at), r.author_id == rights.user_id) for r in page.items]
    shown = {"rows": rows, "next": page.next, "first": not cursor, "byline": cards.byline, "pretty": codes.pretty}
    return render_template("moderation/withdrawals.html", **frame(rights), **shown)


@bp.route("/siar/pencabutan/<code>", methods=["GET", "POST"])
@guards.humas
def withdrawal_request(code: str) -> ResponseReturnValue:
    story, form = asked(code), AnswerForm(request.form)
    if request.method in READING:
        return answer_page(story, AnswerForm())
    if not form.whole():
        return answer_page(story, form, 422)
    if form.seen != story.version or form.action is None:
        return answer_page(story, form, 409)
    words = {"ground": form.reasons.data or "", "note": form.note.data or ""}
    try:
        withdrawals.answer(db.session(), story, guards.current_rights(), form.action, clock.now(), **words)
        db.session.commit()
    except (StaleDataError, NotAllowed):
        db.session.rollback()
        return answer_page(asked(code), form, 409)
    flash(done(form.action, story))
    return redirect(url_for("moderation.withdrawal_requests"), 303)


def asked(text: str) -> Story:
    """The story of such a request, answered or not. Aborts with 404, or 403 for an own story, in words."""
    try:
        story = dossiers.story(db.session(), codes.parse(text))
    except codes.WrongCode:
        abort(404, description=_("The code %(code)s is wrong. Compare it with the one you were given.", code=text[:20]))
    parts = parts_of(guards.current_rights(), story) if story else set()
    if Part.AUTHOR in parts:
        abort(403, description=_("This is your own story, so somebody else decides on it."))
    asked_for = story and (withdrawals.waits(story) or withdrawals.answers(db.session(), story.id))
    if story is None or not asked_for or Part.HUMAS not in parts:
        abort(404, description=_("No removal was asked for under the code %(code)s.", code=text[:20]))
    return story


def answer_page(story: Story, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    """The request with the form as typed; 409 shows what was decided first."""
    session, rights = db.session(), guards.current_rights()
    form.offer()
    waits = withdrawals.waits(story)
    context: dict[str, Any] = {
        "story": story,
        "code": codes.pretty(story.code),
        "form": form,
        "waits": waits,
        "overtaken": status == 409,
        "chip": withdrawals.chip(story.changed_at, story.due_at, clock.now()) if waits and story.due_at else None,
        "author": cards.byline(story.signed_name, story.credit),
        "anonymous": story.credit is Credit.ANONYMOUS,
        "why": withdrawals.why(session, story.id),
        "told": [reviews.told(line, rights) for line in withdrawals.answers(session, story.id)],
        "photos": pictures.figures(story),
        "body": Markup(story.body_html),  # noqa: S704  # made by html.render
    }
    return render_template("moderation/withdrawal.html", **frame(rights), **context), status


def done(action: Action, story: Story) -> str:
    if action is Action.RETRACT:
        return str(_("“%(title)s” is withdrawn for good. Its author is told why.", title=story.title))
    return str(_("“%(title)s” is public again. Its author gets your note.", title=story.title))
