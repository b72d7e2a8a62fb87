import random
import secrets
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import codes
from portal.kernel.codes import ALPHABET, WrongCode, check_letter, new, parse, pretty, split_path


class Dice:
    """A random source that can be repeated."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def randbelow(self, exclusive_upper_bound):
        return self.random.randrange(exclusive_upper_bound)


SAMPLE = [new(Dice(seed)) for seed in range(300)]


def refused(text):
    try:
        parse(text)
    except WrongCode:
        return True
    return False


def test_the_alphabet_is_crockfords():
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


def test_the_printed_example_is_a_right_code():
    assert parse("BW-7K3F2Q") == "7K3F2Q"
    assert pretty("7k3f2q") == "BW-7K3F2Q"


def test_new_codes_are_right_and_differ():
    made = {new() for _ in range(500)}
    assert len(made) > 490
    assert all(parse(code) == code for code in made)


def test_new_takes_its_five_letters_from_the_given_source():
    assert new(Dice(1)) == new(Dice(1)) != new(Dice(2))
    assert new(secrets)[5] in ALPHABET


@pytest.mark.parametrize(
    "typed",
    [
        "BW-7K3F2Q",
        "bw-7k3f2q",
        "7K3F2Q",
        "7k3f2q",
        "BW7K3F2Q",
        " bw 7k3 f2q ",
        "B-W-7-K-3-F-2-Q",
        "BW\u20117K3F2Q",
        "BW–7K3F2Q\n",
        "BW\u00a07K3F2Q",
        "BW-7K3.F2Q",
        "ＢＷ－７Ｋ３Ｆ２Ｑ",
        "\ufeffBW-7K3\u200bF2Q",
    ],
)
def test_case_prefix_hyphens_and_spaces_do_not_matter(typed):
    assert parse(typed) == "7K3F2Q"


def test_letters_that_look_like_digits_are_read_as_digits():
    code = next(code for code in SAMPLE if "1" in code and "0" in code)
    for one in "IiLl1":
        for zero in "Oo0":
            assert parse(code.replace("1", one).replace("0", zero)) == code


def test_a_code_may_itself_start_like_the_prefix():
    code = "BW7K3" + check_letter("BW7K3")
    assert parse(code) == parse("BW-" + code) == parse("bw" + code) == code
    twice = "BWBW0" + check_letter("BWBW0")
    assert parse(twice) == parse(pretty(twice)) == twice


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "BW-",
        "BW-7K3F2",
        "BW-7K3F2QQ",
        "7K3F2U",
        "7K3F2!",
        "XX-7K3F2Q",
        "７K3F2R",
        "A" * 65,
        "7K3F2Ω",
        "ﬀﬀﬀ",
        "\x00" * 6,
        "BW-" + "-" * 80 + "7K3F2Q",
    ],
)
def test_anything_else_is_a_wrong_code(typed):
    with pytest.raises(WrongCode):
        parse(typed)


def test_every_single_wrong_letter_is_noticed():
    for code in SAMPLE:
        for place in range(6):
            for letter in ALPHABET.replace(code[place], ""):
                assert refused(code[:place] + letter + code[place + 1 :])


def test_every_swap_of_two_different_letters_is_noticed():
    for code in SAMPLE:
        for a, b in combinations(range(6), 2):
            if code[a] != code[b]:
                letters = list(code)
                letters[a], letters[b] = letters[b], letters[a]
                assert refused("".join(letters))


def test_every_doubled_letter_read_as_another_doubled_letter_is_noticed():
    for seed in range(40):
        base = new(Dice(seed))
        for place in range(4):
            for was in ALPHABET:
                body = base[:place] + was * 2 + base[place + 2 : 5]
                code = body + check_letter(body)
                for became in ALPHABET.replace(was, ""):
                    assert refused(code[:place] + became * 2 + code[place + 2 :])


def test_places_have_different_weights_so_the_proof_holds_for_all_codes():
    """The check is linear: what is noticed depends only on the weights, which are these."""
    weights = []
    for place in range(6):
        unit = ["0"] * 6
        unit[place] = "1"
        weights.append(codes._fold("".join(unit)))
    assert 0 not in weights
    assert len(set(weights)) == 6
    for a, b in combinations([codes._VALUE[letter] for letter in ALPHABET], 2):
        assert codes._times(9, a) ^ codes._times(9, b) == codes._times(9, a ^ b)


def test_one_made_up_code_in_32_passes():
    dice = random.Random(7)
    made_up = ["".join(dice.choices(ALPHABET, k=6)) for _ in range(6400)]
    assert 130 < sum(not refused(code) for code in made_up) < 270


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("pasar-pagi-BW-7K3F2Q", "pasar-pagi"),
        ("pasar-pagi-bw-7k3f2q", "pasar-pagi"),
        ("pasar-pagi-7k3f2q", "pasar-pagi"),
        ("pasar-pagi-bw7k3f2q", "pasar-pagi"),
        ("BW-7K3F2Q", ""),
        ("7K3F2Q", ""),
        ("kata-bw-BW-7K3F2Q", "kata-bw"),
    ],
)
def test_an_address_ends_in_its_code(path, slug):
    assert split_path(path) == (slug, "7K3F2Q")


@pytest.mark.parametrize("path", ["", "pasar-pagi", "pasar-pagi-BW-7K3F2R", "pasar7K3F2Q", "BW-", "-", "a" * 5000])
def test_an_address_without_a_right_code_is_refused(path):
    with pytest.raises(WrongCode):
        split_path(path)


@given(st.text(max_size=80) | st.text(alphabet="BWbw- 0123456789IiLlOoUu\u200b\u2011٣", max_size=20))
def test_any_text_is_a_code_or_a_wrong_one(text):
    for read in (codes.parse, lambda typed: codes.split_path(typed)[1]):
        try:
            found = read(text)
        except codes.WrongCode:
            continue
        assert codes.parse(found) == found
        assert len(found) == codes.LENGTH
        assert set(found) <= set(codes.ALPHABET)
