import pytest

from portal.kernel.deadlines import State
from portal.newsroom import desk
from portal.newsroom.lifecycle import PostState as S
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later


@pytest.mark.parametrize(
    ("due", "state", "kind"),
    [
        (later(hours=2), State.OK, "today"),
        (later(minutes=60), State.SOON, "today"),
        (later(minutes=1), State.SOON, "today"),
        (later(minutes=-1), State.LATE, "late"),
        (later(hours=30), State.OK, "tomorrow"),
        (later(days=6), State.OK, "in"),
    ],
)
def test_a_chip_says_how_long_is_left(session, due, state, kind):
    post = factories.post(session)
    post.state, post.due_at = S.SCHEDULED, due
    chip = desk.chip(post, NOON)
    assert (chip.state, chip.left.kind) == (state, kind)


@pytest.mark.parametrize("state", [S.QUEUED, S.HELD, S.PUBLISHED, S.CANCELLED, S.SKIPPED])
def test_only_what_waits_for_a_time_has_a_chip(session, state):
    post = factories.post(session)
    post.state, post.due_at = state, NOON
    assert desk.chip(post, NOON) is None
    post.state, post.due_at = S.KIT_READY, None
    assert desk.chip(post, NOON) is None


def test_a_channel_is_named_with_what_is_known_of_it(session):
    made = factories.posts(session)
    assert desk.head(made["instagram"]) == desk.Head(
        "instagram", "instagram", "Pemerintah Kota Pekalongan", "Instagram", "@pemkotpekalongan"
    )
    assert desk.head(made["x"]).handle == ""


def test_a_channel_that_is_renamed_is_shown_by_its_new_name(session):
    """What a channel is called is remembered between pages, by everything it is made of."""
    post = factories.post(session)
    before = desk.head(post)
    post.channel.name, post.channel.handle = "Akun baru", "akunbaru"
    assert desk.head(post).name == "Akun baru" != before.name
    assert desk.head(post) != before
