from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import appointments, emails, ended, guards
from portal.accounts import queries as accounts
from portal.accounts.forms import text
from portal.accounts.models import Appointment, PendingAppointment, Role, User
from portal.admin import queries
from portal.admin.forms import AppointForm, day_of
from portal.admin.views.blueprint import bp, go, listed, me, page
from portal.admin.views.people import person_or_404, person_page
from portal.kernel import clock
from portal.kernel.db import db


@bp.get("/admin/penunjukan")
@guards.admin
def appointment_list() -> ResponseReturnValue:
    rows, older = listed(lambda before: queries.appointments(db.session(), before))
    return page("appointments", appointments=rows.items, older=older, today=clock.now().astimezone(clock.WIB).date())


@bp.post("/admin/orang/<row:user_id>/penunjukan")
@guards.admin
def appoint(user_id: int) -> ResponseReturnValue:
    user, form, session = person_or_404(user_id), AppointForm(request.form), db.session()
    form.offer(accounts.wards(session))
    starts = day_of(form.starts_on.data)
    if not form.validate() or starts is None:
        return person_page(user, form, 422)
    ward = accounts.ward_by_slug(session, text(form.ward)) if form.ward.data else None
    ends, role = day_of(form.ends_on.data), Role(text(form.role))
    try:
        made = appointments.appoint(session, user, role, ward, text(form.decree), starts, ends, me(), clock.now())
    except appointments.Refused as refused:
        form[refused.field].errors = [str(refused)]
        return person_page(user, form, 422)
    if isinstance(made, PendingAppointment):
        emails.ask_for_proof(session, user, clock.now(), "news", "id")
    session.commit()
    flash(told(user, made))
    return go(f"/admin/orang/{user.id}")


def told(user: User, made: Appointment | PendingAppointment) -> str:
    if isinstance(made, PendingAppointment):
        return str(_("%(name)s is appointed as soon as the e-mail address or the number is confirmed.", name=user.name))
    return str(
        _("%(name)s is appointed. Their sign-ins were ended, so that the new role starts clean.", name=user.name)
    )


@bp.post("/admin/penunjukan/tunda/<row:pending_id>/cabut")
@guards.admin
def cancel(pending_id: int) -> ResponseReturnValue:
    """Cancel a pending appointment."""
    found = accounts.pending(db.session(), pending_id) or abort(404)
    if g.token_stale:
        return ended.page()
    appointments.cancel(db.session(), found, me(), clock.now())
    db.session.commit()
    flash(_("The appointment is recalled and no longer valid."))
    return go(f"/admin/orang/{found.user_id}")


@bp.post("/admin/penunjukan/<row:appointment_id>/cabut")
@guards.admin
def recall(appointment_id: int) -> ResponseReturnValue:
    found = accounts.appointment(db.session(), appointment_id) or abort(404)
    if g.token_stale:
        return ended.page()
    if not appointments.recall(db.session(), found, me(), clock.now()):
        abort(409)
    db.session.commit()
    flash(_("The appointment is recalled and no longer valid."))
    return go(f"/admin/orang/{found.user_id}")
