from types import SimpleNamespace

import pytest

from portal.kernel.search import Cut
from portal.kernel.search_query import parse
from portal.public.finding import meaning, neighbours
from portal.wards import city
from portal.wards.spelling import Spellings

WARDS = [
    SimpleNamespace(id=n, name=w.name, slug=w.slug, aliases=w.aliases, column=w.column, row=w.row)
    for n, w in enumerate(city.load("pekalongan").wards, 1)
]
SPELLINGS = Spellings(WARDS)
IDS = {ward.name: ward.id for ward in WARDS}


def meant(typed, **cut):
    return meaning(parse(typed), Cut(**cut), SPELLINGS)


def terms(ask):
    return [" ".join(term) for term in ask.query.must]


def test_a_ward_in_the_words_is_looked_for_first_and_then_where_it_is_mentioned():
    found = meant("banjir medono")
    own, others = found.asks
    assert found.ward.name == "Medono"
    assert found.rest == "banjir"
    assert (terms(own), own.cut) == (["banjir"], Cut(place=IDS["Medono"]))
    assert (terms(others), others.cut) == (["banjir"], Cut(tags=(f"m{IDS['Medono']}",)))


@pytest.mark.parametrize(
    ("typed", "ward", "rest"),
    [
        ("medono", "Medono", []),
        ("panjang wetan rob", "Panjang Wetan", ["rob"]),
        ("rob kelurahan panjang wetan malam", "Panjang Wetan", ["rob", "malam"]),
        ('rob "panjang wetan"', "Panjang Wetan", ["rob"]),
        ("sapuro", "Sapuro Kebulen", []),
        ("kali-baros", "Kali Baros", []),
    ],
)
def test_what_is_left_when_the_ward_is_taken_out(typed, ward, rest):
    found = meant(typed)
    assert found.ward.name == ward
    assert terms(found.asks[0]) == rest


@pytest.mark.parametrize(
    "typed", ["banjir", "medono klego", "kegiatan pkk", '"gang medono"', "rob slamaran", "medano", "banjir -medono", ""]
)
def test_without_one_clear_ward_the_words_are_only_words(typed):
    found = meant(typed)
    assert found.ward is None
    assert len(found.asks) == 1
    assert found.asks[0].query == parse(typed)


def test_a_chosen_ward_is_not_overruled_by_a_typed_one():
    klego = IDS["Klego"]
    assert [terms(ask) for ask in meant("banjir medono", place=klego).asks] == [["banjir", "medono"]]
    assert [terms(ask) for ask in meant("banjir klego", place=klego).asks] == [["banjir"]]
    assert all(ask.cut.place == klego for ask in meant("banjir klego", place=klego).asks)


def test_the_other_filters_hold_in_both_lists():
    assert [ask.cut.topic for ask in meant("banjir medono", topic=7).asks] == [7, 7]


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("banjir medano", ["banjir Medono"]),
        ("medano", ["Medono"]),
        ("kelgo malam", ["Klego malam"]),
        ("rob slamaran", ["rob Krapyak", "rob Degayu"]),
        ("pkk", ["Pasirkratonkramat"]),
        ("banjir medono", []),
        ("banjir", []),
        ("", []),
    ],
)
def test_wards_that_may_be_meant_are_offered(typed, offers):
    assert [query for _ward, query in meant(typed).offers] == offers


def test_neighbours_are_the_nearest_on_the_map_and_never_the_ward_itself():
    near = neighbours(WARDS, next(ward for ward in WARDS if ward.name == "Medono"))
    assert [ward.name for ward in near] == ["Bendan Kergon", "Jenggot", "Podosugih", "Sapuro Kebulen"]
