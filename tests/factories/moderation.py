"""Decisions and the people who take them; everything is flushed, nothing committed."""

import hashlib
import secrets
from datetime import timedelta

from portal.accounts import rules, sessions
from portal.accounts.models import Role
from portal.accounts.rights import Rights
from portal.kernel import clock, codes
from portal.moderation.models import Decision
from portal.stories.lifecycle import Action, Status
from tests.factories import accounts, photos, stories
from tests.factories.stories import AT

NOTE = "Tulis siapa yang menyebut angka ini."


def staff(session, role=Role.DIRECTOR, ward=None, name="Muhammad Fauzan", **appointment):
    """A person with one appointment, standing unless its dates say otherwise."""
    user = accounts.user(session, name)
    accounts.appointment(session, user, role, ward, **appointment)
    return user


def rights(user, at=AT) -> Rights:
    return sessions.rights_now(user, at)


def decision(session, of, by=None, action=Action.RETURN, reasons=("SUMBER_TIDAK_JELAS",), at=AT, **changes) -> Decision:
    values = {"role": "director", "before": Status.SUBMITTED, "after": Status.RETURNED, "revision": 1}
    values |= {"note": NOTE, "made_at": at, "moderator_id": by.id if by else None}
    made = Decision(story_id=of.id, action=action, reasons=list(reasons), **values | changes)
    session.add(made)
    session.flush()
    return made


def held(session, at=AT, **changes):
    """A story on hold, with the clock that a hold starts."""
    due = {"due_code": "MOD_ESCALATE", "due_at": at + timedelta(hours=48)}
    return stories.story(session, status=Status.HELD, at=at, **due | changes)


def claimed(session, by, at=AT, **changes):
    """A story that somebody holds for half an hour."""
    claim = {"claimed_by_id": by.id, "claimed_until": at + timedelta(minutes=30)}
    return stories.story(session, status=Status.IN_REVIEW, at=at, **claim | changes)


def pictured(session, ward="medono", status=Status.PUBLISHED, **photo):
    """A story of somebody new with one picture."""
    author = accounts.user(session)
    story = stories.story(session, author, status=status, ward=ward)
    stories.story_photo(session, story, photos.photo(session, author, **photo))
    return story


def address(story, language="") -> str:
    return f"{language}/meja/{codes.pretty(story.code)}"


def sign_in(client, session, user) -> None:
    """Give this client a sign-in of that person. Commits, because the app reads over another connection."""
    session.expire(user, ["appointments"])
    at, key = clock.now(), secrets.token_urlsafe(32)
    standing = rights(user, at)
    key_hash = hashlib.sha256(key.encode()).hexdigest()
    began = sorted(rules.standing(standing.roles, standing.wards))
    accounts.login_session(session, user, at, key_hash=key_hash, standing=began, second_factor=True)
    session.commit()
    with client.session_transaction() as cookie:
        cookie.update({sessions.KEY: key, "_user_id": user.fs_uniquifier, "_fresh": True})
