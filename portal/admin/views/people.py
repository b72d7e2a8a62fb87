from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import ended, factor, guards, rules, sessions
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.admin import queries, service, words
from portal.admin.forms import AppointForm
from portal.admin.views.blueprint import bp, go, listed, me, page
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.text import clean_line


def person_or_404(user_id: int) -> User:
    user = accounts.by_id(db.session(), user_id)
    return user if user is not None else abort(404)


def person_page(user: User, form: AppointForm | None = None, code: int = 200) -> ResponseReturnValue:
    """One person with appointments, acts and the form for a new appointment."""
    if form is None:
        form = AppointForm(data={"starts_on": clock.now().astimezone(clock.WIB).date().isoformat()})
        form.offer(accounts.wards(db.session()))
    return page(
        "person",
        code,
        person=user,
        form=form,
        email=rules.masked(user.given_email),
        pending=accounts.pending_of(db.session(), user.id),
        factor_on=factor.is_on(user),
        sign_ins=len(accounts.logins_of(db.session(), user.id)),
        mine=user.id == me().id,
        standing=sessions.rights_now(user, clock.now()),
    )


@bp.get("/admin")
@guards.admin
def index() -> ResponseReturnValue:
    return go("/admin/orang")


@bp.get("/admin/orang")
@guards.admin
def people() -> ResponseReturnValue:
    text = clean_line(request.args.get("q", ""))[:254]
    if text:
        return page("people", q=text, people=queries.found(db.session(), text), older="")
    rows, older = listed(lambda before: queries.people(db.session(), before))
    return page("people", q="", people=rows.items, older=older)


@bp.get("/admin/orang/<row:user_id>")
@guards.admin
def person(user_id: int) -> ResponseReturnValue:
    return person_page(person_or_404(user_id))


@bp.post("/admin/orang/<row:user_id>")
@guards.admin
def act(user_id: int) -> ResponseReturnValue:
    """`action`: one of service.ACTS."""
    user = person_or_404(user_id)
    if g.token_stale:
        return ended.page()
    try:
        service.act(db.session(), user, request.form.get("action", ""), me(), clock.now())
    except ValueError:
        flash(_("That cannot be done here, or not to your own account."), "error")
        return person_page(user, code=422)
    db.session.commit()
    flash(words.done(request.form["action"]))
    return go(f"/admin/orang/{user.id}")
