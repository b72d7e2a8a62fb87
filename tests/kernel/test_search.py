"""One table of expectations for both databases: what is found by what."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import search
from portal.kernel.db import db
from portal.kernel.search import Ask, Cut, Document
from portal.kernel.search_query import parse
from tests.factories.search import AT, put

TEXTS = [
    "Warga membersihkan sungai di Medono",  # 1
    "Sungai dibersihkan, kebersihan kampung terjaga",  # 2
    "Air bersih belum mengalir",  # 3
    "Banjir rob menggenangi Jalan Kusuma Bangsa",  # 4
    "Salat Jum’at di masjid, café di seberang",  # 5
    "Lomba 17 Agustus di RT 05/RW 04",  # 6
    "Bersih-bersih pantai, banjir kiriman sampah",  # 7
    "Pengajian قرآن dan aksara ꦗꦮ",  # 8
]
FOUND = {
    "bersih": {1, 2, 3, 7},
    "membersihkan": {1, 2, 3, 7},
    "dibersihkan": {1, 2, 3, 7},
    "KEBERSIHAN": {1, 2, 3, 7},
    "kebersihannya": {1, 2, 3, 7},
    "sungai medono": {1},
    "medono sungai": {1},
    '"air bersih"': {3},
    '"bersih air"': set(),
    "“air bersih”": {3},
    "banjir": {4, 7},
    "kebanjiran": {4, 7},
    "banjir -rob": {7},
    "banjir -kiriman -rob": set(),
    'bersih -"air bersih"': {1, 2, 7},
    "jumat": {5},
    "Jum'at": {5},
    "CAFE": {5},
    "café": {5},
    "17 agustus": {6},
    "RT 05": {6},
    "rt-05": {6},
    "RT 05/RW 04": {6},
    "bersih-bersih": {2, 7},  # stems that stand side by side
    "قرآن": {8},
    "ꦗꦮ": {8},
    "di sungai yang": {1, 2},
    "listrik": set(),
    # synonyms
    "rob": {4, 7},
    "genangan air": {4, 7},
    '"genangan air"': set(),
    "resik-resik pantai": set(),  # a word with a hyphen is a phrase
    "gotong royong": {2, 7},
    "musala": {5},
    "kerja bakti pantai": {7},
    # what would be operators if it were not quoted
    "banjir OR listrik": set(),
    "banjir AND rob": set(),
    "NOT banjir": set(),
    "terms:banjir": set(),
    "banjir*": {4, 7},
    "(banjir": {4, 7},
    "banjir)": {4, 7},
    "^banjir": {4, 7},
    "banjir & !rob | (": {4, 7},
    "banjir:*": {4, 7},
    "'banjir'": {4, 7},
    "banjir\\": {4, 7},
    "_public": set(),
    "_place1": set(),
    "banjir; DROP TABLE story": set(),
}


@pytest.fixture
def index(both):
    with both.app_context():
        session = db.session()
        put(session, TEXTS)
        session.commit()
        yield session


def found(session, typed, *, open=False, before=None, size=20, **cut):
    ids = search.find(session, Ask(parse(typed), Cut(**cut), open, before, size))
    return [search.item_of(each) for each in ids]


def test_what_is_found_by_what(index):
    assert {typed: set(found(index, typed)) for typed in FOUND} == FOUND


@pytest.mark.parametrize(
    ("typed", "whole", "begun"),
    [
        ("banj", set(), {4, 7}),
        ("sungai kamp", set(), {2}),
        ("sungai banj", set(), set()),
        ("ba", set(), set()),  # two letters begin too many words
        ('"banj"', set(), set()),  # a phrase is finished
    ],
)
def test_the_last_word_may_be_unfinished(index, typed, whole, begun):
    assert set(found(index, typed)) == whole
    assert set(found(index, typed, open=True)) == begun


def test_a_finished_word_is_found_by_its_stem_also_when_it_might_go_on(index):
    assert set(found(index, "kebersihan", open=True)) == {1, 2, 3, 7}


def test_newest_first_and_page_by_page_without_a_gap(index):
    assert found(index, "bersih") == [1, 2, 3, 7]
    seen, before = [], None
    while ids := search.find(index, Ask(parse("bersih"), Cut(), False, before, 1)):
        seen, before = [*seen, search.item_of(ids[0])], ids[0]
    assert seen == [1, 2, 3, 7]


@pytest.fixture
def places(both):
    """Items 1 to 4: place 1 and 2, topic 1 and 2; 5 is not public, 6 carries a tag."""
    with both.app_context():
        session = db.session()
        for number in range(1, 5):
            search.put(session, number, Document(AT, "rob", True, 1 + number % 2, 1 + number // 3))
        search.put(session, 5, Document(AT, "rob", False, 1, 1))
        search.put(session, 6, Document(AT, "rob", False, None, None, ("esc", "m2")))
        session.commit()
        yield session


@pytest.mark.parametrize("typed", ["rob", ""])
@pytest.mark.parametrize(
    ("cut", "items"),
    [
        ({}, {1, 2, 3, 4}),
        ({"place": 1}, {2, 4}),
        ({"place": 2}, {1, 3}),
        ({"topic": 2}, {3, 4}),
        ({"place": 2, "topic": 2}, {3}),
        ({"place": 9}, set()),
        ({"public": False}, {1, 2, 3, 4, 5, 6}),
        ({"public": False, "place": 1}, {2, 4, 5}),
        ({"public": False, "tags": ("m2",)}, {6}),
        ({"public": False, "tags": ("m2", "esc")}, {6}),
        ({"public": False, "tags": ("m3",)}, set()),
        ({"public": False, "among": (1,)}, {2, 4, 5}),
        ({"public": False, "among": (1,), "among_tags": ("esc",)}, {2, 4, 5, 6}),
        ({"public": False, "among": (), "among_tags": ("esc",)}, {6}),
        ({"public": False, "among": ()}, set()),
        ({"among": (1, 2)}, {1, 2, 3, 4}),
    ],
)
def test_a_search_is_narrowed(places, typed, cut, items):
    assert set(found(places, typed, **cut)) == items


def test_dates_are_part_of_the_order(index):
    hour = timedelta(hours=1)
    assert found(index, "bersih", since=AT - 2 * hour) == [1, 2]
    assert found(index, "bersih", until=AT - 2 * hour) == [3, 7]
    assert found(index, "bersih", since=AT - 3 * hour, until=AT - 2 * hour) == [3]
    assert found(index, "bersih", since=AT) == []


def test_a_page_and_a_last_day_both_hold(index):
    last = search.place_in_time(AT - timedelta(hours=2), 2)
    assert found(index, "bersih", before=last, until=AT) == [3, 7]
    assert found(index, "bersih", before=last, until=AT - timedelta(hours=4)) == [7]


def test_writing_again_replaces(index):
    search.put(index, 4, Document(AT, "Jalan sudah kering", True))
    index.commit()
    assert found(index, "banjir") == [7]
    assert found(index, "kering") == [4]


def test_what_is_removed_is_found_no_more_and_leaves_no_word(index):
    search.remove(index, 4)
    search.remove(index, 999)
    index.commit()
    assert found(index, "banjir") == [7]
    words = index.scalars(sa.select(search.SearchDocument.terms)).all()
    assert not any("kusuma" in text for text in words)


def test_removing_a_range_keeps_its_lower_end(index):
    search.remove_between(index, 3, 7)
    assert set(found(index, "bersih")) == {1, 2, 3}


def test_a_rolled_back_write_was_never_there(index):
    search.put(index, 9, Document(AT, "banjir bandang", True))
    search.remove(index, 4)
    index.rollback()
    assert found(index, "banjir") == [4, 7]


def test_items_of_one_second_are_all_kept(both):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with both.app_context():
        search.put_new(db.session(), {n: Document(at, "rob", True) for n in (1, 2, 2**31 - 1)})
        assert found(db.session(), "rob") == [2**31 - 1, 2, 1]


def test_the_index_of_sqlite_agrees_with_its_rows(app):
    with app.app_context():
        session = db.session()
        put(session, TEXTS)
        search.remove(session, 3)
        search.put(session, 4, Document(AT, "lain", True))
        session.execute(sa.update(search.SearchDocument).where(search.SearchDocument.item_id == 1).values(terms="x y"))
        session.commit()
        session.execute(sa.text("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)"))
