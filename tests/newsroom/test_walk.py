"""The walk reads where it stands from the posts alone."""

import pytest

from portal.channels.models import Mode
from portal.newsroom import bulk, proof, queries, service, walk
from portal.newsroom.lifecycle import NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.service import Change
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later


@pytest.fixture
def ratna(room):
    return factories.officer(room).id


@pytest.fixture
def budi(room):
    return factories.officer(room, "Budi").id


@pytest.fixture
def posts(room):
    return factories.posts(room)


def prepared(room, posts, by):
    return bulk.prepare(room, bulk.to_prepare(list(posts.values())), {}, by, NOON)


def test_every_channel_that_can_gets_a_kit(room, posts, ratna):
    assert [each.fault for each in prepared(room, posts, ratna)] == [None] * 6
    assert {post.state for post in posts.values()} == {S.KIT_READY}
    assert [post.channel.code for post in walk.stops(posts.values())] == list(posts)


def test_what_a_person_holds_what_has_a_time_and_what_the_machine_carries_stays(room, posts, ratna):
    service.edit(room, posts["x"], A.HOLD, Change(reason="Tunggu izin"), ratna, NOON)
    service.edit(room, posts["facebook"], A.SCHEDULE, Change(due_at=later(hours=2), timed=True), ratna, NOON)
    service.edit(room, posts["web"], A.SKIP, Change(), ratna, NOON)
    posts["telegram"].channel.mode = Mode.API
    room.flush()
    prepared(room, posts, ratna)
    assert [code for code, post in posts.items() if post.state is S.KIT_READY] == ["instagram", "whatsapp"]
    assert {post.channel.code for post in walk.rest(posts.values())} == {"x", "facebook", "telegram"}


def test_one_that_is_not_fit_is_named_and_the_rest_is_done(room, ratna):
    posts = factories.posts(room, alts=[""])
    done = {each.post_id: each.fault for each in prepared(room, posts, ratna)}
    assert done[posts["facebook"].id].issues[0].code == "alt_missing"
    assert posts["facebook"].state is S.QUEUED


def test_a_version_that_was_overtaken_counts_for_its_post_alone(room, posts, ratna):
    seen = {post.id: post.version for post in posts.values()}
    seen[posts["x"].id] -= 1
    done = bulk.prepare(room, list(posts.values()), seen, ratna, NOON)
    assert [type(each.fault) for each in done if each.fault] == [bulk.Stale]
    assert posts["x"].state is S.QUEUED
    assert posts["facebook"].state is S.KIT_READY


def test_the_next_is_the_one_after_and_then_what_was_left_behind(room, posts, ratna):
    prepared(room, posts, ratna)
    stops = walk.stops(posts.values())

    def after(code):
        found = walk.following(stops, posts[code].id if code else None, ratna, NOON)
        return found.channel.code if found else None

    assert [after(code) for code in (None, "web", "facebook", "whatsapp")] == ["web", "facebook", "instagram", "web"]
    for code in ("web", "instagram", "x", "telegram", "whatsapp"):
        posts[code].state = S.PUBLISHED
    assert [after(code) for code in (None, "whatsapp", "facebook")] == ["facebook", "facebook", None]


def test_one_claim_is_for_all_kits_but_those_of_others(room, posts, ratna, budi):
    prepared(room, posts, ratna)
    service.claim(room, posts["x"], budi, NOON)
    stops = walk.stops(posts.values())
    assert walk.claim_all(room, stops, ratna, later(minutes=1)) == 5
    assert {post.claimed_by_id for code, post in posts.items() if code != "x"} == {ratna}
    assert posts["x"].claimed_by_id == budi
    assert walk.is_others(posts["x"], ratna, later(minutes=1))
    assert walk.following(stops, posts["instagram"].id, ratna, later(minutes=1)) is posts["telegram"]
    assert walk.following(stops, posts["instagram"].id, ratna, later(hours=1)) is posts["x"]  # that claim is over


def test_nothing_to_take_is_said(room, posts, ratna):
    with pytest.raises(NotAllowed):
        walk.claim_all(room, walk.stops(posts.values()), ratna, NOON)


def test_going_on_keeps_a_claim_that_would_end(room, posts, ratna):
    prepared(room, posts, ratna)
    stops = walk.stops(posts.values())
    walk.claim_all(room, stops, ratna, NOON)
    walk.prolong(room, stops, ratna, later(minutes=10))
    assert posts["x"].claimed_until == later(minutes=30)  # long enough
    walk.prolong(room, stops, ratna, later(minutes=20))
    assert posts["x"].claimed_until == later(minutes=50)


def test_accounts_are_compared_once_a_month(room, posts, ratna):
    prepared(room, posts, ratna)
    stops = walk.stops(queries.of_story(room, posts["x"].story_id))
    assert len(walk.unchecked(stops, NOON)) == 6
    posts["x"].channel.identity_checked_at = NOON
    assert "x" not in [channel.code for channel in walk.unchecked(stops, later(days=5))]
    assert "x" in [channel.code for channel in walk.unchecked(stops, later(days=20))]  # December


def test_a_proof_leads_on(room, posts, ratna):
    prepared(room, posts, ratna)
    proof.prove(room, posts["web"], by=ratna, at=NOON, url="https://pekalongankota.go.id/berita/a")
    stops = walk.stops(posts.values())
    assert len(stops) == 6
    assert walk.following(stops, posts["web"].id, ratna, NOON) is posts["facebook"]
