import time
from types import SimpleNamespace

import pytest
from flask_security.proxies import _security

from portal.accounts import factor
from portal.accounts.models import Role
from portal.kernel import clock
from tests import clocks
from tests.factories import accounts as made


@pytest.fixture
def equipped(session, in_request):
    """Somebody with the second step on, and the secret of the phone."""
    user = made.staff(session, Role.HUMAS)
    secret = factor.new_secret()
    codes = factor.turn_on(user, secret, factor.Proof(1))
    session.commit()
    return SimpleNamespace(user=user, secret=secret, codes=codes, now=lambda: code_of(secret))


def code_of(secret, ago=0) -> str:
    totp = _security.totp_factory._totp.from_source(secret)
    return totp.generate(time=int(time.time()) - ago).token


def test_the_secret_is_never_readable_in_the_database(equipped):
    key = factor.key(equipped.secret).replace("-", "")
    assert key not in equipped.user.tf_totp_secret
    assert "enckey" in equipped.user.tf_totp_secret
    assert not any(code in repr(equipped.user.mf_recovery_codes) for code in equipped.codes)


def test_the_qr_code_names_portal_and_person(equipped):
    address = factor.address(equipped.secret, equipped.user)
    assert address.startswith("otpauth://totp/Berita%20dan%20Warga:")
    assert factor.key(equipped.secret).replace("-", "") in address


def test_the_code_of_now_counts_once(session, equipped):
    typed = equipped.now()
    proof = factor.check(equipped.user, f"{typed[:3]} {typed[3:]}")
    assert factor.spend(session, equipped.user, proof)
    session.refresh(equipped.user)
    assert factor.check(equipped.user, typed) is None
    assert not factor.spend(session, equipped.user, proof), "two at once: one wins"


def test_a_phone_may_be_half_a_minute_off_but_not_two(equipped):
    assert factor.check(equipped.user, code_of(equipped.secret, ago=30))
    assert factor.check(equipped.user, code_of(equipped.secret, ago=120)) is None


def test_codes_use_real_time_whatever_the_portals_clock_says(equipped):
    clocks.later(clock.timedelta(days=300))
    assert factor.check(equipped.user, equipped.now())


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "０１２３４５", "' OR 1=1", "-" * 40])
def test_anything_else_proves_nothing(equipped, typed):
    assert factor.check(equipped.user, typed) is None


def test_a_recovery_code_stands_in_once(session, equipped):
    typed = equipped.codes[2].upper().replace("-", " ")
    proof = factor.check(equipped.user, typed)
    assert factor.spend(session, equipped.user, proof)
    session.flush()
    assert not factor.spend(session, equipped.user, proof)
    assert factor.check(equipped.user, typed) is None
    assert factor.codes_left(equipped.user) == 7


def test_new_codes_replace_the_old(equipped):
    factor.new_codes(equipped.user)
    assert factor.check(equipped.user, equipped.codes[0]) is None


def test_without_a_second_step_nothing_is_a_proof(session, in_request):
    assert factor.check(made.user(session), "123456") is None


def test_turned_off_it_leaves_nothing(equipped):
    factor.turn_off(equipped.user)
    assert not factor.is_on(equipped.user)
    assert (equipped.user.tf_totp_secret, equipped.user.mf_recovery_codes) == (None, None)


@pytest.mark.parametrize(
    ("role", "due"), [(Role.HUMAS, True), (Role.ADMIN, True), (Role.DIRECTOR, False), (Role.DEPUTY, False)]
)
def test_who_may_not_go_without(session, in_request, role, due):
    assert factor.is_due(made.staff(session, role), clock.now()) is due
    assert not factor.is_due(made.staff(session, role, is_demo=True), clock.now())
