import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import text
from portal.kernel.text import clean, clean_line, excerpt, first_name, initials, monogram, slugify, visible

ANYTHING = st.text(st.characters(codec=None), max_size=300)


class TestClean:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("a\r\nb\rc\n", "a\nb\nc"),
            ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
            ("  \n Halo \n\n", "Halo"),
            ("Ha\0lo\x07 \x1b[31m", "Halo [31m"),
            ("a\tb  c", "a\tb  c"),
            ("Cafe\u0301", "Café"),
            ("evil\u202egnp.exe", "evilgnp.exe"),
            ("\ufeffRob\u200b naik", "Rob naik"),
            ("putus \ud83d di tengah", "putus  di tengah"),
            ("\ufffe\uffff\ufdd0x", "x"),
            ("👨\u200d👩\u200d👧 warga 🌊", "👨\u200d👩\u200d👧 warga 🌊"),
            ("ꦧꦠꦶꦏ꧀ بتيك 蜡染", "ꦧꦠꦶꦏ꧀ بتيك 蜡染"),
            ("", ""),
            ("\0\u200b \r\n", ""),
        ],
    )
    def test_what_is_kept(self, typed, kept):
        assert clean(typed) == kept

    @given(ANYTHING)
    def test_cleaning_twice_changes_nothing_and_the_rest_can_be_stored_and_sent(self, typed):
        kept = clean(typed)
        assert clean(kept) == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert kept.encode("utf-8").decode("utf-8") == kept
        assert "\r" not in kept
        element = ElementTree.Element("t")
        element.text = kept
        assert (ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).text or "") == kept

    @given(ANYTHING)
    def test_a_line_is_one_line_with_single_spaces(self, typed):
        line = clean_line(typed)
        assert clean_line(line) == line
        assert len(line.splitlines()) <= 1
        assert not re.search(r"\s\s|^\s|\s$|[^\S ]", line)

    def test_white_space_of_a_title_is_one_space(self):
        assert clean_line(" Rob\u00a0\n naik \t di  Krapyak ") == "Rob naik di Krapyak"


UNSEEN = [
    *("\u2800", "\u3164", "\uffa0", "\u115f", "\u1160", "\u034f", "\u180e", "\u00ad", "\ufe0f", "\u200c", "\u200d"),
    *(
        "\u200b",
        "\u2060",
        "\u2063",
        "\ufeff",
        "\u202e",
        "\u00a0",
        "\u3000",
        "\u2003",
        "\u1680",
        "\t",
        "\n",
        "\u2028",
        "\x07",
    ),
    *("\u0301", "\u20dd", "\u17b4", "\ufffc", "\ue000", "\U000e0061", "\U000e0100", "\U0001d159", "\u061c", "\uffff"),
]


class TestVisible:
    @pytest.mark.parametrize("letter", UNSEEN, ids=lambda each: f"U+{ord(each):04X}")
    def test_what_shows_nothing_is_nothing_however_often(self, letter):
        assert visible(letter * 200) == ""
        assert visible(f" {letter}\u200d {letter}\u00a0") == ""
        assert clean(letter * 12) == clean_line(letter * 12) == ""

    @pytest.mark.parametrize(
        ("typed", "seen"),
        [
            ("Rob naik di Krapyak", "Rob naik di Krapyak"),
            ("  Rob \u00a0 naik\u2800\u2800 \t di ", "Rob naik di"),
            ("Satu.\n\n\n \n Dua.\nTiga.", "Satu.\n\nDua.\nTiga."),
            ("Pasir\u00adkraton", "Pasirkraton"),
            ("👨\u200d👩\u200d👧 ❤\ufe0f 🇮🇩 1\ufe0f\u20e3", "👨👩👧 ❤ 🇮🇩 1\u20e3"),
            ("ꦥꦼꦏꦭꦺꦴꦔꦤ꧀ ꦏꦿꦺꦴꦁ", "ꦥꦼꦏꦭꦺꦴꦔꦤ꧀ ꦏꦿꦺꦴꦁ"),
            ("الحَيُّ القديم \u06dd", "الحَيُّ القديم"),
            ("\u0600\u070f" * 12, ""),
            ("한글 蜡染 ไทย", "한글 蜡染 ไทย"),
            ("e\u0301 \u0301 x", "e\u0301 x"),
            ("a" + "\u0300" * 99, "a\u0300\u0300\u0300"),
            ("", ""),
        ],
    )
    def test_what_is_seen(self, typed, seen):
        assert visible(typed) == seen

    @given(ANYTHING)
    def test_it_is_never_longer_and_seeing_twice_is_seeing_once(self, typed):
        seen = visible(typed)
        assert visible(seen) == seen
        assert len(seen) <= len(typed)
        assert bool(seen) or not re.search(r"[A-Za-z0-9]", typed)

    @given(ANYTHING)
    def test_cleaning_keeps_what_was_typed_or_finds_nothing_in_it(self, typed):
        kept = clean(typed)
        assert bool(kept) == bool(visible(kept))


class TestSlugify:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Rob Naik di Krapyak", "rob-naik-di-krapyak"),
            ("Jum’at Berkah: Po'o dan 40 dus lele", "jumat-berkah-poo-dan-40-dus-lele"),
            ("Batik & UMKM", "batik-dan-umkm"),
            ("Rp10.000 / kilo!", "rp10-000-kilo"),
            ("Çava à Straße, Ærø Łódź", "cava-a-strasse-aero-lodz"),
            ("Café E\u0301LITE", "cafe-elite"),
            ("Pasir\u00adkraton\u00adkramat", "pasirkratonkramat"),
            ("Ｒｏｂ ①", "rob-1"),
            ("--RT 05/RW 04--", "rt-05-rw-04"),
            ("İstanbul ılık", "istanbul-ilik"),
            ("../../etc/passwd\0", "etc-passwd"),
            ("ꦧꦠꦶꦏ꧀", "berita"),
            ("🌊", "berita"),
            ("", "berita"),
        ],
    )
    def test_words(self, title, slug):
        assert slugify(title) == slug

    def test_it_is_cut_at_a_word(self):
        slug = slugify("kelurahan " * 20)
        assert slug == "-".join(["kelurahan"] * 8)
        assert len(slug) == 79

    def test_one_endless_word_is_cut_anyway(self):
        assert slugify("a" * 500) == "a" * 80
        assert slugify("rob " + "a" * 500) == "rob"

    def test_the_fallback_may_be_chosen(self):
        assert slugify("!!!", fallback="foto") == "foto"

    @given(ANYTHING, st.integers(8, 90))
    def test_any_text_makes_a_slug_that_is_its_own_slug(self, title, limit):
        slug = slugify(title, limit)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= limit
        assert slugify(slug, limit) == slug


class TestExcerpt:
    def test_a_short_text_stays_whole(self):
        assert excerpt("Rob naik.\n\nWarga siaga.", 40) == "Rob naik. Warga siaga."

    def test_it_ends_with_a_sentence_where_it_can(self):
        assert excerpt("Rob naik sampai lutut. Warga Krapyak mengungsi ke balai.", 30) == "Rob naik sampai lutut."
        assert excerpt('Kata Bu Tin, "Habis jam tujuh." Lalu ia pulang lagi.', 35) == 'Kata Bu Tin, "Habis jam tujuh."'
        assert excerpt("Sudah kering? Belum juga, kata warga yang menunggu.", 20) == "Sudah kering?"

    def test_else_with_a_word(self):
        assert excerpt("Rob. Warga Krapyak mengungsi ke balai kelurahan", 30) == "Rob. Warga Krapyak mengungsi…"
        assert excerpt("Satu dua tiga, empat lima", 15) == "Satu dua tiga…"

    def test_abbreviations_numbers_and_initials_end_nothing(self):
        line = "Sekolah di Jl. Kurinci dan dr. M. Rizal menerima Rp10.000 per anak tiap bulan"
        assert excerpt(line, 40).endswith("…")
        assert "menerima Rp10.000" in excerpt(line, 60)

    def test_a_word_that_just_fits_is_kept(self):
        assert excerpt("satu dua tiga", 9) == "satu dua…"
        assert excerpt("satu dua tiga", 8) == "satu…"

    def test_one_endless_word_is_cut_inside(self):
        assert excerpt("a" * 50, 10) == "a" * 9 + "…"

    @given(ANYTHING, st.integers(5, 200))
    def test_it_never_exceeds_the_limit_and_is_a_beginning(self, typed, limit):
        short = excerpt(typed, limit)
        assert len(short) <= limit
        assert clean_line(typed).startswith(short.removesuffix("…").rstrip(" "))


class TestNames:
    @pytest.mark.parametrize(
        ("name", "letters", "two", "first"),
        [
            ("Siti Maryam", "S.M.", "SM", "Siti"),
            ("  siti   maryam ", "S.M.", "SM", "siti"),
            ("H. Ahmad Fauzi, S.Pd., M.Si.", "A.F.", "AF", "Ahmad"),
            ("Dr. Hj. Nur Aini binti Salim", "N.A.S.", "NS", "Nur"),
            ("M. Rizal Fahmi", "M.R.F.", "MF", "Rizal"),
            ("Karsiti", "K.", "K", "Karsiti"),
            ("Bu Tin", "T.", "T", "Tin"),
            ("Nur-Aini", "N.", "N", "Nur-Aini"),
            ("Édith Çelik", "É.Ç.", "ÉÇ", "Édith"),
            ("'Aisyah 3 Putri", "A.P.", "AP", "'Aisyah"),
            ("H.", "H.", "H", "H."),
            ("A B", "A.B.", "AB", "A"),
            ("", "", "", ""),
            ("123 !", "", "", ""),
        ],
    )
    def test_initials_monogram_and_first_name(self, name, letters, two, first):
        assert (initials(name), monogram(name), first_name(name)) == (letters, two, first)

    @pytest.mark.parametrize(("byline", "two"), [("B.S., pewarta warga Medono", "BS"), ("S.M.K., pewarta warga", "SK")])
    def test_the_picture_of_somebody_known_by_initials_shows_them(self, byline, two):
        assert monogram(byline) == two

    @given(ANYTHING)
    def test_any_name_is_survived(self, name):
        assert len(monogram(name)) <= 4  # a letter like ß has two capitals
        assert initials(name).count(".") >= bool(first_name(name))


def test_everything_promised_is_there():
    assert all(callable(getattr(text, name)) for name in text.__all__)
