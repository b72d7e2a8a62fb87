"""/kabar-tugas: what somebody with an appointment was told about the desk. Wiring registers `bp`."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import desks, ended, guards
from portal.kernel import clock, paging
from portal.kernel.db import db
from portal.notices import queries, service
from portal.notices.rules import Audience
from portal.staff import words

bp = Blueprint("staff", __name__)


@bp.route("/kabar-tugas", methods=["GET", "POST"])
@guards.staff
def notices() -> ResponseReturnValue:
    session, rights = db.session(), guards.current_rights()
    user_id, cursor = rights.user_id or 0, request.args.get("sebelum", "")
    if request.method == "POST":
        if g.token_stale:
            return ended.page()
        service.mark_read(session, user_id, Audience.DESK, clock.now())
        session.commit()
        return redirect(url_for("staff.notices"), 303)
    try:
        page = queries.told(session, user_id, Audience.DESK, cursor)
    except paging.BadCursor:
        abort(404)
    shown = {"page": page, "first": not cursor, "words": words.of, "desk_title": _("Notices for your desk")}
    return render_template("staff/notices.html", **shown, desk_nav=desks.ways_of(rights))
