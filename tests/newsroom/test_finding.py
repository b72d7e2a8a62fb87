"""Search on the board: every story that was shared, for humas only."""

import re
from urllib.parse import quote

import pytest

from portal.accounts.models import Role
from portal.kernel import codes
from portal.stories.lifecycle import Status
from tests.factories import moderation as staff
from tests.factories import newsroom as make
from tests.factories import search as index
from tests.factories import stories
from tests.factories.stories import AT


@pytest.fixture
def humas(client, session):
    user = staff.staff(session, Role.HUMAS, name="Rina Wati")
    staff.sign_in(client, session, user)
    return user


def search(client, typed, **more):
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in {"q": typed, **more}.items())
    return client.get(f"/siar?{query}")


def titles(page):
    assert page.status_code == 200
    found = re.findall(r"<h2 id=\"s-[^\"]*\" lang=\"id\" dir=\"auto\"><a[^>]*>(.*?)</a>", page.text)
    return [re.sub(r"</?mark>", "", title) for title in found]


def keep(session):
    index.index(session)
    session.commit()


def test_stories_that_were_carried_are_found_with_their_posts(client, session, humas):
    post = make.post(session)
    post.story.title = "Rob surut di Krapyak"
    post.story.published_at = post.story.published_at or AT
    keep(session)
    page = search(client, "rob")
    assert titles(page) == ["Rob surut di Krapyak"]
    assert f'href="/siar/{post.id}"' in page.text
    assert f'data-state="{post.state.value}"' in page.text
    assert f'data-channel="{post.channel.code}"' in page.text


@pytest.mark.parametrize(
    ("status", "shown"),
    [(Status.PUBLISHED, True), (Status.HIDDEN, True), (Status.SUBMITTED, False), (Status.WITHDRAWN, False)],
)
def test_what_was_never_public_and_what_is_withdrawn_is_not_found(client, session, humas, status, shown):
    stories.story(session, status=status, title="Rob di gang kami")
    keep(session)
    page = search(client, "rob")
    assert titles(page) == (["Rob di gang kami"] if shown else [])
    assert ("tidak lagi tampil" in page.text.lower() or "no longer" in page.text or "bad" in page.text) or status in (
        Status.PUBLISHED,
        Status.SUBMITTED,
        Status.WITHDRAWN,
    )


def test_a_code_leads_to_the_story_of_its_posts(client, session, humas):
    post = make.post(session)
    session.commit()
    page = search(client, post.story.code)
    assert (page.status_code, page.location) == (303, f"/siar/berita/{codes.pretty(post.story.code)}")


@pytest.mark.parametrize(
    "write",
    [str, str.lower, lambda code: f"BW-{code}", lambda code: f"bw {code[:3]}-{code[3:]}", lambda code: f" bw{code}. "],
)
def test_a_code_shows_the_posts_of_its_story_however_it_is_written(client, session, humas, write):
    post = make.post(session)
    session.commit()
    typed = write(post.story.code).replace("1", "l").replace("0", "o")
    page = client.get(search(client, typed).location)
    items = re.findall(r'data-test="queue-item" data-channel="([^"]*)" data-state="([^"]*)"', page.text)
    assert (post.channel.code, post.state.value) in items
    assert len(items) == len(set(items)) == page.text.count('<section class="card chan')


def test_the_code_of_a_story_without_posts_leads_nowhere(client, session, humas):
    story = stories.story(session)
    session.commit()
    assert titles(search(client, story.code)) == []


def test_pages_follow_each_other(client, session, humas):
    author = stories.person(session)
    for n in range(22):
        stories.story(session, author, status=Status.PUBLISHED, title=f"Rob ke {n} di gang")
    keep(session)
    first = search(client, "rob")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert len(titles(first)) == 20
    assert len({*titles(first), *titles(client.get(older))}) == 22
    assert search(client, "rob", sesudah="b9-1").status_code == 404


@pytest.mark.parametrize("typed", ["😀", "-rob", '"', "x" * 9000])
def test_any_text_is_answered(client, session, humas, typed):
    assert "Tidak ditemukan di antrean kanal" in search(client, typed).text


def test_a_director_may_not_search_the_board(client, session):
    staff.sign_in(client, session, staff.staff(session, Role.DIRECTOR, "medono"))
    assert search(client, "rob").status_code == 403


def test_the_board_has_a_search_box(client, humas):
    page = client.get("/siar")
    assert 'role="search"' in page.text
    assert 'action="/siar"' in page.text
