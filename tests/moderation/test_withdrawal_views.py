"""/siar/pencabutan over HTTP: the list, one request, its answer, and who may not."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock, codes
from portal.notices.models import Notice
from portal.stories import service
from portal.stories.lifecycle import Action, Status
from portal.stories.models import Credit, Story
from tests.conftest import token
from tests.factories import moderation as made
from tests.factories import stories

pytestmark = pytest.mark.dated

WHY = "Saya takut <b>tetangga</b> marah."


@pytest.fixture
def desk(client, session, humas):
    made.sign_in(client, session, humas)
    return client


@pytest.fixture
def asked(session):
    def ask(why=WHY, ago=0, **changes):
        at = clock.now() - timedelta(hours=ago)
        story = stories.story(session, status=Status.PUBLISHED, at=at - timedelta(days=1), **changes)
        service.withdraw(session, story, at, why)
        session.commit()
        return story

    return ask


def where(story):
    return f"/siar/pencabutan/{codes.pretty(story.code)}"


def answer(client, story, decision="retract", **fields):
    data = {"csrf_token": token(client.get("/akun")), "version": story.version, "decision": decision}
    return client.post(where(story), data=data | {"reasons": "CABUT_PENULIS"} | fields)


def now(session, story):
    session.expire_all()
    found = session.get_one(Story, story.id).status
    session.commit()
    return found


def told(session, run_jobs):
    run_jobs()
    found = session.execute(select(Notice.user_id, Notice.kind)).all()
    session.commit()
    return {tuple(row) for row in found}


def test_an_empty_list_says_so_and_a_full_one_shows_the_deadline(desk, asked):
    assert "Tidak ada yang menunggu jawaban." in desk.get("/siar/pencabutan").text
    asked(ago=80, title="Rob masuk lagi semalam"), asked(ago=1, title="Pasar pagi pindah")
    page = desk.get("/siar/pencabutan").text
    assert page.index("Rob masuk lagi") < page.index("Pasar pagi")
    assert 'class="late"' in page
    assert page.count('data-test="queue-item"') == 2
    assert '<a href="/siar/pencabutan" aria-current="page">' in page


def test_the_request_shows_the_story_and_why(desk, asked):
    story = asked()
    page = desk.get(where(story))
    assert "Saya takut &lt;b&gt;tetangga&lt;/b&gt; marah." in page.text
    assert 'data-test="status" data-state="hidden"' in page.text
    assert stories.TITLE in page.text
    assert "Berita dicabut atas permintaan penulisnya." in page.text
    assert "CABUT_PUTUSAN" not in page.text


def test_the_request_shows_the_pictures_that_must_be_judged(desk, session, asked):
    story = asked()
    photo = stories.story_photo(session, story, caption="Antre air bersih").photo
    session.commit()
    page = desk.get(where(story)).text
    assert f"/foto/{photo.public_id}/" in page
    assert "Antre air bersih" in page


def test_an_anonymous_author_stays_so(desk, asked, session):
    story = asked(author=stories.person(session, "Rahasia Sekali"), credit=Credit.ANONYMOUS)
    assert "Rahasia" not in desk.get(where(story)).text
    assert "Rahasia" not in desk.get("/siar/pencabutan").text


def test_agreeing_withdraws_and_tells_author_and_public(desk, asked, session, run_jobs):
    story = asked()
    sent = answer(desk, story)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/siar/pencabutan")
    assert now(session, story) is Status.WITHDRAWN
    assert (story.author_id, "withdrawn") in told(session, run_jobs)
    assert "dicabut untuk seterusnya" in desk.get("/siar/pencabutan").text
    register = desk.get("/pencabutan").text
    assert codes.pretty(story.code) in register
    assert "Berita dicabut atas permintaan penulisnya." in register
    page = desk.get(where(story)).text
    assert "Permintaan ini sudah dijawab." in page
    assert 'data-state="withdrawn"' in page
    assert "napas, bukan tangan" not in page  # what is withdrawn is not read on desks either


def test_declining_puts_it_back_and_needs_a_note(desk, asked, session, run_jobs):
    story = asked()
    page = answer(desk, story, "restore", reasons="CABUT_ANAK")
    assert page.status_code == 422
    assert 'id="note-error"' in page.text
    assert re.search(r'value="CABUT_ANAK"[^>]* checked', page.text)
    assert answer(desk, story, "restore", note="Nama anak sudah dihapus.").status_code == 303
    assert now(session, story) is Status.PUBLISHED
    assert (story.author_id, "restored") in told(session, run_jobs)
    assert desk.get(f"/berita/x-{codes.pretty(story.code)}", follow_redirects=True).status_code == 200


def test_a_second_answer_is_409_with_the_first_and_the_note(desk, asked, session):
    story = asked()
    assert answer(desk, story).status_code == 303
    page = answer(desk, story, "restore", note="Catatan saya <i>sendiri</i>.")
    assert page.status_code == 409
    assert "Rekan Anda sudah memutuskan lebih dulu" in page.text
    assert "Catatan saya &lt;i&gt;sendiri&lt;/i&gt;." in page.text
    assert 'data-test="status" data-state="withdrawn"' in page.text
    assert now(session, story) is Status.WITHDRAWN


def test_a_stale_page_decides_nothing(desk, asked, session):
    story = asked()
    page = answer(desk, story, version=str(story.version - 1), note="Tetap di sini.")
    assert page.status_code == 409
    assert "Tetap di sini." in page.text
    assert now(session, story) is Status.HIDDEN


def test_an_own_request_is_listed_as_such_and_never_answered(desk, asked, session, humas):
    story = asked(author=humas)
    page = desk.get("/siar/pencabutan").text
    assert f"/kiriman/{codes.pretty(story.code)}" in page
    assert where(story) not in page
    assert desk.get(where(story)).status_code == 403
    assert answer(desk, story).status_code == 403
    assert now(session, story) is Status.HIDDEN


@pytest.mark.parametrize("code", ["BW-XXXXXX", "ngawur", "%00"])
def test_a_code_without_a_request_is_404(desk, code):
    assert desk.get(f"/siar/pencabutan/{code}").status_code == 404


def test_a_story_nobody_asked_about_is_404(desk, session):
    story = stories.story(session, status=Status.PUBLISHED)
    session.commit()
    assert desk.get(where(story)).status_code == 404


@pytest.mark.parametrize("query", ["sesudah=ngawur", "sesudah=%00", "sesudah=a-"])
def test_a_bad_cursor_is_404(desk, query):
    assert desk.get(f"/siar/pencabutan?{query}").status_code == 404


def test_directors_and_residents_are_kept_out(client, session, director, asked):
    story = asked()
    made.sign_in(client, session, director)
    assert client.get("/siar/pencabutan").status_code == 403
    assert answer(client, story).status_code == 403


def test_humas_hears_of_a_request_but_not_of_an_own_one(session, humas, asked, run_jobs):
    other = made.staff(session, "humas", name="Budi Utomo")
    asked(author=humas)
    assert {user for user, kind in told(session, run_jobs) if kind == "withdrawal_asked"} == {other.id}


def test_a_story_hidden_by_the_house_is_no_request(session, humas, run_jobs):
    story = stories.story(session, status=Status.PUBLISHED)
    service.move(session, story, Action.HIDE, {service.Part.SYSTEM}, clock.now(), None)
    session.commit()
    assert "withdrawal_asked" not in {kind for _, kind in told(session, run_jobs)}
