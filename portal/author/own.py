"""/kiriman: a resident's own stories, their way, and what can still be done about each."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import ended, guards
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.author import flashes, intake, pages, questions, receipt, requested, revising, rows, words
from portal.author.bp import bp
from portal.author.forms import WithdrawalForm
from portal.author.sending import moved, take_pictures
from portal.kernel import clock, codes, failpoints, paging
from portal.kernel.db import db
from portal.notices import queries as notices_read
from portal.notices import service as notices_kept
from portal.notices.rules import Audience
from portal.stories import change_requests, queries, service
from portal.stories.forms import StoryForm
from portal.stories.lifecycle import EDITABLE, NotAllowed, Status
from portal.stories.models import Story


def me() -> User:
    """The signed-in person; only behind a guard."""
    user = pages.person()
    if user is None:
        abort(403)
    return user


def mine(text: str) -> Story:
    """The story meant by a code, if it is this person's; 404 otherwise, and a mistyped code is called that."""
    try:
        code = codes.parse(text)
    except codes.WrongCode:
        abort(404, description=_("This code is not right. Look at it once more: it has the form BW-7K3F2Q."))
    story = queries.own_story(db.session(), me().id, code)
    if story is None:
        abort(404)
    return story


@bp.get("/kiriman")
@guards.signed_in
def submissions() -> ResponseReturnValue:
    person, cursor = me(), request.args.get("sebelum", "")
    try:
        page = queries.own(db.session(), person.id, cursor)
    except paging.BadCursor:
        abort(404)
    unread = notices_read.unread(db.session(), person.id, Audience.AUTHOR)
    shown = {"page": page, "first": not cursor, "unread": unread, "chip": receipt.chip, "person": person}
    return render_template("author/submissions.html", **shown)


@bp.get("/kiriman/<code>")
@guards.author
def submission(code: str) -> ResponseReturnValue:
    return receipt_page(mine(code), WithdrawalForm())


def receipt_page(story: Story, form: WithdrawalForm, status: int = 200) -> ResponseReturnValue:
    """One story; 409 says that it cannot be taken back any more, and what it is instead."""
    session = db.session()
    change = change_requests.latest(session, story.id) if story.status is Status.RETURNED else None
    view = receipt.view(story, queries.timeline(session, story.id), me(), change)
    told = flashes.cannot_withdraw(story) if status == 409 else ""
    return render_template("author/submission.html", story=story, view=view, form=form, overtaken=told), status


@bp.route("/kiriman/<code>/ubah", methods=["GET", "POST"])
@guards.author
def revise(code: str) -> ResponseReturnValue:
    story = mine(code)
    if request.method == "POST":
        return revised(story)
    if story.status not in EDITABLE:
        flashes.not_open_now(story)
        return redirect(url_for("author.submission", code=codes.pretty(story.code)), 303)
    opened = revising.opened(db.session(), story)
    shown: dict[str, Any] = {"story": receipt.head(story), "asked": opened.asked, "autosaved": opened.autosaved}
    return pages.form_page(opened.form, opened.photos, **shown)


def revised(story: Story) -> ResponseReturnValue:
    """One POST of the form of a story that exists."""
    user, form = me(), intake.story_form(request.form)
    form.submission_key.data = story.submission_key
    typed, head = take_pictures(user, story.submission_key), receipt.head(story)
    if story.status not in EDITABLE or form.typed("version") != str(story.version):
        return revising.overtaken(db.session(), form, typed, story, request.form)
    shown: dict[str, Any] = {"story": head, "asked": requested.for_form(db.session(), story, request.form)}
    if moved(typed):
        return pages.form_page(form, typed, **shown)
    act = intake.act()
    fine = intake.check(form, typed, act)
    seen = pages.preview(form, user) if act == intake.PREVIEW else None
    if fine and act == intake.SUBMIT and not accounts.may_send(user):
        form.form_errors.append(flashes.guardian_first())
        fine = False
    if not fine or seen:
        return pages.form_page(form, typed, 200 if fine else typed.status, preview=seen, **shown)
    if question := asked_before_sending(story, form, typed, act):
        return pages.form_page(form, typed, 422, question=question, **shown)
    return kept(story, form, typed, act)


def asked_before_sending(story: Story, form: StoryForm, typed: rows.Rows, act: str) -> questions.Question | None:
    """What the author has to answer before this form is sent; nothing before it is only kept."""
    if act == intake.SAVE:
        return None
    same = revising.is_unchanged(db.session(), story, intake.sheet(db.session(), form, typed))
    return questions.pending(form, typed, request.form, unchanged=same)


def kept(story: Story, form: StoryForm, typed: rows.Rows, act: str) -> ResponseReturnValue:
    """Save or send the changed story; whoever was quicker is shown on a 409 page."""
    session, done = db.session(), request.form.getlist(requested.FIELD)
    try:
        revising.keep(session, story, intake.sheet(session, form, typed), done, send=act != intake.SAVE)
        failpoints.hit("submission.before_commit")
        session.commit()
    except (StaleDataError, NotAllowed, IntegrityError):
        session.rollback()
        return revising.overtaken(session, form, typed, mine(story.code), request.form)
    except OperationalError as error:
        session.rollback()
        return pages.rescued(form, typed, error)
    failpoints.hit("submission.after_commit")
    flashes.kept(act)
    return redirect(url_for("author.submission", code=codes.pretty(story.code)), 303)


@bp.post("/kiriman/<code>/tarik")
@guards.author
def withdraw(code: str) -> ResponseReturnValue:
    story = mine(code)
    hidden, form = story.status is Status.PUBLISHED, WithdrawalForm(request.form)
    if not form.validate():
        return receipt_page(story, form, 422)
    try:
        service.withdraw(db.session(), story, clock.now(), form.note.data or "")
        db.session.commit()
    except (NotAllowed, StaleDataError):
        db.session.rollback()
        return receipt_page(mine(code), form, 409)
    flashes.withdrawn(hidden=hidden)
    return redirect(url_for("author.submission", code=codes.pretty(story.code)), 303)


@bp.route("/kiriman/kabar", methods=["GET", "POST"])
@guards.signed_in
def notices() -> ResponseReturnValue:
    session, user_id = db.session(), me().id
    if request.method == "POST":
        if g.token_stale:
            return ended.page()
        notices_kept.mark_read(session, user_id, Audience.AUTHOR, clock.now())
        session.commit()
        return redirect(url_for("author.notices"), 303)
    try:
        page = notices_read.told(session, user_id, Audience.AUTHOR, request.args.get("sebelum", ""))
    except paging.BadCursor:
        abort(404)
    return render_template("author/notices.html", page=page, words=words.of)
