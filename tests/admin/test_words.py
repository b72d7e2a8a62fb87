import pytest

from portal.admin import words
from portal.admin.service import ACTS
from portal.moderation.dossiers import IDENTITY_OPENED
from portal.moderation.reviews import ACTIONS
from portal.newsroom.lifecycle import PostAction

NAMED = (
    *(f"account.{action}" for action in ACTS),
    *(f"decision.{action}" for action in ACTIONS),
    *(f"post.{action}" for action in PostAction),
    IDENTITY_OPENED,
)


@pytest.mark.parametrize("action", NAMED)
def test_every_act_has_words(app, action):
    with app.test_request_context("/"):
        assert words.act(action) != action


def test_what_was_done_to_a_channel_is_said_in_words(app):
    detail = {"kind": "wordpress", "secret": "entered", "active": True}
    with app.test_request_context("/"):
        assert words.details(detail) == [("platform", "wordpress"), ("dipakai", "ya"), ("sandi atau token", "diisi")]
        assert words.details({"secret": "removed", "outcome": "ok"}) == [
            ("sandi atau token", "dihapus"),
            ("hasil", "berhasil"),
        ]
        assert "menolak token bot" in dict(words.details({"outcome": "bad_bot"}))["hasil"]
        assert all(words.act(f"channel.{act}") != f"channel.{act}" for act in ("added", "changed", "tested"))


def test_an_act_nobody_has_named_keeps_its_code(app):
    with app.test_request_context("/"):
        assert words.act("new.thing") == "new.thing"


def test_details_are_said_in_the_language_of_the_page(app):
    detail = {"before": "submitted", "after": "returned", "reasons": ["SUMBER_TIDAK_JELAS"], "role": "director"}
    detail |= {"due_at": "2026-11-24T09:40:36+00:00", "starts_on": "2026-11-24", "is_working": False, "ward": None}
    with app.test_request_context("/"):
        assert dict(words.details(detail)) == {
            "sebelumnya": "Terkirim",
            "sesudahnya": "Dikembalikan",
            "alasan": "Sumber informasi belum jelas",
            "sebagai": "Direktur rubrik",
            "jadwal tayang": "24/11/2026 16.40 WIB",
            "hari pertama": "24/11/2026",
            "hari kerja": "tidak",
        }


def test_what_nobody_has_named_stays_as_it_is(app):
    with app.test_request_context("/"):
        assert words.details({"n": 3, "before": ["Slamaran", "submit"], "role": "cat", "note": ""}) == [
            ("sebelumnya", "Slamaran; submit"),
            ("sebagai", "cat"),
            ("n", "3"),
        ]
