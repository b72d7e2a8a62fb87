from datetime import timedelta

from sqlalchemy import select

from portal.accounts import links
from portal.accounts.models import OneTimeLink
from portal.kernel import clock
from tests.factories import accounts as made

HOUR = timedelta(hours=1)


def test_the_database_holds_no_key(session):
    user, at = made.user(session), clock.now()
    key = links.issue(session, user, "reset", at, HOUR)
    codes = links.issue_codes(session, user, at)
    session.flush()
    kept = repr([(row.key_hash, row.detail) for row in session.scalars(select(OneTimeLink))])
    assert key not in kept
    assert not any(code.replace("-", "") in kept for code in codes)


def test_a_link_is_found_by_its_key_for_its_purpose_while_it_lasts(session):
    user, at = made.user(session), clock.now()
    key = links.issue(session, user, "reset", at, HOUR)
    session.flush()
    assert links.find(session, key, ("reset", "return"), at).user_id == user.id
    assert links.find(session, key, ("guardian",), at) is None
    assert links.find(session, key + "x", ("reset",), at) is None
    assert links.find(session, key, ("reset",), at + HOUR) is None


def test_a_link_counts_once(session):
    user, at = made.user(session), clock.now()
    link = made.one_time_link(session, user)
    assert links.spend(session, link, at)
    assert not links.spend(session, link, at)
    assert links.find(session, "kunci", ("reset",), at) is None


def test_only_the_named_purposes_are_voided(session):
    user, other, at = made.user(session), made.user(session), clock.now()
    made.one_time_link(session, user, "a", "reset")
    made.one_time_link(session, user, "b", "guardian")
    made.one_time_link(session, other, "c", "reset")
    links.void(session, user, ("reset", "return"), at)
    found = [links.find(session, key, ("reset", "guardian"), at) is not None for key in "abc"]
    assert found == [False, True, True]


def test_eight_codes_each_for_its_owner_and_without_an_end(session):
    user, other, at = made.user(session), made.user(session), clock.now()
    codes = links.issue_codes(session, user, at)
    session.flush()
    assert len(set(codes)) == 8
    late = at + timedelta(days=3000)
    for code in codes:
        assert links.find_code(session, user, code.lower().replace("-", " "), late)
        assert links.find_code(session, other, code, at) is None
    assert links.find_code(session, None, codes[0], at) is None


def test_new_codes_replace_the_old(session):
    user, at = made.user(session), clock.now()
    old = links.issue_codes(session, user, at)
    session.flush()
    new = links.issue_codes(session, user, at)
    session.flush()
    assert links.find_code(session, user, old[0], at) is None
    assert links.find_code(session, user, new[0], at)
