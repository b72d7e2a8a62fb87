from argon2 import low_level

from portal.accounts import hashing
from portal.accounts.security import ARGON2
from tests.factories import accounts as made


def test_passwords_are_kept_as_argon2id_of_their_normal_form(in_request):
    kept = hashing.hashed("café malam hari")
    assert kept.startswith("$argon2id$")
    assert "café" not in kept
    assert low_level.verify_secret(kept.encode(), "cafe\u0301 malam hari".encode(), low_level.Type.ID)


def test_the_real_cost_is_what_owasp_asks_for():
    assert (ARGON2["argon2__memory_cost"], ARGON2["argon2__time_cost"], ARGON2["argon2__parallelism"]) == (19456, 2, 1)


def test_the_right_password_matches_and_nobody_never_does(session, in_request):
    user = made.user(session)
    session.commit()
    assert hashing.matches(user, made.PASSWORD)
    assert not hashing.matches(user, made.PASSWORD.upper())
    assert not hashing.matches(None, made.PASSWORD)
    # not even with the text the stand-in hash was made of
    assert not hashing.matches(None, "secret-of-the-tests-0123456789abcdef")


def test_both_end_the_transaction_first(monkeypatch, session, in_request):
    made.user(session)
    session.commit()
    open_then = []
    real = low_level.hash_secret
    monkeypatch.setattr(
        low_level, "hash_secret", lambda *a, **k: (open_then.append(in_request.in_transaction()), real(*a, **k))[1]
    )
    in_request.connection()
    hashing.hashed("megono pagi krapyak")
    assert open_then == [False]


def test_each_name_costs_two_comparisons_and_one_more_for_each_further_account(monkeypatch, session, in_request):
    """Whether there is an account, proven or not, and whose password it is, cannot be told from the time."""
    proven, one, two = (made.user(session, password=f"kata sandi {n}") for n in ("satu", "dua", "tiga"))
    session.commit()
    compared = []
    real = hashing.verify_password
    monkeypatch.setattr(hashing, "verify_password", lambda *a: compared.append(1) or real(*a))

    def cost(*args):
        compared.clear()
        return hashing.owner_of(*args), len(compared)

    assert cost(None, [], "apa saja") == (None, 2)
    assert cost(proven, [], "kata sandi satu") == (proven, 2)
    assert cost(None, [one], "kata sandi dua") == (one, 2)
    assert cost(proven, [one], "kata sandi satu") == (proven, 2)
    assert cost(proven, [one, two], "kata sandi tiga") == (two, 3)
    assert cost(proven, [one, two], "salah") == (None, 3)
