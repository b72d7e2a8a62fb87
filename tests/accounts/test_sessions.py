import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.accounts import appointments, sessions
from portal.accounts.models import LoginSession, Role
from portal.kernel import clock
from tests import clocks
from tests.accounts.conftest import how_many
from tests.factories import accounts as made

pytestmark = pytest.mark.dated

PAGE = "/akun"


@pytest.fixture
def siti(session, enter):
    user = made.user(session)
    session.commit()
    enter(user)
    return user


@pytest.fixture
def director(session, enter):
    user = made.staff(session)
    session.commit()
    enter(user)
    return user


def row(session) -> LoginSession:
    session.expire_all()
    found = session.scalars(select(LoginSession).order_by(LoginSession.id.desc())).first()
    session.commit()
    return found


def test_the_cookie_names_a_row_and_the_row_holds_only_a_hash(client, siti, session):
    with client.session_transaction() as cookie:
        key = cookie["sid"]
    assert len(key) >= 40
    assert row(session).key_hash != key
    assert row(session).user_id == siti.id


def test_a_removed_or_ended_row_ends_the_sign_in(client, siti, session):
    assert client.get(PAGE).status_code == 200
    sessions.end_all(session, siti, clock.now(), "test")
    session.commit()
    assert client.get(PAGE).status_code == 303
    assert row(session).ended_why == "test"


def test_a_cookie_without_its_row_signs_nobody_in(app, client, siti):
    with client.session_transaction() as cookie:
        stolen = {"_user_id": cookie["_user_id"], "_fresh": True}
    other = app.test_client()
    for sid in (None, "", 5, "x" * 43):
        with other.session_transaction() as cookie:
            cookie.update({**stolen, "sid": sid})
        assert other.get(PAGE).status_code == 303


def test_a_row_belongs_to_its_person(app, client, siti, session):
    other = made.user(session)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = other.fs_uniquifier
    assert client.get(PAGE).status_code == 303


def test_a_closed_account_is_out_at_once(client, siti, session):
    siti.active = False
    session.commit()
    assert client.get(PAGE).status_code == 303


def test_losing_a_role_ends_the_sign_in_at_the_next_request(app, client, director, session):
    assert client.get("/uji/director").status_code == 200
    with app.app_context():
        appointments.recall(session, director.appointments[0], None, clock.now())
    session.commit()
    assert client.get("/uji/director").location.startswith("/masuk")
    assert client.get(PAGE).status_code == 303
    assert row(session).ended_why == "role lost"


def test_a_term_that_runs_out_ends_it_too(client, session, enter):
    today = clock.now().astimezone(clock.WIB).date()
    person = made.user(session)
    made.appointment(session, person, ends_on=today)
    session.commit()
    enter(person)
    assert client.get("/uji/director").status_code == 200
    midnight = (24 - clock.now().astimezone(clock.WIB).hour) * 3600
    sessions_row = row(session)
    sessions_row.seen_at = clock.now() + timedelta(seconds=midnight)  # not idle: only the term is over
    session.commit()
    clocks.later(timedelta(seconds=midnight))
    assert client.get(PAGE).status_code == 303


def test_a_new_appointment_ends_the_old_sign_ins(app, client, siti, session):
    today = clock.now().astimezone(clock.WIB).date()
    with app.app_context():
        appointments.appoint(session, siti, Role.HUMAS, None, "SK 2", today, None, None, clock.now())
    session.commit()
    assert client.get(PAGE).status_code == 303


def test_a_role_that_begins_later_asks_for_its_second_factor_when_it_begins(client, siti, session):
    today = clock.now().astimezone(clock.WIB).date()
    made.appointment(session, siti, Role.HUMAS, starts_on=today + timedelta(days=1))
    session.commit()
    assert client.get(PAGE).status_code == 200
    clocks.later(timedelta(days=1))
    assert client.get(PAGE).status_code == 303


def test_staff_are_signed_out_after_two_idle_hours(client, director):
    clocks.later(timedelta(hours=1, minutes=59))
    assert client.get(PAGE).status_code == 200
    clocks.later(timedelta(hours=3, minutes=58))
    assert client.get(PAGE).status_code == 200, "every page counts as use"
    clocks.later(timedelta(hours=6))
    assert client.get(PAGE).status_code == 303


def test_residents_are_not(client, siti):
    clocks.later(timedelta(days=3))
    assert client.get(PAGE).status_code == 200


def test_use_is_noted_at_most_once_a_minute_also_by_reading(client, siti, session):
    first = row(session).seen_at
    clocks.later(timedelta(seconds=50))
    client.get(PAGE)
    assert row(session).seen_at == first
    clocks.later(timedelta(seconds=70))
    client.get(PAGE)
    assert row(session).seen_at > first


def test_reading_goes_on_while_somebody_writes(client, siti, monkeypatch):
    clocks.later(timedelta(seconds=70))
    monkeypatch.setattr(sessions, "Session", broken)
    assert client.get(PAGE).status_code == 200


def broken(*_args):
    raise OperationalError("UPDATE", {}, Exception("database is locked"))


def test_a_page_for_all_does_not_look_anybody_up(client, siti, statements):
    client.get("/healthz")
    assert not [text for text in statements if "login_session" in text]


def test_one_page_looks_the_person_up_once(client, siti, statements):
    statements.clear()
    client.get("/uji/signed_in")
    asked = [text for text in statements if re.search(r"FROM (login_session|account|appointment)", text)]
    assert len(asked) == 1


def test_the_other_browsers_of_a_person_can_be_ended(app, client, siti, enter, session):
    phone = app.test_client()
    enter(siti, to=phone)
    rows = session.scalars(select(LoginSession).order_by(LoginSession.id)).all()
    session.commit()
    assert sessions.end_one(session, siti, rows[0].id, clock.now())
    assert not sessions.end_one(session, siti, rows[0].id, clock.now())
    assert not sessions.end_one(session, made.user(session), rows[1].id, clock.now())
    session.commit()
    assert client.get(PAGE).status_code == 303
    assert phone.get(PAGE).status_code == 200


def test_long_dead_rows_are_forgotten(session, siti):
    made.login_session(session, siti, at=clock.now() - timedelta(days=91))
    sessions.tidy(session, clock.now())
    session.commit()
    assert how_many(session, LoginSession) == 1


def test_rights_are_those_of_the_day_in_pekalongan(session):
    person = made.user(session)
    made.appointment(session, person, starts_on=date(2026, 11, 24))
    before = clock.datetime(2026, 11, 23, 16, 59, tzinfo=clock.UTC)
    assert not sessions.rights_now(person, before).staff
    assert sessions.rights_now(person, before + timedelta(minutes=1)).staff
