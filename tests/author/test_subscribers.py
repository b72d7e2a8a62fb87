"""News about a story becomes one notice, and a letter where it matters, however often the work is run."""

import pytest
from sqlalchemy import delete, select

from portal.accounts.models import Role
from portal.author import subscribers
from portal.kernel import codes, events
from portal.kernel.events import Event
from portal.kernel.jobs import Work
from portal.notices.models import Notice
from portal.photos.models import PhotoState
from portal.stories import publication, service
from portal.stories.lifecycle import Action, Part, Status
from tests.factories import accounts, photos
from tests.factories import stories as make
from tests.factories.stories import AT

REASON = {"code": "SUMBER", "title": "Sumber informasi belum jelas.", "fix": "Tulis siapa yang menyebutnya."}


@pytest.fixture
def told(session, run_jobs):
    """Run the work, then every notice as (user id, kind), oldest first."""

    def read():
        session.commit()
        run_jobs()
        found = session.execute(select(Notice.user_id, Notice.kind).order_by(Notice.id)).all()
        session.commit()  # not a rollback: what the test holds would be read anew, and lock the worker out
        return [tuple(row) for row in found]

    return read


def plain(letter):
    return letter.get_body(("plain",)).get_content()


def page(letter):
    return letter.get_body(("html",)).get_content()


def move(session, story, action, part=Part.DIRECTOR, **words):
    if action is Action.APPROVE:
        publication.approve(session, story, {part}, AT, None)
        return
    service.move(session, story, action, {part}, AT, None, **words)


def test_a_sent_story_is_told_to_its_author_and_to_whoever_decides(session, author, told, letters):
    director, deputy = accounts.staff(session), accounts.staff(session, Role.DEPUTY)
    elsewhere = accounts.user(session)
    accounts.appointment(session, elsewhere, slug="krapyak")
    accounts.staff(session, Role.HUMAS)
    service.submit(session, author.id, "k", make.sheet(session), AT, "id")
    assert sorted(told()) == sorted([(author.id, "submitted"), (director.id, "arrived"), (deputy.id, "arrived")])
    letter, *others = sorted(letters(), key=lambda each: each["To"] != author.email)
    assert {each["To"] for each in others} == {director.email, deputy.email}
    assert letter["Subject"] == "Kiriman Anda sudah kami terima"
    assert letter["To"] == author.email
    assert "Rabu (25/11/2026) 10.00 WIB" in plain(letter)
    code = session.scalars(select(Event.payload)).first()
    assert code["story"]


def test_where_nobody_directs_humas_is_told(session, author, told):
    humas = accounts.staff(session, Role.HUMAS)
    service.submit(session, author.id, "k", make.sheet(session), AT, "id")
    assert (humas.id, "arrived") in told()


def test_a_director_who_writes_is_not_asked_to_decide(session, told):
    director, humas = accounts.staff(session), accounts.staff(session, Role.HUMAS)
    service.submit(session, director.id, "k", make.sheet(session), AT, "id")
    assert sorted(told()) == sorted([(director.id, "submitted"), (humas.id, "arrived")])


def test_a_returned_story_brings_reasons_and_the_way_out(session, author, told, letters):
    story = make.story(session, author)
    move(session, story, Action.RETURN, reasons=[REASON], note="Tinggal ini <b>saja</b>.")
    assert told() == [(author.id, "returned")]
    (letter,) = letters()
    assert letter["Subject"] == "1 perbaikan lagi sebelum tayang"
    for words in (REASON["title"], REASON["fix"], "Selasa (1/12/2026) 23.59 WIB", codes.pretty(story.code), "Nurul"):
        assert words in plain(letter)
        assert words in page(letter)
    link = f"http://127.0.0.1:8000/kiriman/{codes.pretty(story.code)}/ubah"
    assert link in plain(letter)
    assert f'href="{link}"' in page(letter)
    assert "<b>saja</b>" not in page(letter)
    assert "<b>saja</b>" in plain(letter)


@pytest.mark.parametrize(
    ("action", "kind", "subject"),
    [
        (Action.REJECT, "rejected", "Kiriman Anda tidak dapat ditayangkan"),
        (Action.HOLD, "held", "Kiriman Anda ditahan dulu"),
        (Action.APPROVE, "published", "Berita Anda tayang"),
    ],
)
def test_every_decision_reaches_the_author(session, author, told, letters, action, kind, subject):
    story = make.story(session, author)
    words = {} if action is Action.APPROVE else {"reasons": [REASON], "note": "Catatan."}
    move(session, story, action, **words)
    assert (author.id, kind) in told()
    mine = [letter for letter in letters() if letter["To"] == author.email]
    assert [letter["Subject"] for letter in mine] == [subject]
    if kind == "published":
        assert f"http://127.0.0.1:8000/berita/{story.slug}-{codes.pretty(story.code)}" in plain(mine[0])


def test_each_return_is_told_anew(session, author, told):
    story = make.story(session, author)
    for _ in range(2):
        move(session, story, Action.RETURN, reasons=[REASON], note="x")
        service.send(session, story, make.sheet(session), AT, "id")
    assert [kind for user, kind in told() if user == author.id].count("returned") == 2


def test_news_that_is_handled_twice_is_told_once(session, author, told, app, letters):
    story = make.story(session, author)
    move(session, story, Action.RETURN, reasons=[REASON], note="x")
    first = told()
    event = session.scalars(select(Event)).one()
    with app.app_context():
        subscribers.on("returned")(session, event.payload, event.at)
    assert told() == first
    assert len(letters()) == 1


def test_a_published_story_taken_down_by_its_author_is_answered_with_the_time_it_takes(session, author, told, letters):
    story = make.story(session, author, status=Status.PUBLISHED)
    service.withdraw(session, story, AT)
    assert (author.id, "hidden") in told()
    assert "Jumat (27/11/2026) 10.00 WIB" in plain(letters()[0])


def test_a_channel_that_carried_the_story_is_named_with_its_link(session, author, told, letters):
    story = make.story(session, author, status=Status.PUBLISHED)
    news = {"post": 7, "story": story.id, "channel": "facebook", "url": "https://www.facebook.com/pemkot/posts/1"}
    events.publish(session, "post.published", news)
    session.execute(delete(Work).where(Work.payload["label"].as_string() != "author"))
    assert told() == [(author.id, "shared")]
    (letter,) = letters()
    assert letter["Subject"].startswith("Berita Anda dibagikan di Facebook")
    assert news["url"] in plain(letter)


@pytest.mark.parametrize(("status", "said"), [(Status.PUBLISHED, "Di portal ini"), (Status.HIDDEN, "keputusan")])
def test_a_post_that_was_taken_down_is_told_once_with_what_it_means(session, author, told, letters, status, said):
    story = make.story(session, author, status=status)
    for _ in range(2):
        events.publish(session, "post.retracted", {"post": 7, "story": story.id, "channel": "facebook"})
        session.execute(delete(Work).where(Work.payload["label"].as_string() != "author"))
    assert told() == [(author.id, "taken_back")]
    (letter,) = letters()
    assert letter["Subject"].startswith("Berita Anda tidak lagi ada di Facebook")
    assert said in plain(letter)


def test_a_photo_that_failed_is_named_to_its_author(session, author, told, letters):
    story = make.story(session, author)
    photo = photos.photo(session, author, state=PhotoState.FAILED, original_name="IMG_9.jpg", failure="broken")
    make.story_photo(session, story, photo)
    loose = photos.photo(session, author, state=PhotoState.FAILED)
    for each in (photo, loose):
        events.publish(session, "photo.failed", {"photo": each.id})
    assert told() == [(author.id, "photo_failed")]
    assert "IMG_9.jpg" in plain(letters()[0])


def test_letters_hold_the_words_of_a_story_and_no_header_of_its_own(session, author, told, letters):
    story = make.story(session, author, title="Judul\r\nBcc: semua@contoh.test <script>")
    move(session, story, Action.APPROVE)
    told()
    letter = next(each for each in letters() if each["To"] == author.email)
    assert letter["Bcc"] is None
    assert "<script>" not in page(letter)
