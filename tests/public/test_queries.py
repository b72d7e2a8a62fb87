import json
from datetime import date, timedelta

import pytest
from sqlalchemy.dialects import postgresql

from portal.kernel import paging
from portal.kernel.db import db
from portal.photos.models import PhotoState
from portal.public import queries, story_queries
from portal.stories import cards
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories import accounts, photos, stories
from tests.factories.stories import AT

TODAY = date(2026, 11, 24)


def codes(rows):
    return [row.code for row in rows]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_only_public_stories_are_listed(session, ask, status):
    stories.story(session, status=status, published_at=AT)
    session.commit()
    assert ask(queries.latest, 5) == ask(queries.feed).items == []
    assert ask(queries.older, "all", None).items == []
    assert sum(ward.n for ward in ask(queries.wards, TODAY)) == 0


def test_keyset_pages_hold_every_story_once(many, ask):
    made = many(2 * queries.PAGE + 3)
    seen, cursor = [], None
    for size in (queries.PAGE, queries.PAGE, 3):
        page = ask(queries.older, "all", cursor)
        assert len(page.items) == size
        seen += codes(page.items)
        cursor = page.next
    assert cursor is None
    assert seen == [story.code for story in made]


def test_stories_of_one_moment_are_told_apart_by_their_id(published, ask):
    made = [published(photos=0) for _ in range(queries.PAGE + 1)]
    first = ask(queries.older, "all", None)
    assert codes(first.items) + codes(ask(queries.older, "all", first.next).items) == [s.code for s in reversed(made)]


@pytest.mark.parametrize(
    "cursor", ["", "x", "0-0", "-1-1", "zzzzzzzzzzzzz-zzzzzzzzzzzzz", "1-1;drop", "١-١", "a" * 500]
)
def test_a_cursor_that_leads_nowhere_is_refused(ask, cursor):
    with pytest.raises(paging.BadCursor):
        ask(queries.older, "all", cursor)
    with pytest.raises(paging.BadCursor):
        ask(queries.withdrawn, cursor)


def test_lists_are_cut_by_ward_rubric_and_author(published, session, ask):
    siti = accounts.user(session, "Siti Maryam", handle="siti")
    mine = published(author=siti, ward="kauman")
    other = published(rubric_id=stories.rubric_id(session, "kuliner"))
    kauman = stories.ward_id(session, "kauman")
    session.commit()
    assert codes(ask(queries.older, "ward", None, ward_id=kauman).items) == [mine.code]
    assert codes(ask(queries.older, "rubric", None, rubric_slug="kuliner").items) == [other.code]
    assert codes(ask(queries.older, "author", None, handle="siti").items) == [mine.code]
    assert ask(queries.further, kauman, mine.rubric_id, mine.id)["ward"] == []
    assert ask(queries.older, "rubric", None, rubric_slug="nowhere").items == []


def test_an_authors_list_tells_nothing_of_what_was_signed_otherwise(published, session, ask):
    siti = accounts.user(session, "Siti Maryam", handle="siti")
    for credit in (Credit.INITIALS, Credit.ANONYMOUS):
        published(author=siti, credit=credit)
    assert ask(queries.older, "author", None, handle="siti").items == []


@pytest.mark.parametrize("state", [PhotoState.RECEIVED, PhotoState.FAILED])
def test_a_cover_is_a_picture_that_may_be_shown(published, session, ask, state):
    story = published(photos=0)
    author = story.author
    stories.story_photo(session, story, photos.photo(session, author, state), 0, consent=True)
    stories.story_photo(session, story, position=1, consent=False)
    session.commit()
    assert json.loads(ask(queries.latest, 1)[0].card)["photos"] == []
    good = stories.story_photo(session, story, position=2, consent=True)
    stories.story_photo(session, story, position=3, consent=True)
    session.commit()
    rows = ask(queries.latest, 5)
    assert [json.loads(row.card)["photos"][0][0] for row in rows] == [good.photo.public_id], (
        "the first that may be shown"
    )


def test_the_map_counts_what_was_published_since(published, ask):
    published()
    published(at=AT - timedelta(days=40))
    counted = {ward.slug: ward.n for ward in ask(queries.wards, TODAY - timedelta(days=30))}
    assert len(counted) == 27
    assert counted.pop("medono") == 1
    assert set(counted.values()) == {0}


def test_who_leads_a_ward_today(session, ask):
    medono = stories.ward_id(session, "medono")
    session.commit()
    assert ask(queries.leaders, medono, TODAY) == []
    for name, changes in {
        "Recalled": {"ended_at": AT},
        "Over": {"ends_on": date(2026, 11, 23)},
        "Not yet": {"starts_on": date(2026, 11, 25)},
        "Elsewhere": {"slug": "kauman"},
    }.items():
        accounts.appointment(session, accounts.user(session, name), **changes)
    accounts.appointment(session, accounts.user(session, "Deputy"), accounts.Role.DEPUTY, starts_on=date(2020, 1, 1))
    accounts.appointment(session, accounts.user(session, "Fauzan"), ends_on=TODAY)
    session.commit()
    assert [row.name for row in ask(queries.leaders, medono, TODAY)] == ["Fauzan", "Deputy"]


def test_the_register_lists_what_was_public_and_is_withdrawn_for_good(published, session, ask):
    for n in range(queries.REGISTER_PAGE + 1):
        story = published(photos=0, title=f"Berita ke-{n} dicabut")
        story.status = Status.WITHDRAWN
        stories.timeline_entry(session, story, "withdrawn", AT + timedelta(minutes=n), public=True, reasons=[])
    never = stories.story(session, status=Status.WITHDRAWN)
    stories.timeline_entry(session, never, "withdrawn", AT, public=False)
    hidden = stories.story(session, status=Status.HIDDEN)
    stories.timeline_entry(session, hidden, "hidden", AT, public=False)
    session.commit()
    page = ask(queries.withdrawn, None)
    assert (len(page.items), page.items[0].title) == (
        queries.REGISTER_PAGE,
        f"Berita ke-{queries.REGISTER_PAGE} dicabut",
    )
    assert [row.title for row in ask(queries.withdrawn, page.next).items] == ["Berita ke-0 dicabut"]


@pytest.mark.parametrize("paged", [False, True])
@pytest.mark.parametrize("cut", queries.FILTERS)
def test_no_list_counts_or_skips(cut, paged):
    statement = str(queries._list(cut, paged=paged).compile(dialect=postgresql.dialect())).upper()
    assert "LIMIT" in statement
    assert "COUNT(" not in statement
    assert "OFFSET" not in statement


def test_the_map_reads_the_last_days_and_no_more(session):
    plan = "EXPLAIN QUERY PLAN SELECT ward_id, sum(stories) FROM ward_day WHERE day >= '2026-10-25' GROUP BY ward_id"
    assert "SEARCH ward_day" in " | ".join(row[3] for row in session.connection().exec_driver_sql(plan))


def test_a_list_reads_one_table(many, statements, ask, session):
    many(3, photos=1)
    cards.sweep(session, AT)
    session.commit()
    with statements() as seen:
        assert len(ask(queries.older, "all", None).items) == 3
    assert len(seen) == 1
    assert "JOIN" not in seen[0].upper()


def test_a_story_without_a_card_is_listed_like_the_others(many, ask, session):
    made = many(3, photos=1)
    drawn = ask(queries.latest, 5)
    cards.write(session, [made[1].id])
    session.commit()
    assert ask(queries.latest, 5) == drawn
    assert len({row.card for row in drawn}) == 3, "each has its own picture"


def test_the_wards_come_with_their_district_where_it_is_wanted(ask):
    assert {ward.district for ward in ask(queries.wards, TODAY, full=True)} >= {"Pekalongan Barat"}
    assert not hasattr(ask(queries.wards, TODAY)[0], "district")


def test_the_first_page_of_a_long_list_reads_an_index_and_no_more(many, session):
    many(3)
    plan = (
        "EXPLAIN QUERY PLAN SELECT id FROM story WHERE status = 'published' "
        "AND (published_at, id) < ('2027-01-01', 9) ORDER BY published_at DESC, id DESC LIMIT 21"
    )
    steps = " | ".join(row[3] for row in session.connection().exec_driver_sql(plan))
    assert "ix_story_public" in steps
    assert "TEMP B-TREE" not in steps


def test_both_databases_answer_alike(both):
    """Keyset pages with equal times, the map, the register and one story: types are stricter on PostgreSQL."""
    with both.app_context():
        session = db.session()
        made = [stories.story(session, status=Status.PUBLISHED) for _ in range(queries.PAGE + 1)]
        stories.story_photo(session, made[0], consent=True)
        made[1].status = Status.WITHDRAWN
        stories.timeline_entry(session, made[1], "withdrawn", AT, public=True, reasons=[])
        made.append(stories.story(session, status=Status.PUBLISHED))
        session.commit()
        public = [story.code for story in made if story.status is Status.PUBLISHED][::-1]
        first = queries.older(session, "all", None)
        rest = queries.older(session, "all", first.next)
        assert codes(first.items) + codes(rest.items) == public
        with pytest.raises(paging.BadCursor):
            queries.older(session, "all", "1-zik0zi")
        ward_id = stories.ward_id(session)
        further = queries.further(session, ward_id, made[0].rubric_id, made[0].id)
        assert (list(further), len(further["ward"])) == (["ward"], queries.MORE)
        elsewhere = queries.further(session, stories.ward_id(session, "gamer"), made[0].rubric_id, made[0].id)
        assert [(name, len(found)) for name, found in elsewhere.items()] == [("ward", 0), ("rubric", queries.MORE)]
        alone = queries.further(session, 0, 0, made[0].id)
        assert [(name, len(found)) for name, found in alone.items()] == [("ward", 0), ("rubric", 0), ("newest", 4)]
        assert {ward.slug: ward.n for ward in queries.wards(session, TODAY)}["medono"] == len(public)
        assert codes(queries.withdrawn(session, None).items) == [made[1].code]
        assert queries.leaders(session, ward_id, TODAY) == []
        row = story_queries.one(session, made[0].code, TODAY)
        assert (row.title, row.leader, row.approver) == (made[0].title, None, None)
        assert len(json.loads(story_queries.card(session, row))["photos"]) == 1
        assert story_queries.way(session, row.id) == []
