"""/siar/berita/<code>/siapkan and the walk through a story's kits: /siar/berita/<code>/unggah, /siar/<id>/unggah."""

import io

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts import desks, guards
from portal.kernel import clock, codes
from portal.kernel.db import db
from portal.kernel.i18n import language
from portal.newsroom import acts, bulk, desk, kit, post_views, queries, walk, walk_desk
from portal.newsroom.bp import bp, house, me
from portal.newsroom.bulk import Stale
from portal.newsroom.bulk_forms import BulkForm
from portal.newsroom.forms import PostForm
from portal.newsroom.lifecycle import KIT, PostAction
from portal.newsroom.master_views import load_story
from portal.newsroom.models import Post
from portal.newsroom.words import done_words
from portal.stories.models import Story


@bp.post("/siar/berita/<code>/siapkan")
@guards.humas
def prepare(code: str) -> ResponseReturnValue:
    """A kit for every channel of the story that can have one; what cannot is named on the page this leads to."""
    session, of = db.session(), load_story(code)
    posts = bulk.to_prepare(queries.of_story(session, of.id))
    done = bulk.prepare(session, posts, BulkForm(request.form).seen, me(), clock.now())
    session.commit()
    stale = [each.post_id for each in done if isinstance(each.fault, Stale | StaleDataError)]
    if stale:
        return summary(load_story(code), 409, stale)
    ready = sum(each.fault is None for each in done)
    if ready:
        flash(ngettext("%(num)d kit is ready.", "%(num)d kits are ready.", ready))
    return redirect(url_for("newsroom.walk_begin", code=codes.pretty(of.code)), 303)


@bp.get("/siar/berita/<code>/unggah")
@guards.humas
def walk_begin(code: str) -> ResponseReturnValue:
    """On to the next channel; when none is left, what became of all."""
    session, of = db.session(), load_story(code)
    stops = walk.stops(queries.of_story(session, of.id))
    found = walk.following(stops, None, me(), clock.now())
    if found is not None:
        return redirect(url_for("newsroom.step", post_id=found.id), 303)
    return summary(of)


@bp.get("/siar/<row:post_id>/unggah")
@guards.humas
def step(post_id: int) -> ResponseReturnValue:
    return step_page(post_views.load(post_id), PostForm())


@bp.post("/siar/<row:post_id>/unggah")
@guards.humas
def step_act(post_id: int) -> ResponseReturnValue:
    return post_views.carry_out(post_id, step_page, perform, onward)


def perform(found: Post, form: PostForm, shot: acts.Screenshot | None) -> None:
    """As on the post's page, but for the claim, which is for the whole walk."""
    session, at = db.session(), clock.now()
    stops = walk.stops(queries.of_story(session, found.story_id))
    if form.chosen is PostAction.CLAIM:
        acts.note_identity(session, form, [post.channel for post in stops if post.state in KIT], me(), at)
        walk.claim_all(session, stops, me(), at)
        return
    acts.perform(session, found, form, shot, me(), at, house())
    walk.prolong(session, stops, me(), at)


def onward(found: Post, form: PostForm) -> ResponseReturnValue:
    flash(done_words(str(form.chosen)))
    if form.chosen is not PostAction.PROOF:
        return redirect(url_for("newsroom.step", post_id=found.id), 303)
    stops = walk.stops(queries.of_story(db.session(), found.story_id))
    further = walk.following(stops, found.id, me(), clock.now())
    if further is None:
        return redirect(url_for("newsroom.walk_begin", code=codes.pretty(found.story.code)), 303)
    return redirect(url_for("newsroom.step", post_id=further.id), 303)


@bp.get("/siar/berita/<code>/kit.zip")
@guards.humas
def kits(code: str) -> ResponseReturnValue:
    """Every kit of the story in one file, a folder each."""
    of = load_story(code)
    ready = [post for post in walk.stops(queries.of_story(db.session(), of.id)) if post.state in KIT]
    made = [kit.assemble(post, language()) for post in ready] or abort(404)
    db.session.rollback()  # no transaction stays open while pictures are cut
    data = kit.pack(made, post_views.large_jpeg, clock.now())
    name = f"{codes.pretty(of.code)}.zip"
    response = send_file(io.BytesIO(data), "application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def step_page(found: Post, form: PostForm, status: int = 200) -> ResponseReturnValue:
    context = post_views.page_context(found, form, status)
    context |= walk_desk.context(db.session(), found.story, found, me(), clock.now())
    return render_template("newsroom/walk.html", **context), status


def summary(of: Story, status: int = 200, stale: list[int] | None = None) -> ResponseReturnValue:
    """Where every channel of the story stands; `stale` are those a colleague changed meanwhile."""
    context = walk_desk.context(db.session(), of, None, me(), clock.now())
    context |= desks.frame(guards.current_rights()) | {"stale": stale or [], "heads": desk.head}
    return render_template("newsroom/walk_end.html", **context), status
