from datetime import timedelta

from portal.channels.limits import Kind
from portal.channels.pace import PACES, pace_of


def test_twenty_messages_a_minute_fit_into_telegram_and_no_more():
    pace = pace_of("telegram")
    assert timedelta(minutes=1) // pace.room(0) == 20
    assert pace.room(1) == pace.room(0)
    assert pace.room(10) == 10 * pace.room(1)  # an album counts as many messages as it has pictures


def test_most_networks_set_no_pace_for_single_posts():
    assert [kind for kind in Kind if pace_of(kind)] == [Kind.TELEGRAM]


def test_every_figure_says_where_it_is_from_and_when_it_was_checked():
    assert all(pace.source and pace.checked_on and pace.interval > timedelta(0) for pace in PACES.values())
