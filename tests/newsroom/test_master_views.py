"""/siar/berita/<code>: the master over HTTP."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from portal.channels.models import Channel
from portal.kernel import codes
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Master, Post
from portal.stories import alt_texts
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from tests.conftest import token
from tests.factories import moderation as staff
from tests.factories import newsroom as factories
from tests.factories import stories
from tests.factories.stories import AT
from tests.newsroom.test_views import field_errors, send

HEADLINE = "Pompa Medono menyala, rob surut"
TEXT = f"{HEADLINE}\n\nSudah sebulan lantai dapur warga kering.\n\nWarga mencatat tinggi air setiap pagi."


@pytest.fixture
def desk(client, session):
    staff.sign_in(client, session, factories.officer(session))
    return client


@pytest.fixture
def posts(app, session):
    with app.app_context():
        found = factories.posts(session)
        session.commit()
    return found


@pytest.fixture
def where(posts):
    return f"/siar/berita/{codes.pretty(posts['web'].story.code)}"


def save(client, where, version=None, **fields):
    page = client.get(where)
    known = re.search(r'name="version" value="(\d+)"', page.text)[1]
    given = {"csrf_token": token(page), "action": "save", "version": known if version is None else version}
    return client.post(where, data=given | fields)


def texts(session):
    rows = session.execute(select(Channel.code, Post.text).join(Channel, Channel.id == Post.channel_id))
    found = dict(tuple(row) for row in rows)
    session.commit()
    return found


def test_the_page_shows_the_storys_own_words_and_every_channel(desk, where, posts):
    page = desk.get(where)
    assert page.status_code == 200
    typed = unescape(re.search(r'<textarea[^>]*name="text"[^>]*>\n?(.*?)</textarea>', page.text, re.S)[1])
    assert typed.strip().replace("\r\n", "\n") == f"{posts['web'].story.title}\n\n{factories.BODY}"
    assert page.text.count("Sama dengan induk") == 6
    assert "dipakai 6 dari 6 kanal" in page.text
    assert page.text.count('data-test="delivery-state"') == 6
    assert factories.ALT in page.text


def test_the_master_can_be_typed_into_while_its_story_is_public(desk, where, session, posts):
    assert not re.search(r"<textarea[^>]* readonly", desk.get(where).text)
    story = session.get(Story, posts["web"].story_id)
    story.status = Status.HIDDEN
    session.commit()
    assert re.search(r"<textarea[^>]* readonly", desk.get(where).text)


def test_saving_reaches_the_channels_and_not_the_public(desk, where, posts, session):
    answer = save(desk, where, text=TEXT)
    assert (answer.status_code, answer.headers["Location"]) == (303, where)
    assert all(text.startswith(HEADLINE) for text in texts(session).values())
    assert "6 kanal ikut berubah" in desk.get(where).text
    titles = session.scalars(select(Story.title)).all()
    assert titles == [posts["web"].story.title]
    session.commit()


def test_a_post_that_was_edited_shows_how_it_differs_and_comes_back_with_one_click(desk, where, posts, session):
    send(desk, posts["telegram"], "save", text="Kalimat kami sendiri.")
    save(desk, where, text=TEXT)
    assert texts(session)["telegram"] == "Kalimat kami sendiri."
    page = desk.get(where)
    assert page.text.count("Diubah khusus") == 1
    assert "<ins>" in page.text
    answer = send(desk, posts["telegram"], "resync", back="master")
    assert (answer.status_code, answer.headers["Location"]) == (303, where)
    assert texts(session)["telegram"].startswith(HEADLINE)


def test_typing_the_fitted_text_back_makes_the_post_follow_again(desk, posts, session):
    post = posts["facebook"]
    send(desk, post, "resync")
    fitted = texts(session)["facebook"]
    send(desk, post, "save", text="Lain.")
    assert "Diubah khusus" in desk.get(f"/siar/{post.id}").text
    send(desk, post, "save", text=fitted)
    assert "Sama dengan induk" in desk.get(f"/siar/{post.id}").text


def test_a_second_officer_gets_409_and_keeps_every_word(desk, where, session):
    assert save(desk, where, text=TEXT).status_code == 303
    alt = {"alt-0": "Alt yang <b>saya</b> ketik."}
    page = save(desk, where, version="0", text="Judul saya\n\nIsi saya & lainnya.", **alt)
    assert page.status_code == 409
    assert 'id="conflict"' in page.text
    assert "Isi saya &amp; lainnya." in page.text
    assert "Alt yang &lt;b&gt;saya&lt;/b&gt; ketik." in page.text
    assert "<ins>" in page.text
    assert session.scalars(select(Master.text)).one() == TEXT
    session.commit()
    known = re.search(r'name="version" value="(\d+)"', page.text)[1]
    assert save(desk, where, version=known, text="Judul saya").status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "  "}, "Teks induk kosong. Tulis sedikitnya satu judul."),
        ({"text": "x" * 20_001}, "Terlalu panjang. Kurangi 1 karakter."),
        ({"alt-0": "x" * 251}, "Terlalu panjang. Kurangi 1 karakter."),
        ({"action": "publish"}, "Pakai salah satu tombol di halaman ini."),
        ({"version": ""}, "Halaman ini"),
    ],
)
def test_what_is_wrong_stands_at_its_field(desk, where, session, fields, words):
    page = save(desk, where, **({"text": TEXT} | fields))
    assert page.status_code == 422
    assert any(text.startswith(words) for text in field_errors(page)) or words in unescape(page.text)
    assert session.scalars(select(Master)).all() == []
    session.commit()


def test_an_alt_text_is_the_same_everywhere(desk, where, posts, session):
    save(desk, where, **{"alt-0": "Pompa biru di tepi sungai Medono."})
    assert "Pompa biru di tepi sungai Medono." in desk.get(f"/siar/{posts['web'].id}").text


def test_who_wrote_an_alt_text_at_the_ward_desk_or_asked_for_it_is_named(app, desk, where, posts, session):
    story, director = posts["web"].story, staff.staff(session, ward="medono", name="Muhammad Fauzan")
    for position in (8, 9):
        stories.story_photo(session, story, position=position, alt="")
    with app.app_context():
        story = session.get_one(Story, story.id, populate_existing=True)
        alt_texts.write(session, story, {len(story.photos) - 1: "Lima warga di tepi selokan"}, director.id, AT)
        alt_texts.request(session, story, director.id, AT)
        session.commit()
    page = desk.get(where).text
    assert page.count("Ditulis Muhammad Fauzan") == 1
    assert "Muhammad Fauzan meminta Anda melengkapinya" in page


def test_a_story_that_was_taken_down_has_a_master_to_read_only(desk, where, posts, session):
    story = session.get(Story, posts["web"].story_id)
    story.status = Status.HIDDEN
    session.commit()
    page = desk.get(where)
    assert "readonly" in page.text
    assert 'value="save"' not in page.text
    answer = save(desk, where, text=TEXT)
    assert answer.status_code == 409
    assert HEADLINE in answer.text


def test_what_is_out_stays_and_says_so(desk, where, posts, session):
    post = session.get(Post, posts["x"].id)
    post.state, post.follows = S.PUBLISHED, False
    session.commit()
    page = desk.get(where)
    assert "Sudah dibagikan atau sedang dikerjakan" in page.text
    assert save(desk, where, text=TEXT).status_code == 303
    assert not texts(session)["x"].startswith(HEADLINE)


@pytest.mark.parametrize("code", ["BW-XXXXXX", "ngawur", "%00"])
def test_no_such_story_is_404(desk, code):
    assert desk.get(f"/siar/berita/{code}").status_code == 404


def test_only_humas_enters(app, session, client, where):
    assert client.get(where).status_code == 303
    director = app.test_client()
    staff.sign_in(director, session, staff.staff(session, "director", "medono"))
    assert director.get(where).status_code == 403
    assert director.post(where, data={"text": TEXT}).status_code in (400, 403)


def test_hostile_words_stay_words(desk, where, session):
    save(desk, where, text="<script>alert(1)</script>\n\n{{ 7*7 }} %(title)s")
    page = desk.get(where)
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }} %(title)s" in unescape(page.text)
