import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import numbers


@pytest.mark.parametrize(
    ("text", "meant"),
    [("0", 0), ("7", 7), ("007", 7), ("2147483647", 2**31 - 1), ("2147483648", None), ("9" * 5000, None)],
)
def test_plain_digits_within_bounds_are_a_number(text, meant):
    assert numbers.whole(text) == meant


@pytest.mark.parametrize("text", [None, "", "-1", "+1", " 1", "1 ", "1_0", "1e9", "0x1", "NaN", "٣", "²", "1\n", "1.0"])
def test_anything_else_is_none(text):
    assert numbers.whole(text) is None


@given(st.text(max_size=30), st.integers(-5, 50), st.integers(0, 10**6))
def test_what_comes_out_is_within_bounds(text, low, high):
    found = numbers.whole(text, low, high)
    assert found is None or low <= found <= high


def test_rows_are_counted_from_one():
    assert numbers.row("0") is None
    assert numbers.row("1") == 1


@pytest.mark.parametrize("part", ["0", "01", "-1", "2147483648", "9" * 5000, "%D9%A3", "1e9", "x"])
def test_an_address_with_a_strange_number_is_a_404(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


@pytest.mark.parametrize(
    ("number", "lang", "written"), [(0, "id", "0"), (10000, "id", "10.000"), (10000, "en", "10,000")]
)
def test_thousands_are_grouped_as_the_language_does_it(number, lang, written):
    assert numbers.grouped(number, lang) == written
