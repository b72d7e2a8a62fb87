"""What a return keeps: the version, the clock of the review, the points ticked off."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.stories import change_requests, service
from portal.stories.change_requests import Clock
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.rules import PhotoWords, fingerprint
from tests.factories import stories as make
from tests.factories.stories import AT

LATER = AT + timedelta(hours=5)
REASON = {"code": "SUMBER", "title": "Sumber informasi belum jelas."}


@pytest.fixture
def returned(session):
    story = make.story(session)
    make.story_photo(session, story)
    service.move(session, story, Action.RETURN, {Part.DIRECTOR}, LATER, None, reasons=[REASON], note="Tinggal ini.")
    return story


def test_a_return_keeps_the_version_and_the_clock_of_the_review(session, returned):
    request = change_requests.latest(session, returned.id)
    assert (request.due_code, request.due_at) == ("MOD_FIRST", AT + timedelta(hours=24))
    assert (request.made_at, request.done, request.unchanged) == (LATER, [], False)
    assert returned.due_code == "AUTHOR_REVISE"
    assert change_requests.is_unchanged(request, change_requests.sheet_of(returned))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Judul yang lain sama sekali"},
        {"body": make.BODY + " Lagi."},
        {"ward_id": 99},
        {"rubric_id": 99},
        {"event_date": date(2026, 11, 20)},
        {"place": "Jalan Lain"},
        {"source": "Kata Bu Rohmah"},
        {"photos": ()},
        {"photos": (PhotoWords(1, caption="Lain"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_that_is_reviewed_counts_as_a_change(session, returned, change):
    sheet = change_requests.sheet_of(returned)
    assert fingerprint(replace(sheet, **change)) != fingerprint(sheet)


def test_another_choice_of_name_is_no_change(session, returned):
    sheet = change_requests.sheet_of(returned)
    assert fingerprint(replace(sheet, credit="anonymous", original=True)) == fingerprint(sheet)


def test_only_points_that_were_asked_for_are_ticked(session, returned):
    request = change_requests.latest(session, returned.id)
    detail = {"reasons": [REASON, {"code": "JUDUL"}], "note": "Tinggal ini."}
    change_requests.tick(request, ["note", "SUMBER", "LAIN", "SUMBER"], detail)
    assert request.done == ["SUMBER", "note"]


def test_a_review_that_goes_on_keeps_its_deadline(session, returned):
    sheet = change_requests.sheet_of(returned)
    clock = Clock("MOD_FIRST", AT + timedelta(hours=24))
    service.send(session, returned, sheet, LATER + timedelta(days=2), "id", clock)
    assert (returned.status, returned.due_code, returned.due_at) == (Status.SUBMITTED, *clock)


def test_who_was_never_asked_has_no_request(session):
    story = make.story(session)
    assert change_requests.latest(session, story.id) is None
    assert not change_requests.is_unchanged(None, change_requests.sheet_of(story))
