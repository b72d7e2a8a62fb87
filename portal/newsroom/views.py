import io
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import desks, guards
from portal.kernel import clock, codes, paging
from portal.kernel.db import db
from portal.kernel.i18n import language
from portal.newsroom import acts, desk, due_views, finding, kit, lead_views, master_views, queries, ranking
from portal.newsroom.bp import bp, house, me
from portal.newsroom.faults import Claimed, Faulty, Refused
from portal.newsroom.forms import PostForm
from portal.newsroom.lifecycle import KIT, NotAllowed
from portal.newsroom.models import Post
from portal.newsroom.ranking import Filter
from portal.newsroom.words import done_words
from portal.photos import rules as photo_rules
from portal.photos import service as photos
from portal.photos import words as photo_words
from portal.photos.models import Photo
from portal.stories import lead

__all__ = ["bp", "due_views", "lead_views", "master_views"]


@bp.get("/siar")
@guards.humas
def board() -> ResponseReturnValue:
    wanted, cursor = request.args.get("saring", ""), request.args.get("sesudah", "")
    if typed := request.args.get("q", "").strip():
        return search(typed, cursor)
    if wanted not in list(Filter):
        abort(404)
    after = ranking.decode(cursor)
    if cursor and after is None:
        abort(404)
    session, chosen = db.session(), Filter(wanted)
    page = queries.board(session, chosen, after)
    counts = queries.counts(session)
    context = {"page": page, "counts": counts, "chosen": chosen, "first": not cursor, "most": queries.COUNTED}
    context |= desks.frame(guards.current_rights())
    context["leading"] = lead.leading(session, clock.now())
    return render_template("newsroom/board.html", at=clock.now(), chip=desk.chip, heads=desk.line_head, **context)


def search(typed: str, cursor: str) -> ResponseReturnValue:
    """What a search on the board found; a code leads to its story."""
    if to := finding.coded(db.session(), typed):
        return redirect(to, 303)
    try:
        context = finding.find(db.session(), guards.current_rights(), typed, cursor)
    except paging.BadCursor:
        abort(404)
    return render_template("newsroom/found.html", **context)


@bp.get("/siar/<row:post_id>")
@guards.humas
def post(post_id: int) -> ResponseReturnValue:
    found = load(post_id)
    return page(found, PostForm())


@bp.post("/siar/<row:post_id>")
@guards.humas
def act(post_id: int) -> ResponseReturnValue:
    form, session = PostForm(request.form), db.session()
    if not form.check():
        return page(load(post_id), form, 422)
    session.commit()  # nobody waits while a screenshot is written to disk
    try:
        shot = acts.screenshot(form, request.files)
        found = load(post_id)
        if form.is_stale(found):
            return page(found, form, 409)
        acts.perform(session, found, form, shot, me(), clock.now(), house())
        session.commit()
    except (NotAllowed, Claimed, StaleDataError):
        session.rollback()
        return page(load(post_id), form, 409)
    except (Refused, Faulty, photo_rules.Refused) as error:
        session.rollback()
        return page(load(post_id), form, refuse(form, error))
    flash(done_words(str(form.chosen)))
    if request.form.get("back") == "master":
        return redirect(url_for("newsroom.master", code=codes.pretty(found.story.code)), 303)
    return redirect(url_for("newsroom.post", post_id=post_id), 303)


@bp.get("/siar/<row:post_id>/kit.zip", endpoint="kit")
@guards.humas
def kit_file(post_id: int) -> ResponseReturnValue:
    made = kit.assemble(load_kit(post_id), language())
    db.session.rollback()  # no transaction stays open while pictures are cut
    data = kit.pack(made, large_jpeg, clock.now())
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
    session = db.session()
    context: dict[str, Any] = desk.post_page(
        session, found, form.fill(found), house(), by=me(), at=clock.now(), lang=language()
    )
    if status == 409:
        context |= desk.conflict(session, found, form)
    return render_template("newsroom/post.html", **context), status


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
