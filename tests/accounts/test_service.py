import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts import agreements, links, service
from portal.accounts.models import AgeGroup, Consent, LoginSession, User
from portal.accounts.service import Applicant
from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import accounts as made


def applicant(session, **changes) -> Applicant:
    values = {"name": "Siti Aminah", "email": "siti@contoh.test", "phone": None, "ward": made.ward(session)}
    return Applicant(**values | {"age_group": AgeGroup.ADULT, "language": "id"} | changes)


def register(session, **changes):
    return service.register(session, applicant(session, **changes), made.hashed(), clock.now())


def test_a_registration_makes_an_account_and_keeps_what_was_agreed_to(session):
    done = register(session, language="en")
    user = done.user
    assert (user.name, user.email, user.home_ward.slug, user.active) == (
        "Siti Aminah",
        "siti@contoh.test",
        "medono",
        True,
    )
    kept = {row.code: row for row in session.scalars(select(Consent).where(Consent.user_id == user.id))}
    assert set(kept) == {"UGC_AGREE", "EDIT_RIGHT", "PDP_NOTICE", "AGE"}
    for code, row in kept.items():
        version, made_of = agreements.record(code, "en")
        assert (row.text_version, row.text_hash, row.language, row.subject) == (version, made_of, "en", "account")
        assert row.given_at == user.create_datetime
    assert (kept["AGE"].choice, kept["UGC_AGREE"].choice) == ("adult", "yes")


def test_without_an_address_there_are_recovery_codes(session):
    done = register(session, email=None, phone="+6281234567890")
    assert len(done.codes) == 8
    assert links.find_code(session, done.user, done.codes[3], clock.now())
    assert register(session).codes == []


def test_a_known_address_is_claimed_and_changes_nothing_for_its_holder(session):
    first = register(session).user
    again = register(session, name="Orang Lain").user
    assert (first.name, first.email, first.claimed_email) == ("Siti Aminah", "siti@contoh.test", None)
    assert (again.email, again.claimed_email, again.given_email) == (None, "siti@contoh.test", "siti@contoh.test")


def test_so_is_a_known_number(session):
    first = register(session, phone="+6281234567890").user
    done = register(session, email=None, phone="+6281234567890")
    assert (done.user.us_phone_number, done.user.claimed_phone) == (None, "+6281234567890")
    assert len(done.codes) == 8, "as for a number that nobody has"
    assert first.us_phone_number == "+6281234567890"


def test_two_registrations_at_the_same_moment_share_no_address(session, monkeypatch):
    register(session)
    real = service.queries.is_held
    answers = iter([False])  # the other registration is not yet seen by the first look
    monkeypatch.setattr(service.queries, "is_held", lambda *a, **k: next(answers, real(*a, **k)))
    assert register(session).user.claimed_email == "siti@contoh.test"
    session.commit()


def test_only_a_proven_account_takes_an_address_and_only_from_an_unproven_one(session):
    first, at = register(session).user, clock.now()
    with pytest.raises(service.Taken):
        service.create_user(session, name="Budi", password_hash="x", at=at, email="siti@contoh.test")
    new = service.create_user(session, name="Budi", password_hash="x", at=at, email="siti@contoh.test", proven=True)
    assert (new.email_proven, first.email, first.claimed_email) == (True, None, "siti@contoh.test")
    with pytest.raises(service.Taken):
        service.create_user(session, name="Ani", password_hash="x", at=at, email="siti@contoh.test", proven=True)


def test_handles_are_plain_and_differ(session):
    one, two = register(session).user, register(session, email="dua@contoh.test").user
    strange = register(session, email="tiga@contoh.test", name="李 小龍").user
    assert one.handle == "siti-aminah"
    assert two.handle.startswith("siti-aminah-")
    assert two.handle != one.handle
    assert strange.handle == "warga"


def test_the_database_itself_refuses_a_second_account_for_an_address(session):
    made.user(session, email="siti@contoh.test")
    with pytest.raises(IntegrityError):
        made.user(session, email="siti@contoh.test")


def test_young_people_may_send_after_a_guardian_has_agreed(session):
    done = register(session, age_group=AgeGroup.MINOR)
    young, at = done.user, clock.now()
    assert not service.may_send(young)
    link = links.find(session, done.guardian_key, ("guardian",), at)
    assert service.confirm_guardian(session, link, "Ibu Ratna", "id", at)
    assert service.may_send(young)
    assert young.guardian_confirmed_at == at
    kept = session.scalars(select(Consent).where(Consent.code == "GUARDIAN")).one()
    assert (kept.user_id, kept.text_hash) == (young.id, agreements.record("GUARDIAN").sha256)
    assert link.detail == {"guardian": "Ibu Ratna"}
    assert not service.confirm_guardian(session, link, "Ibu Ratna", "id", at)


def test_adults_may_send_at_once(session):
    assert service.may_send(register(session).user)


def test_a_new_guardian_link_replaces_the_old(session):
    young, at = made.minor(session), clock.now()
    old = service.guardian_link(session, young, at)
    session.flush()
    new = service.guardian_link(session, young, at)
    session.flush()
    assert links.find(session, old, ("guardian",), at) is None
    assert links.find(session, new, ("guardian",), at)


def test_a_new_password_ends_sign_ins_and_open_ways_to_another(session):
    user, at = made.user(session), clock.now()
    before = user.fs_uniquifier
    made.login_session(session, user)
    made.one_time_link(session, user, "a", "reset")
    made.one_time_link(session, user, "b", "recovery", life=None)
    service.set_password(session, user, "hash", at, "password changed")
    session.expire_all()
    assert user.password == "hash"
    assert user.fs_uniquifier != before
    assert session.scalars(select(LoginSession)).one().ended_why == "password changed"
    assert links.find(session, "a", ("reset",), at) is None
    assert links.find(session, "b", ("recovery",), at), "codes on paper stay good"


def test_of_many_registrations_at_once_one_holds_the_contacts(both):
    """And all of them have an account: nobody learns that they were not the first."""
    gate = threading.Barrier(6)

    def one():
        with both.app_context():
            gate.wait()
            session = db.session()
            who = applicant(session, phone="+6281234567890")
            service.register(session, who, made.hashed(), clock.now())
            session.commit()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with both.app_context():
        users = db.session().scalars(select(User)).all()
        assert {user.given_email for user in users} == {"siti@contoh.test"}
        assert {user.given_phone for user in users} == {"+6281234567890"}
        assert len(users) == 6
        assert len([user for user in users if user.email]) == 1
        assert len([user for user in users if user.us_phone_number]) == 1
