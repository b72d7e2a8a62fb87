"""/siar/jadwal: what is due, and many posts scheduled at once. /siar/koreksi: what owes a correction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts import desks, guards
from portal.kernel import clock, paging
from portal.kernel.clock import WIB
from portal.kernel.db import db
from portal.newsroom import bulk, desk, due_queries
from portal.newsroom.bp import bp, me
from portal.newsroom.bulk import Outcome
from portal.newsroom.bulk_forms import BulkForm
from portal.newsroom.models import Post
from portal.newsroom.words import fault_words


@bp.get("/siar/jadwal")
@guards.humas
def due_list() -> ResponseReturnValue:
    cursor, at = request.args.get("sesudah", ""), clock.now()
    try:
        page = due_queries.due(db.session(), cursor)
    except paging.BadCursor:
        abort(404)
    context = desks.frame(guards.current_rights()) | {"page": page, "parts": by_day(page.items, at), "at": at}
    return render_template("newsroom/due.html", first=not cursor, chip=desk.chip, heads=desk.head, **context)


@bp.get("/siar/koreksi")
@guards.humas
def owed_list() -> ResponseReturnValue:
    cursor = request.args.get("sesudah", "")
    try:
        page = due_queries.owing(db.session(), cursor)
    except paging.BadCursor:
        abort(404)
    context = desks.frame(guards.current_rights()) | {"page": page}
    return render_template("newsroom/owed.html", first=not cursor, heads=desk.head, **context)


@bp.post("/siar/jadwal")
@guards.humas
def schedule_many() -> ResponseReturnValue:
    session, form, at = db.session(), BulkForm(request.form), clock.now()
    fine = form.check(at)
    posts = due_queries.chosen(session, form.posts, form.stories)
    if not fine or form.when is None or form.spacing is None or not posts:
        return bulk_page(form, posts, [])
    done = bulk.schedule(session, posts, form.when, form.spacing, form.seen, me(), at)
    session.commit()
    failed = [each for each in done if each.fault]
    if failed:
        return bulk_page(form, due_queries.chosen(session, [each.post_id for each in done], []), done)
    flash(ngettext("%(num)d post scheduled.", "%(num)d posts scheduled.", len(done)))
    return redirect(url_for("newsroom.due_list"), 303)


def bulk_page(form: BulkForm, posts: Sequence[Post], done: Sequence[Outcome]) -> ResponseReturnValue:
    """422: what was scheduled, what was not and why, by name; the form again for the rest."""
    faults = {each.post_id: fault_words(each.fault) for each in done if each.fault}
    times = {each.post_id: each.due_at for each in done}
    context = desks.frame(guards.current_rights()) | {"form": form, "times": times, "faults": faults}
    context["ready"] = [post for post in posts if post.id in times and post.id not in faults]
    context["left"] = [post for post in posts if post.id not in times or post.id in faults]
    return render_template("newsroom/bulk.html", heads=desk.head, **context), 422


def by_day(posts: Sequence[Post], at: datetime) -> list[tuple[str, list[Post]]]:
    """The posts of a page under overdue, today, tomorrow and later; no empty heading. Days are of WIB."""
    today = at.astimezone(WIB).date()
    parts: dict[str, list[Post]] = {}
    for post in posts:
        if post.due_at is None:
            continue
        day = post.due_at.astimezone(WIB).date()
        words = _("Today") if day == today else _("Tomorrow") if day == today + timedelta(days=1) else _("Later")
        parts.setdefault(str(_("Overdue") if post.due_at < at else words), []).append(post)
    return list(parts.items())
