"""The pictures of one form in their order: those already here, those that came with this request, those that failed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.author.photo_words import why
from portal.photos.models import Photo, PhotoState
from portal.stories.forms import PhotoTyped
from portal.stories.models import StoryPhoto
from portal.stories.rules import PHOTOS, PhotoWords

GAP = "-"  # the id of a row that has words and waits for its picture
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

    @property
    def upload_id(self) -> str:
        if self.photo:
            return self.photo.public_id
        return self.given if self.given and not self.failure else GAP

    @property
    def thumb(self) -> str:
        ready = self.photo is not None and self.photo.state is PhotoState.READY
        return f"/foto/{self.upload_id}/s.webp" if ready else ""

    @property
    def state(self) -> str:
        if self.upload_id == GAP or (self.photo and self.photo.state is PhotoState.FAILED):
            return "failed"
        return "done" if self.photo and self.photo.state is PhotoState.READY else "waiting"

    @property
    def message(self) -> str:
        if self.failure:
            return why(self.failure, self.name)
        if self.upload_id == GAP:
            return why("again")
        return why(self.photo.failure, self.name) if self.photo and self.photo.state is PhotoState.FAILED else ""

    def shown(self) -> dict[str, Any]:
        """As the uploader macro wants it."""
        words = {"caption": self.typed.caption, "alt": self.typed.alt, "credit": self.typed.credit}
        about = {"name": self.name, "thumb": self.thumb, "state": self.state, "message": self.message}
        more = {"upload_id": self.upload_id, "consent": self.typed.consent, "errors": self.typed.errors}
        return words | about | more


@dataclass
class Rows:
    """All places of one form."""

    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[str, str, int]] = field(default_factory=list)  # file name, code, status

    def place(self, form: MultiDict[str, str]) -> Row | None:
        """Where the next new file goes: the first gap, else a new place at the end; None when all are taken."""
        for row in self.rows:
            if row.photo is None and row.failure != "gone":
                return row
        if len(self.rows) >= PHOTOS:
            return None
        self.rows.append(Row(PhotoTyped(form, len(self.rows))))
        return self.rows[-1]

    def forgive(self) -> None:
        """For a visitor, whose pictures nobody can look up yet: they are found again after signing in."""
        for row in self.rows:
            row.failure = ""

    def check(self) -> bool:
        """Whether every word fits, every named picture was found and every file was taken."""
        fits = [row.typed.check() for row in self.rows]
        return all(fits) and not self.refused and not any(row.failure for row in self.rows)

    def words(self) -> tuple[PhotoWords, ...]:
        return tuple(row.typed.words(row.photo.id) for row in self.rows if row.photo)

    def messages(self) -> list[str]:
        """What stands at the photo field."""
        return [why(code, name) for name, code, _status in self.refused]

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


def from_ids(form: MultiDict[str, str], found: dict[str, Photo]) -> Rows:
    """The rows a form names by `upload_ids`; what is not among `found` is somebody else's, in use, or gone."""
    rows = Rows()
    seen: set[str] = set()
    for n, upload_id in enumerate(form.getlist("upload_ids")):
        typed = PhotoTyped(form, n)
        if upload_id == GAP:
            rows.rows.append(Row(typed))
        elif upload_id in seen:
            continue
        elif photo := found.get(upload_id):
            rows.rows.append(Row(typed, photo, photo.original_name))
        else:
            rows.rows.append(Row(typed, failure="gone", given=upload_id))
        seen.add(upload_id)
    _cut(rows)
    return rows


def from_story(photos: Iterable[StoryPhoto]) -> Rows:
    """The rows of a story that is opened for a change."""
    return Rows([Row(_typed(row), row.photo, row.photo.original_name) for row in photos])


def _typed(row: StoryPhoto) -> PhotoTyped:
    words = {"caption": row.caption, "alt": row.alt, "credit": row.credit, "consent": "1" if row.consent else "0"}
    return PhotoTyped({f"photo-0-{name}": value for name, value in words.items()}, 0)


def _cut(rows: Rows) -> None:
    extra: Sequence[Row] = rows.rows[PHOTOS:]
    del rows.rows[PHOTOS:]
    rows.refused += [(row.name, "too_many", 422) for row in extra]
