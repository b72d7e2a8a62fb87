"""Argon2id by Flask-Security's hands. As many calls for nobody as for an account, no transaction open meanwhile."""

from collections.abc import Sequence
from functools import lru_cache

from flask import current_app
from flask_security.proxies import _security
from flask_security.utils import hash_password, verify_password

from portal.accounts.models import User
from portal.kernel.db import db


def hashed(password: str) -> str:
    """The hash to keep. Ends the transaction that is open: hashing takes as long as a hundred queries."""
    db.session.commit()
    return str(hash_password(normalized(password)))


def matches(user: User | None, password: str) -> bool:
    """Whether this is the person's password; takes the same time when there is no person.

    Ends the transaction that is open. Nothing is re-hashed here: parameters change with a new password.
    """
    kept = user.password if user else None
    nobody = _nobody(str(current_app.secret_key))  # asked for in either case: its first call hashes too
    db.session.commit()
    return bool(verify_password(normalized(password), kept or nobody)) and kept is not None


def owner_of(proven: User | None, others: Sequence[User], password: str) -> User | None:
    """Whose password this is, of the accounts that one name stands for.

    Compares once for the proven account or nobody, and once for each other account or nobody: no account, a proven one
    and an unproven one take the same time. More than one unproven account takes longer; a stranger has to register to
    see that.
    Ends the transaction that is open.
    """
    found = [user for user in (proven, *(others or (None,))) if matches(user, password)]
    return found[0] if found else None


def normalized(password: str) -> str:
    """One form for what keyboards write in several (NFKD)."""
    return str(_security.password_util.normalize(password))


@lru_cache(maxsize=4)
def _nobody(secret: str) -> str:
    return str(hash_password(secret))
