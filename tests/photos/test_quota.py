"""How many pictures a person may have that are in no sent story: rule, both doors, and two at once."""

import dataclasses
import io
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.db import db
from portal.photos import rules, service, uploads
from portal.photos.models import Photo, TusUpload
from portal.photos.rules import CAPS, MB, Refused, has_room
from portal.stories.access import SENT
from portal.stories.lifecycle import Status
from tests import clocks
from tests.factories import photos, pictures
from tests.factories import stories as make
from tests.photos.test_tus import DATA, Tus


@pytest.mark.parametrize(
    ("files", "size", "more", "fits"),
    [
        (0, 0, 25 * MB, True),
        (9, 9 * 25 * MB, 25 * MB, True),
        (10, 10 * 25 * MB, 1, False),
        (29, 29 * 5 * MB, 5 * MB, True),
        (30, 30 * 5 * MB, 5 * MB, False),
        (30, 30 * 5 * MB, 1, False),
        (199, 20 * MB, MB, True),
        (200, 20 * MB, 1, False),
    ],
)
def test_ten_always_fit_more_only_while_they_are_light(files: int, size: int, more: int, fits: bool) -> None:
    assert has_room(files, size, more) is fits


@pytest.fixture
def three(monkeypatch):
    """Room for three pictures, whatever their size."""
    monkeypatch.setattr(rules, "CAPS", CAPS._replace(files_per_story=0, unsent_files=3))


@pytest.fixture
def sender(browser, resident):
    return Tus(browser(resident))


def count(session, model):
    found = session.scalar(select(func.count()).select_from(model))
    session.commit()
    return found


def full(session, person):
    """Whether this person may not keep one more."""
    try:
        service.check_quota(session, person.id, 1, photos.AT)
    except Refused as refused:
        return (refused.code, refused.status) == ("no_quota", 413)
    return False


@pytest.mark.usefixtures("three", "here")
def test_pictures_in_a_sent_story_do_not_count_those_in_a_draft_do(session, resident, other, monkeypatch):
    monkeypatch.setattr(service, "SENT", [SENT])
    draft = make.story(session, resident, Status.DRAFT)
    for _ in range(2):
        make.story_photo(session, draft)
    photos.photo(session, resident)
    assert full(session, resident)
    assert not full(session, other)
    draft.status, draft.submitted_at = Status.SUBMITTED, photos.AT
    session.flush()
    assert not full(session, resident)
    for _ in range(2):
        photos.photo(session, resident)
    assert full(session, resident)


@pytest.mark.usefixtures("three", "here")
def test_a_picture_that_is_not_admitted_leaves_nothing_on_disk(session, resident, media):
    for _ in range(3):
        photos.photo(session, resident)
    stored = service.store(io.BytesIO(DATA))
    with pytest.raises(Refused, match="no_quota"):
        service.admit(session, resident.id, stored, "a.jpg", photos.AT)
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.usefixtures("three")
def test_an_upload_that_would_not_be_kept_is_refused_before_a_byte_of_it_is_sent(app, session, resident, sender):
    begun = [sender.begun(sent=10) for _ in range(2)]
    photos.photo(session, resident)
    session.commit()
    answer = sender.create(len(DATA))
    assert answer.status_code == 413
    assert "rob di krapyak.jpg" in answer.text
    assert "7 hari" in answer.text
    assert sender.delete(begun.pop()).status_code == 204
    assert sender.create(len(DATA)).status_code == 201
    assert sender.create(len(DATA)).status_code == 413


@pytest.mark.usefixtures("three")
def test_an_upload_left_lying_blocks_nobody_but_is_not_kept_beyond_the_quota(app, session, resident, sender, media):
    old = [sender.begun(sent=10) for _ in range(3)]
    clocks.later(service.BEING_SENT + timedelta(seconds=1))
    new = [sender.begun() for _ in range(3)]
    for where in new:
        assert sender.patch(where, 0, DATA).status_code == 204
    answer = sender.patch(old[0], 10, DATA[10:])
    assert (answer.status_code, count(session, Photo), count(session, TusUpload)) == (413, 3, 2)
    assert "rob di krapyak.jpg" in answer.text
    assert sender.head(old[0]).status_code == 404
    originals = [path for path in (media / "originals").rglob("*") if path.is_file()]
    assert len(originals) == 3


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("demo", [False, True])
def test_a_gigabyte_an_hour_is_enough_outside_a_demo(demo, app, session, resident, other):
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], demo=demo)
    service.SENT += [Photo.owner_id == resident.id]
    for minute in range(4):
        photos.photo(session, resident, size=250 * MB, received_at=photos.AT + timedelta(minutes=minute))

    def said(person, minutes):
        try:
            service.check_quota(session, person.id, 25 * MB, photos.AT + timedelta(minutes=minutes))
        except Refused as refused:
            return refused.code
        return "fits"

    assert said(resident, 59) == "fits" if demo else "too_much_an_hour"
    assert (said(resident, 60), said(other, 59)) == ("fits", "fits")


def twelve_at_once(app, act):
    """What twelve threads say when each does `act(session)` and commits."""
    gate, said = threading.Barrier(12), []

    def run():
        with app.app_context():
            session = db.session()
            stored = service.store(io.BytesIO(pictures.phone_jpeg()))
            gate.wait()
            try:
                act(session, stored)
                session.commit()
                said.append("kept")
            except Refused as refused:
                session.rollback()
                said.append(refused.code)

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.mark.usefixtures("three")
def test_twelve_at_once_do_not_pass_the_quota(both):
    with both.app_context():
        owner_id = make.person(db.session()).id
        db.session.commit()
    said = twelve_at_once(both, lambda s, stored: uploads.begin(s, owner_id, 1000, "a.jpg", clock.now()))
    assert said == ["kept"] * 3 + ["no_quota"] * 9
    said = twelve_at_once(both, lambda s, stored: service.admit(s, owner_id, stored, "a.jpg", photos.AT))
    assert said == ["kept"] * 3 + ["no_quota"] * 9
    with both.app_context():
        assert count(db.session(), Photo) == 3
