from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from portal.newsroom.checking import Issue, Severity
from portal.newsroom.faults import Refused
from portal.newsroom.forms import PostForm
from portal.newsroom.lifecycle import PostAction
from tests.factories import newsroom as factories


@pytest.fixture(autouse=True)
def request_at_hand(app):
    with app.test_request_context("/siar/1", method="POST"):
        yield


def form(**given):
    return PostForm(MultiDict({"action": "save", **given}))


def test_what_did_not_arrive_is_no_change():
    change = form().change()
    assert (change.text, change.timed, change.due_at, dict(change.alts)) == (None, False, None, {})


def test_what_arrived_is_cleaned():
    change = form(text=" satu\r\n\x00dua ", **{"alt-0": "  dua  orang ", "alt-3": "", "alt-99": "x"}).change()
    assert change.text == "satu\ndua"
    assert change.alts == {0: "dua orang", 3: ""}


def test_an_emptied_time_is_a_change_and_an_absent_one_is_none():
    assert form(due_at="").change().timed
    assert not form().change().timed


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("2026-11-24T16:30", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("2026-11-24T16:30:00", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("24/11/2026 16.30", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("24/11/2026, 16:30 WIB", datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        ("0001-01-01T00:00", None),
        ("24/13/2026 16.30", None),
        ("2026-11-24", None),
        ("٢٤/١١/٢٠٢٦ ١٦.٣٠", None),
        ("", None),
    ],
)
def test_times_are_read_as_wib(typed, when):
    assert form(due_at=typed).when == when


@pytest.mark.parametrize(
    ("action", "version", "stale"),
    [
        ("save", "1", False),
        ("save", "2", True),
        ("save", "", True),
        ("save", "satu", True),
        ("save", "99999999999999999999", True),
        ("claim", "", False),
        ("claim", "2", True),
        ("proof", "", False),
    ],
)
def test_an_edit_has_to_name_the_version_it_saw(session, action, version, stale):
    post = factories.post(session)
    assert form(action=action, version=version).is_stale(post) is stale


def test_only_buttons_people_have_are_chosen():
    assert form(action="hold").chosen is PostAction.HOLD
    assert [form(action=name).chosen for name in ("due", "stop", "", "x")] == [None] * 4


def test_the_form_shows_the_post_where_nothing_was_typed(session):
    post = factories.post(session)
    post.reason = "Tunggu"
    filled = form(text="Ketikan").fill(post)
    assert (filled.text.data, filled.reason.data, filled.due_at.data) == ("Ketikan", "Tunggu", "")


def test_blame_stands_at_the_field_it_belongs_to():
    found = form()
    found.blame(
        [
            Issue("text_empty", Severity.ERROR, "text"),
            Issue("alt_missing", Severity.ERROR, "picture-2", {"number": 3}),
            Issue("needs_picture", Severity.HOLD, "pictures", {"min": 1}),
        ]
    )
    found.refuse(Refused("due_at", "due_past"))
    assert len(found.text.errors) == 1
    assert list(found.alt_errors) == [2]
    assert len(found.picture_errors) == 1
    assert len(found.due_at.errors) == 1
    assert [place for place, _ in found.summary()] == ["alt-2", "pictures"]
