import threading
from datetime import timedelta

from portal.accounts import limits, rules
from portal.accounts.models import RateHit
from portal.kernel import clock
from portal.kernel.db import db
from tests.accounts.conftest import how_many

LIMIT = limits.Limit("register", "203.0.113.5", 3, timedelta(hours=1))


def test_so_many_in_a_window_and_then_the_seconds_to_wait(in_request):
    at = clock.now()
    assert [limits.take(in_request, [LIMIT], at + timedelta(minutes=n)) for n in range(4)] == [0, 0, 0, 57 * 60]
    assert limits.take(in_request, [LIMIT], at + timedelta(hours=1, seconds=1)) == 0


def test_what_is_refused_is_not_counted_and_each_key_counts_alone(in_request):
    at = clock.now()
    other = limits.Limit("register", "203.0.113.6", 5, timedelta(hours=1))
    for _ in range(3):
        limits.take(in_request, [LIMIT], at)
    assert limits.take(in_request, [LIMIT, other], at) == 3600
    assert in_request.query(RateHit).count() == 3


def test_rows_tell_no_address(in_request):
    limits.take(in_request, [limits.guardian_letter("ibu@contoh.test")], clock.now())
    row = in_request.query(RateHit).one()
    assert (row.kind, "ibu" in row.key_hash, len(row.key_hash)) == ("guardian", False, 64)


def test_a_household_is_one_address(app):
    with app.app_context():
        one, two = limits.registration("2001:db8::1"), limits.registration("2001:db8::2")
        assert one == two
        assert one.most == rules.REGISTRATIONS_IN_DEMO


def test_old_uses_are_forgotten(session, in_request):
    at = clock.now()
    limits.take(in_request, [LIMIT], at)
    limits.tidy(in_request, at + timedelta(days=2, seconds=1))
    in_request.commit()
    assert how_many(session, RateHit) == 0


def test_many_at_once_get_no_more(both):
    """Counted and written in one transaction, on each database."""
    done = []

    def one():
        with both.app_context():
            session = db.session()
            session.connection()
            done.append(limits.take(session, [LIMIT], clock.now()))
            session.commit()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count(0) == 3
