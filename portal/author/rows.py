"""The pictures of one form in their order: those already here, those that came with this request, those that failed.

The form numbers its words: photo n of `upload_ids`, then of the files. A file that is refused keeps its number, so that
its words and its consent stay with it and never pass to the next picture.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.author.photo_words import consent_question, why
from portal.photos import service as photos
from portal.photos.models import Photo, PhotoState
from portal.stories.forms import PhotoTyped, consents_to_all
from portal.stories.models import StoryPhoto
from portal.stories.rules import PHOTOS, PhotoWords

GAP = "-"  # the id of a row that has words and waits for its picture
ROWS = 2 * PHOTOS  # shown at most, refused ones included
# stems that many files have: an iPhone calls each one taken in the form "image", we call a nameless one "foto"
GENERIC_NAMES = {"image", "foto", "photo", "blob", "file"}
MOVES = ("drop", "up", "down")


@dataclass
class Row:
    """One place in the order. `name` is the file's, as the phone called it; `failure` a code of photo_words."""

    typed: PhotoTyped
    photo: Photo | None = None
    name: str = ""
    failure: str = ""
    fresh: bool = False  # its picture came with this request
    given: str = ""  # the id as it came, before anybody could look it up
    number: int | None = None  # in the form that was sent

    @property
    def upload_id(self) -> str:
        if self.photo:
            return self.photo.public_id
        return self.given if self.given and not self.failure else GAP

    @property
    def waits(self) -> bool:
        """Whether it waits for its picture since an earlier request."""
        return self.upload_id == GAP and not self.failure

    @property
    def counts(self) -> bool:
        """Whether it takes one of the story's places for pictures."""
        return self.upload_id != GAP and self.failure != "too_many"

    @property
    def file_field(self) -> str:
        """The form field in which its picture is chosen again."""
        return f"photo-{self.number}-file"

    @property
    def thumb(self) -> str:
        ready = self.photo is not None and self.photo.state is PhotoState.READY
        return f"/foto/{self.upload_id}/s.webp" if ready else ""

    @property
    def state(self) -> str:
        if self.failure or self.upload_id == GAP or (self.photo and self.photo.state is PhotoState.FAILED):
            return "failed"
        return "done" if self.photo and self.photo.state is PhotoState.READY else "waiting"

    @property
    def message(self) -> str:
        if self.failure:
            return why(self.failure, self.name)
        if self.upload_id == GAP:
            return why("again")
        return why(self.photo.failure, self.name) if self.photo and self.photo.state is PhotoState.FAILED else ""

    def fill(self, name: str) -> None:
        """Take a file that did not say which row it is for.

        One with another name may be another picture: it gets no consent that was given for the refused one. So may one
        whose name says nothing.
        """
        if _stem(name) != _stem(self.name) or _stem(name) in GENERIC_NAMES:
            self.ask_again()

    def ask_again(self, *, said: bool = True) -> None:
        """Take back a consent that was given before this picture came; `said` where it is needed now."""
        if not self.typed.consent:
            return
        self.typed.consent = False
        if said:
            self.typed.errors["consent"] = str(_("This is a new photo. Tick this again if it may be published."))

    def shown(self) -> dict[str, Any]:
        """As the uploader macro wants it."""
        words = {"caption": self.typed.caption, "alt": self.typed.alt, "credit": self.typed.credit}
        about = {"name": self.name, "thumb": self.thumb, "state": self.state, "message": self.message}
        more = {"upload_id": self.upload_id, "consent": self.typed.consent, "errors": self.typed.errors}
        return words | about | more


@dataclass
class Rows:
    """All places of one form. `number` is that of the next file, `spare` holds words for files that did not come."""

    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[str, str, int]] = field(default_factory=list)  # file name, code, status
    spare: list[PhotoTyped] = field(default_factory=list)
    number: int = 0
    fills_gaps: bool = True
    consents: bool = False  # the one box for all photos, which a form without photos has too
    ticked_before: bool = False  # that box came ticked with the page, for the photos that were there then
    asks_consent: bool = False  # this form is sent, and it has that box: photos without consent are asked about

    def __post_init__(self) -> None:
        self.number = self.number or len(self.rows)

    @property
    def full(self) -> bool:
        return sum(row.counts for row in self.rows) >= PHOTOS

    def expect(self, form: Mapping[str, str], count: int) -> None:
        """Decide whether `count` new files take the places of refused ones. Call once, before `place`.

        They do when there is one for each and no words were typed for further photos. Anything else would be a guess
        about whose words they get: then they come last, and the rows that wait are asked for again.
        """
        gaps = [row for row in self.rows if row.waits]
        new = any(_says_something(PhotoTyped(form, self.number + n)) for n in range(count))
        self.fills_gaps = len(gaps) == count and not new
        if count and not self.fills_gaps and not new:
            for row in gaps:
                row.failure = "again" if _says_something(row.typed) else ""

    def place(self, form: Mapping[str, str], name: str = "") -> Row | None:
        """Where the next new file goes: the first gap, else a new place at the end; None when all are taken."""
        if self.full:
            return None
        if self.fills_gaps and (gap := next((row for row in self.rows if row.waits), None)):
            gap.fill(name)
            return gap
        if len(self.rows) >= ROWS:
            return None
        self.rows.append(Row(self._next_words(form)))
        if self.ticked_before and not self.rows[-1].typed.own_consent:
            self.rows[-1].ask_again(said=self.asks_consent)
        return self.rows[-1]

    def refuse(self, row: Row, code: str, status: int) -> None:
        """Say at a row, and above all of them, why its file was not taken."""
        row.failure = code
        self.refused.append((row.name, code, status))

    def turn_away(self, form: Mapping[str, str], name: str, code: str = "too_many") -> None:
        """Refuse a file unseen, for lack of a place or of a good token; its words stay on the page."""
        row = Row(self._next_words(form), name=name)
        self.refuse(row, code, 422)
        if row.typed and len(self.rows) < ROWS:
            self.rows.append(row)

    def keep_spare(self, form: Mapping[str, str]) -> None:
        """Remember the words typed for photos that did not come. Call after the last file was placed.

        Their consent is not kept: nobody knows which picture comes in their place.
        """
        self.spare = [PhotoTyped(form, self.number + n) for n in range(PHOTOS)]
        while self.spare and not self.spare[-1]:
            self.spare.pop()
        for typed in self.spare:
            typed.consent = False

    def _next_words(self, form: Mapping[str, str]) -> PhotoTyped:
        self.number += 1
        return PhotoTyped(form, self.number - 1)

    def forgive(self) -> None:
        """For a visitor, whose pictures nobody can look up yet: they are found again after signing in."""
        for row in self.rows:
            row.failure = ""

    def check(self) -> bool:
        """Whether every word fits, every named picture was found, every file was taken, and consent was answered."""
        fits = [row.typed.check() for row in self.rows]
        fine = all(fits) and not self.consent_errors
        return fine and not self.refused and not any(row.failure for row in self.rows)

    @property
    def all_consent(self) -> bool:
        """Whether the box for all photos is shown ticked."""
        return all(row.typed.consent for row in self.rows) if self.rows else self.consents

    @property
    def consent_errors(self) -> list[str]:
        """What stands at the box for all photos."""
        said = [row.typed.errors["consent"] for row in self.rows if "consent" in row.typed.errors]
        if not said and self.asks_consent and any(row.photo and not row.typed.consent for row in self.rows):
            said = [consent_question()]
        return list(dict.fromkeys(said))

    def words(self) -> tuple[PhotoWords, ...]:
        return tuple(row.typed.words(row.photo.id) for row in self.rows if row.photo and not row.failure)

    def messages(self) -> list[str]:
        """What stands at the photo field."""
        return list(dict.fromkeys(why(code, name) for name, code, _status in self.refused))

    @property
    def status(self) -> int:
        """413 or 415 when a file itself cannot be taken, else 422, as for an eleventh one."""
        return self.refused[0][2] if self.refused else 422

    def move(self, how: str, n: int) -> None:
        """Take one picture out, or change places with its neighbour; anything else changes nothing."""
        if not 0 <= n < len(self.rows):
            return
        if how == "drop":
            del self.rows[n]
        elif how == "up" and n:
            self.rows.insert(n - 1, self.rows.pop(n))
        elif how == "down":
            self.rows.insert(n + 1, self.rows.pop(n))


def from_ids(form: MultiDict[str, str], found: Mapping[str, Photo]) -> Rows:
    """The rows a form names by `upload_ids`; what is not among `found` is somebody else's, in use, or gone."""
    ids = form.getlist("upload_ids")
    rows = Rows(number=len(ids), consents=consents_to_all(form))
    rows.ticked_before = "photos_consent_before" in form
    rows.asks_consent = "photos_consent_asked" in form and form.get("action", "submit") == "submit"
    seen: set[str] = set()
    for n, upload_id in enumerate(ids):
        row = Row(PhotoTyped(form, n), number=n)
        if upload_id == GAP:
            row.name = photos.file_name(form[f"photo-{n}-name"]) if form.get(f"photo-{n}-name") else ""
        elif upload_id in seen:
            continue
        elif photo := found.get(upload_id):
            row.photo, row.name = photo, photo.original_name
        else:
            row.failure, row.given = "gone", upload_id
        rows.rows.append(row)
        seen.add(upload_id)
    _cut(rows)
    rows.keep_spare(form)
    return rows


def from_story(photos: Iterable[StoryPhoto]) -> Rows:
    """The rows of a story that is opened for a change."""
    return Rows([Row(_typed(row), row.photo, row.photo.original_name) for row in photos])


def _typed(row: StoryPhoto) -> PhotoTyped:
    words = {"caption": row.caption, "alt": row.alt, "credit": row.credit, "consent": "1" if row.consent else "0"}
    return PhotoTyped({f"photo-0-{name}": value for name, value in words.items()}, 0)


def _cut(rows: Rows) -> None:
    """Refuse the pictures after the tenth; those with words stay on the page."""
    kept: list[Row] = []
    count = 0
    for row in rows.rows:
        count += row.upload_id != GAP or bool(row.given)
        if count > PHOTOS and (row.upload_id != GAP or row.given):
            rows.refuse(row, "too_many", 422)
            if not row.typed:
                continue
        kept.append(row)
    rows.rows = kept[:ROWS]


def _says_something(typed: PhotoTyped) -> bool:
    return bool(typed) or typed.own_consent


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()
