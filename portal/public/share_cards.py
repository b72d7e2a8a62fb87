"""Share pictures of stories and wards: which words stand on one, where it is kept, and having it drawn."""

import shutil
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import current_app
from sqlalchemy.orm import Session

from portal.kernel import codes, dates, jobs
from portal.kernel.i18n import speaking
from portal.kernel.jobs import Job
from portal.kernel.phrases import gettext as _
from portal.kernel.storage import Storage
from portal.photos import service as photos
from portal.photos import share_press
from portal.photos.share_sheet import Sheet, fingerprint, is_whole, readable
from portal.public import found_queries
from portal.public.bylines import byline
from portal.stories.models import Story

KIND: Final = "card"
FOLDER: Final = "cards"
FALLBACK: Final = "img/kartu.png"  # drawn by scripts.motif: what is shown while one cannot be drawn
WAIT: Final = 3.0  # seconds a request waits for its turn to have one drawn
_turn = threading.BoundedSemaphore(1)  # a drawing takes a whole core for half a second


@dataclass(frozen=True, slots=True)
class Wanted:
    """A share picture: `name` is its folder, `photo_id` the public id of the photo in it, or nothing."""

    name: str
    sheet: Sheet
    photo_id: str = ""

    @property
    def key(self) -> str:
        """Where it is kept: another word, photo or font is another file."""
        has_fonts = share_press.has_fonts(fonts_folder())
        return f"{FOLDER}/{self.name}/{fingerprint(self.sheet, self.photo_id, has_fonts)}.png"


def fonts_folder() -> Path:
    return Path(str(current_app.static_folder)) / "dist" / "fonts"


def of_story(row: Any) -> Wanted:
    """The picture of a row of `found_queries.brief`; Indonesian, as the story is.

    Ward, day and code stand in for a title in letters the fonts lack. The code also tells apart titles that differ only
    in what is left out of them.
    """
    code, title = codes.pretty(row.code), row.title
    with speaking("id"):
        signed = byline(row.credit, row.author, row.handle, row.ward).words
        foot = _("Sent in by: %(name)s", name=signed) if readable(signed) else ""
    if not readable(title):
        title = f"{row.ward}, {dates.long_date(row.published_at, 'id')}, {code}"
    elif not is_whole(title):
        foot = " · ".join(filter(None, (foot, code)))
    return Wanted(code, _sheet(f"{row.rubric} · {row.ward}", title, foot), row.photo_id or "")


def of_ward(row: Any) -> Wanted:
    """The picture of a row of `found_queries.ward_of`."""
    with speaking("id"):
        ribbon, title = _("District of %(district)s", district=row.district), _("Ward of %(ward)s", ward=row.name)
        return Wanted(f"kelurahan-{row.slug}", _sheet(ribbon, title, _("News written by its residents")))


def of_city(name: str) -> Wanted:
    """The picture of everything else; `name` is the city's."""
    with speaking("id"):
        title = _("Written by residents, reviewed by residents, read by the whole city.").rstrip(".")
        return Wanted("situs", _sheet(name, title, _("News from every ward")))


def _sheet(ribbon: str, title: str, foot: str) -> Sheet:
    return Sheet(current_app.extensions["portal.city"].office.name, "Berita dan Warga", ribbon, title, foot)


def kept(wanted: Wanted) -> bytes | None:
    """The picture, if it was drawn before."""
    try:
        return storage().path(wanted.key).read_bytes()
    except FileNotFoundError:
        return None


def drawn(wanted: Wanted) -> bytes | None:
    """The picture, drawn now if need be; None when it cannot be, or others are being drawn. No transaction is open."""
    found = kept(wanted)
    if found or not _turn.acquire(timeout=WAIT):
        return found
    try:
        return kept(wanted) or _draw(wanted)
    except (share_press.NotDrawn, OSError):
        return None
    finally:
        _turn.release()


def _draw(wanted: Wanted) -> bytes:
    """Draw and keep it, and forget what the same story or ward had before."""
    photo = storage().path(photos.rendition_key(wanted.photo_id, "l.jpg")) if wanted.photo_id else None
    picture = share_press.press(wanted.sheet, photo if photo and photo.is_file() else None, fonts_folder())
    key = wanted.key
    storage().put(key, picture)
    for old in storage().path(key).parent.glob("*.png"):
        if old.name != Path(key).name:
            old.unlink(missing_ok=True)
    return picture


def storage() -> Storage:
    return photos.storage()


# ---- work: after a publication, and after a take-down -------------------------------------------------------------


def on_public(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """A story that may be read again gets its picture before anybody shares it."""
    code = session.get_one(Story, payload["story"]).code
    jobs.enqueue(session, KIND, f"card:{code}:{at.timestamp()}", {"code": code}, at)


def on_gone(session: Session, payload: dict[str, Any], _at: datetime) -> None:
    """The picture of a story that is taken down goes too: it shows the title and a photo."""
    forget(session.get_one(Story, payload["story"]).code)


def forget(code: str) -> None:
    shutil.rmtree(storage().path(f"{FOLDER}/{codes.pretty(code)}"), ignore_errors=True)


def make(job: Job) -> None:
    """Handler of work kind "card"."""
    session, code = job.session, job.payload["code"]
    row = found_queries.brief(session, code)
    session.commit()  # no transaction is open while drawing
    if row is None:
        return
    wanted = of_story(row)
    if kept(wanted) is None:
        _draw(wanted)
    if found_queries.brief(session, code) is None:  # taken down meanwhile
        forget(code)
