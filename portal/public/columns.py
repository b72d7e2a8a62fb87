"""The tables that public statements read, their columns under short names, and what every statement agrees on."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, literal_column

from portal.accounts.models import Appointment, FormerHandle, Role, User
from portal.kernel.plans import unindexed
from portal.photos.models import Photo, PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Rubric, Story, StoryPhoto, TimelineEntry, WardDay
from portal.wards.models import District, Ward

STORIES, DAYS, ENTRIES, WARDS, RUBRICS = (
    Story.__table__,
    WardDay.__table__,
    TimelineEntry.__table__,
    Ward.__table__,
    Rubric.__table__,
)
PHOTOS, STORY_PHOTOS, DISTRICTS = Photo.__table__, StoryPhoto.__table__, District.__table__
PEOPLE, APPOINTMENTS, FORMER = User.__table__, Appointment.__table__, FormerHandle.__table__

story, day, entry, ward, rubric = STORIES.c, DAYS.c, ENTRIES.c, WARDS.c, RUBRICS.c
photo, story_photo, district = PHOTOS.c, STORY_PHOTOS.c, DISTRICTS.c
person, appointment = PEOPLE.c, APPOINTMENTS.c


def fixed(value: StrEnum | int) -> ColumnElement[Any]:
    """A constant of ours as a part of the statement: a parameter would be prepared anew for each page."""
    return literal_column(str(value) if isinstance(value, int) else f"'{value}'")


IS_PUBLIC = story.status == fixed(Status.PUBLISHED)
STILL_PUBLIC = unindexed(story.status) == fixed(Status.PUBLISHED)  # for stories that are looked up by their numbers
# what may be shown: drawn from the original by then, and allowed by whoever sent it
SHOWN = (photo.state == PhotoState.READY, story_photo.consent.is_(True))
# all that a list reads; the rest of a card is in its text
CARD_COLUMNS = (
    story.id,
    story.code,
    story.slug,
    story.title,
    story.excerpt,
    story.published_at,
    story.shared_at.is_not(None).label("shared"),
    story.card,
)
PHOTO_COLUMNS = (
    photo.public_id.label("photo_id"),
    photo.width,
    photo.height,
    story_photo.alt,
    story_photo.caption,
    story_photo.credit.label("photo_credit"),
)
PLACE_COLUMNS = (
    ward.name.label("ward"),
    ward.slug.label("ward_slug"),
    rubric.slug.label("rubric_slug"),
    rubric.name.label("rubric"),
    rubric.name_en.label("rubric_en"),
    rubric.tone,
    func.coalesce(story.author_name, person.name).label("author"),
    person.handle,
)
STANDING = (
    (appointment.role == fixed(Role.DIRECTOR)) | (appointment.role == fixed(Role.DEPUTY)),
    appointment.ended_at.is_(None),
    appointment.starts_on <= bindparam("today"),
    appointment.ends_on.is_(None) | (appointment.ends_on >= bindparam("today")),
)
DIRECTOR_FIRST = (
    case((appointment.role == fixed(Role.DIRECTOR), fixed(0)), else_=fixed(1)),
    appointment.starts_on,
    appointment.id,
)
