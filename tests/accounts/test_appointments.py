from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts import appointments, rights
from portal.accounts.appointments import Refused
from portal.accounts.models import LoginSession, PendingAppointment, Role
from portal.audit.models import AuditEntry
from tests.factories import accounts as made
from tests.factories.stories import AT

DAY = AT.date()


@pytest.fixture
def give(session, in_request):
    def appoint(user, role=Role.DIRECTOR, slug="medono", starts=DAY, ends=None, decree="SK 7/2026", by=None):
        ward = made.ward(session, slug) if slug else None
        return appointments.appoint(session, user, role, ward, decree, starts, ends, by, AT)

    return appoint


def test_an_appointment_gives_the_ward_leaves_a_line_and_ends_sign_ins(session, give):
    admin, user = made.staff(session, Role.ADMIN), made.user(session)
    made.login_session(session, user)
    give(user, by=admin)
    session.expire_all()
    assert rights.rights_of(user.id, user.appointments, DAY).wards == {made.ward(session).id}
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.object) == (admin.id, "appointment.made", f"person:{user.id}")
    assert entry.detail["decree"] == "SK 7/2026"
    assert entry.detail["ward"] == "medono"
    assert session.scalars(select(LoginSession)).one().ended_why == "appointed"


def test_a_recalled_one_is_over_at_once_and_only_once(session, give):
    user = made.user(session)
    made_now = give(user)
    assert appointments.recall(session, made_now, None, AT)
    assert not rights.rights_of(user.id, user.appointments, DAY).staff
    assert not appointments.recall(session, made_now, None, AT)
    assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "appointment.made",
        "appointment.recalled",
    ]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("ward", {"slug": None}),
        ("ward", {"role": Role.HUMAS}),
        ("decree", {"decree": " \u2800"}),
        ("ends_on", {"ends": DAY - timedelta(days=1)}),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(session, give, field, changes):
    with pytest.raises(Refused) as refused:
        give(made.user(session), **changes)
    assert refused.value.field == field
    assert str(refused.value)


def test_only_adults(session, give):
    with pytest.raises(Refused):
        give(made.minor(session))


@pytest.mark.parametrize(
    ("held", "wanted"), [(Role.DIRECTOR, Role.ADMIN), (Role.HUMAS, Role.ADMIN), (Role.ADMIN, Role.HUMAS)]
)
def test_who_administers_does_nothing_else(session, give, held, wanted):
    with pytest.raises(Refused):
        give(made.staff(session, held), wanted, None)


def test_a_role_of_the_past_is_in_nobodys_way(session, give):
    user = made.user(session)
    made.appointment(session, user, Role.HUMAS, ends_on=date(2026, 3, 1))
    give(user, Role.ADMIN, None)


def test_the_same_role_twice_in_the_same_days_is_refused(session, give):
    user = made.user(session)
    give(user, starts=DAY, ends=DAY + timedelta(days=10))
    with pytest.raises(Refused):
        give(user, starts=DAY + timedelta(days=10))
    give(user, starts=DAY + timedelta(days=11))
    give(user, slug="kauman")


def test_one_of_an_unproven_person_is_pending_and_gives_nothing(session, give):
    user = made.user(session, confirmed_at=None)
    row = made.login_session(session, user)
    pending = give(user)
    session.expire_all()
    assert isinstance(pending, PendingAppointment)
    assert not rights.rights_of(user.id, user.appointments, DAY).staff
    assert row.ended_at is None
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["appointment.pending"]
    with pytest.raises(Refused):
        give(user)
    with pytest.raises(Refused):
        give(user, Role.ADMIN, None)


def test_it_takes_effect_once_as_it_was_made(session, give):
    admin, user = made.staff(session, Role.ADMIN), made.user(session, confirmed_at=None)
    give(user, by=admin, ends=DAY + timedelta(days=9))
    assert appointments.take_effect(session, user, AT) == []
    user.confirmed_at = AT
    (real,) = appointments.take_effect(session, user, AT)
    assert (real.made_by_id, real.starts_on, real.ends_on) == (admin.id, DAY, DAY + timedelta(days=9))
    assert appointments.take_effect(session, user, AT) == []


def test_what_no_longer_fits_stays_pending(session, give):
    user = made.user(session, confirmed_at=None)
    row_id = give(user).id
    made.appointment(session, user, Role.ADMIN)
    session.refresh(user)
    user.confirmed_at = AT
    assert appointments.take_effect(session, user, AT) == []
    assert session.scalars(select(PendingAppointment.id)).all() == [row_id]  # an administrator's page may be open
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["appointment.pending"]
