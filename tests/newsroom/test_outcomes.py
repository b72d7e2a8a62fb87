from datetime import UTC, datetime, timedelta

import pytest

from portal.channels.adapter_api import FailureKind as K
from portal.channels.adapter_api import Idempotency
from portal.channels.adapter_api import Phase as P
from portal.newsroom import outcomes
from portal.newsroom.outcomes import Then as T

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
# rows by kind, columns by phase, as design says them
EXPECTED = {
    K.RETRY: (T.AGAIN, T.AGAIN, T.AGAIN, T.AGAIN, T.AGAIN, T.AGAIN),
    K.RATE_LIMITED: (T.PAUSE, T.PAUSE, T.PAUSE, T.PAUSE, T.PAUSE, T.PAUSE),
    K.REAUTH: (T.HOLD, T.HOLD, T.HOLD, T.HOLD, T.AGAIN, T.FAIL),
    K.REJECTED: (T.FAIL, T.FAIL, T.FAIL, T.FAIL, T.AGAIN, T.FAIL),
    K.QUOTA: (T.PAUSE, T.PAUSE, T.PAUSE, T.PAUSE, T.PAUSE, T.PAUSE),
    K.BLOCKED: (T.HOLD, T.HOLD, T.HOLD, T.HOLD, T.AGAIN, T.FAIL),
    K.MEDIA_EXPIRED: (T.PREPARE, T.PREPARE, T.PREPARE, T.PREPARE, T.AGAIN, T.FAIL),
    K.UNKNOWN: (T.AGAIN, T.AGAIN, T.AGAIN, T.RECONCILE, T.ASK, T.AGAIN),
    K.GONE: (T.FAIL, T.PREPARE, T.PREPARE, T.RECONCILE, T.ASK, T.DONE),
}


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize("phase", list(P))
def test_every_failure_leads_to_one_thing_in_every_phase(kind, phase):
    assert outcomes.then(kind, phase) is EXPECTED[kind][list(P).index(phase)]


@pytest.mark.parametrize("kind", list(K))
def test_what_nobody_knows_is_never_simply_tried_again(kind):
    assert (outcomes.then(K.UNKNOWN, P.PUBLISH), outcomes.then(kind, P.FIND)) != (T.AGAIN, T.AGAIN)
    assert outcomes.then(kind, P.FIND) in (T.AGAIN, T.PAUSE, T.ASK)  # nothing of it publishes


@pytest.mark.parametrize(("attempt", "minutes"), [(0, 1), (1, 1), (2, 5), (3, 25), (4, 25), (6, 25)])
def test_the_wait_grows_to_twenty_five_minutes_and_spreads(attempt, minutes):
    waits = [outcomes.backoff(attempt, chance / 10) for chance in range(10)]
    assert waits[0] == timedelta(minutes=minutes) * 0.8
    assert waits[5] == timedelta(minutes=minutes)
    assert waits == sorted(set(waits))
    assert waits[-1] < timedelta(minutes=minutes) * 1.2


def test_all_attempts_together_end_within_two_hours():
    assert sum((outcomes.backoff(n, 0.999) for n in range(1, outcomes.ATTEMPTS)), timedelta()) < timedelta(hours=2)


@pytest.mark.parametrize(
    ("said", "rests"),
    [
        (None, timedelta(minutes=15)),
        (timedelta(minutes=3), timedelta(minutes=3)),
        (timedelta(days=40), timedelta(hours=24)),
        (timedelta(hours=-3), timedelta(seconds=1)),
    ],
)
def test_an_account_rests_as_long_as_the_network_says_within_a_day(said, rests):
    assert outcomes.pause_until(None if said is None else AT + said, AT) == AT + rests


def test_only_what_is_read_back_is_read_twice():
    assert {each: outcomes.readings(each) for each in Idempotency if outcomes.readings(each) != 1} == {
        Idempotency.READ_BACK: 2
    }
