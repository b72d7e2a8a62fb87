from datetime import timedelta

import pytest

from portal.kernel.labels import due_words
from portal.moderation import cards
from portal.moderation.queries import Item
from portal.photos.models import PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories.stories import AT

ME = 5


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context("/meja"):
        yield


def item(**changes) -> Item:
    values = {"id": 1, "code": "000000", "title": "Rob masuk lagi", "status": Status.SUBMITTED, "ward_id": 7}
    values |= {"ward": "Medono", "author_id": 9, "author": "Siti Aminah", "credit": Credit.FULL, "submitted_at": AT}
    values |= {"changed_at": AT, "due_at": AT + timedelta(hours=24), "due_code": "MOD_FIRST", "escalated_at": None}
    values |= {"claimed_by_id": None, "claimed_until": None, "claimer": None, "rank": 0, "revision": 1}
    values |= {"joined_at": AT, "excerpt": "Sejak pagi lampu padam.", "rubric": "Batik", "rubric_en": "Batik"}
    return Item(**values | changes)


def photo(state=PhotoState.READY, consent=True):
    ready = state is PhotoState.READY
    return {"id": "a", "width": 4, "height": 3, "ready": ready, "state": state, "consent": consent}


def flags(at=AT, **changes):
    return [flag.words for flag in cards.card(item(**changes), ME, at, with_ward=False).flags]


@pytest.mark.parametrize(
    ("hours", "state", "words"),
    [
        (1, "ok", "Besok 10.00"),
        (13, "soon", "Besok 10.00"),
        (15, "soon", "Hari ini 10.00"),
        (27, "late", "Lewat 3 jam"),
    ],
)
def test_the_chip_turns_yellow_at_half_time_and_red_when_late(hours, state, words):
    chip = cards.chip_of(item(), AT + timedelta(hours=hours))
    assert (chip.state, due_words(chip.left)) == (state, words)


def test_what_waits_for_its_author_has_a_paused_clock():
    chip = cards.chip_of(item(status=Status.RETURNED, due_code="AUTHOR_REVISE"), AT + timedelta(days=30))
    assert (chip.state, due_words(chip.left)) == ("paused", "Menunggu penulis")


def test_a_hold_is_paused_until_it_has_lasted_too_long():
    held = item(status=Status.HELD, due_code="MOD_ESCALATE", due_at=AT + timedelta(hours=48))
    assert due_words(cards.chip_of(held, AT).left) == "Ditahan"
    assert cards.chip_of(held, AT + timedelta(hours=50)).state == "late"
    assert cards.chip_of(item(status=Status.HELD, due_at=None), AT).state == "paused"


def test_after_an_escalation_the_new_clock_counts_from_there():
    later = AT + timedelta(hours=48)
    passed_on = item(escalated_at=later, due_at=later + timedelta(hours=24))
    assert cards.chip_of(passed_on, later + timedelta(hours=1)).state == "ok"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"author_id": ME}, ["Kiriman Anda, diputuskan orang lain"]),
        ({"escalated_at": AT}, ["Diteruskan ke humas"]),
        ({"revision": 4}, ["Perbaikan ke-3"]),
        ({"alike": 2}, ["Mirip 2 kiriman lain"]),
        ({"credit": Credit.ANONYMOUS}, ["Tanpa nama"]),
        ({"credit": Credit.INITIALS}, []),
        ({"photos": [photo(PhotoState.RECEIVED), photo(PhotoState.RECEIVED)]}, ["2 foto diproses"]),
        ({"photos": [photo(PhotoState.FAILED), photo()]}, ["1 foto gagal"]),
        ({"photos": [photo(consent=False)]}, ["1 foto: izin belum jelas"]),
        ({"claimed_by_id": ME, "claimed_until": AT + timedelta(minutes=20)}, ["Anda tinjau sampai 10.20"]),
        (
            {"claimed_by_id": 6, "claimer": "Endang", "claimed_until": AT + timedelta(minutes=20)},
            ["Ditinjau Endang sampai 10.20"],
        ),
        ({"claimed_by_id": 6, "claimer": "Endang", "claimed_until": AT}, []),
    ],
)
def test_each_flag_says_one_thing(changes, words):
    assert flags(**changes) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "dikirim hari ini 10.00"),
        ({"submitted_at": AT - timedelta(days=1)}, "dikirim kemarin 10.00"),
        ({"submitted_at": AT - timedelta(days=5)}, "dikirim 19/11/2026 10.00 WIB"),
        ({"revision": 2}, "dikirim ulang hari ini 10.00"),
        ({"status": Status.HELD}, "ditahan sejak hari ini 10.00"),
        ({"status": Status.RETURNED}, "dikembalikan hari ini 10.00, batas 25/11/2026"),
    ],
)
def test_the_row_says_since_when(changes, words):
    expected = ["Siti Aminah", "pengirim baru", words, "Medono", "Batik", ""]
    assert cards.card(item(**changes), ME, AT, with_ward=True).meta == expected


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "pengirim baru"), (29, "pengirim baru"), (30, "akun 1 bulan"), (364, "akun 12 bulan"), (800, "akun 2 tahun")],
)
def test_the_row_says_how_long_the_author_has_had_an_account(days, words):
    assert cards.membership(AT - timedelta(days=days), AT) == words


def test_the_row_begins_the_story_and_counts_its_photos():
    card = cards.card(item(photos=[photo(), photo()]), ME, AT, with_ward=False)
    assert card.words == "Sejak pagi lampu padam."
    assert card.meta[-1] == "2 foto"


def test_an_anonymous_author_has_no_name_on_the_desk_but_to_oneself():
    assert cards.byline("Siti", Credit.ANONYMOUS) == "Tanpa nama"
    assert cards.byline("Siti", Credit.ANONYMOUS, own=True) == "Siti"
    assert cards.byline("Siti", Credit.INITIALS) == "Siti", "the desk knows whom readers know by initials"


def test_the_thumb_is_the_first_picture_that_is_ready():
    shown = cards.card(item(photos=[photo(PhotoState.RECEIVED), photo() | {"id": "b"}]), ME, AT, with_ward=False)
    assert shown.photo["id"] == "b"
    assert cards.card(item(photos=[photo(PhotoState.FAILED)]), ME, AT, with_ward=False).photo is None
