"""What roles, consents and states of an account are called on a page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts import agreements
from portal.accounts.models import Consent, Role
from portal.kernel.i18n import language

ROLES = {
    Role.DIRECTOR: _l("Ward director"),
    Role.DEPUTY: _l("Deputy director"),
    Role.HUMAS: _l("Public relations"),
    Role.ADMIN: _l("Administrator"),
}


def role_words(role: str) -> Any:
    return ROLES[Role(role)]


def consent_words(consent: Consent) -> str:
    """The sentence that was agreed to, as it reads today; for a question the chosen answer."""
    if consent.code not in agreements.AGREEMENTS:
        return consent.code
    answers = dict(agreements.choices(consent.code, language()))
    return answers.get(consent.choice) or agreements.text(consent.code, language())


def consent_subject(consent: Consent) -> str:
    if consent.subject.startswith("story:"):
        return str(_("for a story"))
    return str(_("for a photo") if consent.subject.startswith("photo:") else _("for the account"))
