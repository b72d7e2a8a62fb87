"""The second factor: a code from the person's phone, or one of eight codes kept on paper."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_security.proxies import _security
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts import rules, sessions
from portal.accounts.models import User
from portal.kernel.db import changed

METHOD = "authenticator"
HOW_MANY = 8
WINDOW = 30  # seconds a phone's clock may be off, each way (RFC 6238 5.2)


@dataclass
class Proof:
    """What a person typed that was right: a code of this half minute, or a recovery code."""

    tf_last_counter: int | None = None
    recovery: str = ""


def is_on(user: User) -> bool:
    return user.tf_primary_method == METHOD and bool(user.tf_totp_secret)


def is_due(user: User, at: datetime) -> bool:
    """Whether this person may not go on with a password alone."""
    return rules.needs_code(sessions.rights_now(user, at).roles, user.is_demo)


def new_secret() -> str:
    """A secret to be proven before it counts, already encrypted: it may lie in the cookie meanwhile."""
    return str(_security.totp_factory.generate_totp_secret())


def address(secret: str, user: User) -> str:
    """The otpauth:// address for a QR code; it names the portal and how the person signs in."""
    return str(_security.totp_factory.get_totp_uri(user.email or user.handle, secret))


def key(secret: str) -> str:
    """The secret to type by hand, in groups."""
    return str(_security.totp_factory.get_totp_pretty_key(secret))


def proves(secret: str, typed: str, last_counter: int | None = None) -> Proof | None:
    """Whether the six digits are the ones of now and were not used before."""
    digits = re.sub(r"[\s-]", "", typed)
    proof = Proof(last_counter)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    user: Any = proof  # the counter is all that our Totp reads and writes of a user
    fine = _security.totp_factory.verify_totp(token=digits, totp_secret=secret, user=user, window=WINDOW)
    return proof if fine else None


def check(user: User, typed: str) -> Proof | None:
    """What the typed code proves; nothing is used up yet. Costs some 10 ms: call it outside a transaction."""
    if not is_on(user):
        return None
    proof = proves(str(user.tf_totp_secret), typed, user.tf_last_counter)
    if proof is None and recovery_form(typed) in recovery_codes(user):
        return Proof(recovery=recovery_form(typed))
    return proof


def spend(session: Session, user: User, proof: Proof) -> bool:
    """Use the code up; False when it was used a moment ago. The caller commits."""
    if proof.recovery:
        session.refresh(user, ["mf_recovery_codes"], with_for_update=True)
        kept = recovery_codes(user)
        if proof.recovery not in kept:
            return False
        place = kept.index(proof.recovery)
        user.mf_recovery_codes = [code for n, code in enumerate(user.mf_recovery_codes or []) if n != place]
        return True
    newer = User.tf_last_counter.is_(None) | (User.tf_last_counter < proof.tf_last_counter)
    counted = update(User).where(User.id == user.id, newer).values(tf_last_counter=proof.tf_last_counter)
    return changed(session, counted) == 1


def turn_on(user: User, secret: str, proof: Proof) -> list[str]:
    """The proven secret counts from now on; returns new recovery codes, to be shown once. The caller commits."""
    user.tf_primary_method, user.tf_totp_secret = METHOD, secret
    user.tf_last_counter = proof.tf_last_counter
    return new_codes(user)


def new_codes(user: User) -> list[str]:
    """Eight new recovery codes; the old ones no longer count. The caller commits."""
    codes = [str(code) for code in _security.totp_factory.generate_recovery_codes(HOW_MANY)]
    user.mf_recovery_codes = _sealed().seal(codes)
    return codes


def recovery_codes(user: User) -> list[str]:
    """The codes that still count, readable."""
    codes: list[str] = _sealed().unseal(user.mf_recovery_codes or [])
    return codes


def codes_left(user: User) -> int:
    return len(user.mf_recovery_codes or [])


def turn_off(user: User) -> None:
    """Without a second factor again. The caller commits."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
    user.mf_recovery_codes = None


def recovery_form(typed: str) -> str:
    """A typed recovery code the way it was shown: lower case, groups of four."""
    plain = re.sub(r"[^0-9a-f]", "", typed.lower())
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def _sealed() -> Any:
    """Our `security.SealedCodes`, which Flask-Security knows by its base class only."""
    return _security.mf_recovery_codes_util
