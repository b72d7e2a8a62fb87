"""Personal data in what an author typed, found in Python; tests/static holds that the page's script finds the same."""

import pytest

from portal.stories.personal_numbers import Found, numbers_in, numbers_of

FOUND = [
    ("phone", "0857 1234 5678"),
    ("phone", "0857-1234-5678"),
    ("phone", "+62 857 1234 5678"),
    ("phone", "6285712345678"),
    ("phone", "081.2345.6789"),
    ("nik", "3375012311060001"),
    ("nik", "3375 0123 1106 0001"),
    ("nik", "337501-231106-0001"),
    ("email", "siti.k+berita@contoh.co.id"),
]
ACCOUNTS = [
    ("rekening BCA 1234567890 a.n. Siti", "1234567890"),
    ("Rek. BRI: 0012-01-012345-53-1", "0012-01-012345-53-1"),
    ("norek 123 456 789 012", "123 456 789 012"),
    ("Bank Jateng nomor 3012345678", "3012345678"),
]
LEFT_ALONE = [
    "Rp10.000.000",
    "dana desa Rp150.000.000.000",
    "tahun 2026",
    "081234",
    "RT 05/RW 04",
    "(0285) 421243",
    "0812345678901234567",
    "2024-11-24 2025-11-24",
    "Usaha Mandiri berdiri 2024",
    "https://facebook.com/1234567890123456?u=a@b.id",
    "nilai 12,5 dan 13.000 orang",
]


@pytest.mark.parametrize(("kind", "number"), FOUND)
def test_personal_data_is_noticed_as_it_is_written(kind, number):
    assert numbers_in(f"Yang mau ikut hubungi {number}.") == [Found(kind, number)]


@pytest.mark.parametrize(("text", "number"), ACCOUNTS)
def test_an_account_is_told_by_the_word_before_it(text, number):
    assert numbers_in(f"Kirim ke {text}.") == [Found("account", number)]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_other_numbers_are_left_alone(text):
    assert numbers_in(text) == []


def test_each_number_is_named_once_in_its_order():
    text = "NIK 3375012311060001, HP 0857 1234 5678, sekali lagi 0857 1234 5678"
    assert [found.kind for found in numbers_in(text)] == ["nik", "phone"]


def test_the_citys_own_numbers_are_everybodys():
    assert numbers_in("Lapor ke 0816 6440 000", {"628166440000"}) == []
    assert numbers_in("Lapor ke +62 816 6440 000", {"628166440000"}) == []


def test_the_field_is_named_with_what_is_in_it():
    fields = {"title": "Kabar", "body": "0857 1234 5678", "source": "siti@contoh.id"}
    assert [(name, found.kind) for name, found in numbers_of(fields)] == [("body", "phone"), ("source", "email")]
