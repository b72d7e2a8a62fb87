"""Notices, flushed and not committed."""

import secrets

from portal.notices.models import Notice
from portal.notices.rules import audience
from tests.factories.stories import AT


def notice(session, user, kind="published", at=AT, read_at=None, **detail) -> Notice:
    told = {"code": "7K3F2Q", "title": "Rob surut di Krapyak", "slug": "rob-surut-di-krapyak", "ward": "Krapyak"}
    made = Notice(user_id=user.id, key=secrets.token_hex(8), kind=kind, audience=audience(kind), made_at=at)
    made.detail, made.read_at = told | detail, read_at
    session.add(made)
    session.flush()
    return made
