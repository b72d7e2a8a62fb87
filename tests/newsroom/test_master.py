"""The master text taken apart and put into facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.newsroom import master
from portal.newsroom.fitting import StoryFacts


def test_the_storys_own_words_are_headline_and_paragraphs():
    assert master.own_words("Judul", ["Satu.", "", " Dua. "]) == "Judul\n\nSatu.\n\nDua."


@pytest.mark.parametrize(
    ("text", "headline", "paragraphs"),
    [
        ("Judul\n\nSatu.\n\nDua.", "Judul", ("Satu.", "Dua.")),
        ("Judul\nSatu tanpa jarak.", "Judul", ("Satu tanpa jarak.",)),
        ("\n\n  Judul  \n\n\n\nSatu\nbaris kedua.\n \nDua.\n", "Judul", ("Satu baris kedua.", "Dua.")),
        ("Hanya judul", "Hanya judul", ()),
        ("", "", ()),
        ("  \n \n", "", ()),
    ],
)
def test_the_first_line_is_the_headline(text, headline, paragraphs):
    assert master.split(text) == (headline, paragraphs)


def test_only_the_words_change_in_the_facts():
    story = StoryFacts("Lama", ("Isi lama.",), "Medono", "Rob", standfirst="Pembuka.", byline="Siti", credits=("Siti",))
    found = master.facts(story, "Baru\n\nIsi baru.")
    assert (found.title, found.paragraphs, found.standfirst) == ("Baru", ("Isi baru.",), "")
    assert (found.ward, found.rubric, found.byline, found.credits) == ("Medono", "Rob", "Siti", ("Siti",))


@given(st.text(max_size=300))
def test_any_text_is_taken_apart_without_losing_a_word(text):
    headline, paragraphs = master.split(text)
    assert " ".join([headline, *paragraphs]).split() == text.split()
    assert all(part == part.strip() and part for part in paragraphs)
