import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.channels.limits import LIMITS, Unit, limits_for
from portal.channels.measure import clip, clusters, count, fits

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
LINK = "https://warga.pekalongankota.go.id/berita/rob-di-krapyak-BW-7K3F2Q"


@pytest.mark.parametrize(
    ("text", "chars", "graphemes", "x_weighted", "utf8_emoji"),
    [
        ("", 0, 0, 0, 0),
        ("Rob", 3, 3, 3, 3),
        ("“Rob” – air", 11, 11, 11, 11),
        ("e\u0301", 2, 1, 1, 2),
        ("日本", 2, 2, 4, 2),
        ("سلام", 4, 4, 4, 4),
        ("😀", 1, 1, 2, 4),
        (FAMILY, 7, 1, 2, 25),
        ("🇮🇩", 2, 1, 2, 8),
        ("1️⃣", 3, 1, 2, 7),
        ("©", 1, 1, 1, 1),
        (LINK, len(LINK), len(LINK), 23, len(LINK)),
        (f"Baca: {LINK}.", len(LINK) + 7, len(LINK) + 7, 30, len(LINK) + 7),
        ("buka id.go.id", 13, 13, 28, 13),
    ],
)
def test_each_network_counts_in_its_own_way(text, chars, graphemes, x_weighted, utf8_emoji):
    assert count(text, Unit.CHARS) == chars
    assert count(text, Unit.GRAPHEMES) == graphemes
    assert count(text, Unit.X_WEIGHTED) == x_weighted
    assert count(text, Unit.UTF8_EMOJI) == utf8_emoji


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_telegram_counts_utf_16_code_units(text):
    assert count(text, Unit.UTF16) == sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


@given(st.text(max_size=3000), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_text_cut_for_telegram_is_taken_by_it(text, picture):
    limits = limits_for("telegram")
    room = limits.text_limit(int(picture))
    assert count(clip(text + "🌊" * 900, limits, room), Unit.UTF16) <= room == (1024 if picture else 4096)


def test_a_link_counts_the_same_on_mastodon_however_long_it_is():
    assert count(f"a {LINK} b", Unit.CHARS, 23) == 27
    assert count("http://a.id", Unit.CHARS, 23) == 23


def test_what_x_may_not_take_for_a_link_counts_in_full():
    odd = "https://" + "a." * 40 + "zz/jalan"
    assert count(odd, Unit.X_WEIGHTED) == len(odd)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="pages"):
        count("a", "pages")


@pytest.mark.parametrize("limits", LIMITS.values(), ids=lambda row: row.kind)
@given(text=st.text(max_size=120), room=st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_clipped_text_fits_and_is_the_beginning_of_the_whole(limits, text, room):
    short = clip(text, limits, room)
    assert fits(short, limits, room)
    assert short == text or text.startswith(short.removesuffix("…"))


def test_a_cut_falls_between_words_and_never_inside_a_link_or_an_emoji():
    mastodon, bluesky = limits_for("mastodon"), limits_for("bluesky")
    assert clip("Air rob naik lagi malam ini", mastodon, 20) == "Air rob naik lagi…"
    assert clip(f"Baca selengkapnya {LINK}", mastodon, 25) == "Baca selengkapnya…"
    assert clip(FAMILY * 3, bluesky, 2) == f"{FAMILY}…"
    assert clip("Rob", mastodon, 0) == ""


def test_one_endless_word_is_cut_by_the_last_character_that_fits():
    assert clip("a" * 10_000, limits_for("x"), 280) == "a" * 278 + "…"


def test_the_ceiling_in_bytes_holds_where_graphemes_are_cheap():
    short = clip(FAMILY * 300, limits_for("bluesky"), 300)
    assert len(short.encode()) <= 3000
    assert len(clusters(short)) > 100
