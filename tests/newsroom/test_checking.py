from dataclasses import replace

import pytest

from portal.channels.limits import limits_for
from portal.newsroom.checking import Picture, Severity, check

GOOD = Picture(
    alt="Dua warga berdiri di gang yang tergenang air.", credit="Siti", width=1080, height=1350, bytes=400_000
)
TEXT = "Rob masuk gang tiga malam\n\nKiriman: Siti, Kelurahan Krapyak\nFoto: Siti"


def found(text, kind, *pictures):
    return {issue.code: issue for issue in check(text, limits_for(kind), pictures)}


@pytest.mark.parametrize(
    "kind", ["facebook", "instagram", "x", "telegram", "whatsapp", "bluesky", "mastodon", "threads"]
)
def test_a_sound_post_raises_nothing(kind):
    assert found(TEXT, kind, GOOD) == {}


def test_instagram_without_a_picture_is_held_with_words():
    issue = found(TEXT, "instagram")["needs_picture"]
    assert (issue.severity, issue.field, issue.blocks) == (Severity.HOLD, "pictures", True)
    assert "needs_picture" not in found(TEXT, "facebook")


def test_youtube_waits_for_a_film():
    assert found(TEXT, "youtube")["needs_video"].severity is Severity.HOLD


def test_a_long_text_says_by_how_much():
    issue = found("a" * 300, "x")["text_too_long"]
    assert issue.params == {"over": 20, "count": 300, "max": 280}


def test_a_caption_is_shorter_than_a_text():
    assert found("a" * 2000, "telegram") == {}
    assert found("a" * 2000, "telegram", replace(GOOD, credit=""))["text_too_long"].params["max"] == 1024


def test_bytes_count_where_the_network_counts_them():
    assert found("é" * 3000, "youtube")["text_too_heavy"].params == {"over": 1000, "max": 5000}


def test_a_sixth_tag_is_an_error_on_instagram_and_a_warning_on_facebook():
    text = f"{TEXT}\n\n#satu #dua #tiga #empat #lima #enam"
    assert found(text, "instagram", GOOD)["hashtags_too_many"].severity is Severity.ERROR
    assert found(text, "facebook", GOOD)["hashtags_too_many"].severity is Severity.WARNING
    assert found("Nomor #1 dan https://a.id/#bagian", "whatsapp") == {}


@pytest.mark.parametrize("text", ["Baca: https://warga.pekalongankota.go.id/b/2k7", "Baca: pekalongankota.go.id"])
def test_a_link_on_x_names_its_price(text):
    issue = found(text, "x")["link_costs"]
    assert (issue.severity, issue.params["price"]) == (Severity.WARNING, "0.20")


def test_a_link_on_instagram_is_only_a_remark():
    issue = found(f"{TEXT}\n\nBaca: https://a.id/b", "instagram", GOOD)["link_not_clickable"]
    assert issue.severity is Severity.INFO
    assert not issue.blocks


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"alt": "  "}, "alt_missing"),
        ({"alt": "\u2800\u200d" * 20}, "alt_missing"),
        ({"alt": "Foto rob" + "\u3164" * 20}, "alt_short"),
        ({"alt": "Foto rob"}, "alt_short"),
        ({"mime": "image/webp"}, "picture_type"),
        ({"bytes": 9_000_000}, "picture_heavy"),
        ({"width": 1600, "height": 400}, "picture_ratio"),
        ({"width": 2000, "height": 2000}, "picture_large"),
        ({"ready": False}, "picture_not_ready"),
        ({"alt": "a" * 1200}, "alt_cut"),
    ],
)
def test_a_faulty_picture_is_named_by_its_number(change, code):
    issue = found(TEXT, "instagram", GOOD, replace(GOOD, **change))[code]
    assert issue.field == "picture-1"
    assert issue.params["number"] == 2


def test_too_many_pictures_and_a_missing_credit_are_said():
    assert found(TEXT, "x", *[GOOD] * 5)["pictures_too_many"].params == {"count": 5, "max": 4}
    assert found("Tanpa nama", "x", GOOD)["credit_missing"].severity is Severity.WARNING


def test_an_empty_text_is_an_error_and_the_gravest_comes_first():
    issues = check(" \n", limits_for("instagram"), [replace(GOOD, alt="")])
    assert {issue.code for issue in issues} == {"text_empty", "alt_missing", "credit_missing"}
    severities = [issue.severity for issue in check("https://a.id " + "#x1y " * 9, limits_for("instagram"), [])]
    assert severities == sorted(severities, key=list(Severity).index)


def test_a_first_line_beyond_the_fold_is_noticed():
    assert found("a" * 130, "facebook")["hook_over_fold"].params["over"] == 5
