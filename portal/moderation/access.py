"""Lets whoever judges a story see its pictures; wiring adds it to the registry of the photos."""

from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.moderation.dossiers import UNSEEN
from portal.photos.models import Photo
from portal.stories import queries
from portal.stories.lifecycle import Part, Status
from portal.stories.parts import parts_of


def may_see(session: Session, photo: Photo, rights: Rights) -> bool:
    """Whether the picture lies in a story of this person's desk: one to review, one passed on, or a hidden one."""
    if not rights.wards and "humas" not in rights.roles:
        return False
    story = queries.story_of_photo(session, photo.id)
    if story is None or story.status in UNSEEN:
        return False
    parts = parts_of(rights, story)
    return bool({Part.DIRECTOR, Part.SENDER} & parts) or (Part.HUMAS in parts and story.status is Status.HIDDEN)
