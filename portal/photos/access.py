"""Who may see a picture: its owner, and whoever a package above says. The original is never shown to anybody."""

from collections.abc import Callable
from enum import Enum, auto

from sqlalchemy.orm import Session

from portal.accounts.rights import VISITOR, Rights
from portal.photos.models import Photo

Rule = Callable[[Session, Photo, Rights], bool]

# Filled by wiring. A rule is asked for VISITOR too; one about a person's rights answers that without the database.
MAY_SEE: list[Rule] = []


class Audience(Enum):
    NOBODY = auto()  # for this person it does not exist
    SOME = auto()  # this person is among those who may
    EVERYBODY = auto()  # it is published


def audience(session: Session, photo: Photo, rights: Callable[[], Rights]) -> Audience:
    """Who may see a picture, as far as it concerns this request.

    `rights` is called only if the picture is not public: reading a public one must not touch the session cookie.
    """
    if _any(session, photo, VISITOR):
        return Audience.EVERYBODY
    person = rights()
    if person.signed_in and (person.user_id == photo.owner_id or _any(session, photo, person)):
        return Audience.SOME
    return Audience.NOBODY


def _any(session: Session, photo: Photo, rights: Rights) -> bool:
    return any(rule(session, photo, rights) for rule in MAY_SEE)
