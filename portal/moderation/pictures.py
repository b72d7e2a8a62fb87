"""The pictures of a story as the desk sees them: with the private evidence in words, and where else they were sent."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.kernel import codes, dates
from portal.kernel.credits import photographer
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.phrases import ngettext
from portal.moderation import alikes, dossiers, evidence
from portal.moderation.dossiers import Sighting
from portal.photos.models import PhotoState
from portal.stories.models import Story, StoryPhoto

Links = Mapping[str, tuple[str, str]]  # by the code of a story: its address and title
SHOWN = 5  # other stories named beside a picture: a leaflet that everybody sends would fill the page


class Sighted(NamedTuple):
    """Where else a picture lies; address and title only of what whoever looks may open."""

    words: str
    url: str = ""
    title: str = ""


class Seen(NamedTuple):
    """One picture as the desk shows it."""

    name: str
    state: PhotoState
    figure: dict[str, Any]
    facts: list[tuple[str, str]]
    sightings: list[Sighted]  # the same file first


def seen(session: Session, story: Story, rights: Rights, *, opened: bool) -> list[Seen]:
    """The pictures of a story, in order, for whoever looks; with their evidence where it was `opened`."""
    if not story.photos:
        return []
    same = dossiers.sightings(session, story, rights.user_id or 0)
    links = alikes.addresses(session, rights, {each.code for each in same}) if same else {}
    ward_points = dossiers.places(session, story) if opened else None
    return [_photo(row, n, story, same, links, ward_points) for n, row in enumerate(story.photos, 1)]


def figures(story: Story) -> list[dict[str, Any]]:
    """The pictures of a story that are ready, in order, as the macro `figure` takes them."""
    return [_figure(row) for row in story.photos if row.photo.state is PhotoState.READY]


def _figure(row: StoryPhoto) -> dict[str, Any]:
    photo = row.photo
    size = {"id": photo.public_id, "width": photo.width, "height": photo.height}
    return size | {"caption": row.caption, "alt": row.alt, "credit": photographer(row.credit)}


def _photo(
    row: StoryPhoto,
    n: int,
    story: Story,
    same: list[Sighting],
    links: Links,
    ward_points: list[evidence.Point] | None,
) -> Seen:
    photo = row.photo
    yes, no = _("The author says the people clearly visible agreed"), _("Not confirmed by the author")
    facts = [
        *(_evidence(row, story, ward_points) if ward_points is not None else ()),
        (_("Consent"), yes if row.consent else no),
        (_("Alt text"), row.alt or _("Not written yet")),
    ]
    name = str(_("Photo %(num)s (%(name)s)", num=n, name=photo.original_name))
    mine = [each for each in same if each.photo_id == photo.id]
    return Seen(name, photo.state, _figure(row), facts, _sightings(mine, links))


def _evidence(row: StoryPhoto, story: Story, ward_points: list[evidence.Point]) -> list[tuple[str, str]]:
    """What the file itself tells; all of it personal data of whoever took the picture."""
    kept = row.photo.evidence
    return [
        (_("Time in the photo"), _timing(evidence.timing(kept, story.event_date))),
        (_("Camera"), evidence.camera(kept) or _("Not recorded in the photo")),
        (_("Place"), _place(evidence.nearness(evidence.point(kept), ward_points), story)),
    ]


def _sightings(found: list[Sighting], links: Links) -> list[Sighted]:
    by_story: dict[str, Sighting] = {}  # one with several such pictures is one story
    for each in sorted(found, key=lambda each: not each.same_bytes):
        by_story.setdefault(each.code, each)
    ranked = list(by_story.values())
    told = [Sighted(_sighting(each), *links.get(each.code, ())) for each in ranked[:SHOWN]]
    if (more := len(ranked) - SHOWN) > 0:
        told.append(Sighted(ngettext("And in %(num)d other story", "And in %(num)d other stories", more)))
    return told


def _timing(found: evidence.Timing) -> str:
    if found.taken_at is None:
        return str(_("Not recorded in the photo"))
    at = dates.stamp(found.taken_at, language())
    if found.kind == "same":
        return str(_("%(at)s, on the day of the event", at=at))
    if found.kind == "before":
        return str(
            ngettext("%(at)s, %(num)d day before the event", "%(at)s, %(num)d days before the event", found.days, at=at)
        )
    if found.kind == "after":
        return str(
            ngettext("%(at)s, %(num)d day after the event", "%(at)s, %(num)d days after the event", found.days, at=at)
        )
    return at


def _place(found: evidence.Nearness, story: Story) -> str:
    ward = story.ward.name if story.ward else ""
    if found.kind == "none":
        return str(_("Not recorded in the photo"))
    if found.kind == "alone":
        return str(_("Recorded, but too few photos from %(ward)s to compare it with", ward=ward))
    if found.kind == "near":
        return str(_("Around %(ward)s: less than 1 km from its other photos", ward=ward))
    if found.kind == "km":
        return str(_("About %(km)s km from other photos of %(ward)s", km=found.km, ward=ward))
    return str(_("More than %(km)s km from other photos of %(ward)s", km=evidence.FAR, ward=ward))


def _sighting(found: Sighting) -> str:
    about = {"code": codes.pretty(found.code), "ward": found.ward}
    if found.same_bytes:
        return str(_("The same file is in %(code)s (%(ward)s)", **about))
    return str(_("A very similar picture is in %(code)s (%(ward)s)", **about))
