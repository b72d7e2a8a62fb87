"""Secrets shown on one page and then no more: from a POST to the GET after it they lie encrypted in the cookie."""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, session

from portal.accounts.derive import derived

LIFE = 600  # seconds


def keep(name: str, value: Any) -> None:
    session[f"once_{name}"] = _box().encrypt(json.dumps(value).encode()).decode()


def take(name: str) -> Any:
    """What was kept under the name, at most once; None when there is nothing or it waited too long."""
    kept = session.pop(f"once_{name}", None)
    if not isinstance(kept, str):
        return None
    try:
        return json.loads(_box().decrypt(kept.encode(), ttl=LIFE))
    except InvalidToken:
        return None


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(str(current_app.secret_key), "shown once")))
