"""Taking pictures in, claiming them, letting them go, sweeping what is left."""

import errno
import io
import os
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from portal.kernel import clock, jobs, storage
from portal.kernel.db import db
from portal.photos import rules, service, sweeping, tus, uploads
from portal.photos.models import Photo, PhotoState, TusUpload
from tests import clocks
from tests.factories import heics, photos, pictures
from tests.factories.stories import person

pytestmark = pytest.mark.usefixtures("here")


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# ---- receive ------------------------------------------------------------------------------------------------------


def test_an_original_is_kept_as_it_came_and_its_work_waits_in_the_same_transaction(session, resident, media):
    data = pictures.phone_jpeg(1200, 900, orientation=6)
    photo = photos.received(session, resident, data)
    work = session.scalar(select(jobs.Work).where(jobs.Work.kind == "photo"))
    assert (photo.state, photo.owner_id, photo.kind) == (PhotoState.RECEIVED, resident.id, "jpeg")
    assert (photo.size, photo.sha256) == (len(data), sha256(data).hexdigest())
    assert (media / photo.original_key).read_bytes() == data
    assert (work.key, work.payload, work.due_at) == (f"photo:{photo.public_id}", {"photo": photo.id}, photos.AT)
    session.rollback()
    assert count(session, Photo) == count(session, jobs.Work) == 0


def test_the_same_bytes_twice_are_two_pictures(session, resident):
    one, two = photos.received(session, resident), photos.received(session, resident)
    assert one.sha256 == two.sha256
    assert one.public_id != two.public_id


def test_a_stream_that_was_read_before_is_kept_whole(session, resident, media):
    stream = io.BytesIO(pictures.phone_png())
    stream.read(500)
    photo = service.receive(session, resident, stream, "a.png", photos.AT)
    assert (media / photo.original_key).read_bytes() == stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff", "broken"),
        (heics.crafted((65_000, 65_000)), "too_many_pixels"),
        (pictures.lying_jpeg(65_000, 65_000), "too_many_pixels"),
        *((data, pictures.polyglot_code(name)) for name, data in pictures.polyglots().items()),
    ],
)
def test_what_is_no_picture_leaves_nothing_behind(data, code, session, resident, media):
    with pytest.raises(rules.Refused) as caught:
        photos.received(session, resident, data)
    assert caught.value.code == code
    assert not media.exists() or files(media) == []
    assert count(session, Photo) == 0


def test_a_file_over_25_mb_is_refused_before_a_byte_is_copied(session, resident, tmp_path):
    with (tmp_path / "big").open("w+b") as file:
        file.write(pictures.phone_jpeg())
        file.truncate(rules.CAPS.file_bytes + 1)
        with pytest.raises(rules.Refused, match="too_big"):
            service.receive(session, resident, file, "big.jpg", photos.AT)


def test_a_full_disk_is_said_as_such_and_keeps_nothing(session, resident, monkeypatch, media):
    monkeypatch.setattr(storage, "FREE_FLOOR", 1 << 62)
    with pytest.raises(OSError, match="floor") as caught:
        photos.received(session, resident)
    assert caught.value.errno == errno.ENOSPC
    assert files(media) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("IMG_2041.jpg", "IMG_2041.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\foto\\rob.png", "rob.png"),
        ("a\r\nSet-Cookie: x=1\x00\u202e.jpg", "a Set-Cookie: x=1.jpg"),
        ("", "foto"),
        ("/", "foto"),
        ("x" * 300 + ".jpeg", "x" * 114 + "….jpeg"),
        ("y" * 300, "y" * 120),
    ],
)
def test_a_file_name_is_a_label_and_nothing_else(given, kept):
    assert service.file_name(given) == kept
    assert len(kept) <= service.NAME


# ---- claim and remove ---------------------------------------------------------------------------------------------


def test_claiming_gives_the_own_pictures_in_the_order_named(session, resident, other):
    one, two = photos.photo(session, resident), photos.photo(session, resident)
    foreign, waiting = photos.photo(session, other), photos.upload(session, resident)
    ids = [two.public_id, foreign.public_id, waiting.id, "no such id", one.public_id, two.public_id]
    assert service.claim_uploads(session, resident.id, ids) == [two, one]


def test_a_removed_picture_takes_its_files_along(app, session, resident, media, run_jobs):
    photo = photos.received(session, resident)
    session.commit()
    run_jobs()
    assert len(files(media)) == 1 + len(rules.rendition_names())
    service.remove(session, session.get(Photo, photo.id), photos.AT)
    session.commit()
    run_jobs()
    assert files(media) == []
    assert count(session, Photo) == 0


def test_the_number_of_a_removed_picture_never_comes_back(session, resident):
    photo = photos.photo(session, resident)
    service.remove(session, photo, photos.AT)
    assert photos.photo(session, resident).id > photo.id


# ---- sweep --------------------------------------------------------------------------------------------------------


def test_an_upload_that_ran_out_goes_with_its_bytes(session, resident, media):
    old, young = photos.upload(session, resident), photos.upload(session, resident, at=photos.AT + timedelta(hours=5))
    for upload in (old, young):
        with uploads.partial(upload).at(0) as end:
            end.write(pictures.phone_jpeg()[:500])
    sweeping.sweep(session, photos.AT + tus.LIFE)
    assert list(session.scalars(select(TusUpload))) == [young]
    assert files(media) == [f"uploads/{young.id}"]


def test_files_nobody_knows_go_after_their_grace_and_not_before(session, resident, media):
    kept = photos.received(session, resident)
    lost = service.store(io.BytesIO(pictures.phone_jpeg()))
    strays = [
        media / service.original_key(lost.public_id),
        media / service.original_key(lost.public_id).replace(lost.public_id, ".half.123.part"),
        media / service.rendition_key(lost.public_id, "l.jpg"),
        media / "uploads" / service.new_id(),
    ]
    for stray in strays:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"x")
    before = files(media)
    sweeping.sweep(session, clock.now() + sweeping.GRACE / 2)
    assert files(media) == before
    sweeping.sweep(session, clock.now() + 2 * sweeping.GRACE)
    assert files(media) == [kept.original_key]


def test_sixteen_minutes_sweep_what_one_sweep_does(session, media):
    for digit in sweeping.DIGITS:
        folder = media / f"originals/{digit}0"
        folder.mkdir(parents=True)
        (folder / f"{digit}0{'1' * 22}").write_bytes(b"x")
    start = clock.now() + timedelta(days=1)
    for minute in range(16):
        assert len(files(media)) == 16 - minute
        sweeping.by_minute(session, start + timedelta(minutes=minute))
    assert files(media) == []


def test_a_picture_no_story_took_goes_after_seven_days(session, resident):
    used, unused = photos.photo(session, resident), photos.photo(session, resident)
    fresh = photos.photo(session, resident, received_at=photos.AT + timedelta(days=1))
    service.USED_BY += [lambda s, ids: set(), lambda s, ids: {used.id} & set(ids)]
    sweeping.sweep(session, photos.AT + sweeping.UNCLAIMED)
    assert count(session, Photo) == 3
    sweeping.sweep(session, photos.AT + sweeping.UNCLAIMED + timedelta(seconds=1))
    assert set(session.scalars(select(Photo.public_id))) == {used.public_id, fresh.public_id}
    work = session.scalar(select(jobs.Work))
    assert (work.kind, work.payload) == ("photo.discard", {"photo": unused.public_id})


def test_while_nobody_knows_who_uses_pictures_none_is_removed(session, resident):
    photos.photo(session, resident)
    sweeping.sweep(session, photos.AT + timedelta(days=400))
    assert count(session, Photo) == 1


def test_a_file_that_vanishes_under_the_sweep_does_not_stop_it(session, media, monkeypatch):
    folder = media / "uploads"
    folder.mkdir(parents=True)
    (folder / "gone").write_bytes(b"x")
    real = os.scandir

    def scan(path):
        entries = list(real(path))
        (folder / "gone").unlink(missing_ok=True)
        return entries

    monkeypatch.setattr(sweeping.os, "scandir", scan)
    sweeping.sweep(session, clock.now() + timedelta(days=1))
    assert not (folder / "gone").exists()


# ---- on each database ---------------------------------------------------------------------------------------------


def test_taking_in_sweeping_and_discarding_work_on_each_database(both, monkeypatch):
    monkeypatch.setattr(service, "USED_BY", [lambda s, ids: set()])
    with both.app_context():
        session = db.session()
        owner = person(session)
        photos.received(session, owner)
        photos.upload(session, owner)
        session.commit()
        jobs.run_due(both, "tests")
        sweeping.sweep(session, photos.AT + timedelta(days=8))
        session.commit()
        assert (count(session, Photo), count(session, TusUpload)) == (0, 0)
        session.commit()
        clocks.later(timedelta(days=8))
        jobs.run_due(both, "tests")
        assert files(both.config["SETTINGS"].instance / "media") == []
