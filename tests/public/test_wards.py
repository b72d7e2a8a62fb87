from dataclasses import dataclass

import pytest

from portal.public.wards import by_district, by_slug, meant
from portal.wards import city


@dataclass
class Ward:
    name: str
    slug: str
    district: str
    aliases: tuple[str, ...]


WARDS = [Ward(each.name, each.slug, each.district, each.aliases) for each in city.load("pekalongan").wards]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Medono", "medono"),
        ("kandangpanjang", "kandang-panjang"),
        ("kebulen", "sapuro-kebulen"),
        ("Pasir-Kraton-Kramat", "pasirkratonkramat"),
        ("pkk", "pasirkratonkramat"),
        ("kelurahan-medono", "medono"),
    ],
)
def test_another_spelling_means_one_ward(typed, slug):
    assert meant(WARDS, typed).slug == slug


@pytest.mark.parametrize("typed", ["slamaran", "jakarta", "", "-", "'; drop table ward", "ﷺ", "medonno", "kelurahan"])
def test_what_means_none_or_two_is_not_guessed(typed):
    assert meant(WARDS, typed) is None


def test_the_exact_address_is_exact():
    assert by_slug(WARDS, "medono").name == "Medono"
    assert by_slug(WARDS, "Medono") is None


def test_every_ward_stands_under_its_district():
    grouped = by_district(WARDS)
    assert [name for name, _ in grouped] == sorted(name for name, _ in grouped)
    assert sum(len(found) for _, found in grouped) == len(WARDS)
