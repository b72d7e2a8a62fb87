"""Approval by a second officer: who may give it, what voids it, and that nothing goes out without it."""

import pytest
from sqlalchemy import select

from portal.newsroom import approvals, mastering, reminders, service
from portal.newsroom.faults import Faulty, Refused
from portal.newsroom.lifecycle import NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import PostEvent
from portal.newsroom.service import Change
from portal.notices.models import Notice
from portal.stories import recusals
from portal.stories.lifecycle import CONFLICTS, RecusalKind
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later


@pytest.fixture
def ratna(room):
    return factories.officer(room).id


@pytest.fixture
def budi(room):
    return factories.officer(room, "Budi Santoso").id


@pytest.fixture
def post(room):
    """A post on a channel that asks for a second officer."""
    made = factories.post(room, "facebook")
    made.channel.needs_approval = True
    room.flush()
    return made


def edit(room, post, action, by, **change):
    return service.edit(room, post, action, Change(**change), by, NOON)


def schedule(room, post, by, due=None):
    return edit(room, post, A.SCHEDULE, by, due_at=due or later(hours=2), timed=True)


def write(room, post, by, text="Teks yang ditulis Ratna."):
    return edit(room, post, A.SAVE, by, text=text)


def test_only_where_the_channel_asks_for_it(room, ratna):
    other = factories.post(room, "facebook")
    assert not approvals.owed(other)
    with pytest.raises(NotAllowed):
        approvals.approve(room, other, ratna, NOON)


def test_a_second_officer_approves_and_it_is_on_record(room, post, ratna, budi):
    write(room, post, ratna)
    assert approvals.owed(post)
    approvals.approve(room, post, budi, NOON)
    assert not approvals.owed(post)
    assert (post.approved_by_id, post.approved_at, post.state) == (budi, NOON, S.QUEUED)
    line = room.scalars(select(PostEvent).where(PostEvent.action == A.APPROVE)).one()
    assert (line.actor_id, line.post_id) == (budi, post.id)


def test_nobody_approves_words_they_wrote_last(room, post, ratna, budi):
    write(room, post, ratna)
    assert not approvals.may_approve(room, post, ratna)
    with pytest.raises(Refused) as refused:
        approvals.approve(room, post, ratna, NOON)
    assert refused.value.code == "own_words"
    write(room, post, budi, "Budi menulis ulang.")
    assert approvals.may_approve(room, post, ratna)
    assert not approvals.may_approve(room, post, budi)


@pytest.mark.parametrize("kind", sorted(CONFLICTS))
def test_nobody_approves_a_post_about_a_story_they_have_an_interest_in(room, post, ratna, budi, kind):
    write(room, post, ratna)
    recusals.add(room, post.story_id, budi, kind, ratna, NOON)
    with pytest.raises(Refused) as refused:
        approvals.approve(room, post, budi, NOON)
    assert refused.value.code == "conflict"
    assert approvals.owed(post)


def test_the_author_of_a_story_does_not_approve_its_posts(room, post, ratna):
    write(room, post, ratna)
    assert not approvals.may_approve(room, post, post.story.author_id)


def test_whoever_may_not_approve_is_not_asked_to(room, post, ratna, budi):
    recusals.add(room, post.story_id, budi, RecusalKind.FAMILY, ratna, NOON)
    clara = factories.officer(room, "Clara").id
    reminders.approval_wanted(room, post, ratna, NOON)
    asked = room.scalars(select(Notice.user_id).where(Notice.kind == "approval_wanted")).all()
    assert asked == [clara]


def test_whoever_wrote_the_master_or_the_alt_text_wrote_the_post(room, post, ratna):
    mastering.write_alts(room, post.story, [(post.story.photos[0], "Alt baru untuk foto ini.")], ratna)
    room.refresh(post)
    assert post.edited_by_id == ratna
    assert not approvals.may_approve(room, post, ratna)


@pytest.mark.parametrize("change", [{"text": "Satu kata lain."}, {"alts": {0: "Teks alternatif yang lain."}}])
def test_an_edit_voids_the_approval(room, post, budi, ratna, change):
    approvals.approve(room, post, budi, NOON)
    edit(room, post, A.SAVE, ratna, **change)
    assert approvals.owed(post)
    assert post.approved_by_id is None


def test_a_change_beside_the_words_voids_nothing(room, post, budi, ratna):
    approvals.approve(room, post, budi, NOON)
    schedule(room, post, ratna)
    edit(room, post, A.SAVE, ratna, text=post.text, alts={0: post.story.photos[0].alt})
    assert not approvals.owed(post)


def test_the_hash_holds_even_when_the_words_change_behind_our_back(room, post, budi):
    approvals.approve(room, post, budi, NOON)
    post.text += " Tambahan."
    assert approvals.owed(post)


def test_what_cannot_go_out_cannot_be_approved(room, post, budi):
    post.story.photos[0].alt = ""
    with pytest.raises(Faulty):
        approvals.approve(room, post, budi, NOON)


def test_it_may_be_scheduled_but_not_made_ready(room, post, ratna):
    schedule(room, post, ratna)
    assert post.state is S.SCHEDULED
    with pytest.raises(Refused) as refused:
        edit(room, post, A.PUBLISH, ratna)
    assert (refused.value.field, refused.value.code) == ("", "approval_first")


def test_unapproved_at_its_time_it_is_held_with_a_new_time_and_everybody_hears(room, post, ratna, budi):
    schedule(room, post, ratna)
    reminders.sweep(room, later(hours=2))
    assert (post.state, post.fault) == (S.HELD, "approval")
    assert post.due_at > later(hours=2)
    line = room.scalars(select(PostEvent).where(PostEvent.action == A.HOLD)).one()
    assert line.detail["due_at"] == later(hours=2).isoformat()
    told = room.execute(select(Notice.user_id, Notice.kind)).all()
    assert {tuple(row) for row in told} == {(ratna, "post_held"), (budi, "post_held")}
    approvals.approve(room, post, budi, later(hours=3))
    assert post.state is S.HELD  # a person agrees to the new time
    service.edit(room, post, A.SCHEDULE, Change(), budi, later(hours=3))
    assert post.state is S.SCHEDULED


def test_approved_in_time_it_becomes_a_kit(room, post, ratna, budi):
    schedule(room, post, ratna)
    approvals.approve(room, post, budi, NOON)
    assert service.make_due_ready(room, later(hours=2)) == ([post], [])
    assert post.state is S.KIT_READY


def test_the_others_are_asked_to_approve(room, post, ratna, budi):
    write(room, post, ratna)
    reminders.approval_wanted(room, post, budi, NOON)  # Budi scheduled what Ratna wrote: Budi may approve it too
    assert room.scalars(select(Notice.user_id).where(Notice.kind == "approval_wanted")).all() == [budi]
