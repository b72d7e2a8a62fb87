"""/siar/<id>: one post, what can be done with it, and its kit."""

import io
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import guards
from portal.kernel import clock, codes
from portal.kernel.db import db
from portal.kernel.i18n import language
from portal.newsroom import acts, desk, kit, queries
from portal.newsroom.bp import bp, house, me
from portal.newsroom.faults import Claimed, Faulty, Refused
from portal.newsroom.forms import PostForm
from portal.newsroom.lifecycle import KIT, NotAllowed
from portal.newsroom.models import Post
from portal.newsroom.words import done_words
from portal.photos import rules as photo_rules
from portal.photos import service as photos
from portal.photos import words as photo_words
from portal.photos.models import Photo

Show = Callable[[Post, PostForm, int], ResponseReturnValue]
Perform = Callable[[Post, PostForm, "acts.Screenshot | None"], None]


@bp.get("/siar/<row:post_id>")
@guards.humas
def post(post_id: int) -> ResponseReturnValue:
    found = load(post_id)
    return page(found, PostForm())


@bp.post("/siar/<row:post_id>")
@guards.humas
def act(post_id: int) -> ResponseReturnValue:
    return carry_out(post_id, page, perform, onward)


def perform(found: Post, form: PostForm, shot: acts.Screenshot | None) -> None:
    acts.perform(db.session(), found, form, shot, me(), clock.now(), house())


def onward(found: Post, form: PostForm) -> ResponseReturnValue:
    flash(done_words(str(form.chosen)))
    if request.form.get("back") == "master":
        return redirect(url_for("newsroom.master", code=codes.pretty(found.story.code)), 303)
    return redirect(url_for("newsroom.post", post_id=found.id), 303)


def carry_out(
    post_id: int, show: Show, perform: Perform, onward: Callable[[Post, PostForm], ResponseReturnValue]
) -> ResponseReturnValue:
    """One button of a post's page: `show` draws the page again with what is wrong, `onward` is where it leads."""
    form, session = PostForm(request.form), db.session()
    if not form.check():
        return show(load(post_id), form, 422)
    session.commit()  # nobody waits while a screenshot is written to disk
    try:
        shot = acts.screenshot(form, request.files)
        found = load(post_id)
        if form.is_stale(found):
            return show(found, form, 409)
        perform(found, form, shot)
        session.commit()
    except (NotAllowed, Claimed, StaleDataError):
        session.rollback()
        return show(load(post_id), form, 409)
    except (Refused, Faulty, photo_rules.Refused) as error:
        session.rollback()
        return show(load(post_id), form, refuse(form, error))
    return onward(found, form)


@bp.get("/siar/<row:post_id>/kit.zip", endpoint="kit")
@guards.humas
def kit_file(post_id: int) -> ResponseReturnValue:
    made = kit.assemble(load_kit(post_id), language())
    db.session.rollback()  # no transaction stays open while pictures are cut
    data = kit.pack([made], large_jpeg, clock.now())
    response = send_file(io.BytesIO(data), "application/zip", as_attachment=True, download_name=f"{made.name}.zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/siar/<row:post_id>/gambar/<row:number>.jpg")
@guards.humas
def picture(post_id: int, number: int) -> ResponseReturnValue:
    made = kit.assemble(load(post_id), language())
    if made.crop is None or not 1 <= number <= len(made.pictures):
        abort(404)
    wanted = made.pictures[number - 1]
    db.session.rollback()
    response = send_file(io.BytesIO(kit.cut(large_jpeg(wanted.photo), made.crop)), "image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="{wanted.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def load(post_id: int) -> Post:
    """The post, or 404."""
    return queries.post(db.session(), post_id) or abort(404)


def load_kit(post_id: int) -> Post:
    found = load(post_id)
    return found if found.state in KIT else abort(404)


def page(found: Post, form: PostForm, status: int = 200) -> ResponseReturnValue:
    return render_template("newsroom/post.html", **page_context(found, form, status)), status


def page_context(found: Post, form: PostForm, status: int) -> dict[str, Any]:
    session = db.session()
    context: dict[str, Any] = desk.post_page(
        session, found, form.fill(found), house(), by=me(), at=clock.now(), lang=language()
    )
    return context | {"answered": status} | (desk.conflict(session, found, form) if status == 409 else {})


def refuse(form: PostForm, error: Exception) -> int:
    """Put the reason at its field; the status that says the same."""
    if isinstance(error, Faulty):
        form.blame(error.issues)
        error = error.also or error
    if isinstance(error, Refused):
        form.refuse(error)
    elif isinstance(error, photo_rules.Refused):
        form.proof_file.errors = [photo_words.sentence(error.code, name=_("The screenshot"))]
        return error.status
    return 422


def large_jpeg(photo: Photo) -> bytes:
    """The largest rendition, which has no metadata. A file that is gone is a 404."""
    try:
        with photos.storage().open(photos.rendition_key(photo.public_id, "l.jpg")) as file:
            return file.read()
    except FileNotFoundError:
        return abort(404)
