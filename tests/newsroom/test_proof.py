import pytest
from sqlalchemy import select

from portal.channels.limits import Kind
from portal.kernel.events import Event
from portal.newsroom import proof, service
from portal.newsroom.faults import Claimed, Refused
from portal.newsroom.lifecycle import NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.service import Change
from portal.stories.lifecycle import Status
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later

# for each seeded channel an address that proves a post, in the form it is kept, and what may not prove it
PROOFS = [
    ("web", "https://pekalongankota.go.id/berita/pompa?utm_source=x", "https://pekalongankota.go.id/berita/pompa"),
    (
        "facebook",
        "https://m.facebook.com/pemkot.pekalongan/posts/12345678901",
        "https://www.facebook.com/pemkot.pekalongan/posts/12345678901",
    ),
    (
        "instagram",
        "https://instagram.com/pemkotpekalongan/p/DAbc-12_x/?igsh=1",
        "https://www.instagram.com/p/DAbc-12_x/",
    ),
    (
        "x",
        "https://twitter.com/pemkotpkl/status/1860000000000000001?s=20",
        "https://x.com/i/status/1860000000000000001",
    ),
    ("telegram", "https://t.me/s/PemkotPekalongan/41", "https://t.me/pemkotpekalongan/41"),
    (
        "whatsapp",
        "https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp/101",
        "https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp/101",
    ),
]
WRONG = [
    ("web", "https://pekalongankota.go.id/", "path"),
    ("web", "https://pekalongankota.go.id.evil.test/berita/pompa", "host"),
    ("facebook", "https://fb.watch/", "short_link"),
    ("facebook", "http://www.facebook.com/pemkot.pekalongan/posts/12345678901", "not_https"),
    ("instagram", "https://www.instagram.com/akunlain/p/DAbc-12_x/", "account"),
    ("instagram", "https://www.instagram.com/pemkotpekalongan/", "path"),
    ("x", "https://x.com/pemkotpkl", "path"),
    ("x", "https://x.com@evil.test/pemkotpkl/status/1860000000000000001", "userinfo"),
    ("telegram", "https://t.me/PemkotPekalongan", "path"),
    ("whatsapp", "https://wa.me/62816644000", "host"),
    ("telegram", "bukti", "not_a_url"),
]


@pytest.fixture
def ratna(room):
    return factories.officer(room).id


@pytest.fixture
def kit(room, ratna):
    """Makes a claimed kit on a channel."""

    def make(channel, **changes):
        post = factories.post(room, channel, **changes)
        service.edit(room, post, A.PUBLISH, Change(), ratna, NOON)
        service.claim(room, post, ratna, NOON)
        return post

    return make


@pytest.mark.parametrize(("channel", "url", "kept"), PROOFS)
def test_an_address_of_the_channel_proves_the_post(room, kit, ratna, channel, url, kept):
    post = kit(channel)
    proof.prove(room, post, by=ratna, at=later(minutes=5), url=url)
    assert (post.state, post.remote_url) == (S.PUBLISHED, kept)
    assert (post.published_at, post.published_by_id, post.claimed_by_id) == (later(minutes=5), ratna, None)


@pytest.mark.parametrize(("channel", "url", "code"), WRONG)
def test_another_address_proves_nothing(room, kit, ratna, channel, url, code):
    post = kit(channel)
    with pytest.raises(Refused) as refused:
        proof.prove(room, post, by=ratna, at=NOON, url=url)
    assert (refused.value.field, refused.value.code) == ("proof_url", code)
    assert post.state is S.KIT_CLAIMED


def test_one_address_proves_one_post_however_it_is_written(room, kit, ratna):
    proof.prove(room, kit("telegram"), by=ratna, at=NOON, url="https://t.me/PemkotPekalongan/41")
    second = kit("telegram")
    with pytest.raises(Refused) as refused:
        proof.prove(room, second, by=ratna, at=NOON, url="https://t.me/s/pemkotpekalongan/41")
    assert (refused.value.field, refused.value.code) == ("proof_url", "taken")


def test_everybody_who_waits_is_told_once(room, kit, ratna):
    post = kit("telegram")
    proof.prove(room, post, by=ratna, at=NOON, url="https://t.me/PemkotPekalongan/41")
    news = room.scalars(select(Event).where(Event.name == "post.published")).all()
    assert [event.payload for event in news] == [
        {"post": post.id, "story": post.story_id, "channel": "telegram", "url": "https://t.me/pemkotpekalongan/41"}
    ]
    with pytest.raises(NotAllowed):
        proof.prove(room, post, by=ratna, at=NOON, url="https://t.me/PemkotPekalongan/42")


def test_without_an_address_there_is_no_proof(room, kit, ratna):
    with pytest.raises(Refused) as refused:
        proof.prove(room, kit("facebook"), by=ratna, at=NOON)
    assert refused.value.code == "proof_missing"


def test_a_screenshot_proves_only_where_posts_have_no_address(room, kit, ratna):
    shot = factories.photo(room, factories.person(room)).id
    assert {kind for kind in Kind if proof.takes_screenshot(kind)} == {Kind.WHATSAPP}
    with pytest.raises(Refused) as refused:
        proof.prove(room, kit("instagram"), by=ratna, at=NOON, photo_id=shot)
    assert (refused.value.field, refused.value.code) == ("proof_file", "address_needed")
    post = kit("whatsapp")
    proof.prove(room, post, by=ratna, at=NOON, photo_id=shot)
    assert (post.state, post.remote_url, post.proof_photo_id) == (S.PUBLISHED, None, shot)


def test_somebody_elses_kit_is_theirs_to_prove_until_the_claim_runs_out(room, kit, ratna):
    post, budi = kit("telegram"), factories.officer(room, "Budi").id
    with pytest.raises(Claimed):
        proof.prove(room, post, by=budi, at=later(minutes=29), url="https://t.me/PemkotPekalongan/41")
    proof.prove(room, post, by=budi, at=later(minutes=30), url="https://t.me/PemkotPekalongan/41")
    assert post.published_by_id == budi


def test_a_kit_that_nobody_holds_can_be_proven_by_whoever_posted_it(room, kit, ratna):
    post = kit("telegram")
    service.release_expired(room, later(minutes=31))
    proof.prove(room, post, by=ratna, at=later(minutes=32), url="https://t.me/PemkotPekalongan/41")
    assert post.state is S.PUBLISHED


def test_what_was_posted_before_the_story_went_away_is_recorded_and_owes_a_correction(room, kit, ratna):
    post = kit("telegram")
    post.story.status = Status.HIDDEN
    service.stop(room, post.story_id, later(minutes=1))
    assert post.state is S.CANCELLED
    proof.prove(room, post, by=ratna, at=later(minutes=2), url="https://t.me/PemkotPekalongan/41")
    assert (post.state, post.owes_since) == (S.PUBLISHED, later(minutes=2))


@pytest.mark.parametrize("state", [S.QUEUED, S.SCHEDULED, S.HELD, S.SKIPPED, S.CANCELLED])
def test_what_was_never_made_ready_cannot_be_proven(room, ratna, state):
    post = factories.post(room, "telegram")
    post.state = state
    with pytest.raises(NotAllowed):
        proof.prove(room, post, by=ratna, at=NOON, url="https://t.me/PemkotPekalongan/41")
    assert post.remote_url is None
