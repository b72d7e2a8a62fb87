import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.search_marks import ROOM, marker
from portal.kernel.search_query import parse


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "line", "expected"),
    [
        ("bersih", "Warga membersihkan kali, kini BERSIH.", "Warga [membersihkan] kali, kini [BERSIH]."),
        ("jumat", "Salat Jum’at di kafe", "Salat [Jum’at] di kafe"),
        ("café", "Salat di Cafe", "Salat di [Cafe]"),
        ('"air bersih"', "Air yang bersih", "[Air] yang [bersih]"),
        ("banjir -rob", "rob dan banjir", "rob dan [banjir]"),
        ("rob", "<b>rob</b> & co", "<b>[rob]</b> & co"),
        ("listrik", "Tidak ada di sini", "Tidak ada di sini"),
        ("", "apa pun", "apa pun"),
        ("rob", "", ""),
    ],
)
def test_words_are_marked_as_they_are_written(typed, line, expected):
    assert shown(marker(parse(typed)).mark(line)) == expected


def test_a_beginning_is_marked_only_where_it_counted():
    query = parse("banj")
    assert shown(marker(query).mark("banjir")) == "banjir"
    assert shown(marker(query, open_last=True).mark("banjir")) == "[banjir]"


def test_an_excerpt_stands_around_the_first_hit():
    text = "Awal cerita. " * 40 + "Di sini banjir setinggi lutut. " + "Lalu surut. " * 40
    found = shown(marker(parse("banjir")).excerpt(text))
    assert found.startswith("…")
    assert found.endswith("…")
    assert "Di sini [banjir] setinggi" in found
    assert len(found) <= ROOM + 4
    assert not found.removeprefix("…").startswith(" ")


def test_an_excerpt_of_a_short_text_is_all_of_it():
    assert shown(marker(parse("banjir")).excerpt("Ada\n\n banjir.")) == "Ada [banjir]."


def test_no_hit_no_excerpt():
    assert marker(parse("banjir")).excerpt("Ada pompa.") == ()


def test_a_synonym_is_a_hit_but_not_a_word_of_a_phrase_that_means_the_same():
    pieces = marker(parse("banjir")).mark("Rob, air pasang, banjir.")
    assert [piece.text for piece in pieces if piece.hit] == ["Rob", "banjir"]


@given(st.text(), st.text(max_size=300))
def test_the_pieces_are_the_line(typed, line):
    marks = marker(parse(typed), open_last=True)
    assert "".join(piece.text for piece in marks.mark(line)) == line
    excerpt = "".join(piece.text for piece in marks.excerpt(line))
    assert excerpt.strip("…") in " ".join(line.split())
