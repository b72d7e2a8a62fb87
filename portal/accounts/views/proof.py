"""Prove an e-mail address: the page behind the link in the first letter, and sending that letter again."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import ended, guards, links, proof_requests, proofs, rules
from portal.accounts.forms import ConfirmForm
from portal.accounts.models import OneTimeLink
from portal.accounts.views.blueprint import bp, go, me, page
from portal.kernel import clock
from portal.kernel.db import READING, db
from portal.kernel.i18n import language

TEMPLATE, OVER = "accounts/proof.html", "accounts/link_over.html"


@bp.route("/surel/<key>", methods=["GET", "POST"])
@guards.anyone
def prove_email(key: str) -> ResponseReturnValue:
    """The owner of an address says whose account it is; opening the link alone, as mail scanners do, says nothing."""
    form, at, database = ConfirmForm(request.form), clock.now(), db.session()
    link = links.find(database, key, ("confirm",), at)
    if link is None:
        return page(OVER, 410)
    if request.method in READING or not form.validate():
        code = 200 if request.method in READING else 422
        return page(TEMPLATE, code, form=form, person=link.user, email=rules.masked(str(link.detail["email"])))
    if not links.spend(database, link, at):
        return page(OVER, 410)
    return disowned(link) if request.form.get("action") == "disown" else proven(link)


def proven(link: OneTimeLink) -> ResponseReturnValue:
    """Commits."""
    fine = proofs.prove_email(db.session(), link.user, str(link.detail["email"]), link.user, clock.now(), "letter")
    db.session.commit()
    if not fine:
        return page(OVER, 410)
    flash(_("Thank you. This address is confirmed: from now on you get our letters."))
    person = guards.signed_in_person()
    return go("/akun" if person is not None and person.id == link.user_id else "/masuk")


def disowned(link: OneTimeLink) -> ResponseReturnValue:
    """Commits."""
    at = clock.now()
    proofs.disown_email(db.session(), link.user, at)
    proof_requests.ask_next(db.session(), str(link.detail["email"]), language(), at)
    db.session.commit()
    flash(_("We have removed this address from the account and will not write to it again about that account."))
    return go("/")


@bp.post("/akun/surel")
@guards.signed_in
def ask_again() -> ResponseReturnValue:
    """Send the letter again, at most once a day. The answer is the same whether one was sent or not."""
    if g.token_stale:
        return ended.page()
    proof_requests.ask(db.session(), me(), "again", language(), clock.now())
    db.session.commit()
    flash(_("A letter goes there at most once a day. Look in the spam folder, too: its link counts for 14 days."))
    return go("/akun")
