"""Notices about channels in trouble: one for a cause, one for what breaks together."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.channels.models import Channel, Health
from portal.newsroom import alerts
from portal.notices.models import Notice
from portal.staff import words
from tests.factories.newsroom import NOON, later, officer


@pytest.fixture
def humas(room):
    return officer(room)


def break_down(room, code, at, health=Health.DOWN, began=None):
    channel = room.scalars(select(Channel).where(Channel.code == code)).one()
    channel.health, channel.down_since, channel.health_code = health, began or at, "slow"
    alerts.channel(room, channel, at)
    room.flush()


def told(room):
    return list(room.scalars(select(Notice).order_by(Notice.id)))


def test_what_breaks_together_is_one_notice_that_names_all(room, app, humas):
    for minutes, code, health in (
        (0, "web", Health.DOWN),
        (3, "telegram", Health.REAUTH),
        (59, "facebook", Health.DOWN),
    ):
        break_down(room, code, later(minutes=minutes), health)
    (notice,) = told(room)
    assert (notice.user_id, notice.kind, notice.detail["channels"]) == (
        humas.id,
        "channels_trouble",
        ["Web", "Telegram", "Facebook"],
    )
    with app.test_request_context("/"):
        said = words.of(notice.kind, notice.detail)
    assert said.title == "3 kanal bermasalah"
    assert said.lines[0] == "Web, Telegram, Facebook"
    assert said.path == "/siar/kanal"


def test_one_channel_alone_keeps_its_own_words(room, humas):
    break_down(room, "web", NOON)
    (notice,) = told(room)
    assert (notice.kind, notice.detail["path"]) == ("channel_down", "/siar/kanal/web")


def test_one_cause_is_told_once_however_often_it_comes_and_also_after_it_was_read(room, humas):
    break_down(room, "web", NOON)
    break_down(room, "telegram", later(minutes=1))
    told(room)[0].read_at = later(minutes=2)
    for minutes in (3, 300):
        break_down(room, "web", later(minutes=minutes), began=NOON)
        break_down(room, "telegram", later(minutes=minutes), began=later(minutes=1))
    assert len(told(room)) == 1


@pytest.mark.parametrize("apart", ["read", "late", "same channel"])
def test_what_is_no_part_of_it_gets_a_notice_of_its_own(room, humas, apart):
    break_down(room, "web", NOON)
    at = NOON + timedelta(minutes=61 if apart == "late" else 5)
    if apart == "read":
        told(room)[0].read_at = later(minutes=1)
    if apart == "same channel":
        break_down(room, "web", at, Health.REAUTH)
    else:
        break_down(room, "telegram", at)
    assert len(told(room)) == 2
    assert {each.kind for each in told(room)} <= {"channel_down", "channel_reauth"}


def test_each_officer_has_one(room, humas):
    officer(room, "Budi Santoso")
    break_down(room, "web", NOON)
    break_down(room, "telegram", NOON)
    assert [each.kind for each in told(room)] == ["channels_trouble"] * 2
