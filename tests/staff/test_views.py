"""/kabar-tugas, and where a person with an appointment finds the desk."""

import re

import pytest

from portal.accounts.models import Role
from portal.notices import queries
from portal.notices.rules import Audience
from tests.conftest import token
from tests.factories import accounts, notices
from tests.factories import moderation as made
from tests.factories import stories as make


@pytest.fixture
def as_(client, session):
    """as_(user): the client in which that person is signed in."""

    def sign_in(user):
        session.commit()
        made.sign_in(client, session, user)
        return client

    return sign_in


def test_desk_notices_are_listed_apart_and_marked_as_read(session, as_, director):
    notices.notice(session, director, "arrived", title="Kiriman warga Medono")
    notices.notice(session, director, "published", title="Berita saya sendiri")
    client = as_(director)
    page = client.get("/kabar-tugas")
    assert "Kiriman warga Medono" in page.text
    assert "Berita saya sendiri" not in page.text
    own = client.get("/kiriman/kabar").text
    assert "Berita saya sendiri" in own
    assert "Kiriman warga Medono" not in own
    assert client.post("/kabar-tugas", data={"csrf_token": token(page)}).status_code == 303
    session.expire_all()
    assert queries.unread(session, director.id, Audience.DESK) == 0
    assert queries.unread(session, director.id, Audience.AUTHOR) == 1


def test_the_list_goes_on_page_by_page(session, as_, director):
    for n in range(queries.PAGE + 1):
        notices.notice(session, director, "arrived", title=f"Kiriman nomor {n}.")
    client = as_(director)
    first = client.get("/kabar-tugas").text
    assert "Kiriman nomor 0." not in first
    older = first.split("/kabar-tugas?sebelum=")[1].split('"')[0]
    assert "Kiriman nomor 0." in client.get(f"/kabar-tugas?sebelum={older}").text
    assert client.get("/kabar-tugas?sebelum=kacau").status_code == 404


def test_an_empty_list_offers_the_way_to_the_desk(as_, director):
    page = as_(director).get("/kabar-tugas").text
    assert "Belum ada kabar" in page
    assert 'href="/meja"' in page


def test_a_resident_has_no_such_page(session, as_, author):
    assert as_(author).get("/kabar-tugas").status_code == 403
    assert as_(author).post("/akun/surel-tugas", data={}).status_code in (400, 403)


@pytest.mark.parametrize("path", ["/", "/berita", "/kelurahan", "/akun", "/kiriman", "/en/", "/en/akun"])
def test_the_desk_is_one_step_away_from_every_public_page(session, as_, director, path):
    for _ in range(3):
        make.story(session)
    page = as_(director).get(path).text
    desk = "/en/meja" if path.startswith("/en") else "/meja"
    bar = page.split('<nav class="tabs"')[1]
    assert f'<a href="{desk}">' in bar
    assert '<span class="n">3<' in bar
    assert f'class="to-desk" href="{desk}"' in page
    assert ('class="own-desks"' in page) is (path.rsplit("/", 1)[1] in ("akun", "kiriman"))


@pytest.mark.parametrize("path", ["/", "/akun", "/kiriman"])
def test_a_resident_sees_no_desk(as_, author, path):
    page = as_(author).get(path).text
    assert "to-desk" not in page
    assert "own-desks" not in page
    assert 'href="/kelurahan"' in page.split('<nav class="tabs"')[1]


def test_a_long_queue_is_99_and_more(session, as_, director, author):
    for _ in range(120):
        make.story(session, author)
    assert '<span class="n">99+<' in as_(director).get("/").text


def test_an_officer_and_an_administrator_see_theirs(session, as_, humas, admin):
    page = as_(humas).get("/").text
    assert 'class="to-desk" href="/meja"' in page
    assert 'class="to-desk" href="/siar"' in page
    page = as_(admin).get("/").text
    assert 'class="to-desk" href="/admin"' in page
    assert '<a href="/admin">' in page.split('<nav class="tabs"')[1]


def test_desks_lead_to_the_portal_to_each_other_and_to_their_notices(session, as_, humas):
    accounts.appointment(session, humas, Role.ADMIN)
    notices.notice(session, humas, "arrived")
    client = as_(humas)
    for path, other in (("/meja", "/admin"), ("/siar", "/admin"), ("/admin/orang", "/siar"), ("/kabar-tugas", "/meja")):
        page = client.get(path).text
        head = page.split("<main")[0]
        assert '<a href="/">' in head
        assert f'href="{other}"' in head
        assert 'href="/kabar-tugas"' in head
        assert "Kabar tugas" in head
        assert '<span class="n">1<span class="sr"> baru' in head


def test_pages_for_everybody_ask_nothing_of_a_resident(session, app, as_, author, monkeypatch):
    asked = []
    monkeypatch.setattr("portal.accounts.desks.COUNT", [lambda *given: asked.append(given)])
    as_(author).get("/")
    assert asked == []


def test_the_way_of_letters_is_chosen_in_the_account(session, as_, director):
    client = as_(director)
    page = client.get("/akun")
    assert "Kabar tugas lewat surel" in page.text
    answer = client.post("/akun/surel-tugas", data={"csrf_token": token(page), "pace": "daily"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/akun#surel-tugas")
    session.expire_all()
    assert director.desk_mail == "daily"
    assert re.search(r'<input[^>]*value="daily"[^>]*checked', client.get("/akun").text)


@pytest.mark.parametrize("pace", ["", "never", "AT_ONCE"])
def test_another_way_is_refused_at_the_field(session, as_, director, pace):
    client = as_(director)
    answer = client.post("/akun/surel-tugas", data={"csrf_token": token(client.get("/akun")), "pace": pace})
    assert answer.status_code == 422
    assert "Pilih salah satu." in answer.text
    session.expire_all()
    assert director.desk_mail == "at_once"


def test_without_an_address_there_is_nothing_to_choose(session, as_, director):
    director.email, director.us_phone_number = None, "+6281234567890"
    page = as_(director).get("/akun").text
    assert "hanya muncul di lonceng" in page
    assert 'name="pace"' not in page


def test_a_resident_has_nothing_to_choose(as_, author):
    assert "surel-tugas" not in as_(author).get("/akun").text
