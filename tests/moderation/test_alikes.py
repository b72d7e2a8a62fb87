"""Stories that look like the one on the table are named and can be opened, by whoever may."""

import re

import pytest

from portal.accounts.rights import VISITOR
from portal.kernel import codes
from portal.moderation import alikes
from portal.stories import recusals
from portal.stories.lifecycle import RecusalKind, Status
from tests.factories import moderation as made
from tests.factories import stories

TITLE = "Lampu jalan Gang Melati padam sejak Senin"


@pytest.fixture
def page(client, session):
    def get(user, story):
        made.sign_in(client, session, user)
        return client.get(made.address(story)).text

    return get


def test_what_the_row_counts_the_page_names_and_links(session, page, director):
    story = stories.story(session, title=TITLE)
    waiting = stories.story(session, title=TITLE + " malam")
    public = stories.story(session, title=TITLE, status=Status.PUBLISHED)
    own = stories.story(session, director, title=TITLE)
    text = page(director, story).split('id="mirip"')[1].split("</section>")[0]
    assert "Mirip 3 kiriman lain" in text
    links = set(re.findall(r'href="([^"]+)"', text))
    assert links == {
        made.address(waiting),
        f"/berita/{public.slug}-{codes.pretty(public.code)}",
        f"/kiriman/{codes.pretty(own.code)}",
    }
    assert TITLE in text


def test_at_most_five_are_shown_and_the_others_counted(session, page, director):
    story = stories.story(session, title=TITLE)
    for _ in range(7):
        stories.story(session, title=TITLE)
    text = page(director, story).split('id="mirip"')[1].split("</section>")[0]
    assert text.count("<li>") == alikes.SHOWN
    assert "Dan 2 lainnya" in text


def test_nothing_is_said_of_a_story_the_person_is_out_of(session, page, director):
    story, out = stories.story(session, title=TITLE), stories.story(session, title=TITLE)
    recusals.add(session, out.id, director.id, RecusalKind.FAMILY, director.id, stories.AT)
    assert 'id="mirip"' not in page(director, story)


def test_a_picture_in_another_wards_waiting_story_is_named_without_link_or_title(session, page, director):
    mine = made.pictured(session, status=Status.SUBMITTED, sha256="a" * 64)
    here = made.pictured(session, status=Status.SUBMITTED, sha256="a" * 64)
    there = made.pictured(session, "kauman", status=Status.SUBMITTED, sha256="a" * 64)
    there.title = "Judul yang belum tayang di Kauman"
    text = page(director, mine)
    assert f'href="{made.address(here)}"' in text
    assert codes.pretty(there.code) in text
    assert made.address(there) not in text
    assert "Judul yang belum tayang" not in text


def test_a_visitor_may_open_only_what_is_public(app, session):
    with app.test_request_context("/"):
        assert alikes.address(stories.story(session), VISITOR) == ""
        assert alikes.address(stories.story(session, status=Status.PUBLISHED), VISITOR).startswith("/berita/")
