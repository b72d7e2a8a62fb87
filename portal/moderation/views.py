"""The ward desk: what waits, and one story to judge."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import guards
from portal.kernel import clock, codes, errors, failpoints, paging
from portal.kernel.db import READING, db
from portal.moderation import acts, dossiers, finding, name_views, pages, service, undo, withdrawal_views
from portal.moderation.bp import bp
from portal.moderation.forms import DecisionForm
from portal.moderation.rules import filter_of
from portal.stories import recusals
from portal.stories.lifecycle import NotAllowed, Part
from portal.stories.models import Story
from portal.stories.parts import parts_of

__all__ = ["bp", "name_views", "withdrawal_views"]


@bp.get("/meja")
@guards.director
def queue() -> ResponseReturnValue:
    cut, cursor = filter_of(request.args.get("saring", "")), request.args.get("sesudah", "")
    if typed := request.args.get("q", "").strip():
        return search(typed, cursor)
    try:
        context = pages.queue(db.session(), guards.current_rights(), cut, cursor, clock.now())
    except paging.BadCursor:
        abort(404)
    return render_template("moderation/queue.html", **context)


def search(typed: str, cursor: str) -> ResponseReturnValue:
    """What a search on the desk found; a code leads to its story."""
    session, rights, at = db.session(), guards.current_rights(), clock.now()
    if to := finding.coded(session, rights, typed, at):
        return redirect(to, 303)
    try:
        context = finding.find(session, rights, typed, cursor, at)
    except paging.BadCursor:
        abort(404)
    return render_template("moderation/found.html", **context)


@bp.route("/meja/<code>", methods=["GET", "POST"])
@guards.director
def review(code: str) -> ResponseReturnValue:
    story = on_desk(code)
    form = DecisionForm(request.form)
    if request.method in READING:
        return page(story, form)
    return undone(story, form) if request.form.get("action") == "undo" else acted(story, form)


def acted(story: Story, form: DecisionForm) -> ResponseReturnValue:
    """A decision, or a step on the way to one."""
    if not form.whole():
        return page(story, form, 422)
    if form.seen != story.version:
        return conflict(story, form)
    must_decide(story)
    if acts.needs_confirmation(form, story, guards.current_rights(), clock.now()):
        return page(story, form, 409, asking=True)
    return carry_out(story, form)


def must_decide(story: Story) -> None:
    """Abort with 403, in words, for whoever passed the story on."""
    if Part.DIRECTOR not in parts_of(guards.current_rights(), story):
        abort(403, description=_("You passed this story on, so others decide on it."))


def carry_out(story: Story, form: DecisionForm) -> ResponseReturnValue:
    """Do it, and commit; 409 when somebody was first."""
    try:
        if not acts.take(db.session(), story, guards.current_rights(), form, clock.now()):
            return page(story, form, 422)
        failpoints.hit("decision.before_commit")
        db.session.commit()
        failpoints.hit("decision.after_commit")
    except (StaleDataError, NotAllowed):
        db.session.rollback()
        return conflict(story, form)
    return completed(story, form)


def completed(story: Story, form: DecisionForm) -> ResponseReturnValue:
    """Redirect after an act; after a step on the way show a begun note again, which a redirect would lose."""
    if form.action:
        undo.remember(story, acts.done(form, story))
    else:
        flash(acts.done(form, story))
        if form.is_begun and parts_of(guards.current_rights(), story):
            return page(story, form)
    return redirect(acts.next_page(form, story, guards.current_rights()), 303)


def undone(story: Story, form: DecisionForm) -> ResponseReturnValue:
    """Take an approval back before anybody could read the story; 409 says why that is too late."""
    if not form.validate():
        return page(story, form, 422)
    must_decide(story)
    try:
        if form.seen not in (None, story.version):
            raise NotAllowed("another approval than the one on the page")
        service.undo_approval(db.session(), story, guards.current_rights(), clock.now())
        failpoints.hit("decision.before_commit")
        db.session.commit()
        failpoints.hit("decision.after_commit")
    except (StaleDataError, NotAllowed):
        db.session.rollback()
        return conflict(story, form, undoing=True)
    flash(_("The approval is undone. Everything is as it was before."))
    return redirect(url_for("moderation.review", code=codes.pretty(story.code)), 303)


def on_desk(code: str) -> Story:
    """The story, if this person decides on it or passed it on. Aborts with 404 or 403, in words.

    For whoever has a conflict of interest the story is not there.
    """
    session, rights = db.session(), guards.current_rights()
    try:
        story = dossiers.story(session, codes.parse(code))
    except codes.WrongCode:
        abort(404, description=_("The code %(code)s is wrong. Compare it with the one you were given.", code=code[:20]))
    parts = parts_of(rights, story) if story else set()
    if Part.AUTHOR in parts:
        abort(403, description=_("This is your own story, so somebody else decides on it."))
    if story is None or (not parts and recusals.has_conflict(session, story, rights.user_id or 0)):
        abort(404, description=_("There is no story with the code %(code)s.", code=code[:20]))
    if not {Part.DIRECTOR, Part.SENDER} & parts:
        abort(403, description=_("This story lies on another desk: it belongs to another ward, or was not passed on."))
    return story


def page(
    story: Story,
    form: DecisionForm,
    code: int = 200,
    *,
    overtaken: bool = False,
    asking: bool = False,
    refused: str = "",
) -> ResponseReturnValue:
    """The review page, with the form as typed.

    `asking` asks whether to decide although a colleague is reviewing; `refused` says why an undo came too late.
    """
    if code != 200 and errors.wants_json():
        return errors.answer(code, refused or form.first_error())
    seen = story.version if overtaken or code == 200 or form.seen is None else form.seen
    context = pages.review(db.session(), story, guards.current_rights(), form, clock.now())
    shown = {"seen": seen, "overtaken": overtaken, "asking": asking, "refused": refused}
    return render_template("moderation/review.html", **shown, **context), code


def conflict(story: Story, form: DecisionForm, *, undoing: bool = False) -> ResponseReturnValue:
    """409: what the first one did, and the note as it was typed. The story is read anew."""
    story = on_desk(codes.pretty(story.code))
    return page(story, form, 409, overtaken=True, refused=undo.refused(story) if undoing else "")
