"""Search on the ward desk: whose stories are found, and what leads where."""

import re
from urllib.parse import quote

import pytest

from portal.accounts.models import Role
from portal.kernel import codes
from portal.stories import service
from portal.stories.lifecycle import Action, Part, Status
from tests.factories import moderation as made
from tests.factories import search as index
from tests.factories import stories
from tests.factories.stories import AT


@pytest.fixture
def sent(session):
    """sent(title, ...): a story that lies on a desk and can be found."""

    def send(title, **changes):
        story = stories.story(session, title=title, **changes)
        index.index(session)
        session.commit()
        return story

    return send


@pytest.fixture
def ask(client, session):
    """ask(user, typed): the titles a search on this person's desk shows."""

    def search(user, typed, **more):
        made.sign_in(client, session, user)
        query = "&".join(f"{name}={quote(text, safe='')}" for name, text in {"q": typed, **more}.items())
        return client.get(f"/meja?{query}")

    return search


def titles(page):
    assert page.status_code == 200
    found = re.findall(r"<h2 dir=\"auto\"><a href=\"[^\"]*\" lang=\"id\">(.*?)</a>", page.text)
    return [re.sub(r"</?mark>", "", title) for title in found]


def test_a_director_finds_the_stories_of_the_own_wards_whatever_became_of_them(ask, sent, director):
    statuses = [status for status in Status if status not in (Status.DRAFT, Status.WITHDRAWN)]
    for status in statuses:
        sent(f"Rob yang {status.value}", status=status)
    sent("Rob di Kauman", ward="kauman")
    sent("Rob tayang di Kauman", ward="kauman", status=Status.PUBLISHED)
    page = ask(director, "rob")
    assert set(titles(page)) == {f"Rob yang {status.value}" for status in statuses}
    assert page.text.count('data-state="rejected"') >= 1
    assert "<mark>Rob</mark>" in page.text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_drafts_and_what_was_withdrawn_are_nobodys_business(ask, sent, director, status):
    sent("Rob rahasia", status=status)
    assert titles(ask(director, "rob")) == []


def test_an_escalated_story_is_still_no_other_directors(ask, sent, neighbour):
    sent("Rob diteruskan", escalated_at=AT)
    assert titles(ask(neighbour, "rob")) == []


def test_humas_finds_what_was_passed_on_and_the_wards_nobody_leads(ask, sent, humas, director):
    sent("Rob di Medono")
    sent("Rob diteruskan dari Medono", escalated_at=AT)
    sent("Rob di Klego", ward="klego")
    assert set(titles(ask(humas, "rob"))) == {"Rob diteruskan dari Medono", "Rob di Klego"}


def test_a_story_just_sent_and_one_just_taken_back(ask, session, director):
    author = stories.person(session)
    story = service.submit(session, author.id, "k" * 36, stories.sheet(session), AT, "id")
    session.commit()
    assert titles(ask(director, "nglowong")) == [stories.TITLE]
    service.move(session, story, Action.WITHDRAW, {Part.AUTHOR}, AT, author.id)
    session.commit()
    assert titles(ask(director, "nglowong")) == []


def test_an_index_that_is_wrong_shows_no_other_desks_stories(ask, sent, director, session):
    """The rows are read with the desk's own limits again."""
    story = sent("Rob di Medono")
    story.ward_id = stories.ward_id(session, "kauman")
    session.commit()
    assert titles(ask(director, "rob")) == []


def test_words_of_the_text_are_found_by_their_root_and_shown(ask, sent, director):
    sent("Kerja bakti pagi", body="Awal cerita. " * 40 + "Warga membersihkan selokan. " + "Akhir. " * 40)
    page = ask(director, "kebersihan")
    assert titles(page) == ["Kerja bakti pagi"]
    assert "<mark>membersihkan</mark> selokan" in page.text


def test_an_anonymous_author_stays_so(ask, sent, director, session):
    author = stories.person(session, "Nurul Hidayah")
    sent("Rob rahasia", author=author, credit="anonymous")
    assert "Nurul Hidayah" not in ask(director, "rob").text


def test_a_code_leads_to_its_story(ask, sent, director):
    story = sent("Rob di Medono")
    page = ask(director, f"bw {story.code.lower()}")
    assert (page.status_code, page.location) == (303, f"/meja/{codes.pretty(story.code)}")


def test_the_code_of_another_desk_leads_nowhere(ask, sent, director):
    story = sent("Rob di Kauman", ward="kauman")
    assert titles(ask(director, story.code)) == []


def test_an_own_story_leads_to_the_authors_page(ask, sent, session):
    author = made.staff(session, Role.DIRECTOR, "medono")
    story = sent("Rob di Medono", author=author)
    assert f'href="/kiriman/{codes.pretty(story.code)}"' in ask(author, "rob").text


def test_pages_follow_each_other(ask, sent, director, client):
    for n in range(22):
        sent(f"Rob ke {n}")
    first = ask(director, "rob")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = client.get(older)
    assert len(titles(first)) == 20
    assert len(set(titles(first)) | set(titles(second))) == 22
    assert ask(director, "rob", sesudah="x").status_code == 404


@pytest.mark.parametrize("typed", ["😀", "-rob", '"', "\x00", "x" * 9000, "a OR b*"])
def test_any_text_is_answered(ask, sent, director, typed):
    sent("Rob di Medono")
    page = ask(director, typed)
    assert titles(page) == []
    assert "Tidak ditemukan di meja ini" in page.text


def test_a_resident_may_not_search_a_desk(ask, session):
    assert ask(stories.person(session), "rob").status_code == 403


def test_the_queue_has_a_search_box(client, session, director):
    made.sign_in(client, session, director)
    page = client.get("/meja")
    assert 'role="search"' in page.text
    assert 'action="/meja"' in page.text
