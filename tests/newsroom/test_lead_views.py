"""/siar/berita/<code>/utama over HTTP, and what readers see of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.kernel import codes, dates
from portal.stories import recusals
from portal.stories.lifecycle import CONFLICTS, Status
from tests import clocks
from tests.conftest import token
from tests.factories import moderation as staff
from tests.factories import newsroom as factories
from tests.factories import stories as make
from tests.factories.stories import AT

TOMORROW = dates.field_wib(AT + timedelta(days=1))


@pytest.fixture
def officer(client, session):
    clocks.at(AT)
    officer = factories.officer(session)
    staff.sign_in(client, session, officer)
    return officer


@pytest.fixture
def story(session):
    made = make.story(
        session, status=Status.PUBLISHED, title="Berita yang dipilih humas hari ini", at=AT - timedelta(days=9)
    )
    make.story(session, status=Status.PUBLISHED, title="Berita terbaru dari kelurahan lain", ward="klego", at=AT)
    session.commit()
    return made


def act(client, story, action="lead", until=TOMORROW):
    where = f"/siar/berita/{codes.pretty(story.code)}"
    given = {"csrf_token": token(client.get(where)), "action": action, "until": until}
    return client.post(f"{where}/utama", data=given)


def leading(app):
    page = app.test_client().get("/").text
    return page.partition('<article class="lead">')[2].partition("</article>")[0]


def test_the_story_leads_the_front_page_until_it_is_taken_back(app, client, session, officer, story):
    assert story.title not in leading(app)
    assert act(client, story).status_code == 303
    assert story.title in leading(app)
    page = client.get(f"/siar/berita/{codes.pretty(story.code)}").text
    assert "Berita ini menjadi berita utama sampai" in page
    board = client.get("/siar").text
    assert 'data-test="front-lead"' in board
    assert f'href="/siar/berita/{codes.pretty(story.code)}#utama"' in board
    assert act(client, story, "release").status_code == 303
    assert 'data-test="front-lead"' not in client.get("/siar").text
    assert story.title not in leading(app)
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == officer.id)).all()
    assert acts[-2:] == ["lead.chosen", "lead.released"]


@pytest.mark.parametrize("until", ["", "kapan-kapan", "2020-01-01T00:00", "2027-11-24T10:00"])
def test_a_time_that_cannot_be_is_said_at_the_field_and_stays_typed(app, client, officer, story, until):
    page = act(client, story, until=until)
    assert page.status_code == 422
    assert 'data-test="field-error"' in page.text
    assert story.title not in leading(app)


def test_nobody_puts_an_own_story_on_top(app, client, session, officer):
    own = make.story(session, officer, Status.PUBLISHED)
    session.commit()
    page = act(client, own)
    assert page.status_code == 422
    assert "Berita ini Anda yang menulis" in page.text


def test_only_humas_may(client, session, story):
    staff.sign_in(client, session, staff.staff(session))
    given = {"csrf_token": token(client.get("/akun")), "action": "lead", "until": TOMORROW}
    assert client.post(f"/siar/berita/{codes.pretty(story.code)}/utama", data=given).status_code == 403


@pytest.mark.parametrize("kind", sorted(CONFLICTS))
def test_nobody_with_a_conflict_of_interest_puts_a_story_on_top(app, client, session, officer, story, kind):
    recusals.add(session, story.id, officer.id, kind, officer.id, AT)
    session.commit()
    page = act(client, story)
    assert page.status_code == 422
    assert "Anda punya hubungan dengan berita ini" in page.text
    assert story.title not in leading(app)


def test_a_story_taken_down_meanwhile_is_said_so(client, session, officer):
    hidden = make.story(session, status=Status.HIDDEN)
    session.commit()
    page = act(client, hidden)
    assert page.status_code == 422
    assert "Berita ini tidak tayang lagi" in page.text
