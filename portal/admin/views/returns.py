"""A one-time way back in for a person without e-mail, issued by humas after meeting them."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import agreements, desks, guards, once
from portal.accounts.emails import link
from portal.accounts.forms import text
from portal.accounts.models import User
from portal.accounts.service import GUARDIAN, may_send
from portal.admin import queries, service
from portal.admin.forms import GuardianMetForm, ReturnLinkForm
from portal.admin.views.blueprint import bp, go, me, page
from portal.admin.views.people import person_or_404
from portal.kernel import clock
from portal.kernel.db import READING, db
from portal.kernel.i18n import language
from portal.kernel.text import clean_line, visible


@bp.get("/siar/orang")
@guards.humas
def lost_people() -> ResponseReturnValue:
    """Whom is it about? A whole number or address, or the beginning of a name."""
    q = clean_line(request.args.get("q", ""))[:254]
    people = queries.found(db.session(), q) if len(visible(q)) >= 3 else []
    return page("lost_people", q=q, people=people, **desks.frame(guards.current_rights()))


def one(
    user: User, form: ReturnLinkForm, code: int = 200, consent: GuardianMetForm | None = None
) -> ResponseReturnValue:
    may = service.may_return(user, clock.now())
    return page(
        "lost_person",
        code,
        person=user,
        form=form,
        may=may,
        consent=None if may_send(user) else consent or GuardianMetForm(),
        wording=agreements.text(GUARDIAN, language()),
        url=once.take(f"return{user.id}"),
        **desks.frame(guards.current_rights()),
    )


@bp.route("/siar/orang/<row:user_id>", methods=["GET", "POST"])
@guards.humas
def lost_person(user_id: int) -> ResponseReturnValue:
    user, form, at = person_or_404(user_id), ReturnLinkForm(request.form), clock.now()
    if request.method in READING:
        return one(user, form)
    if not service.may_return(user, at):
        flash(_("This account is closed or belongs to staff. Ask whoever runs the server for a link."), "error")
        return one(user, form, 422)
    if not form.validate():
        return one(user, form, 422)
    key = service.return_link(db.session(), user, me(), text(form.note), at)
    db.session.commit()
    once.keep(f"return{user.id}", link(f"/sandi/{key}"))
    return go(f"/siar/orang/{user.id}")


@bp.post("/siar/orang/<row:user_id>/wali")
@guards.humas
def guardian_met(user_id: int) -> ResponseReturnValue:
    """The guardian of a young person, who has no e-mail, has agreed before an officer."""
    user, form = person_or_404(user_id), GuardianMetForm(request.form)
    if not form.validate():
        return one(user, ReturnLinkForm(), 422, form)
    if service.guardian_met(db.session(), user, me(), text(form.guardian_note), language(), clock.now()):
        db.session.commit()
        flash(_("The guardian's consent is recorded and logged."))
    return go(f"/siar/orang/{user.id}")
