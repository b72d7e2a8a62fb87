"""The ways back in: a letter, a recovery code, a link from humas. All of them end at a new password."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import attempts, emails, guards, hashing, identity, limits, links, proofs, resets, rules, service
from portal.accounts.forms import NewPasswordForm, RecoverForm, RecoveryCodeForm, text
from portal.accounts.views.blueprint import bp, go, page, too_many
from portal.accounts.views.sign_in import may_enter
from portal.kernel import clock
from portal.kernel.db import READING, db
from portal.kernel.i18n import language

WAYS = ("reset", "return")


@bp.route("/lupa", methods=["GET", "POST"])
@guards.anyone
def recover() -> ResponseReturnValue:
    """A letter with a link. The answer is the same for an address nobody has."""
    form, at, database = RecoverForm(request.form), clock.now(), db.session()
    if request.method in READING:
        return page("accounts/recover.html", form=form)
    if not form.validate():
        return page("accounts/recover.html", 422, form=form)
    if seconds := limits.take(database, [limits.reset_request(request.remote_addr)], at):
        message = _("Many e-mails were requested from here just now. Try again later.")
        return too_many("accounts/recover.html", seconds, form, message)
    resets.ask(database, text(form.identity), language(), at)
    database.commit()
    return go("/lupa/terkirim")


@bp.get("/lupa/terkirim")
@guards.anyone
def recover_sent() -> ResponseReturnValue:
    return page("accounts/recover_sent.html")


@bp.route("/lupa/kode", methods=["GET", "POST"])
@guards.anyone
def recover_by_code() -> ResponseReturnValue:
    """One of the codes shown at registration opens the page for a new password."""
    form, at, database = RecoveryCodeForm(request.form), clock.now(), db.session()
    template = "accounts/recover_code.html"
    if request.method in READING:
        return page(template, form=form)
    if not form.validate():
        return page(template, 422, form=form)
    found = identity.candidates(database, text(form.identity))
    key = attempts.account_key(found.holder, identity.canonical(text(form.identity)))
    if seconds := attempts.wait(database, key, request.remote_addr, at):
        return too_many(template, seconds, form)
    known = (links.find_code(database, user, text(form.code), at) for user in (found.all or (None,)))
    link = next((each for each in known if each is not None), None)
    fine = link is not None and may_enter(link.user) and links.spend(database, link, at)
    seconds = attempts.settle(database, key, request.remote_addr, fine, at)
    if not fine or link is None:
        database.commit()
        form.code.errors = [_("Wrong e-mail, mobile number or code. Check again, or use the next code on your list.")]
        return too_many(template, seconds, form) if seconds else page(template, 422, form=form)
    way = links.issue(database, link.user, "reset", at, rules.RESET_LIFE)
    database.commit()
    return go(f"/sandi/{way}")


@bp.route("/sandi/<key>", methods=["GET", "POST"])
@guards.anyone
def reset(key: str) -> ResponseReturnValue:
    """A new password by a link that counts once."""
    form, at, database = NewPasswordForm(request.form), clock.now(), db.session()
    link = links.find(database, key, WAYS, at)
    if link is None or not may_enter(link.user):
        return page("accounts/link_over.html", 410)
    form.user = link.user
    if request.method in READING:
        return page("accounts/reset.html", form=form)
    if not form.validate():
        return page("accounts/reset.html", 422, form=form)
    password = hashing.hashed(text(form.password))
    if not links.spend(database, link, at):
        return page("accounts/link_over.html", 410)
    service.set_password(database, link.user, password, at, "password changed")
    if "email" in link.detail:  # the letter was read at that address
        proofs.prove_email(database, link.user, str(link.detail["email"]), link.user, at, "letter")
    emails.password_changed(database, link.user, at)
    database.commit()
    flash(_("Your new password is set. Sign in with it."))
    return go("/masuk")
