from datetime import timedelta

from portal.accounts import attempts
from portal.accounts.models import FailedSignIn
from portal.kernel import clock
from tests.accounts.conftest import how_many
from tests.factories import accounts as made

HERE = "203.0.113.5"


def fail(session, key, times=1, address=HERE, at=None):
    return [attempts.settle(session, key, address, False, at or clock.now()) for _ in range(times)]


def test_a_person_is_one_account_under_every_name_and_rows_do_not_tell_which(session, in_request):
    user = made.user(session)
    session.commit()
    assert attempts.account_key(user, "a@contoh.test") == attempts.account_key(user, "+62812")
    assert attempts.account_key(None, "a@contoh.test") != attempts.account_key(None, "b@contoh.test")
    assert "contoh" not in attempts.account_key(None, "a@contoh.test")


def test_the_sixth_try_has_to_wait_for_the_first_to_be_a_minute_old(in_request):
    at = clock.now()
    fail(in_request, "k", 4, at=at)
    assert attempts.wait(in_request, "k", HERE, at) == 0
    fail(in_request, "k", 1, at=at + timedelta(seconds=20))
    assert attempts.wait(in_request, "k", HERE, at + timedelta(seconds=20)) == 40
    assert attempts.wait(in_request, "k", HERE, at + timedelta(seconds=60)) == 0


def test_account_and_address_are_counted_apart(in_request):
    at = clock.now()
    for number in range(5):
        fail(in_request, f"k{number}", at=at)
    assert attempts.wait(in_request, "other", HERE, at) == 60
    assert attempts.wait(in_request, "k0", "203.0.113.6", at) == 0


def test_one_ipv6_line_is_one_address(in_request):
    at = clock.now()
    for number in range(5):
        fail(in_request, f"k{number}", address=f"2001:db8::{number + 1}", at=at)
    assert attempts.wait(in_request, "k", "2001:db8::ffff", at) == 60
    assert attempts.wait(in_request, "k", "2001:db8:0:1::1", at) == 0


def test_of_many_tries_at_once_only_five_are_told_apart(in_request):
    # all were let through before any failed; what counts is the check when they come to an end
    assert fail(in_request, "k", 8) == [0] * 5 + [60] * 3
    assert attempts.settle(in_request, "k", HERE, True, clock.now()) == 60
    assert how_many(in_request, FailedSignIn) == 5


def test_a_right_password_writes_nothing(in_request):
    assert attempts.settle(in_request, "k", HERE, True, clock.now()) == 0
    assert how_many(in_request, FailedSignIn) == 0


def test_old_tries_are_forgotten(session, in_request):
    user = made.user(session)
    made.failed_sign_in(session, user, at=clock.now() - timedelta(minutes=3))
    made.failed_sign_in(session, user)
    session.commit()
    attempts.tidy(in_request, clock.now())
    in_request.commit()
    assert how_many(session, FailedSignIn) == 1
