"""13–17: what is still missing before something can be sent, and the page where a guardian agrees."""

from datetime import timedelta
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import agreements, emails, guards, identity, limits, links, queries, service
from portal.accounts.forms import GuardianEmailForm, GuardianForm, text
from portal.accounts.views.blueprint import bp, go, me, page, too_many
from portal.kernel import clock
from portal.kernel.db import READING, db
from portal.kernel.i18n import language

MINE, THEIRS = "accounts/guardian_mine.html", "accounts/guardian.html"
LETTERS_A_DAY = 5


@bp.route("/akun/wali", methods=["GET", "POST"])
@guards.signed_in
def guardian_wanted() -> ResponseReturnValue:
    """A young person asks a guardian, by letter only: a link they could see, they could open themselves."""
    user, form, at, database = me(), GuardianEmailForm(request.form), clock.now(), db.session()
    form.user = user
    if service.may_send(user):
        return go("/akun")
    if request.method in READING:
        return page(MINE, form=form)
    to = identity.email_of(form.email.data) if form.validate() else None
    if to is None:
        return page(MINE, 422, form=form)
    if queries.links_since(database, user.id, "guardian", at - timedelta(days=1)) >= LETTERS_A_DAY:
        flash(_("You have asked for five e-mails today. Use the last one, or try again tomorrow."), "error")
        return go("/akun/wali")
    if seconds := limits.take(database, [limits.guardian_letter(to)], at):
        return too_many(MINE, seconds, form, _("We wrote to this address three times today. Try again tomorrow."))
    emails.guardian(database, user, to, service.guardian_link(database, user, at), at)
    database.commit()
    flash(_("We wrote to %(email)s. The link works for 14 days.", email=to))
    return go("/akun/wali")


@bp.route("/wali/<key>", methods=["GET", "POST"])
@guards.anyone
def guardian(key: str) -> ResponseReturnValue:
    """The guardian reads what it is about and agrees; no account is needed."""
    form, at, database = GuardianForm(request.form), clock.now(), db.session()
    link = links.find(database, key, ("guardian",), at)
    if link is None:
        return page("accounts/link_over.html", 410)
    young = link.user
    own = (person := guards.signed_in_person()) is not None and person.id == young.id
    words: dict[str, Any] = {"young": young, "text": agreements.text("GUARDIAN", language()), "own": own, "form": form}
    if request.method in READING:
        return page(THEIRS, **words)
    if own or not form.validate():
        return page(THEIRS, 422, **words)
    if not service.confirm_guardian(database, link, text(form.name), language(), at):
        return page("accounts/link_over.html", 410)
    database.commit()
    return go("/wali/terima-kasih")


@bp.get("/wali/terima-kasih")
@guards.anyone
def guardian_thanks() -> ResponseReturnValue:
    return page("accounts/guardian_thanks.html")
