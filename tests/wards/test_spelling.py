from types import SimpleNamespace

import pytest

from portal.wards import city
from portal.wards.spelling import Spellings, key, nearly

WARDS = [SimpleNamespace(id=n, name=w.name, aliases=w.aliases) for n, w in enumerate(city.load("pekalongan").wards, 1)]
SPELLINGS = Spellings(WARDS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("banjir medono", [("Medono", 1, 1)]),
        ("banjir di kelurahan panjang wetan lagi", [("Panjang Wetan", 2, 3)]),
        ("kel klego", [("Klego", 0, 2)]),
        ("kalibaros", [("Kali Baros", 0, 1)]),
        ("kali baros", [("Kali Baros", 0, 2)]),
        ("rob krapyak lor", [("Krapyak", 1, 2)]),
        ("pasir kraton kramat", [("Pasirkratonkramat", 0, 3)]),
        ("medono dan klego", [("Medono", 0, 1), ("Klego", 2, 1)]),
        ("kegiatan pkk", []),  # not only a ward's short name
        ("rob slamaran", []),  # lies in two wards
        ("panjang sekali", []),
        ("medano", []),
        ("kelurahan", []),
        ("", []),
    ],
)
def test_wards_that_are_named_without_doubt(text, found):
    assert [(each.ward.name, each.at, each.length) for each in SPELLINGS.named(text.split())] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("banjir medano", {"Medono"}),
        ("panjang weten", {"Panjang Wetan"}),
        ("kelgo", {"Klego"}),
        ("rob slamaran", {"Krapyak", "Degayu"}),
        ("pkk", {"Pasirkratonkramat"}),
        ("bandeng presto", set()),
        ("banjir", set()),
        ("", set()),
    ],
)
def test_wards_that_may_be_meant(text, found):
    assert {each.ward.name for each in SPELLINGS.perhaps(text.split())} == found


def test_a_name_is_compared_without_case_accents_and_spaces():
    assert key("Kali Báros") == "kalibaros"


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("medono", "medano", True),
        ("medono", "medonoo", True),
        ("medono", "medno", True),
        ("medono", "mednoo", True),
        ("medono", "medono", True),
        ("medono", "madano", False),
        ("rob", "rab", False),
        ("medono", "medonoxx", False),
    ],
)
def test_one_slip_is_alike(a, b, alike):
    assert nearly(a, b) is nearly(b, a) is alike
