"""/siar/nama: name change requests of published authors."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import guards, name_changes
from portal.accounts.desks import frame
from portal.accounts.models import NameChange
from portal.kernel import clock, paging
from portal.kernel.db import READING, db
from portal.moderation import name_queries
from portal.moderation.bp import bp
from portal.moderation.name_forms import ACCEPT, NameAnswerForm
from portal.stories import recusals
from portal.stories import service as stories


@bp.get("/siar/nama")
@guards.humas
def name_requests() -> ResponseReturnValue:
    cursor, rights = request.args.get("sesudah", ""), guards.current_rights()
    try:
        page = name_queries.waiting(db.session(), rights.user_id or 0, cursor)
    except paging.BadCursor:
        abort(404)
    shown = {"rows": page.items, "next": page.next, "first": not cursor, "me": rights.user_id}
    return render_template("moderation/names.html", **frame(rights), **shown)


@bp.route("/siar/nama/<row:change_id>", methods=["GET", "POST"])
@guards.humas
def name_request(change_id: int) -> ResponseReturnValue:
    change, form = asked(change_id), NameAnswerForm(request.form)
    if request.method in READING:
        return answer_page(change, NameAnswerForm())
    if change.outcome is not None:
        return answer_page(change, form, 409)
    if not form.whole():
        return answer_page(change, form, 422)
    session, me, accept = db.session(), guards.current_rights().user_id or 0, form.decision.data == ACCEPT
    now = clock.now()
    try:
        name_changes.answer(session, change, me, now, accept=accept, note=form.note.data or "")
    except name_changes.Answered:
        session.rollback()
        return answer_page(asked(change_id), form, 409)
    if accept and change.all_stories:
        stories.rename_author(session, change.user_id, change.former_name, change.name, now)
    session.commit()
    flash(done(change, accept))
    return redirect(url_for("moderation.name_requests"), 303)


def asked(change_id: int) -> NameChange:
    """A request, answered or not. Aborts with 404, or 403 for an own one, in words."""
    session, me = db.session(), guards.current_rights().user_id or 0
    change = name_queries.one(session, change_id)
    if change is not None and change.user_id == me:
        abort(403, description=_("This is your own name, so somebody else decides on it."))
    if change is None or recusals.has_conflict_with_author(session, change.user_id, me):
        abort(404, description=_("There is no such request for another name."))
    return change


def answer_page(change: NameChange, form: NameAnswerForm, status: int = 200) -> ResponseReturnValue:
    """The request with the form as typed; 409 shows what happened first."""
    count, latest = name_queries.published(db.session(), change.user_id)
    context = {"change": change, "form": form, "overtaken": status == 409, "count": count, "latest": latest}
    return render_template("moderation/name.html", **frame(guards.current_rights()), **context), status


def done(change: NameChange, accept: bool) -> str:
    if accept:
        return str(_("The name is now “%(name)s”. The person is told.", name=change.name))
    return str(_("The name stays “%(name)s”. The person gets your note.", name=change.former_name))
