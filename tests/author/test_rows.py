import pytest
from hypothesis import given
from hypothesis import strategies as st
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


# ---- whose words a file gets --------------------------------------------------------------------------------------


class Sent:
    """A form in which place n says "words n", and what became of its files."""

    def __init__(self, good_and_bad, ids=(), **more):
        fields = {f"photo-{n}-caption": f"words {n}" for n in range(len(ids) + len(good_and_bad))}
        self.form = form(*ids, **fields | more)
        self.rows = rows.from_ids(self.form, {each: photo(each) for each in ids if each != GAP})
        self.rows.expect(self.form, len(good_and_bad))
        for n, good in enumerate(good_and_bad):
            self.take(f"file {n}", good)
        self.rows.keep_spare(self.form)

    def take(self, name, good):
        row = self.rows.place(self.form, name)
        if row is None:
            self.rows.turn_away(self.form, name)
            return
        row.name = name
        if good:
            row.photo = photo(name)
        else:
            self.rows.refuse(row, "not_image", 415)

    def words(self):
        """What each picture and each refused file ended with."""
        return {row.name: row.typed.caption for row in self.rows.rows}


@given(st.lists(st.booleans(), max_size=14), st.integers(0, 12))
def test_every_file_ends_with_its_own_words_whatever_became_of_the_others(good_and_bad, here):
    sent = Sent(good_and_bad, [f"{n:024}" for n in range(here)])
    shown = sent.words()
    for n, _good in enumerate(good_and_bad):
        assert shown.get(f"file {n}", f"words {here + n}") == f"words {here + n}"
    accepted = [row.name for row in sent.rows.rows if row.photo and row.name.startswith("file")]
    assert accepted == [f"file {n}" for n, good in enumerate(good_and_bad) if good][: max(0, 10 - here)]
    assert sum(row.counts for row in sent.rows.rows) <= 10


@given(st.lists(st.sampled_from([GAP, "a", "b", "c", "d"]), max_size=8), st.integers(0, 4), st.booleans())
def test_no_picture_gets_consent_that_was_given_for_another_file(ids, count, typed_for_new):
    ids = [each if each == GAP else each * 24 for each in ids]
    more = {f"photo-{n}-name": f"old {n}.gif" for n in range(len(ids))}
    more |= {f"photo-{n}-consent": "1" for n in range(len(ids))}
    if typed_for_new and count:
        more[f"photo-{len(ids)}-alt"] = "new"
    typed = form(*ids, **more)
    found = rows.from_ids(typed, {each: photo(each) for each in ids if each != GAP})
    found.expect(typed, count)
    for n in range(count):
        row = found.place(typed, f"new {n}.jpg")
        row.photo, row.name = photo(f"new {n}"), f"new {n}.jpg"
    for row in found.rows:
        if row.name.startswith("new"):
            assert not row.typed.consent
        elif row.photo:
            assert row.typed.consent


def test_the_words_of_an_upload_named_twice_shift_nobody_elses():
    sent = Sent([True], ["a" * 24, "a" * 24])
    assert sent.words() == {"IMG.jpg": "words 0", "file 0": "words 2"}


def test_as_many_files_as_gaps_fill_them_and_keep_their_words_but_no_consent_to_another_picture():
    consents = {"photo-0-consent": "1", "photo-0-name": "rob.gif", "photo-1-consent": "1", "photo-1-name": "anak.gif"}
    typed = form(GAP, GAP, **consents)
    found = rows.from_ids(typed, {})
    found.expect(typed, 2)
    for name in ("ROB.jpg", "lain.jpg"):
        found.place(typed, name).photo = photo(name)
    assert [row.photo.public_id for row in found.rows] == ["ROB.jpg", "lain.jpg"]
    assert [row.typed.consent for row in found.rows] == [True, False]
    assert [sorted(row.typed.errors) for row in found.rows] == [[], ["consent"]]
    assert not found.check()


@pytest.mark.parametrize("name", ["image.jpg", "foto", "blob"])
def test_a_name_that_many_pictures_have_carries_no_consent(name):
    typed = form(GAP, **{"photo-0-consent": "1", "photo-0-name": name})
    found = rows.from_ids(typed, {})
    found.expect(typed, 1)
    assert not found.place(typed, name).typed.consent
    assert not found.check()


@pytest.mark.parametrize("count", [1, 3])
def test_another_number_of_files_than_gaps_is_no_guess(count):
    typed = form(GAP, GAP, **{"photo-0-caption": "satu", "photo-0-consent": "1"})
    found = rows.from_ids(typed, {})
    found.expect(typed, count)
    placed = [found.place(typed, f"{n}.jpg") for n in range(count)]
    assert found.rows == [*found.rows[:2], *placed]
    assert [row.typed.caption for row in placed] == [""] * count
    assert [row.failure for row in found.rows[:2]] == ["again", ""]


def test_words_for_photos_that_did_not_come_stay_without_their_consent():
    typed = form("a" * 24, **{"photo-0-caption": "satu", "photo-2-caption": "tiga", "photo-2-consent": "1"})
    found = rows.from_ids(typed, {"a" * 24: photo()})
    assert [(each.caption, each.consent) for each in found.spare] == [("", False), ("tiga", False)]


def test_an_eleventh_picture_with_words_stays_on_the_page_and_is_not_sent():
    ids = [f"{n:024}" for n in range(11)]
    typed = form(*ids, **{"photo-10-caption": "sebelas"})
    found = rows.from_ids(typed, {each: photo(each) for each in ids})
    assert (len(found.rows), found.rows[10].typed.caption, found.rows[10].state) == (11, "sebelas", "failed")
    assert len(found.words()) == 10
    assert not found.check()
