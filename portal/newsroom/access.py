"""What the newsroom says about pictures; wiring puts these into the registries of photos."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from portal.accounts.rights import Rights, allowed
from portal.newsroom import queries
from portal.newsroom.models import Post
from portal.photos.models import Photo

PROOF: Final[ColumnElement[bool]] = exists().where(Post.proof_photo_id == Photo.id)


def may_see(session: Session, photo: Photo, rights: Rights) -> bool:
    """The public-relations officers see the screenshots that prove a post."""
    return allowed("humas", rights) and photo.id in queries.proofs(session, [photo.id])


def owing(session: Session, story_ids: Sequence[int]) -> set[int]:
    """Those of these stories that owe a correction to a channel."""
    return queries.owing(session, story_ids)


def needed(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that prove a post."""
    return queries.proofs(session, photo_ids)
