"""Whatever changes a public page drops the kept ones: each change is made through its service, then every kept page
is compared with one drawn afresh."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from portal import seeding
from portal.accounts import appointments
from portal.accounts import service as accounts_service
from portal.accounts.models import Appointment, Role, User
from portal.admin import service as admin
from portal.kernel import clock, events, pages, queue
from portal.kernel.db import db
from portal.moderation import service as moderation
from portal.newsroom import mastering
from portal.photos.models import PhotoState
from portal.public import subscribers
from portal.stories import service as stories_service
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.models import Story
from portal.supervisor import new_pages
from portal.wards.models import Ward
from tests.factories import accounts, photos, stories
from tests.factories import moderation as desk
from tests.factories.stories import AT
from tests.public.conftest import path_of

LISTS = [
    "/",
    "/berita",
    "/kelurahan",
    "/kelurahan/medono",
    "/rubrik/batik-umkm",
    "/pencabutan",
    "/umpan.xml",
    "/umpan.json",
]
REASON = {"code": "CABUT_KELIRU", "title": "Isinya keliru", "title_en": "It was wrong"}


@pytest.fixture
def city(app, session, published):
    """A published story with two pictures, one still in work, its author, its ward's director, and one that waits."""
    author = accounts.user(session, "Nurul Hidayah")
    story = published(author=author, at=AT)
    work = photos.photo(session, author, state=PhotoState.RECEIVED)
    stories.story_photo(session, story, work, position=1, consent=True)
    waiting = stories.story(session, author=accounts.user(session, "Bagus Wicaksono"))
    director = desk.staff(session, Role.DIRECTOR, "medono", name="Muhammad Fauzan")
    humas = desk.staff(session, Role.HUMAS, name="Rina Wati")
    session.commit()
    new_pages(app)
    return {"story": story, "work": work, "waiting": waiting, "author": author, "director": director, "humas": humas}


def move(session, city, action, parts=frozenset((Part.HUMAS,)), **said):
    story = session.get_one(Story, city["story"].id)
    stories_service.move(session, story, action, parts, clock.now(), city["humas"].id, **said)


def approve(session, city):
    story = session.get_one(Story, city["waiting"].id)
    moderation.decide(session, story, desk.rights(session.get_one(User, city["director"].id)), Action.APPROVE, AT)


def restore(session, city):
    move(session, city, Action.HIDE, {Part.AUTHOR})
    session.commit()
    move(session, city, Action.RESTORE, note="Sudah diperiksa.")


def answered(session, city):
    line = {"text": "Sudah diperbaiki dinas."}
    stories_service.add_timeline(session, city["story"].id, "answered", clock.now(), public=True, **line)


def shared(session, city):
    line = {"channel": "Facebook", "url": "https://facebook.com/warga/1"}
    stories_service.add_timeline(session, city["story"].id, "shared", clock.now(), public=True, **line)


def alt_text(session, city):
    story = session.get_one(Story, city["story"].id)
    mastering.write_alts(session, story, [(story.photos[0], "Tangan Bu Rohmah memegang canting")], city["humas"].id)


def rename(session, city):
    user = session.get_one(User, city["author"].id)
    accounts_service.update_profile(user, "Nurul H. Karim", None, clock.now())


def rename_director(session, city):
    user = session.get_one(User, city["director"].id)
    accounts_service.update_profile(user, "M. Fauzan", None, clock.now())


def recall(session, city):
    held = session.scalars(select(Appointment).where(Appointment.user_id == city["director"].id)).one()
    appointments.recall(session, held, None, clock.now())


def appoint(session, city):
    recall(session, city)
    user, ward = (
        accounts.user(session, "Endang Lestari"),
        session.scalars(select(Ward).where(Ward.slug == "medono")).one(),
    )
    day = clock.now().astimezone(clock.WIB).date()
    appointments.appoint(session, user, Role.DIRECTOR, ward, "SK 9", day, None, None, clock.now())


def picture_ready(session, city):
    session.get_one(type(city["work"]), city["work"].id).state = PhotoState.READY
    picture = session.get_one(type(city["work"]), city["work"].id)
    picture.width, picture.height = 1600, 1200
    events.publish(session, "photo.ready", {"photo": picture.id})


def seed(session, city):
    session.scalars(select(Ward).where(Ward.slug == "medono")).one().name = "Medono Lama"


def aliases(session, city):
    ward = session.scalars(select(Ward).where(Ward.slug == "medono")).one()
    admin.set_aliases(session, ward, "Medana", session.get_one(User, city["humas"].id), clock.now())


CHANGES = {
    "approve": approve,
    "hide": lambda session, city: move(session, city, Action.HIDE, {Part.AUTHOR}),
    "restore": restore,
    "retract": lambda session, city: move(session, city, Action.RETRACT, reasons=[REASON]),
    "answered": answered,
    "shared": shared,
    "alt text": alt_text,
    "author renamed": rename,
    "director renamed": rename_director,
    "director recalled": recall,
    "director appointed": appoint,
    "picture ready": picture_ready,
}


def every_page(city):
    """All paths that a reader of this city may find, in both languages."""
    own = [path_of(city["story"]), path_of(city["waiting"]), f"/penulis/{city['author'].handle}"]
    return [f"{lang}{path}" for path in LISTS + own for lang in ("", "/en")]


def read(client, city):
    return {path: (answer.status_code, answer.data) for path in every_page(city) for answer in [client.get(path)]}


def afresh(app, city):
    """The same pages without the store."""
    return read(Client(app.wsgi_app.inner), city)


@pytest.mark.parametrize("what", CHANGES)
def test_no_kept_page_outlives_a_change(app, client, city, run_jobs, what):
    before = read(client, city)
    assert before == read(client, city) == afresh(app, city)
    with app.app_context():
        CHANGES[what](db.session(), city)
        db.session.commit()
    run_jobs()
    after = read(client, city)
    assert after == afresh(app, city)
    assert after != before


@pytest.mark.parametrize("what", ["aliases", "seed", "nothing"])
def test_what_readers_do_not_see_does_no_harm(app, client, city, run_jobs, what):
    before = read(client, city)
    with app.app_context():
        if what == "aliases":
            aliases(db.session(), city)
        if what == "seed":
            seeding.seed(db.session(), app.extensions["portal.city"])
        db.session.commit()
    assert read(client, city) == afresh(app, city) == before


def test_a_seed_with_other_names_shows(app, client, city):
    with app.app_context():
        seed(db.session(), city)
        pages.drop(db.session())
        db.session.commit()
    assert "Medono Lama" in client.get("/kelurahan/medono").text
    with app.app_context():
        seeding.seed(db.session(), app.extensions["portal.city"])
        db.session.commit()
    assert "Medono Lama" not in client.get("/kelurahan/medono").text
    assert read(client, city) == afresh(app, city)


@pytest.mark.parametrize("days", [1, 40, 800])
def test_a_new_day_brings_new_pages(app, client, session, city, days):
    """An appointment ends, and a story is no longer one of the last thirty days: nobody does anything for that."""
    held = session.scalars(select(Appointment).where(Appointment.user_id == city["director"].id)).one()
    held.ends_on = AT.astimezone(clock.WIB).date()
    session.commit()
    with app.app_context():
        pages.drop(db.session())
        db.session.commit()
    before = read(client, city)
    assert "Muhammad Fauzan" in client.get("/kelurahan/medono").text
    clock.set_shift(clock.shift() + timedelta(days=days))
    queue.sweep_once(app)
    assert "Muhammad Fauzan" not in client.get("/kelurahan/medono").text
    assert read(client, city) == afresh(app, city) != before


def test_the_same_day_keeps_its_pages(app, client, city):
    client.get("/berita")
    number = app.wsgi_app.folder.generation()
    queue.sweep_once(app)
    assert app.wsgi_app.folder.generation() == number


def test_only_a_picture_that_readers_see_drops_pages(app, session, city):
    lonely = photos.photo(session, city["author"], state=PhotoState.RECEIVED)
    waiting = photos.photo(session, city["author"], state=PhotoState.RECEIVED)
    stories.story_photo(session, city["waiting"], waiting, position=0)
    session.commit()
    with app.app_context():
        for photo, drops in ((lonely, False), (waiting, False), (city["work"], True)):
            before = app.wsgi_app.folder.generation()
            subscribers.photo_settled(db.session(), {"photo": photo.id}, AT)
            db.session.commit()
            assert (app.wsgi_app.folder.generation() != before) is drops


def test_a_submission_keeps_the_pages(app, session, city, client):
    number = app.wsgi_app.folder.generation()
    with app.app_context():
        author = db.session.get_one(User, city["author"].id)
        stories_service.submit(db.session(), author.id, "k" * 36, stories.sheet(db.session()), clock.now(), "id")
        db.session.commit()
    assert app.wsgi_app.folder.generation() == number
    assert session.scalars(select(Story).where(Story.submission_key == "k" * 36)).one().status is Status.SUBMITTED
