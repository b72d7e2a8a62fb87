"""What a person types to be recognised: an e-mail address or a phone number, in one form each."""

from dataclasses import dataclass

from flask_security.proxies import _security
from sqlalchemy.orm import Session

from portal.accounts import queries, rules
from portal.accounts.models import User

LONGEST = 254


def email_of(text: str | None) -> str | None:
    """The address in lower case, or None when letters cannot be sent to it; its domain is not looked up.

    Before the @ only ASCII: many servers take no other letters (RFC 6531). A domain may have any.
    """
    found = known_email_of(text)
    return found if found and has_plain_name(found) else None


def has_plain_name(email: str) -> bool:
    """Whether what stands before the @ is ASCII."""
    return email.rpartition("@")[0].isascii()


def known_email_of(text: str | None) -> str | None:
    """The same for finding an account that exists, whose address may be older than this rule."""
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
    return known_email_of(text) or phone_of(text) or " ".join(text.lower().split())[:LONGEST]


@dataclass(frozen=True)
class Candidates:
    """The accounts that one address or number may mean; the password tells which.

    `holder` has it in its row. `proven` is the holder when it is proven to be theirs; `others` only gave it.
    """

    holder: User | None
    proven: User | None
    others: list[User]

    @property
    def all(self) -> list[User]:
        return [self.proven, *self.others] if self.proven else self.others


def candidates(session: Session, text: str) -> Candidates:
    """Who may sign in by this name. An unproven contact may be anybody's, so several accounts may have given it."""
    holder = user_by_identity(session, text)
    if (email := known_email_of(text)) is not None:
        claimants = queries.claims(session, email=email, most=rules.CLAIMS)
        proven = holder if holder is not None and holder.email_proven else None
    elif (phone := phone_of(text)) is not None:
        claimants = queries.claims(session, phone=phone, most=rules.CLAIMS)
        proven = holder if holder is not None and holder.phone_proven else None
    else:
        return Candidates(None, None, [])
    unproven = [holder] if holder is not None and proven is None else []
    return Candidates(holder, proven, [*unproven, *claimants][: rules.CLAIMS])


def user_by_identity(session: Session, text: str) -> User | None:
    """The account that holds this address or number, with appointments; demo and closed accounts too."""
    if (email := known_email_of(text)) is not None:
        return queries.by_email(session, email)
    if (phone := phone_of(text)) is not None:
        return queries.by_phone(session, phone)
    return None
