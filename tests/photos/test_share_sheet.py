import dataclasses

import pytest

from portal.photos.share_sheet import Sheet, fingerprint, is_whole, lettered, readable

SHEET = Sheet("Pemerintah Kota", "Berita dan Warga", "Rob · Medono", "Sebulan pompa menyala", "Kiriman: Siti")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“Rob” di gang 5 – naik 12 cm…", "“Rob” di gang 5 – naik 12 cm…"),
        ("Pasir\u00adkraton\u00adkramat", "Pasirkratonkramat"),
        ("café, naïve, ḥadīṡ, Dvořák", "café, naïve, hadis, Dvorák"),
        ("Banjir 🌊🌊 lagi", "Banjir lagi"),
        ("ꦥꦼꦏꦭꦺꦴꦔꦤ꧀ kota", "kota"),
        ("a\u202fb\u00a0c\td\ne", "a b c d e"),
        ("x\x00y\x1bz", "xyz"),
        ("\ud83c", ""),
        ("", ""),
        ("ﬁsik ½", "fisik ½"),
    ],
)
def test_only_what_the_fonts_have_is_lettered(text, shown):
    assert lettered(text) == shown


@pytest.mark.parametrize(
    ("text", "enough", "whole"),
    [
        ("Rob naik di gang 5", True, True),
        ("“Rob” – 12 cm…", True, True),
        ("Dvořák di Kauman", True, False),
        ("Banjir 🌊🌊 lagi", True, False),
        ("Salat (الصلاة) di masjid agung", True, False),
        ("الحي القديم الحي القديم", False, False),
        ("ꦥꦼꦏꦭꦺꦴꦔꦤ꧀ kota", False, False),
        ("蜡染 ＡＢ 2026", True, False),
        ("🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊", False, False),
        ("?!?!?!?!?!", True, True),
        ("", False, True),
    ],
)
def test_a_title_is_readable_when_most_of_it_can_be_lettered(text, enough, whole):
    assert (readable(text), is_whole(text)) == (enough, whole)


def test_the_same_words_have_the_same_name_and_any_change_another():
    first = fingerprint(SHEET, "ab12", True)
    assert first == fingerprint(dataclasses.replace(SHEET), "ab12", True)
    assert len(first) == 40
    others = {
        fingerprint(dataclasses.replace(SHEET, **{f.name: "lain"}), "ab12", True) for f in dataclasses.fields(Sheet)
    }
    others |= {fingerprint(SHEET, "", True), fingerprint(SHEET, "ab12", False)}
    assert len(others) == len(dataclasses.fields(Sheet)) + 2
    assert first not in others


def test_a_broken_letter_breaks_no_name():
    assert fingerprint(dataclasses.replace(SHEET, title="\ud83c"), "", True)
