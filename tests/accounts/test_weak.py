import pytest

from portal.accounts import weak


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "P@ssw0rd",
        "passw0rd123",
        "katasandi",
        "Kata Sandi 1",
        "bismillah123",
        "sayang12345",
        "12345678",
        "87654321",
        "qwertyuiop",
        "abcdefgh",
        "aaaaaaaa",
        "abababab",
        "abcabcabc",
        "1212121212",
        "pekalongan1906",
        "beritadanwarga",
        "indonesia45",
    ],
)
def test_what_everybody_tries_is_refused(password):
    assert weak.is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "batik-1906",
        "megono pagi krapyak",
        "kx93mm2p",
        "lopis raksasa syawalan",
        "🦑🐙🦀🐚🦐🐠🐡🦈",
    ],
)
def test_an_ordinary_good_one_is_not(password):
    assert not weak.is_common(password)


@pytest.mark.parametrize("password", ["siti aminah", "SitiAminah1", "sitiaminah2026", "081234567890", "sitiaminah@!"])
def test_the_own_name_or_number_is_refused(password):
    assert weak.holds_own_name(password, ["Siti Aminah", "sitiaminah@contoh.test", "081234567890"])


@pytest.mark.parametrize("password", ["siti suka megono pagi", "batik-1906", "ani"])
def test_a_name_inside_something_longer_is_not(password):
    assert not weak.holds_own_name(password, ["Siti", "Ani", "", "siti@contoh.test"])


def test_the_list_is_compared_in_the_form_it_is_written():
    assert all(word == word.lower() and " " not in word for word in weak.COMMON)
    assert weak.SHORTEST == 8
