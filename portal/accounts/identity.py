"""What a person types to be recognised: an e-mail address or a phone number, in one form each."""

from flask_security.proxies import _security
from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.models import User

LONGEST = 254


def email_of(text: str | None) -> str | None:
    """The address in lower case, or None when it cannot be one; its domain is not looked up."""
    text = (text or "").strip()
    if "@" not in text or len(text) > LONGEST:
        return None
    try:
        return str(_security.mail_util.normalize(text)).lower()
    except ValueError:
        return None


def phone_of(text: str | None) -> str | None:
    """The number as E.164; one without a country code is read as Indonesian."""
    text = (text or "").strip()
    if not text or len(text) > 40:
        return None
    found: str | None = _security.phone_util.get_canonical_form(text)
    return found


def may_enter(user: User | None, *, demo: bool) -> bool:
    """Closed accounts stay out, and demo people where there is no demo."""
    return user is not None and user.active and (demo or not user.is_demo)


def canonical(text: str) -> str:
    """One spelling per person for counting wrong tries, whether the person exists or not."""
    return email_of(text) or phone_of(text) or " ".join(text.lower().split())[:LONGEST]


def user_by_identity(session: Session, text: str) -> User | None:
    """Who this is, with appointments; demo and closed accounts too."""
    if (email := email_of(text)) is not None:
        return queries.by_email(session, email)
    if (phone := phone_of(text)) is not None:
        return queries.by_phone(session, phone)
    return None
