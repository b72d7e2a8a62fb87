import threading

import pytest
from sqlalchemy import select

from portal.accounts import links, proofs, rules
from portal.accounts.models import Role, User
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.db import db
from tests.factories import accounts as made

EMAIL, PHONE = "siti@contoh.test", "+6281234567890"


@pytest.fixture
def both_gave(session, in_request):
    """An account that holds contacts it has not proven, and one that only gave them."""
    first = made.user(session, email=EMAIL, us_phone_number=PHONE, confirmed_at=None)
    second = made.user(session, email=None, claimed_email=EMAIL, claimed_phone=PHONE, confirmed_at=None)
    return first, second


def prove(session, user, contact, by=None) -> bool:
    if contact == "email":
        return proofs.prove_email(session, user, EMAIL, by, clock.now(), "letter")
    return proofs.prove_phone(session, user, by, clock.now(), "met or rung")


@pytest.mark.parametrize("contact", ["email", "phone"])
def test_a_proof_gives_the_contact_to_whoever_proved_it_and_to_nobody_after(session, both_gave, contact):
    first, second = both_gave
    assert prove(session, second, contact)
    assert getattr(second, f"{contact}_proven")
    assert not getattr(first, f"{contact}_proven")
    assert (first.given_email, first.given_phone) == (EMAIL, PHONE), "still signs in with it"
    assert not prove(session, first, contact)


def test_an_address_that_was_changed_meanwhile_is_not_proven(session, in_request):
    user = made.user(session, email="lain@contoh.test", confirmed_at=None)
    assert not proofs.prove_email(session, user, EMAIL, user, clock.now(), "letter")
    assert not user.email_proven


def test_a_proof_voids_the_other_links_and_is_logged(session, both_gave):
    first, at = both_gave[0], clock.now()
    key = links.issue(session, first, "confirm", at, rules.PROOF_LIFE, email=EMAIL)
    boss = made.staff(session, Role.ADMIN)
    assert prove(session, first, "email", boss)
    assert links.find(session, key, ("confirm",), at) is None
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.object) == (boss.id, "account.email_proven", f"person:{first.id}")


def test_nobody_proves_a_number_that_is_not_there(session, in_request):
    assert not prove(session, made.user(session), "phone")


def test_a_disowned_address_is_gone_with_its_sign_ins_and_links(session, both_gave):
    second, at = both_gave[1], clock.now()
    row = made.login_session(session, second)
    key = links.issue(session, second, "confirm", at, rules.PROOF_LIFE, email=EMAIL)
    proofs.disown_email(session, second, at)
    session.expire_all()
    assert second.given_email is None
    assert second.given_phone == PHONE
    assert row.ended_why == "address disowned"
    assert links.find(session, key, ("confirm",), at) is None


def test_two_who_prove_one_address_at_once_both_get_an_answer(both):
    """On PostgreSQL the second met the first one's address and the request ended in an error."""
    with both.app_context():
        session = db.session()
        people = [made.user(session, email=None, claimed_email="dua@contoh.test", confirmed_at=None) for _ in range(2)]
        session.commit()
        ids = [person.id for person in people]
    gate, proven = threading.Barrier(2), []

    def one(user_id):
        with both.app_context():
            session = db.session()
            user = session.get_one(User, user_id)
            session.rollback()
            gate.wait()
            proven.append(proofs.prove_email(session, user, "dua@contoh.test", user, clock.now(), "letter"))
            session.commit()

    threads = [threading.Thread(target=one, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(proven) == [False, True]
