from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import name_changes, queries, service
from portal.accounts.models import FormerHandle, NameChange
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.events import Event
from portal.stories.lifecycle import Status
from tests.factories import accounts as made
from tests.factories import stories

OLD, NEW = "Bagus Setyawan", "Bagus Wijaya"


@pytest.fixture
def author(app, session):
    """Somebody whose name readers know."""
    user = made.user(session, OLD, handle="bagus-setyawan")
    stories.story(session, user, status=Status.PUBLISHED, author_name=OLD)
    with app.app_context():
        yield user


@pytest.fixture
def humas(session):
    return made.user(session, "Rina Wati")


def ask(session, user, name=NEW, **more):
    return name_changes.submit(session, user, name, clock.now(), **more)


def accept(session, user, humas, at=None):
    change = name_changes.waiting(session, user.id)
    name_changes.answer(session, change, humas.id, at or clock.now(), accept=True)
    return change


def outcomes(session, user):
    return list(
        session.scalars(select(NameChange.outcome).where(NameChange.user_id == user.id).order_by(NameChange.id))
    )


@pytest.mark.parametrize("status", Status)
def test_a_name_is_reviewed_once_readers_know_it(app, session, status):
    user = made.user(session, OLD)
    stories.story(session, user, status=status)
    with app.app_context():
        assert ask(session, user) is (status in (Status.PUBLISHED, Status.HIDDEN))


def test_one_request_is_open_and_the_name_that_stands_takes_it_back(session, author):
    assert ask(session, author)
    assert ask(session, author), "the same again is no second one"
    assert outcomes(session, author) == [None]
    assert ask(session, author, all_stories=True)
    assert ask(session, author, "Bagus Santoso")
    assert outcomes(session, author) == ["cancelled", "cancelled", None]
    assert not ask(session, author, OLD)
    assert outcomes(session, author) == ["cancelled", "cancelled", "cancelled"]
    assert author.name == OLD


def test_an_accepted_name_counts_and_the_old_address_is_kept_for_a_year(session, author, humas):
    ask(session, author)
    at = clock.now()
    change = accept(session, author, humas, at)
    assert (change.outcome, change.answered_by_id) == ("accepted", humas.id)
    assert (author.name, author.handle) == (NEW, "bagus-wijaya")
    former = session.get_one(FormerHandle, "bagus-setyawan")
    assert (former.user_id, former.until) == (author.id, at + timedelta(days=365))
    line = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (line.action, line.actor_id, line.object) == ("name.accepted", humas.id, f"person:{author.id}")
    assert (line.detail["former_name"], line.detail["name"]) == (OLD, NEW)


def test_an_answer_is_given_once(session, author, humas):
    ask(session, author)
    change = accept(session, author, humas)
    with pytest.raises(name_changes.Answered):
        name_changes.answer(session, change, humas.id, clock.now(), accept=False, note="Tidak.")
    assert author.name == NEW


def test_a_refused_name_changes_nothing(session, author, humas):
    ask(session, author)
    change = name_changes.waiting(session, author.id)
    name_changes.answer(session, change, humas.id, clock.now(), accept=False, note="Nama orang lain.")
    assert (author.name, author.handle) == (OLD, "bagus-setyawan")
    assert name_changes.last_refused(session, author.id).note == "Nama orang lain."
    assert session.get(FormerHandle, "bagus-setyawan") is None


def test_nobody_else_gets_a_freed_address_within_the_year(session, author, humas):
    ask(session, author)
    at = clock.now()
    accept(session, author, humas, at)
    day = timedelta(days=1)
    for later, free in ((day, False), (364 * day, False), (366 * day, True)):
        assert queries.handle_taken(session, "bagus-setyawan", at + later) is not free
    name_changes.tidy(session, at + 364 * day)
    assert session.get(FormerHandle, "bagus-setyawan") is not None
    name_changes.tidy(session, at + 366 * day)
    session.expire_all()
    assert session.get(FormerHandle, "bagus-setyawan") is None


def test_a_person_gets_the_own_former_address_back(session, author, humas):
    for name in (NEW, OLD):
        ask(session, author, name)
        accept(session, author, humas)
    assert author.handle == "bagus-setyawan"
    assert session.scalars(select(FormerHandle.handle)).all() == ["bagus-wijaya"]


def test_who_is_not_known_changes_freely_and_leaves_no_address_behind(app, session):
    user = made.user(session, OLD, handle="bagus-setyawan")
    with app.app_context():
        service.update_profile(user, NEW, None, clock.now())
    assert (user.name, user.handle) == (NEW, "bagus-wijaya")
    assert session.scalars(select(FormerHandle)).all() == []


@pytest.mark.parametrize("handle", ["bagus-setyawan", "bagus-setyawan-0a1b"])
def test_an_address_that_says_the_name_already_stays(app, session, handle):
    user = made.user(session, OLD, handle=handle)
    with app.app_context():
        service.update_profile(user, "BAGUS Setyawan.", None, clock.now())
    assert user.handle == handle


def test_humas_hears_of_one_persons_wishes_once_a_day(session, author):
    at = clock.now()
    for hours, name in ((0, NEW), (1, "Bagus Santoso"), (23, "Bagus Hartono"), (48, "Bagus Wibowo")):
        assert name_changes.submit(session, author, name, at + timedelta(hours=hours))
    asked = session.scalars(select(Event.payload).where(Event.name == "name.asked")).all()
    assert len(asked) == 2
