"""Reads of pictures and of uploads on their way. Nothing here writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.photos.models import Photo, PhotoState, TusUpload


def ready(session: Session, public_id: str) -> Photo | None:
    """A picture whose renditions are made."""
    return session.scalar(select(Photo).where(Photo.public_id == public_id, Photo.state == PhotoState.READY))


def own(session: Session, owner_id: int, public_ids: Sequence[str]) -> dict[str, Photo]:
    """Of these pictures the ones this person sent, by public id."""
    query = select(Photo).where(Photo.public_id.in_(public_ids), Photo.owner_id == owner_id)
    return {photo.public_id: photo for photo in session.scalars(query)}


def known(session: Session, public_ids: Iterable[str]) -> set[str]:
    """Those of these public ids that are a picture's."""
    return set(session.scalars(select(Photo.public_id).where(Photo.public_id.in_(list(public_ids)))))


def older(session: Session, prefix: str, before: datetime) -> Sequence[Row[int, str]]:
    """Number and public id of the pictures received before a moment whose public id begins with `prefix`."""
    range_of = (Photo.public_id >= prefix, Photo.public_id < prefix + "g")  # hex digits end at f
    return session.execute(select(Photo.id, Photo.public_id).where(*range_of, Photo.received_at < before)).all()


def upload(session: Session, owner_id: int, upload_id: str) -> TusUpload | None:
    """This person's upload on its way, read anew: another request may have finished it."""
    query = select(TusUpload).where(TusUpload.id == upload_id, TusUpload.owner_id == owner_id)
    return session.scalar(query.execution_options(populate_existing=True))


def on_the_way(session: Session, owner_id: int, at: datetime, since: datetime | None = None) -> tuple[int, int]:
    """Count a person's unfinished uploads begun after `since`, and their total bytes."""
    query = select(func.count(), func.coalesce(func.sum(TusUpload.length), 0))
    query = query.where(TusUpload.owner_id == owner_id, TusUpload.expires_at > at)
    row = session.execute(query.where(TusUpload.created_at > since) if since else query).one()
    return row[0], row[1]


def unsent(session: Session, owner_id: int, sent: Sequence[ColumnElement[bool]]) -> tuple[int, int]:
    """Count a person's pictures for which no `sent` clause holds, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(Photo.size), 0)).where(Photo.owner_id == owner_id)
    row = session.execute(query.where(~or_(*sent)) if sent else query).one()
    return row[0], row[1]


def received_since(session: Session, owner_id: int, since: datetime) -> int:
    """Return the bytes of pictures received from a person since a moment."""
    query = select(func.coalesce(func.sum(Photo.size), 0)).where(Photo.owner_id == owner_id, Photo.received_at > since)
    return session.scalars(query).one()


def lock_owner(session: Session, owner_id: int) -> None:
    """Let only one transaction at a time count this person's pictures; SQLite has one writer anyway."""
    session.execute(select(User.id).where(User.id == owner_id).with_for_update(key_share=True))


def expired(session: Session, at: datetime, limit: int) -> Sequence[TusUpload]:
    """Uploads whose time is over."""
    return session.scalars(select(TusUpload).where(TusUpload.expires_at <= at).limit(limit)).all()


def known_uploads(session: Session, ids: Iterable[str]) -> set[str]:
    """Those of these ids that are an upload's on its way."""
    return set(session.scalars(select(TusUpload.id).where(TusUpload.id.in_(list(ids)))))
