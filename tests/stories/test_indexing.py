from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.kernel import jobs, search, search_vocabulary
from portal.kernel.db import db
from portal.kernel.search import Ask, Cut
from portal.kernel.search_query import parse
from portal.stories import indexing, publication, service
from portal.stories.lifecycle import STEPS, Action, Part, Status
from portal.stories.models import Story
from portal.wards.models import Ward
from tests.factories import moderation as staff
from tests.factories import search as index
from tests.factories import stories as make
from tests.factories.stories import AT

EVERYBODY, DESK = Cut(), Cut(public=False)
WORD = "nglowong"  # stands in the factory's title
REASON = {"code": "SUMBER", "title": "Sumber belum jelas."}
WAYS = sorted(STEPS)


def found(session, typed=WORD, cut=EVERYBODY):
    ids = search.find(session, Ask(parse(typed), cut))
    return [session.get_one(Story, search.item_of(each)).code for each in ids]


def move(session, story, action, at=AT):
    part = next(iter(sorted(STEPS[story.status, action].by)))
    service.move(session, story, action, {part}, at, story.author_id, reasons=[REASON], note="Catatan.")


@pytest.mark.parametrize(("before", "action"), WAYS, ids=[f"{a}-{b}" for a, b in WAYS])
def test_after_every_move_those_find_a_story_who_may(session, before, action):
    story = make.story(session, status=before, **({"submitted_at": None} if before is Status.DRAFT else {}))
    index.index(session)
    move(session, story, action)
    public = story.status is Status.PUBLISHED
    known = story.status not in (Status.DRAFT, Status.WITHDRAWN)
    assert (found(session) == [story.code]) is public
    assert (found(session, cut=DESK) == [story.code]) is known


def test_a_sent_story_is_found_on_the_desk_by_its_words_and_ward_and_by_nobody_else(session):
    author = make.person(session)
    story = service.submit(session, author.id, "k" * 36, make.sheet(session), AT, "id")
    here, elsewhere = make.ward_id(session), make.ward_id(session, "kauman")
    assert found(session, cut=Cut(public=False, among=(here,))) == [story.code]
    assert found(session, cut=Cut(public=False, among=(elsewhere,))) == []
    assert found(session) == []


def test_a_draft_is_found_by_nobody(session):
    author = make.person(session)
    service.save(session, author.id, "k" * 36, make.sheet(session), AT, "id")
    assert found(session, cut=DESK) == []


def test_words_sent_again_take_the_place_of_the_old_ones(session):
    story = make.story(session, status=Status.RETURNED)
    index.index(session)
    sheet = make.sheet(session, title="Lima pembatik belajar menembok kain")
    service.write(story, sheet, AT)
    service.send(session, story, sheet, AT, "id")
    assert found(session, cut=DESK) == []
    assert found(session, "menembok", DESK) == [story.code]


def test_a_published_story_stands_at_the_time_it_was_published(session):
    old = make.story(session, status=Status.SUBMITTED, at=AT - timedelta(days=9))
    new = make.story(session, status=Status.PUBLISHED, at=AT - timedelta(days=1))
    index.index(session)
    publication.approve(session, old, {Part.DIRECTOR}, AT, None)
    assert found(session) == [old.code, new.code]
    move(session, old, Action.HIDE)
    move(session, old, Action.RESTORE, AT + timedelta(days=3))
    assert old.published_at == AT
    assert found(session) == [old.code, new.code]


def test_a_take_down_that_was_rolled_back_changes_nothing(session):
    story = make.story(session, status=Status.PUBLISHED)
    index.index(session)
    session.commit()
    move(session, story, Action.HIDE)
    assert found(session) == []
    session.rollback()
    assert found(session) == [story.code]


def test_a_public_story_is_found_by_its_ward_and_section(session):
    story = make.story(session, status=Status.PUBLISHED, ward="klego")
    index.index(session)
    ward, rubric = make.ward_id(session, "klego"), make.rubric_id(session)
    assert found(session, "", Cut(place=ward, topic=rubric)) == [story.code]
    assert found(session, "klego") == [story.code]
    assert found(session, "", Cut(place=make.ward_id(session, "medono"))) == []


def test_a_story_that_names_another_ward_is_tagged_with_it(session):
    story = make.story(session, status=Status.PUBLISHED, ward="klego", title="Warga Klego membantu Panjang Wetan")
    index.index(session)
    for slug, codes in {"panjang-wetan": [story.code], "klego": [], "medono": []}.items():
        tag = indexing.MENTIONS.format(make.ward_id(session, slug))
        assert found(session, "", Cut(tags=(tag,))) == codes, slug


def test_spellings_an_admin_added_count(session):
    ward = session.scalars(select(Ward).where(Ward.slug == "medono")).one()
    ward.aliases = [*ward.aliases, "Kampung Batik Baru"]
    story = make.story(session, status=Status.PUBLISHED, ward="klego", title="Ke Kampung Batik Baru naik sepeda")
    index.index(session)
    assert found(session, "", Cut(tags=(indexing.MENTIONS.format(ward.id),))) == [story.code]


def test_an_escalated_story_carries_its_tag(session):
    story = make.story(session, status=Status.SUBMITTED)
    index.index(session)
    tagged = Cut(public=False, among=(), among_tags=(indexing.ESCALATED,))
    assert found(session, cut=tagged) == []
    move(session, story, Action.ESCALATE)
    assert found(session, cut=tagged) == [story.code]


def test_addresses_and_marks_of_the_text_are_no_words(session):
    make.story(session, status=Status.PUBLISHED, body="Baca [di sini](https://contoh.test/rahasia) *segera* ya.")
    index.index(session)
    assert found(session, "segera")
    assert found(session, "rahasia") == []
    assert found(session, "strong") == []


def test_a_story_that_was_never_sent_has_no_document(session):
    story = make.story(session, status=Status.DRAFT, submitted_at=None)
    with pytest.raises(ValueError, match="never sent"):
        indexing.document(story, indexing.names_now(session))


def test_the_worker_indexes_batch_by_batch(both, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    monkeypatch.setattr(indexing.fill_next, "__defaults__", (2,))
    with both.app_context():
        session = db.session()
        author = make.person(session)
        for status in (*(Status.PUBLISHED,) * 4, Status.DRAFT, Status.WITHDRAWN, Status.REJECTED):
            make.story(session, author, status=status)
        search.put(session, 6, search.Document(AT, "sisa lama", True))
        jobs.enqueue(session, indexing.KIND, "search.fill:test:0", {}, AT - timedelta(days=9999))
        session.commit()
    jobs.run_due(both, "tests")
    with both.app_context():
        assert len(found(db.session())) == 4
        assert len(found(db.session(), cut=DESK)) == 5
        assert found(db.session(), "sisa", DESK) == []


def test_indexing_twice_leaves_one_document_each(session):
    make.story(session, status=Status.PUBLISHED)
    index.index(session)
    index.index(session)
    assert session.scalar(select(func.count()).select_from(search.SearchDocument)) == 1


def test_a_take_down_beside_the_indexing_wins(both):
    """The batch holds the story's row: whoever hides it waits, and has the last word."""
    with both.app_context():
        engine = db.engine
    with Session(engine) as first, Session(engine) as second:
        code = make.story(first, status=Status.PUBLISHED).code
        first.commit()
        indexing.fill_next(first, 0)

        def hide():
            story = second.scalars(select(Story).where(Story.code == code)).one()
            service.move(second, story, Action.HIDE, {Part.HUMAS}, AT, None)
            second.commit()

        other = Thread(target=hide)
        other.start()
        first.commit()
        other.join(20)
        first.expire_all()
        assert found(first) == []
        assert found(first, cut=DESK) == [code]


def test_reindex_is_a_command(app, session):
    staff.staff(session, Role.DIRECTOR, "medono")
    story = make.story(session, status=Status.PUBLISHED)
    session.commit()
    said = app.test_cli_runner().invoke(args=["reindex"])
    assert said.exit_code == 0, said.output
    assert f"number {story.id}" in said.output
    assert found(session) == [story.code]


def names(session):
    """A published story by somebody who signs in full."""
    author = make.person(session, "Siti Khotijah")
    story = make.story(session, author, Status.PUBLISHED, author_name="Siti Khotijah", place="Gang Melati")
    index.index(session)
    return author, story


@pytest.mark.parametrize("typed", ["melati", "batik umkm", "medono", "Siti Khotijah", "small business"])
def test_a_public_story_is_found_by_what_surrounds_its_words(session, typed):
    _author, story = names(session)
    assert found(session, typed) == [story.code]


@pytest.mark.parametrize("credit", ["initials", "anonymous"])
def test_a_name_that_is_not_shown_finds_nothing(session, credit):
    make.story(session, make.person(session, "Siti Khotijah"), Status.PUBLISHED, author_name="Siti", credit=credit)
    index.index(session)
    assert found(session, "siti") == []
    assert search_vocabulary.mend(session, ["khotija"]) == ["khotija"]


def test_what_only_the_desk_sees_carries_no_name_and_no_ward(session):
    story = make.story(session, make.person(session, "Siti Khotijah"))
    index.index(session)
    assert found(session, "melati kauman", DESK) == []
    assert found(session, "kauman", DESK) == [story.code]  # where it happened
    assert found(session, "siti", DESK) == found(session, "medono", DESK) == []


def test_words_are_mended_by_what_is_public_and_by_nothing_else(session):
    story = make.story(session, status=Status.SUBMITTED)
    index.index(session)
    assert search_vocabulary.mend(session, ["nglwong"]) == ["nglwong"]
    move(session, story, Action.APPROVE)
    assert search_vocabulary.mend(session, ["nglwong"]) == ["nglwong"]
    move(session, story, Action.PUBLISH)
    assert search_vocabulary.mend(session, ["nglwong"]) == ["nglowong"]
    move(session, story, Action.HIDE)
    assert search_vocabulary.mend(session, ["nglwong"]) == ["nglwong"]
    move(session, story, Action.RESTORE)
    assert search_vocabulary.mend(session, ["nglwong"]) == ["nglowong"]


def test_indexing_again_counts_no_word_twice(session):
    _author, story = names(session)
    index.index(session)
    move(session, story, Action.HIDE)
    assert session.scalar(select(func.count()).select_from(search_vocabulary.SearchWord)) == 0


def test_a_new_name_takes_the_place_of_the_former_one(app, session, run_jobs):
    author, story = names(session)
    service.rename_author(session, author.id, "Siti Khotijah", "Sinta Nuriyah", AT)
    session.commit()
    run_jobs()
    session.expire_all()
    assert found(session, "sinta nuriyah") == [story.code]
    assert found(session, "khotijah") == []
    assert search_vocabulary.mend(session, ["khotija", "nuriya"]) == ["khotija", "nuriyah"]
