"""Prove an e-mail address: the page behind the link in the first letter, and sending that letter again."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import ended, guards, links, proof_requests, proofs, queries, rules
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
    """Commits.

    Where an appointment waits for this proof, a stranger may have registered in the name of the person meant, and knows
    the password. So an owner who is not signed in to the account chooses a new one, which proves the address too.
    """
    person = guards.signed_in_person()
    is_own = person is not None and person.id == link.user_id
    if not is_own and queries.pending_of(db.session(), link.user_id):
        email = str(link.detail["email"])
        key = links.issue(db.session(), link.user, "reset", clock.now(), rules.RESET_LIFE, email=email)
        db.session.commit()
        flash(_("An appointment waits for you. Choose a new password, so that only you know it."))
        return go(f"/sandi/{key}")
    fine = proofs.prove_email(db.session(), link.user, str(link.detail["email"]), link.user, clock.now(), "letter")
    db.session.commit()
    if not fine:
        return page(OVER, 410)
    flash(_("Thank you. This address is confirmed: from now on you get our e-mails."))
    return go("/akun" if is_own else "/masuk")


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
    flash(_("We send at most one e-mail a day there. Look in the spam folder, too: its link works for 14 days."))
    return go("/akun")
