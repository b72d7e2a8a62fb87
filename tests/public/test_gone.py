from types import SimpleNamespace as Row

import pytest

from portal.moderation.reasons import WITHDRAWAL_GROUNDS
from portal.public.gone import TITLE_STAYS, gone, last_word, told
from tests.factories.stories import AT


def row(*codes, title="Judul yang menyebut nama anak"):
    reasons = [
        {"code": code, "title": WITHDRAWAL_GROUNDS[code].text.id, "title_en": WITHDRAWAL_GROUNDS[code].text.en}
        for code in codes
    ]
    return Row(code="7K3F2Q", at=AT, detail={"reasons": reasons, "note": "rahasia"}, title=title, ward="Medono")


@pytest.mark.parametrize("code", WITHDRAWAL_GROUNDS)
def test_a_title_is_repeated_only_where_the_ground_says_nothing_against_it(app, code):
    with app.test_request_context("/"):
        entry = gone(row(code))
    assert bool(entry.title) == (code in TITLE_STAYS)
    assert entry.code == "BW-7K3F2Q"
    assert entry.reasons
    assert "{" not in entry.reasons[0]


def test_one_harmful_ground_is_enough_and_no_ground_is_no_reason_to_repeat_it(app):
    with app.test_request_context("/"):
        assert gone(row("CABUT_KELIRU", "CABUT_ANAK")).title == ""
        assert gone(row()).title == ""
        assert gone(row("CABUT_KELIRU")).title


def test_reasons_are_told_in_the_language_of_the_page_and_never_as_codes(app):
    reasons = [
        {"code": "X", "title": "Demi anak.", "title_en": "For a child."},
        {"code": "BARE"},
        {"title": "Hanya ini."},
    ]
    with app.test_request_context("/"):
        assert told(reasons) == ("Demi anak.", "Hanya ini.")
    with app.test_request_context("/", environ_overrides={"portal.language": "en"}):
        assert told(reasons) == ("For a child.", "Hanya ini.")


def test_a_hidden_story_has_no_last_word(app):
    shared = Row(kind="shared", at=AT, detail={})
    with app.test_request_context("/"):
        assert last_word([shared]) == (None, ())
        assert last_word([shared, Row(kind="withdrawn", at=AT, detail={"reasons": [{"title": "Keliru."}]})]) == (
            AT,
            ("Keliru.",),
        )
