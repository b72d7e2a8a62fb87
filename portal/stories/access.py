"""What stories say about pictures; wiring puts these into the registries of photos."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.photos.models import Photo
from portal.stories import queries


def may_see(session: Session, photo: Photo, rights: Rights) -> bool:
    """Everybody sees the pictures of a published story."""
    return not rights.signed_in and queries.is_public(session, photo.id)


def needed(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that a story, draft or not, holds."""
    return queries.in_stories(session, photo_ids)
