import threading

import pytest
from sqlalchemy import func, select

from portal.channels.limits import limits_for
from portal.channels.measure import measure
from portal.channels.models import Channel
from portal.kernel.db import db
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.models import BoardRow, Post, PostEvent
from portal.photos.models import PhotoState
from portal.stories.models import Credit, Story
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON

ACTIVE = ["web", "facebook", "instagram", "x", "telegram", "whatsapp"]


def test_a_publication_makes_one_post_for_each_active_channel(room):
    made = factories.posts(room)
    assert list(made) == ACTIVE
    assert {post.state for post in made.values()} == {PostState.QUEUED}
    assert {(post.round, post.created_at, post.entered_at) for post in made.values()} == {(1, NOON, NOON)}


def test_text_and_pictures_fit_their_channel(room):
    for post in factories.posts(room, pictures=6).values():
        limits = limits_for(post.channel.kind)
        assert 0 < measure(post.text, limits) <= limits.text_limit(len(post.pictures))
        assert post.pictures == list(range(min(6, limits.media_max)))


def test_the_caption_names_sender_ward_and_the_storys_address(room):
    story = factories.story(room)
    text = factories.posts(room, of=story)["facebook"].text
    assert "Kiriman: Siti Maryam, Kelurahan Medono" in text
    assert f"Baca: https://warga.test/berita/{story.slug}-BW-{story.code}" in text
    assert {"#KotaPekalongan", "#WargaPekalongan", "#Medono"} <= set(text.split())


@pytest.mark.parametrize(
    ("credit", "line"),
    [(Credit.INITIALS, "Kiriman: S.M., Kelurahan Medono"), (Credit.ANONYMOUS, "Kiriman: Warga Medono")],
)
def test_the_author_is_named_only_as_chosen(room, credit, line):
    for post in factories.posts(room, credit=credit).values():
        assert "Siti Maryam" not in post.text
    assert line in post.text


def test_instagram_without_a_picture_is_held_with_the_reason(room):
    made = factories.posts(room, pictures=0)
    assert (made["instagram"].state, made["instagram"].fault) == (PostState.HELD, "needs_picture")
    assert {code for code, post in made.items() if post.state is PostState.QUEUED} == set(ACTIVE) - {"instagram"}
    event = room.scalar(select(PostEvent).where(PostEvent.post_id == made["instagram"].id))
    assert (event.action, event.actor_id, event.detail) == (PostAction.HOLD, None, {"fault": "needs_picture"})


def test_a_picture_that_failed_is_left_out(room):
    story = factories.story(room, pictures=3)
    story.photos[1].photo.state = PhotoState.FAILED
    assert factories.posts(room, of=story)["facebook"].pictures == [0, 2]


def test_handled_twice_it_makes_nothing_new(room):
    story = factories.story(room)
    factories.posts(room, of=story)
    assert factories.posts(room, of=story) == {}
    assert room.scalar(select(func.count()).select_from(Post)) == len(ACTIVE)


def test_a_channel_that_became_active_later_gets_its_post_too(room):
    story = factories.story(room)
    factories.posts(room, of=story)
    room.scalar(select(Channel).where(Channel.code == "youtube")).active = True
    made = factories.posts(room, of=story)
    assert list(made) == ["youtube"]
    assert made["youtube"].fault == "needs_video"


def test_the_story_stands_on_the_board(room):
    story = factories.story(room)
    factories.posts(room, of=story)
    row = room.get(BoardRow, story.id)
    assert (row.bucket, row.act, row.scheduled, row.published, row.skipped) == (1, True, False, False, False)


def test_at_the_same_moment_in_two_workers_there_is_still_one_post_for_each_channel(both):
    with both.app_context():
        story_id = factories.story(db.session()).id
        db.session.commit()
    gate, faults = threading.Barrier(2), []

    def handle():
        with both.app_context():
            session = db.session()
            gate.wait()
            try:
                factories.posts(session, of=session.get(Story, story_id))
                session.commit()
            except Exception as error:
                faults.append(error)

    workers = [threading.Thread(target=handle) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    with both.app_context():
        per_channel = db.session().execute(select(Post.channel_id, func.count()).group_by(Post.channel_id)).all()
        assert [count for _, count in per_channel] == [1] * len(ACTIVE)
