import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.search_query import BEGINNING, TERMS, TYPED, Query, parse
from tests.fuzzing import fuzz


@pytest.mark.parametrize(
    ("typed", "must", "never"),
    [
        ("banjir medono", [("banjir",), ("medono",)], []),
        ('"air bersih" rob', [("air", "bersih"), ("rob",)], []),
        ("“air bersih”", [("air", "bersih")], []),
        ("«air bersih»", [("air", "bersih")], []),
        ("rumah-rumahan", [("rumah", "rumahan")], []),
        ("banjir -rob", [("banjir",)], [("rob",)]),
        ('banjir -"jalan raya"', [("banjir",)], [("jalan", "raya")]),
        ("banjir –rob", [("banjir",)], [("rob",)]),
        ("anti-rob", [("anti", "rob")], []),
        ('"tanpa akhir', [("tanpa",), ("akhir",)], []),
        ('""', [], []),
        ("-", [], []),
        ("", [], []),
        ("   \t\n ", [], []),
        ("😀", [], []),
        ("banjir di medono", [("banjir",), ("medono",)], []),
        ("di dan", [("di",), ("dan",)], []),
        ('"di sana"', [("di", "sana")], []),
        ("NEAR(a, b)", [("near", "a"), ("b",)], []),
        ("a\x00b\ud800c", [("abc",)], []),
        ("\u202ebanjir\u202c", [("banjir",)], []),
    ],
)
def test_what_is_wanted_and_what_not(typed, must, never):
    query = parse(typed)
    assert (list(query.must), list(query.never)) == (must, never)


@pytest.mark.parametrize(
    ("typed", "is_open"),
    [
        ("banj", True),
        ("air banj", True),
        ("ba", False),
        ('"banj"', False),
        ("banj -rob", False),
        ("rt-05", False),
        ("banjir di", False),
        ("-banj", False),
        ("", False),
    ],
)
def test_only_a_last_bare_word_may_be_unfinished(typed, is_open):
    assert parse(typed).open is is_open


def test_a_beginning_is_cut_as_far_as_the_index_goes():
    assert parse("rob kelurah").unfinished == "kelurah"[:BEGINNING]


def test_a_long_text_is_cut_and_so_is_a_long_list():
    assert len(parse("x" * 100_000).text) == TYPED
    query = parse(" ".join(f"k{n} -t{n}" for n in range(50)))
    assert len(query.must) + len(query.never) == TERMS


def test_without_takes_terms_out_and_keeps_what_is_open():
    query = parse("banjir panjang wetan rob")
    rest = query.without(1, 2)
    assert rest.must == (("banjir",), ("rob",))
    assert rest.open
    assert not query.without(3).open
    assert query.without(0, 4).empty


def test_nothing_typed_is_empty():
    assert parse("").empty
    assert Query().empty
    assert not parse("-rob").empty


@fuzz(200)
@given(st.text() | st.text('"-–“” abc\x00\ud800*():^', max_size=60))
def test_any_text_is_a_query_of_harmless_words(typed):
    query = parse(typed)
    assert len(query.text) <= TYPED
    for term in (*query.must, *query.never):
        assert term
        assert all(word.isalnum() for word in term)
    if query.open:
        assert 3 <= len(query.unfinished) <= BEGINNING
    assert parse(query.text).must == query.must
