"""/siar/jadwal and /siar/koreksi: what is due, many posts at once, and what is owed."""

import itertools
import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from portal.channels.models import Channel
from portal.kernel import clock, dates
from portal.kernel.db import db
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Post
from portal.notices.models import Notice
from tests.conftest import token
from tests.factories import moderation as staff
from tests.factories import newsroom as factories
from tests.newsroom.test_views import field_errors, items

pytestmark = pytest.mark.dated


@pytest.fixture
def desk(client, session):
    staff.sign_in(client, session, factories.officer(session))
    return client


@pytest.fixture
def make(app, session):
    def made(**changes):
        with app.app_context():
            found = factories.posts(session, **changes)
            session.commit()
        return found

    return made


@pytest.fixture
def timed(make, session):
    """`timed(state, minutes)`: a post in that state, due that many minutes from now."""

    def of(state=S.SCHEDULED, minutes=60, channel="facebook", **changes):
        post = session.get(Post, make(**changes)[channel].id)
        post.state, post.due_at = state, clock.now() + timedelta(minutes=minutes)
        session.commit()
        return post

    return of


def many(client, posts=(), stories=(), every="0", due=None, versions=None):
    typed = dates.field_wib(clock.now() + timedelta(hours=3)) if due is None else due
    data = {"csrf_token": token(client.get("/akun")), "due_at": typed, "every": every}
    data |= {"post": [post.id for post in posts], "story": list(stories)}
    return client.post("/siar/jadwal", data=data | {f"v-{key}": value for key, value in (versions or {}).items()})


def states(session):
    rows = session.execute(select(Channel.code, Post.state, Post.due_at).join(Channel, Channel.id == Post.channel_id))
    found = {code: (state, due_at) for code, state, due_at in rows}
    session.commit()
    return found


# ---- the lists ----------------------------------------------------------------------------------------------------


def test_empty_lists_say_what_will_stand_there(desk):
    assert "Belum ada yang dijadwalkan." in desk.get("/siar/jadwal").text
    assert "Tidak ada yang harus dihapus atau diralat." in desk.get("/siar/koreksi").text


def test_what_is_due_stands_under_its_day_overdue_first(desk, timed):
    timed(minutes=-90, title="Terlambat sekali"), timed(S.KIT_READY, minutes=60 * 24 * 9, title="Masih lama")
    timed(S.RECONCILING, minutes=-10, title="Sedang ditanya"), timed(S.PUBLISHED, title="Sudah keluar")
    page = desk.get("/siar/jadwal").text
    order = [
        page.index(words) for words in ("Lewat tenggat<", "Terlambat sekali", "Sedang ditanya", "Nanti<", "Masih lama")
    ]
    assert order == sorted(order)
    assert "Sudah keluar" not in page
    assert 'data-state="reconciling"' in page


def test_lists_go_on_page_by_page_without_losing_one(desk, timed, session):
    posts = [timed(minutes=10 + number // 2) for number in range(32)]
    for post in posts:
        post.owes_since = post.due_at
    session.commit()
    for start in ("/siar/jadwal", "/siar/koreksi"):
        seen, path = [], start
        while path:
            page = desk.get(path).text
            seen += re.findall(r'<h\d><a href="/siar/(\d+)"', page)
            path = (re.findall(r'rel="next" href="([^"]+)"', page) or [""])[0].replace("&amp;", "&")
        assert seen == [str(post.id) for post in posts]


@pytest.mark.parametrize("path", ["/siar/jadwal", "/siar/koreksi"])
@pytest.mark.parametrize("cursor", ["ngawur", "%00", "a-"])
def test_a_bad_cursor_is_404(desk, path, cursor):
    assert desk.get(f"{path}?sesudah={cursor}").status_code == 404


def test_what_is_owed_is_marked(desk, timed, session):
    timed(S.PUBLISHED, title="Berita yang diturunkan").owes_since = clock.now()
    session.commit()
    assert items(desk.get("/siar/koreksi")) == [("facebook", "published", True)]


@pytest.mark.parametrize("path", ["/siar/jadwal", "/siar/koreksi"])
def test_a_list_takes_at_most_six_statements(app, desk, timed, session, path):
    for _ in range(8):
        timed().owes_since = clock.now()
        session.commit()
    seen = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_r: seen.append(statement))
    assert desk.get(path).status_code == 200
    asked = [statement for statement in seen if statement.startswith("SELECT")]
    assert len(asked) <= 6, asked


def test_waiting_for_a_second_officer_is_shown(desk, timed, session):
    timed().channel.needs_approval = True
    session.commit()
    assert "Menunggu pemeriksa kedua" in desk.get("/siar/jadwal").text


# ---- many at once -------------------------------------------------------------------------------------------------


def test_all_channels_of_a_story_are_spaced(desk, make, session):
    posts = make()
    answer = many(desk, stories=[posts["web"].story_id], every="10")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/siar/jadwal")
    found = states(session)
    assert {state for state, _ in found.values()} == {S.SCHEDULED}
    times = sorted(due for _, due in found.values())
    assert {later - sooner for sooner, later in itertools.pairwise(times)} == {timedelta(minutes=10)}
    assert "6 unggahan terjadwal." in desk.get("/siar/jadwal").text


def test_one_that_is_not_fit_holds_up_no_other_and_is_named(desk, make, session):
    posts = make()
    post = session.get(Post, posts["x"].id)
    post.text = "x" * 400
    session.commit()
    page = many(desk, [posts["x"], posts["web"], posts["telegram"]])
    assert page.status_code == 422
    assert [words.split(":")[0] for words in field_errors(page)] == ["X"]
    assert "2 unggahan terjadwal, sisanya belum" in page.text
    found = states(session)
    assert found["web"][0] is found["telegram"][0] is S.SCHEDULED
    assert found["x"] == (S.QUEUED, None)
    assert re.findall(r'name="post" value="(\d+)"', page.text) == [str(posts["x"].id)]


def test_a_picture_without_alt_text_holds_every_post_of_it_back(desk, make, session):
    posts = make(alts=[""])
    page = many(desk, stories=[posts["web"].story_id])
    assert page.status_code == 422
    assert sum("teks alternatif" in words.lower() for words in field_errors(page)) == 6
    assert {state for state, _ in states(session).values()} == {S.QUEUED}


def test_a_post_somebody_changed_meanwhile_is_left_alone(desk, make, session):
    posts = make()
    page = many(desk, [posts["web"], posts["x"]], versions={posts["web"].id: posts["web"].version + 1})
    assert page.status_code == 422
    assert "Situs" in field_errors(page)[0] or "mengubahnya" in field_errors(page)[0]
    assert states(session)["web"][0] is S.QUEUED
    assert states(session)["x"][0] is S.SCHEDULED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due": ""}, "Pilih"),
        ({"due": "besok sore"}, "Tulis"),
        ({"due": "2020-01-01T10:00"}, "Waktu"),
        ({"every": "-1"}, "Tulis jeda"),
        ({"every": "1441"}, "Tulis jeda"),
        ({"every": "sepuluh"}, "Tulis jeda"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_happens(desk, make, session, fields, words):
    posts = make()
    page = many(desk, [posts["web"]], **fields)
    assert page.status_code == 422
    assert any(text.startswith(words) for text in field_errors(page)), field_errors(page)
    assert states(session)["web"][0] is S.QUEUED
    assert re.findall(r'name="post" value="(\d+)"', page.text) == [str(posts["web"].id)]


def test_nothing_chosen_and_rubbish_are_answered(desk):
    assert "Pilih sedikitnya satu unggahan." in many(desk).text
    data = {"csrf_token": token(desk.get("/akun")), "post": ["x", "-1", "99999999999", "0"], "v-x": "1", "v-1": "y"}
    assert desk.post("/siar/jadwal", data=data).status_code == 422


def test_the_others_hear_that_an_approval_is_wanted(desk, make, session):
    budi = factories.officer(session, "Budi Santoso")
    posts = make()
    session.get(Post, posts["web"].id).channel.needs_approval = True
    session.commit()
    assert many(desk, [posts["web"]]).status_code == 303
    told = session.scalars(select(Notice.user_id).where(Notice.kind == "approval_wanted")).all()
    assert told == [budi.id]
    session.commit()
