"""/kirim: where a message belongs, and the form of a new story."""

import uuid
from functools import partial

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from portal.accounts import guards
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.author import drafting, flashes, intake, pages, questions, rows
from portal.author.bp import bp
from portal.author.forms import ComplaintForm
from portal.author.rows import MOVES, Rows
from portal.kernel import clock, codes, numbers
from portal.kernel.db import READING, db
from portal.kernel.i18n import language
from portal.stories import autosaves, parking, service
from portal.stories.forms import StoryForm
from portal.stories.models import Story
from portal.stories.rules import Sheet
from portal.stories.service import AlreadySent


@bp.get("/kirim")
@guards.anyone
def triage() -> ResponseReturnValue:
    return render_template("author/triage.html", place=intake.city())


@bp.route("/kirim/aduan", methods=["GET", "POST"])
@guards.anyone
def complaint() -> ResponseReturnValue:
    """Nothing is kept here: the text goes into the address of a chat with the complaint line."""
    form = ComplaintForm(request.form)
    ready = request.method == "POST" and form.validate()
    link = intake.city().complaint_line.link(form.text.data or "") if ready else ""
    page = render_template("author/complaint.html", form=form, link=link, line=intake.city().complaint_line)
    return page, 422 if form.errors else 200


@bp.route("/kirim/berita", methods=["GET", "POST"])
@guards.anyone
def write() -> ResponseReturnValue:
    user = pages.person()
    if request.method in READING:
        return opened(user, request.args.get("draf", "").lower())
    form = intake.story_form(request.form)
    form.submission_key.data = form.submission_key.data or str(uuid.uuid4())
    return from_visitor(form) if user is None else from_person(user, form)


def opened(user: User | None, key: str) -> ResponseReturnValue:
    """The form that a key names, or a new one."""
    if not key:
        return blank_page(user)
    return drafting.continued(user, key) if user else guards.to_sign_in()


def blank_page(user: User | None) -> ResponseReturnValue:
    """An empty form, or what this browser typed before it signed in."""
    kept = intake.parked(db.session(), clock.now())
    if kept is None:
        ward = user.home_ward.slug if user and user.home_ward else ""
        form = intake.story_form(submission_key=str(uuid.uuid4()), ward=ward)
        return pages.form_page(form, Rows(), drafts=drafting.offered(user), discarded=request.args.get("dibuang", ""))
    found = intake.known_photos(db.session(), user, kept, kept.get("submission_key", "").lower()) if user else {}
    return pages.form_page(intake.story_form(kept), rows.from_ids(kept, found), restored=True)


def from_visitor(form: StoryForm) -> ResponseReturnValue:
    """Keep the words, then let the person sign in or register; pictures need an account."""
    typed = rows.from_ids(request.form, {})
    typed.forgive()
    if not intake.check(form, typed, intake.SAVE):
        return pages.form_page(form, typed, 422)
    if intake.act() == intake.PREVIEW:
        return pages.form_page(form, typed, preview=pages.preview(form, None))
    try:
        intake.park(db.session(), clock.now())
    except parking.TooMany as wait:
        return pages.too_many(form, typed, wait.seconds)
    db.session.commit()
    if intake.lost_session():
        form.form_errors.append(flashes.signed_out())
        return pages.form_page(form, typed, 422)
    flashes.parked(files=bool(intake.sent_files()))
    return redirect(url_for("accounts.sign_in", next=url_for("author.write")), 303)


def from_person(user: User, form: StoryForm) -> ResponseReturnValue:
    """One POST of somebody who is signed in."""
    typed = take_pictures(user, form.typed("submission_key").lower())
    if moved(typed):
        return pages.form_page(form, typed)
    act = intake.act()
    fine = intake.check(form, typed, act)
    if act == intake.PREVIEW or not fine:
        seen = pages.preview(form, user) if act == intake.PREVIEW else None
        return pages.form_page(form, typed, 200 if fine else typed.status, preview=seen)
    if act == intake.SAVE:
        return keep(user, form, typed, act)
    if not accounts.may_send(user):
        form.form_errors.append(flashes.guardian_first())
        return pages.form_page(form, typed, 422)
    if question := questions.pending(form, typed, request.form):
        return pages.form_page(form, typed, 422, question=question)
    return keep(user, form, typed, act)


def keep(user: User, form: StoryForm, typed: Rows, act: str) -> ResponseReturnValue:
    """Save or send, once however often it arrives, and go to the receipt."""
    kept = intake.sheet(db.session(), form, typed)
    store = service.save if act == intake.SAVE else service.submit
    try:
        story = intake.settle(db.session(), partial(_store, store, user.id, form.typed("submission_key"), kept))
    except AlreadySent as other:
        db.session.rollback()
        form.submission_key.data = str(uuid.uuid4())  # what is on the page may become a story of its own
        return pages.overtaken(form, typed, other.story, why=flashes.other_words(), editable=True)
    except OperationalError as error:
        db.session.rollback()
        return pages.rescued(form, typed, error)
    intake.let_go(db.session(), typed, clock.now())
    session.pop(intake.PARKED, None)
    flashes.kept(act)
    return redirect(url_for("author.submission", code=codes.pretty(story.code)), 303)


def _store(store: "service.Store", user_id: int, key: str, kept: Sheet) -> Story:
    story = store(db.session(), user_id, key.lower(), kept, clock.now(), language())
    autosaves.drop(db.session(), user_id, key.lower())
    if parked := session.get(intake.PARKED):
        parking.drop(db.session(), parked)
    return story


def take_pictures(user: User, key: str) -> Rows:
    """The form's pictures; files that come with an old token are not taken, because anybody might have sent them."""
    if g.token_stale:
        typed = rows.from_ids(request.form, intake.known_photos(db.session(), user, request.form, key))
        for file in intake.sent_files():
            typed.turn_away(request.form, intake.name_of(file), "old_page")
        typed.keep_spare(request.form)
        return typed
    return intake.gather(db.session(), user, key, clock.now())


def moved(typed: Rows) -> bool:
    """Whether a button beside a picture was pressed; the picture has then been taken out or moved."""
    for how in MOVES:
        if (n := numbers.whole(request.form.get(how), high=999)) is not None:
            typed.move(how, n)
            return True
    return False
