from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import Consent
from portal.kernel import jobs
from portal.kernel.events import Event
from portal.photos.models import Photo
from portal.stories import publication, service
from portal.stories.lifecycle import Action, NotAllowed, Part, Status
from portal.stories.models import Credit, Revision, Story, TimelineEntry
from portal.stories.rules import PhotoWords
from portal.stories.service import AlreadySent, WordsMissing
from tests.factories import photos
from tests.factories import stories as make
from tests.factories.stories import AT

KEY = "0b9f8f2e-6a52-4b3a-9a7c-3f3a0d6f2b11"
REASON = {"code": "SUMBER", "title": "Sumber belum jelas.", "fix": "Tulis siapa yang mengatakan."}


def kinds(session, story):
    query = select(TimelineEntry.kind).where(TimelineEntry.story_id == story.id).order_by(TimelineEntry.id)
    return list(session.scalars(query))


def news(session):
    return list(session.scalars(select(Event.name).order_by(Event.id)))


def send(session, author, sheet, key=KEY, at=AT):
    return service.submit(session, author.id, key, sheet, at, "id")


def test_a_sent_story_is_whole(session):
    author = make.person(session)
    photo = photos.photo(session, author)
    words = PhotoWords(photo.id, "Canting", "Tangan memegang canting", "Nisa", True)
    story = send(session, author, make.sheet(session, photos=(words,)))
    assert (story.status, story.submitted_at, story.due_code) == (Status.SUBMITTED, AT, "MOD_FIRST")
    assert story.due_at == AT + timedelta(hours=24)
    assert story.body_html.startswith("<p>Setiap Sabtu")
    assert story.excerpt.startswith("Setiap Sabtu sore, teras")
    assert story.slug == "tiga-pembatik-muda-belajar-nglowong-dari-bu-rohmah"
    assert [(row.photo_id, row.alt, row.consent) for row in story.photos] == [(photo.id, words.alt, True)]
    revision = session.scalars(select(Revision)).one()
    assert (revision.number, revision.title, revision.body) == (1, story.title, story.body)
    assert kinds(session, story) == ["submitted"]
    assert news(session) == ["story.submitted"]
    session.flush()
    agreed = {(row.code, row.subject, row.choice) for row in session.scalars(select(Consent))}
    about = f"story:{story.id}"
    assert agreed == {
        ("ORIGINAL", about, "yes"),
        ("LICENSE", about, "yes"),
        ("CREDIT", about, "full"),
        ("SUBJECT_CONSENT", f"photo:{photo.id}", "yes"),
    }


def columns(row):
    return {name: getattr(row, name) for name in Story.__table__.c.keys() if name not in ("id", "code")}  # noqa: SIM118


def test_a_story_without_pictures_becomes_what_the_orm_would_have_kept(session):
    """It is added past the ORM's flush (`service._add`)."""
    author, sheet = make.person(session), make.sheet(session, photos=())
    story = send(session, author, sheet)
    assert inspect(story).persistent
    assert not session.is_modified(story)
    assert not inspect(story).unloaded & set(Story.__table__.c.keys())
    here = columns(story)
    session.expire(story)
    assert columns(story) == here
    usual = service._under_key(session, author.id, "1b9f8f2e-6a52-4b3a-9a7c-3f3a0d6f2b11", AT)
    service.write(usual, sheet, AT)
    service._change(usual, Action.SUBMIT, Status.SUBMITTED, Part.AUTHOR, AT, author.id)
    session.add(usual)
    session.flush()
    assert columns(usual) | {"submission_key": KEY} == here
    service.move(session, story, Action.CLAIM, {Part.DIRECTOR}, AT, author.id)
    assert story.version == 2


def test_of_two_stories_under_one_key_the_second_is_refused_by_the_database(session):
    author, sheet = make.person(session), make.sheet(session, photos=())
    send(session, author, sheet)
    other = service._under_key(session, author.id, "other", AT)
    other.submission_key = KEY
    service.write(other, sheet, AT)
    with pytest.raises(IntegrityError):
        service.send(session, other, sheet, AT, "id")


def test_the_same_words_under_the_same_key_are_the_same_story(session):
    author = make.person(session)
    sheet = make.sheet(session)
    first = send(session, author, sheet)
    again = send(
        session, author, replace(sheet, place="Lain", original=False, credit="anonymous"), at=AT + timedelta(1)
    )
    assert again is first
    assert (first.place, first.credit, first.submitted_at) == ("", "full", AT)
    assert session.scalar(select(func.count()).select_from(Revision)) == 1
    assert news(session) == ["story.submitted"]


@pytest.mark.parametrize("change", [{"title": "Judul yang lain sama sekali"}, {"body": "y" * 100}, {"ward_id": 1}])
@pytest.mark.parametrize("act", [service.submit, service.save])
def test_other_words_under_a_sent_key_are_refused_and_the_first_kept(session, change, act):
    author = make.person(session)
    sheet = make.sheet(session)
    first = send(session, author, sheet)
    change = change if "ward_id" not in change else {"ward_id": make.ward_id(session, "krapyak")}
    with pytest.raises(AlreadySent) as refused:
        act(session, author.id, KEY, replace(sheet, **change), AT, "id")
    assert refused.value.story is first
    assert (first.title, first.body, first.ward_id) == (sheet.title, sheet.body, sheet.ward_id)


def test_a_key_counts_per_person(session):
    one, two = make.person(session), make.person(session)
    sheet = make.sheet(session)
    first, second = send(session, one, sheet), send(session, two, replace(sheet, title="Cerita orang lain lagi"))
    assert first.id != second.id


def test_a_late_repeat_of_the_first_text_still_finds_its_story(session):
    author = make.person(session)
    sheet = make.sheet(session)
    story = send(session, author, sheet)
    service.move(session, story, Action.RETURN, {Part.DIRECTOR}, AT, 1, reasons=[REASON], note="Lengkapi.")
    service.write(story, replace(sheet, body=sheet.body + " Ditambah."), AT)
    service.send(session, story, sheet, AT, "id")
    assert send(session, author, sheet) is story


def test_a_draft_changes_under_its_key_and_is_then_sent(session):
    author = make.person(session)
    photo = photos.photo(session, author)
    empty = replace(
        make.sheet(session), title="", body="", ward_id=None, original=False, photos=(PhotoWords(photo.id),)
    )
    draft = service.save(session, author.id, KEY, empty, AT, "id")
    assert (draft.status, draft.submitted_at, len(draft.photos)) == (Status.DRAFT, None, 1)
    assert kinds(session, draft) == []
    sent = send(session, author, make.sheet(session))
    assert sent is draft
    assert (sent.status, sent.title, sent.photos) == (Status.SUBMITTED, make.TITLE, [])


def test_a_draft_that_was_taken_back_is_not_written_on(session):
    author = make.person(session)
    draft = service.save(session, author.id, KEY, make.sheet(session), AT, "id")
    service.withdraw(session, draft, AT)
    with pytest.raises(AlreadySent):
        service.save(session, author.id, KEY, make.sheet(session), AT, "id")


def test_the_pictures_of_a_draft_go_with_it_those_of_a_sent_story_stay(session):
    author = make.person(session)
    draft, sent = make.story(session, author, Status.DRAFT), make.story(session, author, Status.SUBMITTED)
    gone, kept = (make.story_photo(session, story).photo.public_id for story in (draft, sent))
    for story in (draft, sent):
        service.withdraw(session, story, AT)
    session.flush()
    assert (draft.status, draft.photos, len(sent.photos)) == (Status.WITHDRAWN, [], 1)
    assert list(session.scalars(select(Photo.public_id))) == [kept]
    assert session.scalars(select(jobs.Work.payload).where(jobs.Work.kind == "photo.discard")).all() == [
        {"photo": gone}
    ]


def test_pictures_keep_their_rows_when_they_are_put_in_another_order(session):
    author = make.person(session)
    a, b, c = (photos.photo(session, author) for _ in range(3))
    sheet = make.sheet(session, photos=tuple(PhotoWords(p.id, p.public_id) for p in (a, b)))
    draft = service.save(session, author.id, KEY, sheet, AT, "id")
    rows = {row.photo_id: row.id for row in draft.photos}
    service.revise(session, draft, replace(sheet, photos=(PhotoWords(c.id), PhotoWords(a.id, "baru"))), AT, "id")
    assert [(row.photo_id, row.position, row.caption) for row in draft.photos] == [(c.id, 0, ""), (a.id, 1, "baru")]
    assert draft.photos[1].id == rows[a.id]


def test_a_change_of_pictures_alone_makes_the_form_of_another_window_old(session):
    author = make.person(session)
    photo = photos.photo(session, author)
    draft = service.save(session, author.id, KEY, make.sheet(session), AT, "id")
    before = draft.version
    sheet = make.sheet(session, photos=(PhotoWords(photo.id),))
    service.revise(session, draft, sheet, AT + timedelta(minutes=1), "id")
    assert draft.version > before


def test_two_who_move_a_story_at_once_are_not_both_right(session):
    story = make.story(session, status=Status.SUBMITTED)
    session.commit()
    with Session(session.get_bind(), expire_on_commit=False) as other:
        theirs = other.get_one(Story, story.id)
        other.commit()
        service.move(session, story, Action.APPROVE, {Part.DIRECTOR}, AT, 1)
        session.commit()
        with pytest.raises(StaleDataError):
            service.move(other, theirs, Action.APPROVE, {Part.DIRECTOR}, AT, 2)


def test_a_return_carries_reasons_and_note_to_the_author(session):
    story = make.story(session)
    service.move(session, story, Action.RETURN, {Part.DIRECTOR}, AT, 1, reasons=[REASON], note="Tinggal ini.")
    assert (story.status, story.due_code) == (Status.RETURNED, "AUTHOR_REVISE")
    entry = session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "returned")).one()
    assert entry.detail["reasons"] == [REASON]
    assert entry.detail["note"] == "Tinggal ini."
    assert entry.detail["due"] == story.due_at.isoformat()
    event = session.scalars(select(Event)).one()
    assert (event.name, event.payload["entry"], event.payload["by"]) == ("story.returned", entry.id, "director")


BARE = {"code": "SARA", "title": "Menyerang suku."}  # a reason that nobody can put right


@pytest.mark.parametrize("words", [{}, {"reasons": [BARE]}, {"note": "x"}, {"reasons": [BARE], "note": "\u2800 "}])
def test_a_return_without_reasons_or_without_how_to_fix_it_is_refused(session, words):
    story = make.story(session)
    with pytest.raises(WordsMissing):
        service.move(session, story, Action.RETURN, {Part.DIRECTOR}, AT, 1, **words)
    assert story.status is Status.SUBMITTED


def test_a_move_that_is_not_in_the_table_changes_nothing(session):
    story = make.story(session, status=Status.PUBLISHED)
    with pytest.raises(NotAllowed):
        service.move(session, story, Action.APPROVE, {Part.DIRECTOR}, AT, 1)
    with pytest.raises(NotAllowed):
        service.move(session, story, Action.HIDE, {Part.DIRECTOR}, AT, 1)
    assert (story.status, news(session)) == (Status.PUBLISHED, [])


def test_a_claim_is_kept_for_half_an_hour_and_ends_with_any_move(session):
    story = make.story(session)
    director, due = make.person(session), story.due_at
    service.move(session, story, Action.CLAIM, {Part.DIRECTOR}, AT, director.id)
    assert (story.claimed_by_id, story.claimed_until) == (director.id, AT + timedelta(minutes=30))
    assert (story.due_at, story.due_code) == (due, "MOD_FIRST")
    service.move(session, story, Action.RELEASE, {Part.SYSTEM}, AT, None)
    assert (story.claimed_by_id, story.claimed_until, story.due_at) == (None, None, due)
    assert kinds(session, story) == ["submitted", "in_review"]


def test_approval_publishes_once_and_for_all(session):
    story = make.story(session)
    publication.approve(session, story, {Part.DIRECTOR}, AT, 1)
    assert (story.status, story.published_at, story.due_at) == (Status.PUBLISHED, AT, None)
    later = AT + timedelta(days=1)
    service.withdraw(session, story, later)
    assert (story.status, story.due_code) == (Status.HIDDEN, "PDP_WITHDRAW")
    assert story.due_at == later + timedelta(hours=72)
    service.move(session, story, Action.RESTORE, {Part.HUMAS}, later, 1, note="Penulis setuju.")
    assert (story.status, story.published_at) == (Status.PUBLISHED, AT)
    assert news(session) == ["story.published", "story.hidden", "story.restored"]


def test_an_escalated_story_gets_a_clock_of_its_own(session):
    story = make.story(session)
    later = AT + timedelta(hours=30)
    service.move(session, story, Action.ESCALATE, {Part.DIRECTOR}, later, 1, note="Menyangkut tetangga saya.")
    assert (story.escalated_at, story.due_at) == (later, later + timedelta(hours=24))


def test_a_timeline_line_with_a_key_is_added_once(session):
    story = make.story(session)
    first = service.add_timeline(session, story.id, "shared", AT, True, key="post:9", channel="X", url="")
    again = service.add_timeline(session, story.id, "shared", AT, True, key="post:9", channel="X")
    assert again == first
    assert session.get_one(TimelineEntry, first).detail == {"channel": "X"}


def test_a_line_learns_more_and_a_line_that_is_not_there_is_no_fault(session):
    story = make.story(session, status=Status.PUBLISHED)
    line = service.add_timeline(session, story.id, "shared", AT, True, key="post:9", channel="X", url="https://x.com/1")
    assert service.change_timeline(session, "post:9", gone="2026-11-24")
    assert session.get_one(TimelineEntry, line).detail == {
        "channel": "X",
        "url": "https://x.com/1",
        "gone": "2026-11-24",
    }
    assert '"gone":"2026-11-24"' in session.scalar(select(Story.card).where(Story.id == story.id))
    assert not service.change_timeline(session, "post:10", gone="2026-11-24")


def test_a_story_nobody_improved_goes_back_to_the_drafts_after_its_week(session):
    late, early = make.story(session, status=Status.RETURNED), make.story(session, status=Status.RETURNED)
    early.due_at = late.due_at + timedelta(days=1)
    session.flush()
    service.expire(session, late.due_at + timedelta(seconds=1))
    assert (late.status, late.due_at, late.body) == (Status.DRAFT, None, make.BODY)
    assert early.status is Status.RETURNED
    assert kinds(session, late)[-1] == "expired"


def test_consents_taken_back_are_dated_and_those_that_stand_stay(session):
    author = make.person(session)
    sheet = make.sheet(session)
    draft = service.save(session, author.id, KEY, sheet, AT, "id")
    service.revise(session, draft, replace(sheet, license=False), AT + timedelta(1), "id")
    session.flush()
    rows = {row.code: row for row in session.scalars(select(Consent))}
    assert rows["ORIGINAL"].withdrawn_at is None
    assert rows["LICENSE"].withdrawn_at == AT + timedelta(1)
    service.write(draft, replace(sheet, credit="initials"), AT)
    service.send(session, draft, replace(sheet, credit="initials"), AT + timedelta(2), "en")
    session.flush()
    standing = select(Consent).where(Consent.withdrawn_at.is_(None))
    found = {(row.code, row.choice, row.language) for row in session.scalars(standing)}
    assert found == {("ORIGINAL", "yes", "id"), ("LICENSE", "yes", "en"), ("CREDIT", "initials", "en")}


def test_who_does_not_say_how_to_be_named_is_named_by_initials(session):
    author = make.person(session)
    story = service.submit(session, author.id, KEY, make.sheet(session, credit=""), AT, "id")
    assert story.credit is Credit.INITIALS


@pytest.mark.parametrize("said", Credit)
def test_what_was_said_before_stands_when_a_change_says_nothing(session, said):
    author = make.person(session)
    story = service.save(session, author.id, KEY, make.sheet(session, credit=said.value), AT, "id")
    service.revise(session, story, make.sheet(session, credit=""), AT, "id")
    assert story.credit is said
