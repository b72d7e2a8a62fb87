"""Letters about what waits on a desk: at once or in the morning, many together, none for what is done."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock, jobs
from portal.kernel.jobs import Work
from portal.moderation import subscribers, withdrawals
from portal.notices import desk_mail, service
from portal.notices.models import Notice
from portal.notices.rules import DESK, Audience, digest_after
from portal.stories import recusals
from portal.stories import service as story_service
from portal.stories.lifecycle import Action, Part, RecusalKind, Status
from tests import clocks
from tests.factories import stories as make

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FAILED = {"path": "/siar/7", "code": "7K3F2Q", "title": "Rob surut", "channel": "Facebook"}


def waiting_detail(session):
    story = make.story(session)
    return {"code": story.code, "title": story.title, "ward": "Medono"}


def hidden(session, author):
    """A public story whose author asks for its removal."""
    due = clock.now() + 72 * HOUR
    return make.story(session, author, Status.HIDDEN, at=clock.now(), due_code=withdrawals.DUE, due_at=due)


def send(session, author, title=make.TITLE):
    story = story_service.submit(session, author.id, title, make.sheet(session, title=title), clock.now(), "id")
    session.commit()
    return story


def to(letters, person):
    return [each for each in letters() if each["To"] == person.email]


def plain(letter):
    return letter.get_body(("plain",)).get_content()


def fail(session, person, n):
    service.tell(session, person.id, f"failed:{n}", "delivery_failed", FAILED | {"title": f"Berita {n}"}, clock.now())
    session.commit()


def test_a_story_that_arrives_is_a_letter_at_once(session, author, director, letters):
    story = send(session, author)
    (letter,) = to(letters, director)
    assert letter["Subject"] == "Kiriman baru dari Medono"
    for words in (story.title, f"/meja/BW-{story.code}", "Sisa waktu 24 jam.", "Anda perlu masuk dulu"):
        assert words in plain(letter)
    page = letter.get_body(("html",)).get_content()
    assert f"/meja/BW-{story.code}" in page
    assert author.name not in plain(letter)
    assert author.name not in page


def test_each_story_is_a_letter_of_its_own(session, author, director, letters):
    for title in ("Gotong royong di Medono", "Posyandu di Medono"):
        send(session, author, title)
    assert len(to(letters, director)) == 2


def test_a_summary_comes_at_seven_with_what_still_waits(session, author, director, letters):
    director.desk_mail = "daily"
    kept, decided = send(session, author, "Gotong royong di Medono"), send(session, author, "Posyandu di Medono")
    assert to(letters, director) == []
    story_service.move(session, decided, Action.HOLD, {Part.DIRECTOR}, clock.now(), None, note="Tunggu.")
    session.commit()
    clocks.later(24 * HOUR)
    # the reminders do not wait for the morning; the second is the director's because the ward has no deputy
    found = {each["Subject"]: plain(each) for each in to(letters, director)}
    assert set(found) == {f"{words}: kiriman dari Medono" for words in ("Belum ditinjau", "Lewat 24 jam")} | {
        "Kiriman baru dari Medono"
    }
    assert all(kept.title in text for text in found.values())
    assert all(decided.title not in text for text in found.values())


def test_a_summary_of_several_is_one_letter(session, author, director, letters):
    director.desk_mail = "daily"
    for title in ("Gotong royong di Medono", "Posyandu di Medono"):
        send(session, author, title)
    letters()
    clocks.at(digest_after(clock.now()))
    (letter,) = [each for each in to(letters, director) if "kiriman dari" not in each["Subject"]]
    assert letter["Subject"] == "2 hal menunggu Anda"
    assert "Gotong royong" in plain(letter)
    assert "Posyandu" in plain(letter)


def test_stories_that_run_out_in_the_same_minute_are_letters_of_their_own(session, director, letters):
    for n in range(3):
        service.tell(session, director.id, f"k{n}", "review_reminder", waiting_detail(session), clock.now())
    session.commit()
    assert len(to(letters, director)) == 3


def test_a_summary_without_anything_left_is_not_written(session, author, director, letters):
    director.desk_mail = "daily"
    story = send(session, author)
    letters()
    story_service.move(session, story, Action.HOLD, {Part.DIRECTOR}, clock.now(), None, note="Tunggu.")
    session.commit()
    clocks.later(30 * HOUR)
    assert to(letters, director) == []
    assert session.scalars(select(Notice.letter_at).where(Notice.user_id == director.id)).one() is not None


def test_what_was_read_is_not_in_the_summary(session, humas, letters):
    humas.desk_mail = "daily"
    fail(session, humas, 1)
    service.mark_read(session, humas.id, Audience.DESK, clock.now())
    session.commit()
    fail(session, humas, 2)
    clocks.later(30 * HOUR)
    (letter,) = to(letters, humas)
    assert "Berita 2" in plain(letter)
    assert "Berita 1" not in plain(letter)


def test_twenty_failures_in_five_minutes_are_two_letters(session, humas, letters):
    for n in range(20):
        clocks.later(n * MINUTE / 4)
        fail(session, humas, n)
        letters()
    assert len(to(letters, humas)) == 1
    clocks.later(16 * MINUTE)
    first, second = to(letters, humas)
    assert "Berita 0" in plain(first)
    assert second["Subject"] == "19 hal menunggu Anda"
    assert all(f"Berita {n}" in plain(second) for n in range(1, 20))
    clocks.later(60 * MINUTE)
    assert len(to(letters, humas)) == 2


@pytest.mark.parametrize("kind", sorted(DESK))
def test_every_kind_can_be_written(session, humas, director, author, letters, kind):
    story = make.story(session, author)
    if kind == "withdrawal_asked":
        story = hidden(session, author)
    detail = FAILED | {"code": story.code, "title": story.title, "ward": "Medono", "due": clock.now().isoformat()}
    person = humas if kind == "review_overdue" or not kind.startswith(("arrived", "review")) else director
    service.tell(session, person.id, "k", kind, detail, clock.now())
    session.commit()
    assert len(to(letters, person)) == 1


def test_nobody_without_an_address_is_written_to(session, author, director, letters):
    director.email, director.us_phone_number = None, "+6281234567890"
    send(session, author)
    letters()
    notice = session.scalars(select(Notice).where(Notice.user_id == director.id)).one()
    assert (notice.kind, notice.letter_due) == ("arrived", None)


def test_an_unproven_address_is_asked_once_a_day_and_told_nothing(session, author, director, letters):
    director.confirmed_at = None
    stories = [send(session, author, title) for title in ("Gotong royong di Medono", "Posyandu di Medono")]
    (letter,) = to(letters, director)
    assert all(story.title not in plain(letter) for story in stories)


def test_whoever_lost_the_appointment_meanwhile_is_told_nothing(session, author, director, letters):
    director.desk_mail = "daily"
    send(session, author)
    letters()
    director.appointments[0].ended_at = clock.now()
    session.commit()
    clocks.later(30 * HOUR)
    assert to(letters, director) == []


def test_news_that_is_handled_twice_is_one_letter(session, author, director, letters):
    story = send(session, author)
    letters()
    session.expire_all()
    entry = session.scalars(select(Notice.key).where(Notice.kind == "arrived")).one().split(":")[2]
    subscribers.submitted(session, {"story": story.id, "entry": int(entry)}, clock.now())
    session.commit()
    assert len(to(letters, director)) == 1


def test_a_letter_whose_work_was_lost_is_found_by_the_sweep(session, humas, letters):
    fail(session, humas, 1)
    for row in session.scalars(select(Work).where(Work.kind == desk_mail.KIND)):
        session.delete(row)
    session.commit()
    assert to(letters, humas) == []
    desk_mail.sweep(session, clock.now())
    session.commit()
    assert to(letters, humas) == []  # a moment ago: its own work may still run
    clocks.later(5 * MINUTE)
    desk_mail.sweep(session, clock.now())
    session.commit()
    assert len(to(letters, humas)) == 1


def test_a_worker_that_dies_between_writing_and_commit_writes_again(session, app, humas, letters, monkeypatch):
    """The letter and the mark that it is written are one transaction: neither without the other."""
    fail(session, humas, 1)
    original = service.post

    def die(*args, **named):
        original(*args, **named)
        raise RuntimeError("killed")

    monkeypatch.setattr(service, "post", die)
    jobs.run_due(app, "tests")
    assert to(letters, humas) == []
    monkeypatch.setattr(service, "post", original)
    clocks.later(MINUTE)
    assert len(to(letters, humas)) == 1


@pytest.mark.parametrize("became", ["waiting", "answered", "related"])
def test_a_removal_is_mailed_while_it_waits_to_those_who_may_answer(session, author, humas, letters, became):
    humas.desk_mail = "daily"
    story = hidden(session, author)
    detail = {"code": story.code, "title": story.title}
    service.tell(session, humas.id, "removal", "withdrawal_asked", detail, clock.now())
    if became == "answered":
        story_service.move(session, story, Action.RESTORE, {Part.HUMAS}, clock.now(), None, note="Sudah benar.")
    if became == "related":
        recusals.add(session, story.id, humas.id, RecusalKind.FAMILY, humas.id, clock.now())
    session.commit()
    clocks.later(30 * HOUR)
    assert bool(to(letters, humas)) is (became == "waiting")
