import pytest
from werkzeug.datastructures import MultiDict

from portal.author import rows
from portal.author.rows import GAP, Row, Rows
from portal.photos.models import Photo, PhotoState
from portal.stories.forms import PhotoTyped


def photo(public_id="a" * 24, state=PhotoState.READY, **changes):
    return Photo(id=1, public_id=public_id, state=state, original_name="IMG.jpg", **changes)


def form(*ids, **fields):
    return MultiDict([*(("upload_ids", each) for each in ids), *fields.items()])


@pytest.fixture(autouse=True)
def _page(app):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (Row(PhotoTyped({}, 0), photo()), "done"),
        (Row(PhotoTyped({}, 0), photo(state=PhotoState.RECEIVED)), "waiting"),
        (Row(PhotoTyped({}, 0), photo(state=PhotoState.FAILED, failure="broken")), "failed"),
        (Row(PhotoTyped({}, 0), None, "x.pdf", "not_image"), "failed"),
        (Row(PhotoTyped({}, 0)), "failed"),
        (Row(PhotoTyped({}, 0), given="b" * 24), "waiting"),
    ],
)
def test_a_row_says_how_its_picture_is(row, state):
    shown = row.shown()
    assert shown["state"] == state
    assert bool(shown["message"]) == (state == "failed")
    assert (shown["thumb"] != "") == (state == "done")


def test_rows_come_in_the_order_of_their_ids_and_twice_named_ones_once():
    a, b = photo("a" * 24), photo("b" * 24)
    typed = form("b" * 24, "a" * 24, "b" * 24, **{"photo-1-caption": "satu"})
    found = rows.from_ids(typed, {"a" * 24: a, "b" * 24: b})
    assert [row.photo.public_id[0] for row in found.rows] == ["b", "a"]
    assert found.rows[1].typed.caption == "satu"


def test_new_files_fill_the_gaps_first_and_then_come_last():
    found = rows.from_ids(form(GAP, "a" * 24), {"a" * 24: photo()})
    gap = found.place(form())
    assert gap is found.rows[0]
    gap.photo = photo("c" * 24)
    assert found.place(form()) is found.rows[2]
    assert len(found.rows) == 3


def test_there_is_no_eleventh_place():
    found = Rows([Row(PhotoTyped({}, n), photo()) for n in range(10)])
    assert found.place(form()) is None
    more = rows.from_ids(form(*(f"{n:024}" for n in range(12))), {f"{n:024}": photo(f"{n:024}") for n in range(12)})
    assert len(more.rows) == 10
    assert [status for _name, _code, status in more.refused] == [422, 422]


def test_a_gap_is_left_out_of_what_is_kept():
    found = rows.from_ids(form(GAP, "a" * 24), {"a" * 24: photo()})
    assert found.check()
    assert [words.photo_id for words in found.words()] == [1]


def test_an_unknown_id_is_a_fault_until_it_is_forgiven():
    found = rows.from_ids(form("z" * 24), {})
    assert not found.check()
    assert found.rows[0].upload_id == GAP
    found.forgive()
    assert found.check()
    assert found.rows[0].upload_id == "z" * 24


@pytest.mark.parametrize(
    ("how", "n", "order"),
    [
        ("up", 2, "acb"),
        ("up", 0, "abc"),
        ("down", 0, "bac"),
        ("down", 2, "abc"),
        ("drop", 1, "ac"),
        ("drop", 9, "abc"),
        ("x", 1, "abc"),
    ],
)
def test_a_picture_moves_by_one_place_or_goes(how, n, order):
    found = Rows([Row(PhotoTyped({}, 0), photo(letter * 24)) for letter in "abc"])
    found.move(how, n)
    assert "".join(row.photo.public_id[0] for row in found.rows) == order
