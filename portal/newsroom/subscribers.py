"""What the newsroom does when a story or a post makes news. Each may be handled twice."""

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.channels import service as channels
from portal.channels.models import Channel
from portal.channels.names import account, kind_name
from portal.newsroom import creation, reminders, service
from portal.newsroom.lifecycle import PostState
from portal.newsroom.models import Post
from portal.settings import Settings
from portal.stories import service as stories
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story


def on_published(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.published`: one post for each active channel."""
    story = session.get(Story, payload["story"])
    if story is None or story.status not in PUBLIC:
        return  # taken down again before anybody looked
    settings: Settings = current_app.config["SETTINGS"]
    identity = channels.identity_of(current_app.extensions["portal.city"])
    creation.create(session, story, identity, settings.base_url, at)


def on_gone(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.hidden`, `story.withdrawn`: nothing more goes out, what is out owes a correction."""
    story = session.get(Story, payload["story"])
    if story is None or story.status in PUBLIC:
        return  # restored meanwhile
    owing = service.stop(session, story.id, at)
    reminders.owed(session, owing, at)


def on_restored(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.restored`: its posts wait for a person again; channels that never had one get theirs."""
    story = session.get(Story, payload["story"])
    if story is None or story.status not in PUBLIC:
        return
    service.resume(session, story.id, at)
    on_published(session, payload, at)


def on_posted(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`post.published`: the author and the story's page see where it went."""
    post = session.get_one(Post, payload["post"])
    channel: Channel = post.channel
    stories.add_timeline(
        session,
        payload["story"],
        "shared",
        at,
        public=True,
        key=f"shared:{post.id}",
        channel=kind_name(channel.kind),
        code=channel.code,
        account=account(channel.kind, channel.handle, channel.address),
        url=post.remote_url or payload["url"],  # a share link may be resolved by now
        gone=post.entered_at.isoformat() if post.state is PostState.RETRACTED else None,
    )
    # beside the version: where a story was carried is no change that anybody could collide with
    session.execute(
        update(Story)
        .where(Story.id == payload["story"], Story.shared_at.is_(None))
        .values(shared_at=at)
        .execution_options(synchronize_session=False)
    )


def on_retracted(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`post.retracted`: the line that says where the story went no longer leads there."""
    post = session.get_one(Post, payload["post"])
    stories.change_timeline(session, f"shared:{post.id}", gone=post.entered_at.isoformat())
