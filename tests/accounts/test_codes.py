import pytest

from portal.accounts import codes


def test_codes_are_long_plain_and_never_the_same():
    drawn = {codes.draw() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(code) == 12 and set(code) <= set(codes.ALPHABET) for code in drawn)


def test_a_code_is_shown_in_groups_of_four():
    assert codes.grouped("7K3F2QXW9B4D") == "7K3F-2QXW-9B4D"


@pytest.mark.parametrize("typed", ["7K3F-2QXW-9B4D", "7k3f2qxw9b4d", " 7K3F 2QXW 9B4D ", "7K3F–2QXW.9B4D"])
def test_a_typed_code_is_read_with_forgiveness(typed):
    assert codes.read(typed) == "7K3F2QXW9B4D"


def test_letters_that_look_like_digits_are_digits():
    assert codes.read("ilo") == "110"
    assert not set("ILOU") & set(codes.ALPHABET)
