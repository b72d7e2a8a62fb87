from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.kernel import paging
from portal.moderation import queries, statements
from portal.moderation.rules import Filter
from portal.photos.models import PhotoState
from portal.stories import recusals
from portal.stories.lifecycle import RecusalKind, Status
from portal.stories.models import Credit, Revision, Story
from portal.wards.models import Ward
from tests.factories import moderation as made
from tests.factories import photos, stories
from tests.factories.stories import AT

NOW = AT + timedelta(hours=30)
TODAY = date(2026, 11, 25)


def desk(session, *wards, humas=False):
    return queries.Desk(frozenset(stories.ward_id(session, ward) for ward in wards), humas, TODAY, 0)


def ids(page):
    return [item.id for item in page.items]


def read(session, who, cut=Filter.ALL, cursor="", size=queries.PAGE, at=NOW):
    rows, _cap = queries.wards(session, who, at)
    return queries.page(session, who, [row.id for row in rows if row.id], cut, at, cursor, size)


def submitted(session, hours, ward="medono", **changes):
    return stories.story(session, ward=ward, at=NOW - timedelta(hours=hours), **changes)


def counted(session, who):
    return {row.name: tuple(row)[2:] for row in queries.wards(session, who, NOW)[0]}


def test_a_director_sees_only_the_own_wards(session, director):
    mine, _other = submitted(session, 2), submitted(session, 2, "kauman")
    assert ids(read(session, desk(session, "medono"))) == [mine.id]
    assert ids(read(session, desk(session))) == []


@pytest.mark.parametrize(
    "status", sorted(set(Status) - {Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.HELD})
)
def test_what_waits_for_nobody_is_not_in_the_queue(session, director, status):
    stories.story(session, status=status)
    assert ids(read(session, desk(session, "medono"))) == []


def test_the_oldest_deadline_stands_first_and_what_others_must_move_last(session, director):
    returned = stories.story(session, status=Status.RETURNED, at=NOW - timedelta(days=6))
    held = made.held(session, at=NOW - timedelta(hours=3))
    fresh, late = submitted(session, 1), submitted(session, 28)
    reviewed = submitted(session, 20, status=Status.IN_REVIEW)
    overdue = made.held(session, at=NOW - timedelta(hours=49))
    expected = [late.id, overdue.id, reviewed.id, fresh.id, held.id, returned.id]
    assert ids(read(session, desk(session, "medono"))) == expected


def test_each_filter_shows_its_part(session, director):
    new, again = submitted(session, 3), submitted(session, 2)
    stories.revision(session, again, 2)
    returned, held = stories.story(session, status=Status.RETURNED, at=NOW), made.held(session, at=NOW)
    who = desk(session, "medono")
    assert ids(read(session, who, Filter.NEW)) == [new.id]
    assert ids(read(session, who, Filter.RESENT)) == [again.id]
    assert ids(read(session, who, Filter.AUTHOR)) == [returned.id]
    assert ids(read(session, who, Filter.HELD)) == [held.id]
    assert len(ids(read(session, who))) == 4


@pytest.mark.parametrize("wards", [("medono",), ("medono", "kauman"), ("medono", "kauman", "tirto", "klego", "poncol")])
@pytest.mark.parametrize("cut", Filter)
def test_pages_hold_every_story_once_in_order(session, wards, cut):
    for n in range(7):
        for ward in wards:
            at = NOW - timedelta(hours=n * 5)
            submitted(session, n * 5, ward)
            stories.revision(session, submitted(session, n * 5, ward), 2)
            made.held(session, ward=ward, at=at)
            stories.story(session, ward=ward, status=Status.RETURNED, at=at)
    who = desk(session, *wards)
    whole = ids(read(session, who, cut, size=200))
    seen, cursor = [], ""
    while True:
        page = read(session, who, cut, cursor, size=3)
        seen += ids(page)
        assert len(page.items) <= 3
        if page.next is None:
            break
        cursor = page.next
    assert seen == whole
    assert len(whole) == len(set(whole)) > 6


@pytest.mark.parametrize("cursor", ["x", "3.a-b", "0.", "0.a", "9", "0.a-b-c", "-1.a-b", "0.zzzzzzzzzzzzz-1", "é.a-b"])
def test_a_cursor_nobody_made_is_refused(session, cursor):
    with pytest.raises(paging.BadCursor):
        read(session, desk(session, "medono"), cursor=cursor)


def test_a_cursor_past_the_end_is_an_empty_page(session):
    submitted(session, 2)
    assert ids(read(session, desk(session, "medono"), Filter.NEW, cursor="2.zzzzz-1")) == []


def test_a_row_carries_what_its_flags_need(session, director):
    author = stories.person(session, "Siti Aminah")
    story = submitted(session, 5, author=author, credit=Credit.ANONYMOUS)
    stories.revision(session, story, 2)
    stories.revision(session, story, 3)
    for n, state in enumerate((PhotoState.RECEIVED, PhotoState.FAILED, PhotoState.READY)):
        photo = photos.photo(session, author, state)
        stories.story_photo(session, story, photo, n, consent=state is PhotoState.READY)
    story.claimed_by_id, story.claimed_until = director.id, NOW
    session.flush()
    item = read(session, desk(session, "medono")).items[0]
    assert (item.author, item.credit, item.ward, item.revision) == ("Siti Aminah", Credit.ANONYMOUS, "Medono", 3)
    assert (item.claimer, item.claimed_until, item.due_code) == (director.name, NOW, "MOD_FIRST")
    assert [(photo["state"], photo["consent"]) for photo in item.photos] == [
        (PhotoState.RECEIVED, False),
        (PhotoState.FAILED, False),
        (PhotoState.READY, True),
    ]


# ---- humas --------------------------------------------------------------------------------------------------------


def test_humas_has_the_wards_nobody_leads_today(session):
    made.staff(session, Role.DIRECTOR, "medono")
    made.staff(session, Role.DEPUTY, "kauman")
    made.staff(session, Role.DIRECTOR, "klego", starts_on=TODAY + timedelta(days=1))
    made.staff(session, Role.DIRECTOR, "poncol", ends_on=TODAY - timedelta(days=1))
    made.staff(session, Role.DIRECTOR, "tirto", ended_at=AT)
    found = [submitted(session, 9 - n, ward) for n, ward in enumerate(("klego", "poncol", "tirto"))]
    for ward in ("medono", "kauman"):
        submitted(session, 2, ward)
    assert ids(read(session, desk(session, humas=True))) == [story.id for story in found]


def test_humas_sees_an_escalated_story_of_any_ward_once(session, director):
    story = submitted(session, 50, escalated_at=NOW)
    of_nobody = submitted(session, 40, "tirto", escalated_at=NOW)
    assert ids(read(session, desk(session, humas=True))) == [story.id, of_nobody.id]
    both = desk(session, "medono", humas=True)
    assert ids(read(session, both)) == [story.id, of_nobody.id]


def test_a_story_that_the_clock_escalated_stays_on_its_directors_desk(session, director):
    story = submitted(session, 50, escalated_at=NOW)
    assert ids(read(session, desk(session, "medono"))) == [story.id]


@pytest.mark.parametrize("kind", RecusalKind)
@pytest.mark.parametrize("humas", [False, True])
def test_what_somebody_is_out_of_waits_for_them_on_no_list(session, director, deputy, humas, kind):
    """Not in the queue, its counts, or among the titles that others are compared with; colleagues see it all."""
    story = submitted(session, 50, escalated_at=NOW)
    recusals.add(session, story.id, director.id, kind, director.id, NOW)
    for person, seen in ((director, []), (deputy, [story.id])):
        who = replace(desk(session, *([] if humas else ["medono"]), humas=humas), me=person.id)
        assert ids(read(session, who)) == seen
        assert sum(row.waiting for row in queries.wards(session, who, NOW)[0]) == len(seen)
        assert sum(row.late for row in queries.wards(session, who, NOW)[0]) == len(seen)
    titles = queries.titles(session, [story.ward_id], director.id)
    assert [row[0] for row in titles] == ([story.id] if kind is RecusalKind.ESCALATED else [])


def test_humas_pages_through_escalations_and_wards_alike(session, director):
    for n in range(9):
        submitted(session, n, "medono", escalated_at=NOW)
        submitted(session, n, "tirto")
    who = desk(session, humas=True)
    first = read(session, who, size=10)
    second = read(session, who, cursor=first.next, size=10)
    assert len(set(ids(first) + ids(second))) == 18


# ---- counts -------------------------------------------------------------------------------------------------------


def test_counts_tell_waiting_late_sent_again_held_and_returned(session, director):
    submitted(session, 2)
    submitted(session, 25)
    stories.revision(session, submitted(session, 3, status=Status.IN_REVIEW), 2)
    made.held(session, at=NOW)
    made.held(session, at=NOW - timedelta(hours=50))
    stories.story(session, status=Status.RETURNED, at=NOW - timedelta(days=9))
    stories.story(session, status=Status.PUBLISHED)
    assert counted(session, desk(session, "medono")) == {"Medono": (3, 2, 1, 2, 1, 0, 0)}


def test_wards_come_by_name_even_when_nothing_waits(session):
    assert list(counted(session, desk(session, "tirto", "kauman", "medono"))) == ["Kauman", "Medono", "Tirto"]


def test_a_count_stops_at_its_cap(session, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 4)
    for _ in range(6):
        submitted(session, 1)
    rows, cap = queries.wards(session, desk(session, "medono"), NOW)
    assert (rows[0].waiting, cap) == (4, 4)


def test_own_stories_are_part_of_what_a_count_looked_at(session, director, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 4)
    stories.story(session, director, at=NOW - timedelta(hours=40))
    for _ in range(6):
        submitted(session, 30)
    rows, cap = queries.wards(session, replace(desk(session, "medono"), me=director.id), NOW)
    (row,) = rows
    assert (row.waiting + row.own, row.late + row.own_late) == (cap, cap)
    assert row.stopped("waiting", cap)
    assert row.stopped("late", cap)
    assert not row.stopped("waiting", cap + 1)


def test_humas_counts_escalations_of_led_wards_apart(session, director):
    submitted(session, 2, escalated_at=NOW)
    submitted(session, 2, "tirto")
    counts = counted(session, desk(session, humas=True))
    assert counts[""] == (1, 0, 0, 0, 0, 0, 0)
    assert counts["Tirto"] == (1, 0, 0, 0, 0, 0, 0)
    assert "Medono" not in counts


# ---- titles -------------------------------------------------------------------------------------------------------


def test_titles_are_what_waits_and_what_was_published(session):
    waiting, published = (
        submitted(session, 1, title="Satu judul yang panjang"),
        stories.story(session, status=Status.PUBLISHED, title="Dua judul yang panjang"),
    )
    stories.story(session, status=Status.DRAFT)
    stories.story(session, ward="kauman")
    found = queries.titles(session, [stories.ward_id(session)], 0)
    assert {row[0] for row in found} == {waiting.id, published.id}
    assert queries.titles(session, [], 0) == []


def test_every_ward_of_a_long_desk_is_read(session):
    ward_ids = session.scalars(select(Ward.id).order_by(Ward.id)).all()
    for ward in session.scalars(select(Ward)):
        submitted(session, 1, ward.slug)
    assert {row[1] for row in queries.titles(session, ward_ids, 0)} == set(ward_ids)
    who = queries.Desk(frozenset(ward_ids), False, TODAY, 0)
    assert {item.ward_id for item in read(session, who, size=50).items} == set(ward_ids)


def test_reading_changes_nothing(session, director):
    story = submitted(session, 2)
    session.commit()
    before = session.scalar(select(Story.version).where(Story.id == story.id))
    read(session, desk(session, "medono"))
    assert not session.dirty
    assert session.scalar(select(Story.version).where(Story.id == story.id)) == before


def test_what_was_sent_again_is_counted_among_as_many_as_are_counted(session, monkeypatch):
    """Going through all that wait for the next one would cost more with every story."""
    monkeypatch.setattr(queries, "COUNTED", 2)
    for _ in range(6):
        story = submitted(session, 1)
        session.add(Revision(story_id=story.id, number=2, title="", body="", made_by_id=story.author_id, made_at=NOW))
    session.flush()
    rows, _cap = queries.wards(session, desk(session, "medono"), NOW)
    assert (rows[0].waiting, rows[0].resent) == (2, 2)
    parts = str(statements.counts(1, humas=False)).split("AS count_")
    resent = next(part for part in parts if "revision" in part)
    assert resent.index("LIMIT") < resent.index("FROM revision"), "cut first, then looked at"
