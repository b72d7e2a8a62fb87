"""Keeps a channel's secret in the database so that the database alone cannot read it.

The key comes from the instance's secret file: a copied database is worthless, and a restored backup, which holds both,
works at once.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "v1:"  # a later way of sealing gets a prefix of its own


class Unreadable(Exception):
    """The token was sealed with another instance's secret, or is none: the secret has to be entered again."""


def seal(instance_secret: str, plain: str) -> str:
    """The token to store; never the same twice."""
    return VERSION + _fernet(instance_secret).encrypt(plain.encode()).decode()


def unseal(instance_secret: str, token: str) -> str:
    """The plain secret. Raises Unreadable, whose message holds neither."""
    if not token.startswith(VERSION):
        raise Unreadable("unknown version")
    try:
        return _fernet(instance_secret).decrypt(token.removeprefix(VERSION).encode()).decode()
    except (InvalidToken, ValueError):
        raise Unreadable("sealed with another secret") from None


def _fernet(instance_secret: str) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"portal channel credentials v1").derive(instance_secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
