from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts import factor, links
from portal.accounts.models import LoginSession, Role
from portal.admin import service
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.wards.models import Holiday
from portal.wards.queries import calendar
from tests.factories import accounts as made


@pytest.fixture
def boss(session, in_request):
    return made.staff(session, Role.ADMIN)


def log(session):
    return [(entry.action, entry.object) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


@pytest.mark.parametrize("action", service.ACTS)
def test_every_act_ends_the_sign_ins_and_leaves_a_line(session, boss, action):
    user = made.user(session)
    made.login_session(session, user)
    service.act(session, user, action, boss, clock.now())
    session.expire_all()
    assert session.scalars(select(LoginSession)).one().ended_why == f"by admin: {action}"
    assert log(session) == [(f"account.{action}", f"person:{user.id}")]


def test_what_each_act_does(session, boss):
    user = made.user(session)
    factor.turn_on(user, factor.new_secret(), factor.Proof(1))
    service.act(session, user, "close", boss, clock.now())
    assert not user.active
    service.act(session, user, "reopen", boss, clock.now())
    assert user.active
    assert factor.is_on(user)
    service.act(session, user, "reset_factor", boss, clock.now())
    assert not factor.is_on(user)


def test_nobody_acts_on_the_own_account_nor_does_what_is_unknown(session, boss):
    for user, action in ((boss, "close"), (made.user(session), "promote"), (made.user(session), "")):
        with pytest.raises(ValueError):
            service.act(session, user, action, boss, clock.now())
    assert log(session) == []


def test_a_way_back_in_is_for_residents_alone(session, boss):
    at = clock.now()
    former = made.user(session)
    made.appointment(session, former, Role.HUMAS, ended_at=at)
    later = made.user(session)
    made.appointment(session, later, Role.HUMAS, starts_on=date(2030, 1, 1))
    assert service.may_return(made.user(session), at)
    assert service.may_return(former, at)
    for user in (made.staff(session, Role.DIRECTOR), boss, later, made.user(session, active=False)):
        assert not service.may_return(user, at)


def test_a_way_back_in_is_logged_with_how_the_person_was_recognised(session, boss):
    user, at = made.user(session), clock.now()
    old = service.return_link(session, user, boss, "KTP", at)
    key = service.return_link(session, user, boss, "KTP dilihat", at)
    session.flush()
    assert links.find(session, old, ("return",), at) is None, "a newer one replaces it"
    assert links.find(session, key, ("return",), at).made_by_id == boss.id
    assert links.find(session, key, ("return",), at + clock.timedelta(hours=24)) is None
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert entries[-1].detail == {"note": "KTP dilihat"}
    assert key not in repr([entry.detail for entry in entries])


def test_spellings_are_cleaned_and_a_change_is_logged(session, boss):
    ward, at = made.ward(session), clock.now()
    ward.aliases = ["Lama"]
    assert service.set_aliases(session, ward, "  Medono  Kulon\r\nmedono kulon\n\nMedono\nMdono", boss, at) == [
        "Medono Kulon",
        "Mdono",
    ]
    assert ward.aliases == ["Medono Kulon", "Mdono"]
    assert log(session) == [("ward.aliases", "ward:medono")]
    service.set_aliases(session, ward, "Medono Kulon\nMdono", boss, at)
    assert len(log(session)) == 1, "nothing changed, nothing logged"


def test_an_entered_day_counts_in_every_deadline(session, boss):
    day, at = date(2026, 11, 25), clock.datetime(2026, 11, 24, 5, 0, tzinfo=clock.UTC)
    assert calendar(session, at).is_working(day)
    service.set_holiday(session, day, "Hari Jadi", False, boss, at)
    session.flush()
    assert not calendar(session, at).is_working(day)
    service.set_holiday(session, day, "Tetap masuk", True, boss, at)
    session.flush()
    assert calendar(session, at).is_working(day)
    assert len(session.scalars(select(Holiday)).all()) == 1
    assert service.remove_holiday(session, day, boss, at)
    assert not service.remove_holiday(session, day, boss, at)
    assert log(session) == [("holiday.set", "day:2026-11-25")] * 2 + [("holiday.removed", "day:2026-11-25")]
