"""The keys in links. Those in letters are made anew each time, from the portal's secret and the subscriber's salt."""

import base64
import hashlib
import hmac
import secrets

SALT = 16  # bytes


def new_key() -> str:
    """A key that is sent once and then known by its hash."""
    return secrets.token_urlsafe(24)


def new_salt() -> str:
    return secrets.token_hex(SALT)


def key_of(secret: str, salt: str) -> str:
    """The key in the letters of a subscriber with this salt."""
    drawn = hmac.new(secret.encode(), b"langganan:" + salt.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(drawn[:24]).decode()


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
