"""/siar/nama over HTTP: from the profile to the answer, and what readers see meanwhile."""

import json
import re

import pytest
from sqlalchemy import select

from portal.accounts.models import NameChange, Role, User
from portal.kernel import clock, codes
from portal.notices.models import Notice
from portal.stories import publication
from portal.stories.lifecycle import Part, Status
from portal.stories.models import Credit, Story
from tests.conftest import token
from tests.factories import accounts, stories
from tests.factories import moderation as made

OLD, NEW = "Bagus Setyawan", "Bagus Wijaya"


@pytest.fixture
def author(session):
    return accounts.user(session, OLD, handle="bagus-setyawan")


@pytest.fixture
def approved(session, author, humas):
    """A story as a director has approved it."""

    def approve(**changes):
        story = stories.story(session, author, escalated_at=stories.AT, **changes)
        publication.approve(session, story, {Part.DIRECTOR}, clock.now(), humas.id)
        session.commit()
        return story

    return approve


@pytest.fixture
def own(app, session, author):
    """own(name, ...): the author sends the profile form."""
    client = app.test_client()

    def send(name, **fields):
        if not client.get_cookie("masuk"):
            made.sign_in(client, session, session.get_one(User, author.id))
        data = {"csrf_token": token(client.get("/akun")), "name": name, "ward": "medono"}
        return client.post("/akun", data=data | fields)

    send.client = client
    return send


@pytest.fixture
def desk(app, session, humas):
    client = app.test_client()
    made.sign_in(client, session, humas)
    return client


def request_of(session):
    found = session.scalars(select(NameChange.id).order_by(NameChange.id.desc())).first()
    session.commit()
    return f"/siar/nama/{found}"


def answer(desk, session, decision="accept", to=None, **fields):
    data = {"csrf_token": token(desk.get("/akun")), "decision": decision, **fields}
    return desk.post(to or request_of(session), data=data)


def public_pages(client, story, handle="bagus-setyawan"):
    code = codes.pretty(story.code)
    path = f"/berita/{story.slug}-{code}"
    places = (path, f"/teks{path}", "/", "/berita", "/umpan.xml", "/umpan.json", "/kelurahan/medono/umpan.xml")
    places += (f"/penulis/{handle}", f"/penulis/{handle}/umpan.xml", f"/oembed?url=http://127.0.0.1:8000{path}")
    return {place: client.get(place) for place in places}


def test_a_new_name_waits_and_readers_go_on_reading_the_old_one(client, own, session, approved, desk):
    story = approved()
    before = {place: page.text for place, page in public_pages(client, story).items()}
    saved = own(NEW, all_stories="y")
    assert saved.status_code == 303
    after = public_pages(client, story)
    for place, page in after.items():
        assert page.status_code == 200, place
        assert NEW not in page.text, place
        assert OLD in page.text or place.endswith(("/teks", "/berita")) or OLD in before[place], place
    waits = own.client.get("/akun").text
    assert f'value="{NEW}"' in waits
    assert re.search(r'name="all_stories"[^>]* checked', waits)
    assert f"“{OLD}” tetap dipakai" in waits
    listed = desk.get("/siar/nama").text
    assert f"{OLD} → {NEW}" in listed
    assert 'aria-current="page">Nama' in listed


@pytest.mark.parametrize("wish", ["", "y"])
def test_an_accepted_name_stands_on_old_stories_only_where_the_author_wished_it(
    client, own, session, approved, desk, wish, run_jobs
):
    story = approved()
    own(NEW, **({"all_stories": wish} if wish else {}))
    assert answer(desk, session).status_code == 303
    shown, hidden = (NEW, OLD) if wish else (OLD, NEW)
    for place in (f"/berita/{story.slug}-{codes.pretty(story.code)}", "/berita", "/umpan.json"):
        page = client.get(place).text
        assert shown in page
        assert hidden not in page
    assert client.get("/penulis/bagus-setyawan").location == "/penulis/bagus-wijaya"
    moved = client.get("/penulis/bagus-setyawan?sebelum=x")
    assert (moved.status_code, moved.location) == (308, "/penulis/bagus-wijaya?sebelum=x")
    for form in ("xml", "json"):
        feed = client.get(f"/penulis/bagus-setyawan/umpan.{form}")
        assert (feed.status_code, feed.location) == (308, f"/penulis/bagus-wijaya/umpan.{form}")
    assert client.get("/en/penulis/bagus-setyawan").location == "/en/penulis/bagus-wijaya"
    assert NEW in client.get("/penulis/bagus-wijaya").text
    run_jobs()
    kinds = session.scalars(select(Notice.kind).where(Notice.user_id == story.author_id)).all()
    assert "name_accepted" in kinds
    session.commit()
    assert "Nama baru Anda berlaku" in own.client.get("/kiriman/kabar").text


def test_the_newsroom_and_data_for_machines_say_the_approved_name(client, own, session, approved):
    from portal.newsroom.facts import byline

    story = approved()
    session.get_one(User, story.author_id).name = "Nama Lain"  # past every form
    session.commit()
    page = client.get(f"/berita/{story.slug}-{codes.pretty(story.code)}").text
    assert "Nama Lain" not in page
    ld = [json.loads(part.split("</script>")[0]) for part in page.split('application/ld+json">')[1:]]
    assert OLD in json.dumps(ld)
    session.expire_all()
    assert byline(session.get_one(Story, story.id)) == OLD


@pytest.mark.parametrize(("credit", "shown"), [(Credit.INITIALS, "B.W."), (Credit.ANONYMOUS, "Warga Medono")])
def test_initials_follow_and_who_stays_hidden_stays_hidden(client, own, session, approved, desk, credit, shown):
    story = approved(credit=credit)
    stories.story_photo(session, story, credit=f"Foto {OLD}")
    session.commit()
    own(NEW, all_stories="y")
    answer(desk, session)
    page = client.get(f"/berita/{story.slug}-{codes.pretty(story.code)}").text
    assert shown in page
    assert OLD not in page
    assert NEW not in page
    assert client.get("/penulis/bagus-setyawan").status_code == 404, "no address tells who wrote it"


def test_a_refused_name_tells_why_and_changes_nothing(client, own, session, approved, desk, run_jobs):
    story = approved()
    own(NEW)
    assert answer(desk, session, "refuse").status_code == 422
    assert answer(desk, session, "refuse", note="Ini nama orang lain.").status_code == 303
    run_jobs()
    assert "Ini nama orang lain." in own.client.get("/kiriman/kabar").text
    page = own.client.get("/akun").text
    assert f"“{NEW}” tidak diterima." in page
    assert f'value="{OLD}"' in page
    assert OLD in client.get(f"/berita/{story.slug}-{codes.pretty(story.code)}").text


def test_the_second_of_two_officers_is_told_what_the_first_did(own, session, approved, desk):
    approved()
    own(NEW)
    where = request_of(session)
    answer(desk, session, to=where)
    second = answer(desk, session, "refuse", to=where, note="Tidak.")
    assert second.status_code == 409
    assert 'data-state="accepted"' in second.text


def test_a_request_that_was_taken_back_cannot_be_accepted(own, session, approved, desk):
    approved()
    own(NEW)
    where = request_of(session)
    own("Bagus Santoso")
    assert answer(desk, session, to=where).status_code == 409
    assert session.scalars(select(User.name).where(User.handle == "bagus-setyawan")).one() == OLD
    session.commit()


def test_only_humas_may_and_nobody_for_themselves(app, client, session, approved, own, humas):
    approved()
    own(NEW)
    where = request_of(session)
    assert client.get("/siar/nama").status_code == client.get(where).status_code == 303
    assert own.client.get(where).status_code == 403
    director = app.test_client()
    made.sign_in(director, session, made.staff(session, Role.DIRECTOR, "kauman", name="Laila Zahra"))
    assert director.get("/siar/nama").status_code == director.get(where).status_code == 403
    stories.story(session, humas, status=Status.PUBLISHED)
    session.commit()
    mine = app.test_client()
    made.sign_in(mine, session, humas)
    mine.post("/akun", data={"csrf_token": token(mine.get("/akun")), "name": "Rina W. Lestari", "ward": "medono"})
    assert answer(mine, session).status_code == 403
    assert "Nama Anda, diputuskan orang lain" in mine.get("/siar/nama").text


@pytest.mark.parametrize("name", ["Wali Kota (Resmi)", "Humas Pemkot", "Wаli Kоtа", "Lurah Medono"])
def test_the_name_of_an_office_is_refused_at_its_field(own, session, author, name):
    answer = own(name)
    assert answer.status_code == 422
    assert "nama jabatan, lembaga, atau media" in answer.text
    assert session.scalars(select(User.name).where(User.id == author.id)).one() == OLD


def test_a_name_that_stands_already_is_kept(app, session):
    person = accounts.user(session, "Humas Kota Pekalongan")
    client = app.test_client()
    made.sign_in(client, session, person)
    data = {"csrf_token": token(client.get("/akun")), "name": "Humas Kota Pekalongan", "ward": "kauman"}
    assert client.post("/akun", data=data).status_code == 303


def test_a_name_that_changed_under_review_asks_the_director_again(session, author, own, app, director):
    story = stories.story(session, author)
    session.commit()
    own(NEW)
    client = app.test_client()
    made.sign_in(client, session, director)
    data = {"csrf_token": token(client.get("/akun")), "version": story.version, "decision": "approve"}
    assert client.post(made.address(story), data=data).status_code == 409
