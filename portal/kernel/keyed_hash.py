"""Pseudonyms: hashes that rows keep in place of addresses and names. Pure."""

import hashlib
import hmac


def keyed_hash(secret: str, purpose: str, text: str) -> str:
    """Return 64 hex digits for `text`: equal texts of one purpose compare equal, and no list of texts reverses them.

    The secret is the instance's; the purpose keeps the rows of two tables from being joined.
    """
    return hmac.new(secret.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
