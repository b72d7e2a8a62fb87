from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts import desks, guards
from portal.kernel import clock, paging
from portal.kernel.db import db
from portal.newsroom import desk, due_views, finding, lead_views, master_views, post_views, queries, ranking, walk_views
from portal.newsroom.bp import bp
from portal.newsroom.ranking import Filter
from portal.stories import lead

__all__ = ["bp", "due_views", "lead_views", "master_views", "post_views", "walk_views"]


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
    at = clock.now()
    context |= {"at": at, "slots": desk.usual_times(at), "chip": desk.chip, "heads": desk.line_head}
    return render_template("newsroom/board.html", leading=lead.leading(session, at), **context)


def search(typed: str, cursor: str) -> ResponseReturnValue:
    """What a search on the board found; a code leads to its story."""
    if to := finding.coded(db.session(), typed):
        return redirect(to, 303)
    try:
        context = finding.find(db.session(), guards.current_rights(), typed, cursor)
    except paging.BadCursor:
        abort(404)
    return render_template("newsroom/found.html", **context)
