import pytest
from sqlalchemy import select

from portal.channels.models import Channel
from portal.newsroom import subscribers
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Post
from portal.notices.models import Notice
from portal.stories import cards
from portal.stories.lifecycle import Status
from portal.stories.models import Story, TimelineEntry
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later


@pytest.fixture
def story(room):
    return factories.story(room)


def states(room, story):
    found = room.scalars(select(Post).where(Post.story_id == story.id).order_by(Post.channel_id)).all()
    return [post.state for post in found]


def test_the_news_of_a_publication_makes_the_posts_once(room, story):
    for _ in range(2):
        subscribers.on_published(room, {"story": story.id}, NOON)
    assert states(room, story) == [S.QUEUED] * 6


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_a_story_that_is_gone_before_anybody_looked_makes_no_posts(room, story, status):
    story.status = status
    subscribers.on_published(room, {"story": story.id}, NOON)
    assert states(room, story) == []


def test_news_of_a_story_nobody_knows_is_let_pass(room):
    for handler in (subscribers.on_published, subscribers.on_gone, subscribers.on_restored):
        handler(room, {"story": 987654}, NOON)
    assert room.scalars(select(Post)).all() == []


def test_a_hidden_story_stops_its_posts_and_humas_hears_what_it_owes(room, story):
    ratna, budi, warga = factories.officer(room), factories.officer(room, "Budi"), factories.person(room)
    post = factories.posts(room, of=story)["telegram"]
    post.state, post.published_at = S.PUBLISHED, NOON
    story.status = Status.HIDDEN
    for _ in range(2):
        subscribers.on_gone(room, {"story": story.id}, later(minutes=1))
    assert sorted(states(room, story)) == [S.CANCELLED] * 5 + [S.PUBLISHED]
    notices = room.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(n.user_id, n.kind, n.detail["path"]) for n in notices] == [
        (ratna.id, "correction_owed", f"/siar/{post.id}"),
        (budi.id, "correction_owed", f"/siar/{post.id}"),
    ]
    assert warga.id not in {n.user_id for n in notices}


def test_late_news_of_hiding_does_not_stop_a_story_that_is_back(room, story):
    factories.posts(room, of=story)
    subscribers.on_gone(room, {"story": story.id}, NOON)
    assert states(room, story) == [S.QUEUED] * 6


def test_a_restored_story_gets_its_posts_back_and_the_missing_ones(room, story):
    factories.posts(room, of=story)
    story.status = Status.HIDDEN
    subscribers.on_gone(room, {"story": story.id}, NOON)
    room.scalar(select(Channel).where(Channel.code == "tiktok")).active = True
    story.status = Status.PUBLISHED
    subscribers.on_restored(room, {"story": story.id}, NOON)
    assert states(room, story) == [S.QUEUED] * 7


def test_the_author_and_the_storys_page_see_where_it_went_once(room, story):
    post = factories.posts(room, of=story)["instagram"]
    post.remote_url = "https://www.instagram.com/p/DAbc-12_x/"
    version = story.version
    payload = {"post": post.id, "story": story.id, "channel": "instagram", "url": post.remote_url}
    for minutes in (1, 2):
        subscribers.on_posted(room, payload, later(minutes=minutes))
    entries = room.scalars(select(TimelineEntry).where(TimelineEntry.story_id == story.id)).all()
    assert [(e.kind, e.public, e.at, e.detail) for e in entries] == [
        (
            "shared",
            True,
            later(minutes=1),
            {
                "channel": "Instagram",
                "code": "instagram",
                "account": "@pemkotpekalongan",
                "url": "https://www.instagram.com/p/DAbc-12_x/",
            },
        )
    ]
    shared_at, now = room.execute(select(Story.shared_at, Story.version).where(Story.id == story.id)).one()
    assert (shared_at, now) == (later(minutes=1), version)


def entry_of(room, story):
    return room.scalars(select(TimelineEntry).where(TimelineEntry.story_id == story.id)).one()


@pytest.mark.parametrize("first", ["published", "retracted"])
def test_a_post_that_was_taken_down_is_said_to_be_gone_whichever_news_comes_first(room, story, first):
    post = factories.posts(room, of=story)["telegram"]
    post.state, post.entered_at = S.RETRACTED, later(minutes=9)
    payload = {"post": post.id, "story": story.id, "channel": "telegram", "url": "https://t.me/pemkot/7"}
    news = [subscribers.on_posted, subscribers.on_retracted]
    for handle in news if first == "published" else reversed(news):
        handle(room, payload, later(minutes=10))
    subscribers.on_retracted(room, payload, later(minutes=11))
    assert entry_of(room, story).detail["gone"] == later(minutes=9).isoformat()
    assert '"gone":' in cards.draw(room, [story.id])[story.id]


def test_a_second_channel_keeps_the_first_time_it_was_shared(room, story):
    made = factories.posts(room, of=story)
    for minutes, code in ((1, "x"), (5, "telegram")):
        payload = {"post": made[code].id, "story": story.id, "channel": code, "url": None}
        subscribers.on_posted(room, payload, later(minutes=minutes))
    assert room.scalar(select(Story.shared_at).where(Story.id == story.id)) == later(minutes=1)
    names = [e.detail["channel"] for e in room.scalars(select(TimelineEntry).order_by(TimelineEntry.id))]
    assert names == ["X", "Telegram"]
