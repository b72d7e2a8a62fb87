"""One POST of the story form: its words, its pictures, what is wrong with them, and the sheet the service keeps."""

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from flask import current_app, request, session
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import FileStorage, MultiDict

from portal.accounts import guards, sessions
from portal.accounts.models import User
from portal.author import rows as photo_rows
from portal.author.rows import Row, Rows
from portal.kernel import clock, failpoints, multipart
from portal.kernel.client_address import address_hash
from portal.photos import service as photos
from portal.photos.models import Photo
from portal.photos.rules import Refused
from portal.stories import parking, queries
from portal.stories.forms import StoryForm
from portal.stories.models import Story
from portal.stories.rules import PHOTOS, Sheet
from portal.wards.city import City

PARKED = "kiriman"  # the session's name for the key of a visitor's words
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
SAVE, PREVIEW, SUBMIT = "save", "preview", "submit"  # what the form's buttons do
TRIES = 4  # equal requests at once: the losers find the winner's story at the second try


def city() -> City:
    found: City = current_app.extensions["portal.city"]
    return found


def today() -> date:
    """The day in Pekalongan."""
    return clock.now().astimezone(clock.WIB).date()


def story_form(data: MultiDict[str, str] | None = None, **values: Any) -> StoryForm:
    """The form from what was typed, or from what is kept; the page that shows it fills in the choices."""
    return StoryForm(data, data=values) if data is None else StoryForm(data)


def check(form: StoryForm, rows: Rows, act: str) -> bool:
    """Whether words and pictures can be kept, looked at or sent; every fault stands at its field afterwards."""
    wards, rubrics = (each.slug for each in city().wards), (each.slug for each in city().rubrics)
    fine = form.check(today(), list(wards), list(rubrics), full=act != SAVE, agreed=act != PREVIEW)
    return rows.check() and fine


def act() -> str:
    """Which button was pressed; a form without one is sent."""
    return request.form.get("action", SUBMIT)


def sheet(db_session: Session, form: StoryForm, rows: Rows) -> Sheet:
    """What the service keeps; only after `check`."""
    ward_id, rubric_id = queries.places(db_session, form.typed("ward"), form.typed("rubric"))
    user = guards.signed_in_person()
    return replace(form.sheet(ward_id, rubric_id, rows.words()), author=user.name if user else "")


def gather(db_session: Session, user: User, key: str, at: datetime) -> Rows:
    """The pictures named by `upload_ids`, then the files that came along, each kept at once.

    A picture that was taken stays taken whatever becomes of the rest, so every one is committed by itself.
    """
    form, files = request.form, sent_files()
    rows = photo_rows.from_ids(form, known_photos(db_session, user, form, key))
    again = [(row, file) for row in rows.rows if row.waits for file in sent_files(row.file_field)[:1]]
    if files or again:
        db_session.commit()
    for gap, file in again:
        _receive(db_session, user, file, gap, rows, at)
    rows.expect(form, len(files))
    for file in files:
        row = rows.place(form, name_of(file))
        if row is None:
            rows.turn_away(form, name_of(file))
        else:
            _receive(db_session, user, file, row, rows, at)
    rows.keep_spare(form)
    return rows


def known_photos(db_session: Session, user: User, form: MultiDict[str, str], key: str) -> dict[str, Photo]:
    """The pictures a form names that are this person's and in no story but the one of this key."""
    ids = [name for name in form.getlist("upload_ids") if name != photo_rows.GAP]
    return queries.free_photos(db_session, user.id, ids[: 2 * PHOTOS], key)


def sent_files(field: str = "photos") -> list[FileStorage]:
    """The files of a form field, without what a browser sends for an empty one."""
    return [file for file in request.files.getlist(field) if multipart.is_sent(file)]


def name_of(file: FileStorage) -> str:
    """What a file is called on our pages."""
    return photos.file_name(multipart.name_of(file))


def _receive(db_session: Session, user: User, file: FileStorage, row: Row, rows: Rows, at: datetime) -> None:
    row.name = name_of(file)
    if rows.full:
        rows.refuse(row, "too_many", 422)
        return
    try:
        stored = photos.store(cast(BinaryIO, file.stream))  # no transaction is open while a file is written
        row.photo, row.fresh = photos.admit(db_session, user.id, stored, row.name, at), True
        db_session.commit()
    except Refused as refused:
        db_session.rollback()
        rows.refuse(row, refused.code, refused.status)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        db_session.rollback()
        rows.refuse(row, "no_room", 507)


def let_go(db_session: Session, rows: Rows, at: datetime) -> None:
    """Remove the pictures that came with a repeated form: the story has them from the first time."""
    fresh = [row.photo for row in rows.rows if row.photo and row.fresh]
    if not fresh:
        return
    taken = photos.in_use(db_session, [photo.id for photo in fresh])
    for photo in fresh:
        if photo.id not in taken:
            photos.remove(db_session, photo, at)
    db_session.commit()


def settle(db_session: Session, work: Callable[[], Story]) -> Story:
    """Do the work and commit; when an equal request was quicker, do it again and find what that one made."""
    for left in reversed(range(TRIES)):
        try:
            story = work()
            failpoints.hit("submission.before_commit")
            db_session.commit()
        except (IntegrityError, StaleDataError):
            db_session.rollback()
            if not left:
                raise
        else:
            failpoints.hit("submission.after_commit")
            return story
    raise AssertionError("unreachable")


def park(db_session: Session, at: datetime) -> None:
    """Keep a visitor's words for the way through sign-in. Raises parking.TooMany. The caller commits."""
    client = address_hash(str(current_app.secret_key), "parked words", request.remote_addr)
    typed = dict(request.form.lists())
    session[PARKED] = parking.park(db_session, typed, at, session.get(PARKED, ""), client)


def parked(db_session: Session, at: datetime) -> MultiDict[str, str] | None:
    """The words this browser left before it signed in, if they are still there."""
    fields = parking.fetch(db_session, session.get(PARKED, ""), at) if request.cookies else {}
    return MultiDict(fields) if fields else None


def lost_session() -> bool:
    """Whether somebody typed while signed in and no longer is."""
    return sessions.died()
