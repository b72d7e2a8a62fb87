"""From a publication to letters: everybody once, whatever is killed on the way."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.alerts import service, subscribers
from portal.alerts.models import Subscriber
from portal.alerts.rules import WIB, Pace
from portal.kernel import clock, events, jobs, mail, queue
from portal.kernel.db import db
from portal.kernel.jobs import Work
from portal.stories.lifecycle import Status
from tests import clocks
from tests.alerts.conftest import html_of, text_of
from tests.factories import alerts, stories
from tests.factories.alerts import AT

pytestmark = pytest.mark.outside

SIX = AT.astimezone(WIB).replace(hour=6, minute=0) + timedelta(days=1)  # Wednesday


@pytest.fixture
def people(app, session):
    """people(n, ...): subscribers, committed."""

    def make(n=1, first="sri", **values):
        with app.app_context():
            made = [alerts.subscriber(session, f"{first}{i}@warga.test", **values) for i in range(n)]
            session.commit()
            return made

    return make


@pytest.fixture
def publish(session, published):
    def now(**changes):
        story = published(**changes)
        events.publish(session, "story.published", {"story": story.id})
        session.commit()
        return story

    return now


@pytest.fixture
def sweep(app, run_jobs):
    """What one minute does."""

    def minute():
        queue.sweep_once(app)
        run_jobs()

    return minute


def to(box, about=""):
    """Who got letters about a title."""
    return [letter["To"] for letter in box() if about in text_of(letter) and letter["List-Id"]]


def test_who_wants_it_at_once_hears_of_a_story_of_the_own_ward(people, publish, run_jobs, box):
    people(2)
    people(1, "kauman", wards=("kauman",))
    people(1, "harian", pace=Pace.DAILY)
    story = publish()
    run_jobs()
    assert to(box, story.title) == ["sri0@warga.test", "sri1@warga.test"]


def test_a_letter_has_both_bodies_and_the_headers_of_rfc_8058(app, people, publish, run_jobs, box):
    (person,) = people()
    story = publish()
    run_jobs()
    (letter,) = [each for each in box() if each["List-Id"]]
    with app.app_context():
        key = alerts.key_of(person)
    assert letter["List-Unsubscribe"] == f"<http://127.0.0.1:8000/langganan/{key}/henti>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert story.title in html_of(letter)


def test_no_story_is_told_twice(session, app, people, publish, run_jobs, box, sweep):
    people()
    story = publish()
    run_jobs()
    for name in ("story.published", "story.restored", "story.published"):
        events.publish(session, name, {"story": story.id})
        session.commit()
        run_jobs()
    sweep()
    assert len(to(box, story.title)) == 1


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
@pytest.mark.parametrize("when", ["before the batch", "before the letter"])
def test_what_is_taken_down_before_it_is_sent_is_not_sent(
    app, session, people, publish, run_jobs, box, monkeypatch, status, when
):
    people(2)
    story = publish()
    if when == "before the letter":
        monkeypatch.setitem(
            jobs.HANDLERS, subscribers.LETTER, lambda job: (_ for _ in ()).throw(jobs.Retry(timedelta(0, 1)))
        )
        jobs.run_due(app, "tests", limit=8)
        monkeypatch.setitem(jobs.HANDLERS, subscribers.LETTER, subscribers.letter)
    story.status = status
    session.commit()
    clocks.at(AT + timedelta(minutes=5))
    run_jobs()
    assert to(box, story.title) == []


def test_who_stopped_before_it_is_sent_gets_nothing(app, session, people, publish, run_jobs, box):
    first, _second = people(2)
    publish()
    jobs.run_due(app, "tests", limit=1)
    with app.app_context():
        service.stop(db.session(), alerts.key_of(first))
        db.session.commit()
    run_jobs()
    assert to(box) == ["sri1@warga.test"]


def test_ten_thousand_are_told_in_batches(monkeypatch, people, publish, run_jobs, box, session):
    monkeypatch.setattr(subscribers, "BATCH", 4)
    people(11)
    story = publish()
    run_jobs()
    assert len(to(box, story.title)) == len(set(to(box))) == 11
    batches = session.scalars(select(Work.key).where(Work.kind == subscribers.FAN)).all()
    assert len(batches) == 3


def test_a_batch_that_runs_twice_writes_its_letters_once(app, session, people, publish, run_jobs):
    people(3)
    story = publish()
    run_jobs()
    with app.app_context():
        for after in (0, 1):
            job = jobs.Job({"story": story.id, "after": after}, db.session(), clock.now(), "x", 1, lambda: None)
            subscribers.fan(job)
        db.session.commit()
    session.rollback()
    assert len(session.scalars(select(Work.id).where(Work.kind == subscribers.LETTER)).all()) == 3


def test_a_story_of_last_week_is_no_news(session, people, publish, run_jobs, box):
    people()
    publish(at=AT - timedelta(days=3))
    run_jobs()
    assert to(box) == []


def test_a_digest_comes_at_six_with_everything_since_the_last(people, published, at, sweep, box):
    people(1, "harian", pace=Pace.DAILY)
    people(1, "senin", pace=Pace.WEEKLY)
    first = published(at=AT + timedelta(hours=1), title="Kabar pertama dari gang lima")
    second = published(at=AT + timedelta(hours=2), title="Kabar kedua dari gang lima")
    at(SIX - timedelta(minutes=1))
    sweep()
    assert to(box) == []
    at(SIX + timedelta(seconds=5))
    sweep()
    sweep()
    (letter,) = [each for each in box() if each["List-Id"]]
    assert letter["To"] == "harian0@warga.test"
    assert letter["Subject"] == "2 berita baru – Medono"
    assert text_of(letter).index(second.title) < text_of(letter).index(first.title)


def test_a_monday_letter_tells_the_whole_week_once(people, published, at, sweep, box):
    people(1, "senin", pace=Pace.WEEKLY)
    published(at=AT + timedelta(days=1))
    monday = SIX + timedelta(days=5)
    for moment in (monday - timedelta(hours=1), monday, monday + timedelta(days=1), monday + timedelta(days=6)):
        at(moment)
        sweep()
    assert to(box) == ["senin0@warga.test"]


def test_a_day_without_news_brings_no_letter_and_the_next_one_does(people, published, at, sweep, box):
    people(1, "harian", pace=Pace.DAILY)
    at(SIX)
    sweep()
    assert to(box) == []
    story = published(at=SIX + timedelta(hours=3))
    at(SIX + timedelta(days=1, minutes=2))
    sweep()
    assert to(box, story.title) == ["harian0@warga.test"]


def test_after_days_of_silence_one_letter_tells_all_of_them(people, published, at, sweep, box):
    people(1, "harian", pace=Pace.DAILY)
    for day in (1, 2, 3):
        published(at=AT + timedelta(days=day), title=f"Kabar hari ke-{day} dari gang")
    at(SIX + timedelta(days=4))
    sweep()
    (letter,) = [each for each in box() if each["List-Id"]]
    assert all(f"Kabar hari ke-{day}" in text_of(letter) for day in (1, 2, 3))


def test_a_story_hidden_before_six_is_not_in_the_digest(session, people, published, at, sweep, box):
    people(1, "harian", pace=Pace.DAILY)
    kept, gone = (
        published(at=AT + timedelta(hours=1)),
        published(at=AT + timedelta(hours=2), title="Yang disembunyikan"),
    )
    gone.status = Status.HIDDEN
    session.commit()
    at(SIX)
    sweep()
    assert to(box, kept.title) == ["harian0@warga.test"]
    assert to(box, gone.title) == []


def test_digests_come_in_batches_too(monkeypatch, people, published, at, sweep, box):
    monkeypatch.setattr(subscribers, "BATCH", 2)
    people(5, "harian", pace=Pace.DAILY)
    published(at=AT + timedelta(hours=1))
    at(SIX)
    sweep()
    assert len(to(box)) == len(set(to(box))) == 5


def test_nobody_hears_twice_after_another_pace(app, session, people, publish, run_jobs, at, sweep, box):
    (person,) = people()
    story = publish()
    run_jobs()
    medono, person_id, title = stories.ward_id(session), person.id, story.title
    session.rollback()
    with app.app_context():
        mine = db.session.get(Subscriber, person_id)
        service.change(db.session(), mine, [medono], Pace.DAILY, clock.now())
        db.session.commit()
    at(SIX)
    sweep()
    assert len(to(box, title)) == 1


def test_a_server_that_is_down_loses_no_letter(people, published, at, sweep, box, monkeypatch, run_jobs):
    people(1, "harian", pace=Pace.DAILY)
    story = published(at=AT + timedelta(hours=1))
    real = mail._file
    monkeypatch.setattr(mail, "_file", lambda *_: (_ for _ in ()).throw(OSError("down")))
    at(SIX)
    sweep()
    assert box() == []
    monkeypatch.setattr(mail, "_file", real)
    at(SIX + timedelta(minutes=10))
    sweep()
    assert to(box, story.title) == ["harian0@warga.test"]


KILLED = """
import os, signal, sys
from portal import create_app
from portal.alerts import subscribers
from portal.kernel import jobs, mail
from tests import clocks
from tests.conftest import make_settings
from pathlib import Path
from datetime import datetime
app = create_app(make_settings(Path(sys.argv[1])))
clocks.at(datetime.fromisoformat(sys.argv[3]))
left = int(sys.argv[2])
def dying(real):
    def handler(*args):
        global left
        real(*args)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return handler
mail._file = dying(mail._file)
for kind in (subscribers.FAN, subscribers.LETTER):
    jobs.HANDLERS[kind] = dying(jobs.HANDLERS[kind])
jobs.run_due(app, "killed")
"""


def test_whoever_is_killed_on_the_way_sends_each_letter_once(
    app, settings, people, publish, at, run_jobs, box, monkeypatch
):
    """kill -9 after each step: a batch written and not committed, a letter sent and not noted."""
    people(3)
    story = publish()
    environ = os.environ | {"PYTHONHASHSEED": "0"}
    moment = clock.now()
    for after in (1, 1, 2, 3, 1):
        arguments = [sys.executable, "-c", KILLED, str(settings.instance), str(after), moment.isoformat()]
        done = subprocess.run(arguments, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode in (-signal.SIGKILL, 0), done.stderr
        moment += timedelta(minutes=2)  # the lease of whoever died is over
    at(moment)
    run_jobs()
    assert to(box, story.title) == ["sri0@warga.test", "sri1@warga.test", "sri2@warga.test"]
