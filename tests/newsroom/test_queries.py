from types import SimpleNamespace

import pytest

from portal.newsroom import moves, queries, ranking
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.ranking import Filter
from portal.photos.models import PhotoState
from tests.factories import newsroom as factories
from tests.factories.newsroom import later
from tests.plans import planned


def test_a_page_of_the_board_goes_on_where_the_last_one_ended(room):
    stories = [factories.story(room, pictures=0) for _ in range(5)]
    for n, story in enumerate(stories):
        factories.posts(room, of=story, at=later(minutes=n))
    seen, cursor = [], None
    while True:
        page = queries.board(room, Filter.ALL, ranking.decode(cursor) if cursor else None, 2)
        seen.append([group.story_id for group in page.groups])
        cursor = page.next
        if cursor is None:
            break
    ids = [story.id for story in stories]
    assert seen == [ids[:2], ids[2:4], ids[4:]]


def test_done_stories_come_newest_first_and_pages_do_not_repeat_them(room):
    ids = []
    for n in range(3):
        made = factories.posts(room, pictures=0, at=later(minutes=n))
        for post in made.values():
            post.state = S.SKIPPED
        moves.place(room, post.story_id)
        ids.append(post.story_id)
    first = queries.board(room, Filter.SKIPPED, None, 2)
    rest = queries.board(room, Filter.SKIPPED, ranking.decode(first.next), 2)
    assert [g.story_id for g in (*first.groups, *rest.groups)] == ids[::-1]


def test_a_group_shows_the_first_picture_that_is_ready(room):
    story = factories.story(room, pictures=2)
    story.photos[0].photo.state = PhotoState.FAILED
    factories.posts(room, of=story)
    [group] = queries.board(room, Filter.ALL, None).groups
    assert group.photo == {"id": story.photos[1].photo.public_id, "width": 1600, "height": 1067}
    assert (group.ward, group.rubric, group.code) == ("Medono", "Rob dan Banjir", story.code)


def test_counting_stops_where_nobody_needs_to_know_more(room, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 2)
    for _ in range(3):
        factories.posts(room, pictures=0)
    assert queries.counts(room) == dict.fromkeys((*queries.FLAGS, *ranking.BY_STATE), 0) | {Filter.ACT: 2}


@pytest.fixture
def troubled(room):
    """Three stories: one with a post that failed and one to look at, one with a post under way, one with nothing."""
    made = [factories.posts(room, pictures=0, at=later(minutes=n)) for n in range(3)]
    made[0]["web"].state, made[0]["telegram"].state, made[0]["x"].state = S.FAILED, S.CHECK_BY_HAND, S.CHECK_BY_HAND
    made[1]["web"].state = S.ARMED
    for posts in made:
        moves.place(room, posts["web"].story_id)
    return [posts["web"].story_id for posts in made]


@pytest.mark.parametrize(
    ("chosen", "place", "shown"),
    [(Filter.FAILED, 0, {"web"}), (Filter.CHECK, 0, {"telegram", "x"}), (Filter.CARRIED, 1, {"web"})],
)
def test_what_is_rare_is_found_by_its_state_and_counted_by_story(room, troubled, chosen, place, shown):
    (group,) = queries.board(room, chosen, None).groups
    assert group.story_id == troubled[place]
    assert {post.code for post in group.posts} == shown
    assert queries.counts(room)[chosen] == 1
    assert sum(queries.counts(room)[each] for each in ranking.BY_STATE) == 3


def test_a_rare_state_that_is_not_rare_costs_no_more(room, monkeypatch):
    monkeypatch.setattr(queries, "RARE", 2)
    for _ in range(4):
        made = factories.posts(room, pictures=0)
        made["web"].state = S.FAILED
        moves.place(room, made["web"].story_id)
    assert queries.counts(room)[Filter.FAILED] == 2
    assert len(queries.board(room, Filter.FAILED, None).groups) == 2


@pytest.mark.parametrize("chosen", list(ranking.BY_STATE))
def test_a_rare_state_is_read_by_its_index_and_never_by_walking_the_board(room, chosen):
    plan = planned(room, lambda session: queries.board(session, chosen, None))
    assert any("SEARCH post USING" in line and "ix_post" in line for line in plan), plan
    assert any(line.startswith("SEARCH board_row USING INTEGER PRIMARY KEY") for line in plan), plan


@pytest.mark.parametrize("chosen", [Filter.ALL, *queries.FLAGS])
def test_every_list_is_read_along_its_index(room, chosen):
    """A board of a million stories must cost what one of ten costs: no scan, no sort."""
    plan = planned(room, lambda session: queries.board(session, chosen, (1, 2, 3)))
    name = "ix_board_all" if chosen is Filter.ALL else f"ix_board_{chosen.name.lower()}"
    assert any(f"board_row USING INDEX {name}" in line or f"USING COVERING INDEX {name}" in line for line in plan), plan
    assert not any("TEMP B-TREE FOR ORDER BY" in line and "LAST" not in line for line in plan[:1]), plan


@pytest.mark.parametrize(
    ("states", "waits"), [([], False), ([S.PUBLISHED, S.SKIPPED], False), ([S.PUBLISHED, S.QUEUED], True)]
)
def test_a_story_waits_when_any_of_its_posts_does(states, waits):
    group = queries.Group(1, "7K3F2Q", "Banjir", "published", "Medono", "Kabar", "sea", None)
    group.posts += [SimpleNamespace(state=state) for state in states]
    assert group.waiting is waits
