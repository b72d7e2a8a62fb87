"""Reads of subscribers, and of the stories they are told. Nothing here writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.alerts.models import AlertRequest, Subscriber, Subscription
from portal.alerts.rules import MOST, Pace
from portal.stories.lifecycle import Status
from portal.stories.models import Rubric, Story
from portal.wards.models import Ward


def ward(session: Session, slug: str) -> Ward | None:
    return session.scalar(select(Ward).where(Ward.slug == slug))


def ward_by_id(session: Session, ward_id: int) -> Ward:
    return session.get_one(Ward, ward_id)


def wards(session: Session) -> Sequence[Ward]:
    """All wards by name."""
    return session.scalars(select(Ward).order_by(Ward.name)).all()


def request(session: Session, key_hash: str, since: datetime) -> AlertRequest | None:
    """A wish that waits for its confirmation, made after `since`."""
    return session.scalar(select(AlertRequest).where(AlertRequest.key_hash == key_hash, AlertRequest.made_at > since))


def subscriber(session: Session, key_hash: str) -> Subscriber | None:
    return session.scalar(select(Subscriber).where(Subscriber.key_hash == key_hash))


def by_email(session: Session, email: str) -> Subscriber | None:
    return session.scalar(select(Subscriber).where(Subscriber.email == email))


def of_subscriber(session: Session, subscriber_id: int) -> Sequence[Ward]:
    """The wards somebody wants to hear of, by name."""
    chosen = select(Ward).join(Subscription, Subscription.ward_id == Ward.id)
    return session.scalars(chosen.where(Subscription.subscriber_id == subscriber_id).order_by(Ward.name)).all()


def asked_for(session: Session, email: str, since: datetime) -> int:
    """How many wishes for an address were made since then."""
    query = select(func.count()).where(AlertRequest.email == email, AlertRequest.made_at > since)
    return session.execute(query).scalar_one()


def asked_by(session: Session, client: str, since: datetime) -> Sequence[datetime]:
    """When one household made wishes since then, oldest first."""
    query = select(AlertRequest.made_at).where(AlertRequest.client == client, AlertRequest.made_at > since)
    return session.scalars(query.order_by(AlertRequest.made_at)).all()


def at_once(session: Session, ward_id: int, after: int, size: int) -> Sequence[int]:
    """The next subscribers that hear of each story of a ward at once, by number."""
    query = select(Subscription.subscriber_id).join(Subscriber, Subscriber.id == Subscription.subscriber_id)
    query = query.where(Subscription.ward_id == ward_id, Subscription.subscriber_id > after)
    return session.scalars(
        query.where(Subscriber.pace == Pace.AT_ONCE).order_by(Subscription.subscriber_id).limit(size)
    ).all()


def digest(session: Session, pace: Pace, until: datetime, after: int, size: int) -> Sequence[int]:
    """The next subscribers of a pace that were told less than up to `until`, by number."""
    query = select(Subscriber.id).where(Subscriber.pace == pace, Subscriber.id > after, Subscriber.told_until < until)
    return session.scalars(query.order_by(Subscriber.id).limit(size)).all()


def _told(subscriber_id: int) -> Any:
    """What a letter says of stories that are public now, of wards somebody still wants to hear of."""
    named = (Story.code, Story.slug, Story.title, Story.excerpt, Story.published_at)
    place = (Ward.name.label("ward"), Ward.slug.label("ward_slug"), Rubric.name.label("rubric"), Rubric.name_en)
    return (
        select(*named, *place)
        .join(Ward, Ward.id == Story.ward_id)
        .join(Rubric, Rubric.id == Story.rubric_id)
        .join(Subscription, Subscription.ward_id == Story.ward_id)
        .where(Story.status == Status.PUBLISHED, Subscription.subscriber_id == subscriber_id)
    )


def one_story(session: Session, subscriber_id: int, story_id: int) -> Sequence[Row[Any]]:
    """A story for somebody's letter; empty when it is not public any more, or not of their wards."""
    return session.execute(_told(subscriber_id).where(Story.id == story_id)).all()


def stories(session: Session, subscriber_id: int, after: datetime, until: datetime) -> Sequence[Row[Any]]:
    """The stories published in (after, until] for somebody's letter, newest first, at most MOST."""
    window = (Story.published_at > after, Story.published_at <= until)
    newest = (Story.published_at.desc(), Story.id.desc())
    return session.execute(_told(subscriber_id).where(*window).order_by(*newest).limit(MOST)).all()
