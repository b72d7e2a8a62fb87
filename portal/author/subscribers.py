"""Turns news about stories into notices and letters. Every one may run twice: keys make it one notice, one letter."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import NameChange, User
from portal.author import letters, queries
from portal.channels.names import kind_name
from portal.kernel.events import Subscriber
from portal.newsroom.models import Post
from portal.notices import service as notices
from portal.photos.models import Photo
from portal.stories import queries as stories
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story
from portal.stories.notice_detail import about

MAILED = {"submitted", "returned", "rejected", "held", "published", "withdrawn", "hidden", "restored", "shared"}
MAILED |= {"photo_failed", "taken_back"}


def tell_author(session: Session, story: Story, kind: str, key: str, detail: dict[str, Any], at: datetime) -> None:
    """A notice, and for what matters a letter."""
    if not notices.tell(session, story.author_id, key, kind, detail, at) or kind not in MAILED:
        return
    author = session.get_one(User, story.author_id)
    notices.post(session, author, key, letters.letter(author, kind, detail), at)


def on(kind: str) -> Subscriber:
    """The subscriber that tells an author about one kind of news of a story."""

    def subscriber(session: Session, payload: dict[str, Any], at: datetime) -> None:
        story = session.get_one(Story, payload["story"])
        told = {name: payload.get(name) for name in ("reasons", "note", "by")}
        key = f"{kind}:{story.id}:{payload.get('entry') or int(at.timestamp())}"
        tell_author(session, story, kind, key, about(session, story) | told, at)

    return subscriber


def post_published(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """The author is told on which channel the story can be seen."""
    story = session.get_one(Story, payload["story"])
    post = session.get(Post, payload["post"])
    moment = post.published_at if post and post.published_at else at
    told = {"channel": channel_name(session, payload["channel"]), "url": payload.get("url") or ""}
    told["at"] = moment.isoformat()
    tell_author(session, story, "shared", f"shared:{payload['post']}", about(session, story) | told, at)


def post_retracted(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """The author is told before a neighbour asks where the post has gone."""
    story = session.get_one(Story, payload["story"])
    told = {"channel": channel_name(session, payload["channel"]), "live": story.status in PUBLIC}
    tell_author(session, story, "taken_back", f"taken_back:{payload['post']}", about(session, story) | told, at)


def photo_failed(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """A picture that cannot be used is named to its author."""
    photo = session.get_one(Photo, payload["photo"])
    story = stories.story_of_photo(session, photo.id)
    if story is not None:
        told = {"photo": photo.original_name, "failure": photo.failure}
        tell_author(session, story, "photo_failed", f"photo_failed:{photo.id}", about(session, story) | told, at)


def name_answered(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`name.answered`: the person is told whether the new name counts, and why not."""
    change = session.get_one(NameChange, payload["change"])
    told = {"former_name": change.former_name, "name": change.name, "note": change.note}
    notices.tell(session, change.user_id, f"name:{change.id}", f"name_{change.outcome}", told, at)


def channel_name(session: Session, code: str) -> str:
    """`Facebook Pemerintah Kota Pekalongan`; the bare code for a channel that is no longer there."""
    channel = queries.channel(session, code)
    return f"{kind_name(channel.kind)} {channel.name}" if channel else code


STORY_NEWS = {f"story.{kind}": on(kind) for kind in letters.STORY_KINDS}
