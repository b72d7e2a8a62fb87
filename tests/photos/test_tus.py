"""`/unggah` as a client of our own sees it, header by header, and what is on disk and in the database afterwards."""

import base64
import hashlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.http import parse_date

from portal.kernel import clock, jobs, storage
from portal.kernel.db import db
from portal.photos import partials, rules, service, slots, tus, uploads
from portal.photos.models import Photo, PhotoState, TusUpload
from portal.photos.partials import Busy, Moved, Partial
from tests import clocks
from tests.factories import heics, photos, pictures

PATCH = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
DATA = pictures.phone_jpeg(1200, 900)


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class Tus:
    """A client that speaks tus and nothing else."""

    def __init__(self, http):
        self.http = http

    def create(self, length, name="rob di krapyak.jpg", body=b"", **headers):
        head = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length)}
        head |= {"Upload-Metadata": f"filename {encoded(name)},filetype {encoded('image/jpeg')}"}
        head |= {"Content-Type": PATCH["Content-Type"]} if body else {}
        return self.http.post("/unggah", headers=head | named(headers), data=body)

    def patch(self, where, offset, body, **headers):
        return self.http.patch(where, headers=PATCH | {"Upload-Offset": str(offset)} | named(headers), data=body)

    def head(self, where):
        return self.http.head(where, headers={"Tus-Resumable": "1.0.0"})

    def delete(self, where):
        return self.http.delete(where, headers={"Tus-Resumable": "1.0.0"})

    def offset(self, where):
        return int(self.head(where).headers["Upload-Offset"])

    def begun(self, data=DATA, sent=0):
        where = self.create(len(data)).headers["Location"]
        if sent:
            assert self.patch(where, 0, data[:sent]).status_code == 204
        return where


def named(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def sender(browser, resident):
    return Tus(browser(resident))


@pytest.fixture
def rows(session):
    def read(model):
        found = session.scalars(select(model).execution_options(populate_existing=True)).all()
        session.commit()
        return found

    return read


def left(media):
    return sorted(path.name for path in (media / "uploads").glob("*"))


# ---- what the server can do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/unggah", "/unggah/abc"])
def test_anybody_may_ask_what_the_server_can_do(path, client):
    answer = client.options(path)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        *("creation", "creation-with-upload", "expiration", "termination", "checksum")
    }
    assert answer.headers["Tus-Max-Size"] == str(25 * 1024 * 1024)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256,md5"
    assert answer.headers["Tus-Resumable"] == "1.0.0"


# ---- the whole way ------------------------------------------------------------------------------------------------


def test_a_picture_sent_in_pieces_becomes_a_photo_under_the_same_id(sender, rows, session, resident, media, run_jobs):
    created = sender.create(len(DATA))
    where = created.headers["Location"]
    assert (created.status_code, where) == (201, f"/unggah/{where.rsplit('/')[-1]}")
    expires = parse_date(created.headers["Upload-Expires"])
    assert abs(expires - (clock.now() + timedelta(hours=24))) < timedelta(minutes=1)
    for start in range(0, len(DATA), 7000):
        piece = DATA[start : start + 7000]
        answer = sender.patch(where, start, piece)
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Upload-Offset"] == str(start + len(piece))
    (photo,) = rows(Photo)
    assert (photo.public_id, photo.owner_id, photo.original_name) == (
        where.rsplit("/")[-1],
        resident.id,
        "rob di krapyak.jpg",
    )
    assert (photo.sha256, photo.state) == (hashlib.sha256(DATA).hexdigest(), PhotoState.RECEIVED)
    assert (media / photo.original_key).read_bytes() == DATA
    assert (rows(TusUpload), left(media)) == ([], [])
    run_jobs()
    assert rows(Photo)[0].state is PhotoState.READY
    assert service.claim_uploads(session, resident.id, [photo.public_id]) == rows(Photo)


def test_a_finished_upload_still_says_that_it_is_whole(sender, rows):
    where = sender.begun(sent=len(DATA))
    head = sender.head(where)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (str(len(DATA)), str(len(DATA)))
    assert sender.patch(where, len(DATA), b"").status_code == 204
    assert sender.patch(where, 0, DATA).status_code == 409
    assert len(rows(Photo)) == 1


def test_head_says_how_far_it_is(sender):
    where = sender.begun(sent=5000)
    head = sender.head(where)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, "5000")
    assert head.headers["Upload-Length"] == str(len(DATA))
    assert head.headers["Cache-Control"] == "no-store"
    assert "Upload-Expires" in head.headers


def test_creation_may_carry_the_first_bytes_or_all(sender, rows):
    some = sender.create(len(DATA), body=DATA[:3000])
    assert (some.status_code, some.headers["Upload-Offset"]) == (201, "3000")
    assert sender.offset(some.headers["Location"]) == 3000
    whole = sender.create(len(DATA), body=DATA)
    assert (whole.status_code, whole.headers["Upload-Offset"]) == (201, str(len(DATA)))
    assert [photo.public_id for photo in rows(Photo)] == [whole.headers["Location"].rsplit("/")[-1]]


def test_a_proxy_that_knows_only_post_is_no_hindrance(sender):
    where = sender.begun()
    meant = {"Tus-Resumable": "1.0.0", "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    answer = sender.http.post(where, headers=meant | {"Content-Type": PATCH["Content-Type"]}, data=DATA[:900])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "900")
    assert sender.http.post(where, headers={"Tus-Resumable": "1.0.0"}).status_code == 405


@pytest.mark.parametrize("make", [pictures.phone_png, pictures.phone_webp])
def test_other_kinds_of_picture_arrive_as_well(make, sender, rows):
    data = make()
    sender.begun(data, sent=len(data))
    assert rows(Photo)[0].size == len(data)


def test_a_long_exif_before_the_header_is_no_reason_to_refuse(sender, rows):
    filler = pictures.segment(0xE1, b"Exif\0\0" + b"x" * 60_000) * 9
    data = pictures.with_segments(pictures.phone_jpeg(), filler)
    where = sender.begun(data)
    for start in range(0, len(data), 100_000):
        assert sender.patch(where, start, data[start : start + 100_000]).status_code == 204
    assert rows(Photo)[0].size == len(data)


# ---- who and with what --------------------------------------------------------------------------------------------


def test_without_a_session_it_is_401_and_no_redirect(client, sender):
    where, visitor = sender.begun(), Tus(client)
    for answer in (
        *(visitor.create(100), visitor.patch(where, 0, b"x"), visitor.head(where), visitor.delete(where)),
        client.post("/unggah"),
    ):
        assert answer.status_code == 401
        assert "Location" not in answer.headers
    assert sender.offset(where) == 0


def test_anothers_upload_and_photo_do_not_exist(sender, browser, other):
    stranger = Tus(browser(other))
    for where in (sender.begun(sent=1000), sender.begun(sent=len(DATA))):
        assert stranger.head(where).status_code == 404
        assert stranger.patch(where, 1000, DATA[1000:]).status_code == 404
        assert stranger.delete(where).status_code == 404
        assert sender.head(where).status_code == 200


def test_an_upload_belongs_to_the_person_not_to_the_browser(sender, browser, resident, rows):
    where = sender.begun(sent=1000)
    assert Tus(browser(resident)).patch(where, 1000, DATA[1000:]).status_code == 204
    assert len(rows(Photo)) == 1


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1"])
def test_the_header_that_no_foreign_page_can_send_is_needed(version, sender, rows):
    where = sender.begun()
    headers = PATCH | {"Upload-Offset": "0", "Upload-Length": "100", "Tus-Resumable": version}
    headers = {name: value for name, value in headers.items() if value}
    for answer in (
        sender.http.post("/unggah", headers=headers),
        sender.http.patch(where, headers=headers, data=DATA),
        sender.http.delete(where, headers=headers),
        sender.http.head(where, headers=headers),
    ):
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert (len(rows(TusUpload)), sender.offset(where)) == (1, 0)


@pytest.mark.parametrize("upload_id", ["x", "0" * 24, "..", "%2e%2e%2fportal.db", "a" * 3000, "☃"])
def test_an_unknown_id_is_404(upload_id, sender):
    assert sender.head(f"/unggah/{upload_id}").status_code == 404
    assert sender.patch(f"/unggah/{upload_id}", 0, b"x").status_code == 404
    assert sender.delete(f"/unggah/{upload_id}").status_code == 404


def test_an_upload_whose_day_is_over_is_gone(sender):
    where = sender.begun(sent=1000)
    clocks.later(tus.LIFE + timedelta(seconds=1))
    assert sender.head(where).status_code == 410
    assert sender.patch(where, 1000, DATA[1000:]).status_code == 410


# ---- refusals at creation -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["", "-1", "1.5", "many", "1e3", "٣", "9" * 16])
def test_a_length_nobody_can_read_is_400(length, sender, rows):
    assert sender.create(length).status_code == 400
    assert rows(TusUpload) == []


def test_a_length_that_is_told_later_is_400(sender):
    headers = {"Tus-Resumable": "1.0.0", "Upload-Defer-Length": "1"}
    answer = sender.http.post("/unggah", headers=headers)
    assert answer.status_code == 400
    assert "Upload-Length" in answer.get_data(as_text=True)


def test_size_is_judged_before_a_byte_is_sent(sender, rows):
    most = rules.CAPS.file_bytes
    assert sender.create(most).status_code == 201
    over = sender.create(most + 1)
    assert over.status_code == 413
    assert over.get_data(as_text=True).startswith("rob di krapyak.jpg lebih besar dari 25 MB.")
    assert sender.create(0).status_code == 415
    assert len(rows(TusUpload)) == 1


def test_too_much_on_the_way_is_413_until_something_ends(sender, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 3 * len(DATA))
    ways = [sender.begun(sent=10) for _ in range(3)]
    assert sender.create(len(DATA)).status_code == 413
    assert sender.delete(ways.pop()).status_code == 204
    assert sender.create(len(DATA)).status_code == 201
    monkeypatch.setattr(uploads, "MOST_BYTES", 1 << 40)
    monkeypatch.setattr(uploads, "MOST", 3)
    assert sender.create(len(DATA)).status_code == 413
    clocks.later(tus.LIFE + timedelta(seconds=1))
    assert sender.create(len(DATA)).status_code == 201, "what ran out does not count"


def test_a_full_disk_is_507_in_words_and_works_again(sender, monkeypatch, rows):
    where = sender.begun(sent=1000)
    with monkeypatch.context() as full:
        full.setattr(storage, "FREE_FLOOR", 1 << 62)
        assert sender.create(len(DATA)).status_code == 507
        assert sender.patch(where, 1000, DATA[1000:]).status_code == 507
        assert sender.offset(where) == 1000
    assert sender.patch(where, 1000, DATA[1000:]).status_code == 204


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("", "foto"),
        ("filename", "foto"),
        ("filename !!!", "foto"),
        (f"filename {encoded('../../a/b.jpg')}", "b.jpg"),
        (f"filename {base64.b64encode(bytes([255, 254])).decode()}", "foto"),
        (f"filename {encoded('<script>alert(1)</script>.jpg')}", "script>.jpg"),
        (f" , x, filename {encoded('a' * 400 + '.jpg')},,", "a" * 115 + "….jpg"),
        ("filename " + "A" * 4000, "foto"),
    ],
)
def test_metadata_never_costs_a_picture(header, name, sender, rows):
    assert sender.create(10, Upload_Metadata=header).status_code == 201
    assert rows(TusUpload)[0].name == name


# ---- refusals on the way ------------------------------------------------------------------------------------------


def test_only_the_protocols_own_content_type_is_taken(sender):
    where = sender.begun()
    for kind in ("image/jpeg", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        assert sender.patch(where, 0, DATA, Content_Type=kind).status_code == 415
        assert sender.create(10, body=b"0123456789", Content_Type=kind).status_code == 415
    assert sender.offset(where) == 0


@pytest.mark.parametrize("offset", ["0", "999", "1001", str(len(DATA)), str(10**14)])
def test_another_offset_is_409_and_changes_nothing(offset, sender):
    where = sender.begun(sent=1000)
    assert sender.patch(where, offset, DATA[1000:]).status_code == 409
    assert sender.offset(where) == 1000


@pytest.mark.parametrize("offset", ["", "-1", "x"])
def test_an_offset_nobody_can_read_is_400(offset, sender):
    assert sender.patch(sender.begun(), offset, DATA).status_code == 400


def test_more_bytes_than_announced_are_413(sender):
    where = sender.begun(sent=1000)
    assert sender.patch(where, 1000, DATA[1000:] + b"x").status_code == 413
    assert sender.offset(where) == 1000


HOSTILE = {
    **{name: (data + b"\0" * 9000, 415) for name, data in pictures.polyglots().items()},
    "avif": (heics.ftyp(b"avif") + b"\0" * 9000, 415),
    "heic of too many pixels": (heics.crafted((65_000, 65_000)) + b"\0" * 9000, 413),
    "text": (b"halo " * 4000, 415),
    "too many pixels": (pictures.lying_jpeg(65_000, 65_000) + b"\0" * 9000, 413),
    "png bomb": (pictures.png_bomb(12_000, 12_000), 413),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_at_its_first_bytes(name, sender, rows, media):
    data, status = HOSTILE[name]
    where = sender.begun(data)
    answer = sender.patch(where, 0, data[:1000])
    assert answer.status_code == status
    assert "rob di krapyak.jpg" in answer.get_data(as_text=True)
    assert sender.head(where).status_code == 404
    assert (rows(TusUpload), rows(Photo), left(media)) == ([], [], [])


BROKEN = {
    "cut off": DATA[:200],
    "tiny": b"\xff\xd8\xff",
    "one byte": b"\xff",
    "no frame": b"\xff\xd8\xff\xe0\0\x04ab\xff\xd9" + b"\0" * 500,
    "riff": b"RIFF\x10\0\0\0WEBPVP8 ",
    "png without header": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "endless segments": b"\xff\xd8" + pictures.segment(0xE1, b"x" * 65_000) * 20,
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_when_it_is_whole(name, sender, rows, media):
    where = sender.begun(BROKEN[name])
    answer = sender.patch(where, 0, BROKEN[name])
    assert answer.status_code == 415
    assert (rows(TusUpload), rows(Photo), left(media)) == ([], [], [])


@pytest.mark.parametrize("data", [pictures.many_exif_segments(3000), DATA[:9000], pictures.phone_png()[:-60]])
def test_what_only_decoding_shows_fails_later_and_never_here(data, sender, rows, run_jobs):
    assert sender.create(len(data), body=data).status_code == 201
    run_jobs()
    assert rows(Photo)[0].state in (PhotoState.READY, PhotoState.FAILED)


# ---- checksums ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", tus.ALGORITHMS)
def test_a_right_checksum_is_204_and_a_wrong_one_460(algorithm, sender):
    where = sender.begun()
    digest = base64.b64encode(hashlib.new(algorithm, DATA[:5000]).digest()).decode()
    wrong = sender.patch(where, 0, DATA[:4999] + b"!", Upload_Checksum=f"{algorithm} {digest}")
    assert (wrong.status_code, sender.offset(where)) == (460, 0)
    right = sender.patch(where, 0, DATA[:5000], Upload_Checksum=f"{algorithm} {digest}")
    assert (right.status_code, sender.offset(where)) == (204, 5000)


@pytest.mark.parametrize("header", ["crc32 AAAA", "sha1", "sha1 !!", "sha1 AAAA", "", "sha256 " + "A" * 28])
def test_a_checksum_nobody_can_read_is_400(header, sender):
    where = sender.begun()
    assert sender.patch(where, 0, DATA, Upload_Checksum=header).status_code == 400
    assert sender.offset(where) == 0


def test_a_cut_request_with_a_checksum_keeps_nothing_unproven(app, session, resident):
    upload = photos.upload(session, resident, length=len(DATA))
    checksum = tus.Checksum("sha1", hashlib.sha1(DATA[:5000]).digest())
    with app.app_context(), pytest.raises(uploads.WrongChecksum):
        uploads.take(upload, 0, Cut(DATA[:4000]), checksum)
    with app.app_context():
        assert uploads.partial(upload).offset() == 0


# ---- cuts and races -----------------------------------------------------------------------------------------------


class Cut:
    """A body whose connection breaks after these bytes."""

    def __init__(self, data):
        self.data = data

    def read(self, size):
        if not self.data:
            raise ConnectionResetError
        piece, self.data = self.data[:size], self.data[size:]
        return piece


@pytest.mark.parametrize("at", [0, 1, 15, 16, 5000, len(DATA) - 1])
def test_a_cut_connection_keeps_what_came(at, app, session, resident):
    upload = photos.upload(session, resident, length=len(DATA))
    with app.app_context():
        assert uploads.take(upload, 0, Cut(DATA[:at]), None) == at
        assert uploads.partial(upload).offset() == at
        assert uploads.partial(upload).path.read_bytes() == DATA[:at]


def test_no_transaction_is_open_while_bytes_arrive(app, sender, monkeypatch):
    seen, real = [], uploads.take

    def take(*args):
        seen.append(db.session().in_transaction())
        return real(*args)

    monkeypatch.setattr(uploads, "take", take)
    where = sender.begun(sent=1000)
    sender.patch(where, 1000, DATA[1000:])
    assert seen == [False, False]


def test_a_server_that_died_before_the_row_asks_for_one_byte_again(sender, rows, monkeypatch, media):
    where = sender.begun(sent=1000)
    with monkeypatch.context() as dying:
        dying.setattr(service, "keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sender.patch(where, 1000, DATA[1000:])
    assert rows(Photo) == []
    assert sender.offset(where) == len(DATA) - 1, "the last byte counts only together with the row"
    assert sender.patch(where, len(DATA) - 1, DATA[-1:]).status_code == 204
    (photo,) = rows(Photo)
    assert (media / photo.original_key).read_bytes() == DATA


def test_of_two_that_write_at_one_place_one_goes_on(tmp_path):
    partial = Partial(tmp_path / "upload", len(DATA))
    with partial.at(0) as one, partial.at(0) as two:
        one.write(DATA[:100])
        with pytest.raises(Moved):
            two.write(DATA[:100])
        one.write(DATA[100:200])
    assert partial.path.read_bytes() == DATA[:200]


def test_the_newer_of_two_goes_on_when_the_older_hangs(tmp_path):
    partial = Partial(tmp_path / "upload", len(DATA))
    with partial.at(0) as hanging:
        hanging.write(DATA[:100])
        with partial.at(100) as newer:
            newer.write(DATA[100:300])
        with pytest.raises(Moved):
            hanging.write(DATA[100:200])
    assert partial.offset() == 300


def test_nobody_writes_while_it_is_finished(tmp_path):
    partial = Partial(tmp_path / "upload", 100)
    with partial.at(0) as end:
        end.write(DATA[:100])
    with partial.alone(), partial.at(99) as late:
        with pytest.raises(Busy):
            late.write(b"x")
        with pytest.raises(Busy), partial.alone():
            pass
    assert partial.path.read_bytes() == DATA[:100]


def test_two_equal_requests_at_once_make_one_picture(app, sender, rows, browser, resident):
    where = sender.begun(sent=1000)
    clients = [Tus(browser(resident)) for _ in range(4)]
    start, codes = threading.Barrier(len(clients)), []

    def send(client):
        start.wait()
        codes.append(client.patch(where, 1000, DATA[1000:]).status_code)

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes) <= {204, 409, 423, 404}
    if not rows(Photo):  # every one stopped for another; the client asks where it is and goes on
        offset = sender.offset(where)
        assert sender.patch(where, offset, DATA[offset:]).status_code == 204
    (photo,) = rows(Photo)
    assert photo.sha256 == hashlib.sha256(DATA).hexdigest()


def test_uploads_never_take_every_thread(sender, monkeypatch, rows):
    monkeypatch.setattr(slots, "PATIENCE", 0.01)
    monkeypatch.setattr(slots, "_inside", threading.BoundedSemaphore(1))
    where = sender.begun()
    with slots.taken():
        answer = sender.patch(where, 0, DATA)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
        begun = sender.create(len(DATA), body=DATA)
        assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert sender.patch(where, 0, DATA).status_code == 204


def test_only_a_few_may_wait(monkeypatch):
    monkeypatch.setattr(slots, "_outside", threading.BoundedSemaphore(1))
    with slots.taken(), pytest.raises(slots.Full), slots.taken():
        pass
    with slots.taken():
        pass


# ---- termination --------------------------------------------------------------------------------------------------


def test_an_upload_can_be_taken_back(sender, rows, media):
    where = sender.begun(sent=1000)
    assert sender.delete(where).status_code == 204
    assert sender.head(where).status_code == 404
    assert (rows(TusUpload), left(media)) == ([], [])


def test_a_finished_upload_can_be_taken_back_while_no_story_holds_it(sender, rows, run_jobs, media):
    service.USED_BY.append(lambda session, ids: set())
    where = sender.begun(sent=len(DATA))
    run_jobs()
    assert sender.delete(where).status_code == 204
    run_jobs()
    assert rows(Photo) == []
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_picture_in_a_story_stays(sender, rows):
    service.USED_BY.append(lambda session, ids: set(ids))
    where = sender.begun(sent=len(DATA))
    assert sender.delete(where).status_code == 403
    assert len(rows(Photo)) == 1


# ---- programs and languages ---------------------------------------------------------------------------------------


def test_programs_that_ask_for_json_get_a_problem(sender):
    answer = sender.create(10**9, Accept="application/json")
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert answer.json["status"] == 413
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_below_en_the_words_are_english_and_the_address_stays_there(sender):
    head = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    created = sender.http.post("/en/unggah", headers=head)
    assert created.headers["Location"].startswith("/en/unggah/")
    answer = sender.http.patch(created.headers["Location"], headers=PATCH | {"Upload-Offset": "0"}, data=b"0123456789")
    assert answer.status_code == 415
    assert answer.get_data(as_text=True).startswith("foto is not a JPEG, HEIC, PNG or WebP.")


def test_the_work_is_asked_for_with_the_row(sender, session):
    sender.begun(sent=len(DATA))
    assert session.scalar(select(func.count()).select_from(jobs.Work).where(jobs.Work.kind == "photo")) == 1


def test_the_head_is_long_enough_for_every_reader():
    assert partials.MAGIC >= 16
    assert partials.HEAD == 256 * 1024
