"""/kiriman/<code>/foto: photos of a sent story, which its author may change until somebody begins to review it."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import ended, guards
from portal.author import flashes, pages, receipt, rows
from portal.author.bp import bp
from portal.author.own import me, mine
from portal.author.sending import moved, take_pictures
from portal.kernel import clock, codes
from portal.kernel.db import db
from portal.kernel.i18n import language
from portal.stories import photo_changes, rules
from portal.stories.lifecycle import NotAllowed
from portal.stories.models import Story


@bp.route("/kiriman/<code>/foto", methods=["GET", "POST"])
@guards.author
def photos(code: str) -> ResponseReturnValue:
    story = mine(code)
    if not photo_changes.is_open(story):
        return closed(story)
    if request.method == "POST":
        return changed(story)
    return photo_page(story, rows.from_story(story.photos))


def photo_page(story: Story, typed: rows.Rows, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "author/photos.html",
        story=receipt.head(story),
        submission_key=story.submission_key,
        user=me(),
        rules=rules,
        rows=[row.shown() for row in typed.rows],
        spare=[rows.Row(words).shown() for words in typed.spare],
        photo_errors=typed.messages(),
        photo_faults=pages.photo_faults(typed),
        photos_consent={"ticked": typed.all_consent, "errors": typed.consent_errors},
    )
    return page, status


def changed(story: Story) -> ResponseReturnValue:
    """One POST of the form: the photos as they now stand, or the form again with what is wrong."""
    if g.token_stale:
        return ended.page()
    typed = take_pictures(me(), story.submission_key)
    if moved(typed):
        return photo_page(story, typed)
    if not typed.check():
        return photo_page(story, typed, typed.status)
    session = db.session()
    try:
        if request.form.get("version") != str(story.version):
            raise StaleDataError
        photo_changes.change(session, story, typed.words(), me().name, clock.now(), language())
        session.commit()
    except (NotAllowed, StaleDataError, IntegrityError):
        session.rollback()
        return overtaken(mine(codes.pretty(story.code)), typed)
    flashes.photos_changed()
    return redirect(url_for("author.submission", code=codes.pretty(story.code)), 303)


def overtaken(story: Story, typed: rows.Rows) -> ResponseReturnValue:
    """409 with the form as it was filled in; a review that has begun closes it."""
    if not photo_changes.is_open(story):
        return closed(story)
    flashes.photos_changed_elsewhere()
    return photo_page(story, typed, 409)


def closed(story: Story) -> ResponseReturnValue:
    """To the story's page, which says where it is."""
    flashes.photos_closed(story)
    return redirect(url_for("author.submission", code=codes.pretty(story.code)), 303)
