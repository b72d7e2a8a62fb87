from datetime import date

import pytest

from portal.accounts.models import Appointment
from portal.accounts.rights import VISITOR, Rights
from portal.stories.lifecycle import Part, Status
from portal.stories.parts import parts_of
from tests.factories import stories as make

OTHER = 10_000


@pytest.fixture
def story(session):
    return make.story(session, status=Status.SUBMITTED)


def appoint(session, story, user, role="director", **changes):
    dates = {"starts_on": date(2000, 1, 1), "ends_on": None, "ended_at": None}
    values = {"user_id": user.id, "role": role, "ward_id": story.ward_id, "decree": "SK 1", "made_at": make.AT}
    session.add(Appointment(**values | dates | changes))
    session.flush()


def director(story, user_id=OTHER):
    return Rights(user_id, frozenset({"director"}), frozenset({story.ward_id}))


HUMAS = Rights(OTHER, frozenset({"humas"}))


def test_the_author_is_only_that_even_as_director_or_humas(story):
    both = Rights(story.author_id, frozenset({"director", "humas"}), frozenset({story.ward_id}))
    assert parts_of(both, story) == {Part.AUTHOR}


def test_strangers_and_visitors_play_no_part(story):
    assert parts_of(VISITOR, story) == set()
    assert parts_of(Rights(OTHER), story) == set()
    assert parts_of(Rights(OTHER, frozenset({"director"}), frozenset({story.ward_id + 1})), story) == set()
    assert parts_of(Rights(OTHER, frozenset({"admin"})), story) == set()


def test_a_director_or_deputy_of_the_ward_decides(story):
    assert parts_of(director(story), story) == {Part.DIRECTOR}


def test_humas_decides_only_where_nobody_else_can(session, story):
    assert parts_of(HUMAS, story) == {Part.HUMAS, Part.DIRECTOR}
    appoint(session, story, make.person(session), "deputy")
    assert parts_of(HUMAS, story) == {Part.HUMAS}
    story.escalated_at = make.AT
    assert parts_of(HUMAS, story) == {Part.HUMAS, Part.DIRECTOR}


@pytest.mark.parametrize(
    "gone", [{"ends_on": date(2001, 1, 1)}, {"starts_on": date(2200, 1, 1)}, {"ended_at": make.AT}, {"ward_id": None}]
)
def test_an_appointment_that_does_not_stand_does_not_count(session, story, gone):
    appoint(session, story, make.person(session), **gone)
    assert Part.DIRECTOR in parts_of(HUMAS, story)


def test_a_director_who_writes_leaves_the_decision_to_humas(session, story):
    author = session.get_one(type(make.person(session)), story.author_id)
    appoint(session, story, author)
    assert Part.DIRECTOR in parts_of(HUMAS, story)
