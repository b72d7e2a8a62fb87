"""A release that changes the Markdown profile reaches the stories that are there."""

from datetime import timedelta

from sqlalchemy import func, select, update

from portal import seeding
from portal.kernel import clock, jobs, search
from portal.kernel.db import db
from portal.kernel.pages import PageGeneration
from portal.stories import rendering
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from tests.factories import stories as make
from tests.factories.stories import AT

BODY = "Tekan *888*1# untuk bantuan.\n\n2. Dua.\n\n1998. Tahun banjir."
OLD = {"body_html": "<p>Tekan <em>888</em>1# untuk bantuan.</p>", "excerpt": "Tekan 8881# untuk bantuan."}


def grown_old(session, **changes):
    story = make.story(session, body=BODY, **changes)
    session.execute(update(Story).where(Story.id == story.id).values(**OLD))
    return story.id


def row(session, number):
    columns = (Story.body_html, Story.excerpt, Story.version, Story.changed_at)
    return session.execute(select(*columns).where(Story.id == number)).one()


def generation(session):
    return session.scalar(select(PageGeneration.number)) or 0


def test_old_html_is_drawn_anew_and_nothing_else_changes(session):
    number = grown_old(session, status=Status.PUBLISHED)
    before = row(session, number)
    assert rendering.draw_next(session, 0) == number
    after = row(session, number)
    assert "*888*1#" in after.body_html
    assert '<ol start="2">' in after.body_html
    assert after.excerpt == "Tekan *888*1# untuk bantuan. 2. Dua. 1998. Tahun banjir."
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
    assert rendering.draw_next(session, number) is None


def test_readers_and_search_see_it(client, session):
    number = grown_old(session, status=Status.PUBLISHED)
    session.commit()
    story = session.get_one(Story, number)
    before = generation(session)
    rendering.draw_next(session, 0)
    session.commit()
    assert "*888*1#" in client.get(f"/berita/{story.slug}-BW-{story.code}").text
    assert "1998. Tahun banjir." in client.get("/umpan.xml").text
    assert session.scalar(select(func.count()).select_from(search.SearchDocument)) == 1
    assert generation(session) > before


def test_the_worker_draws_batch_by_batch(both, monkeypatch):
    monkeypatch.setattr(rendering.draw_next, "__defaults__", (2,))
    with both.app_context():
        session = db.session()
        author = make.person(session)
        for status in (Status.PUBLISHED, Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN, Status.HIDDEN):
            grown_old(session, author=author, status=status)
        rendering.ask(session, clock.now() - timedelta(days=1))
        session.commit()
    jobs.run_due(both, "tests")
    with both.app_context():
        assert set(db.session.scalars(select(Story.excerpt))) == {
            "Tekan *888*1# untuk bantuan. 2. Dua. 1998. Tahun banjir."
        }


def test_a_start_asks_once_and_not_without_stories(app, session):
    asked = select(func.count()).select_from(jobs.Work).where(jobs.Work.kind == rendering.KIND)
    with app.app_context():
        seeding.seed(db.session(), app.extensions["portal.city"])
        assert db.session.scalar(asked) == 0
        make.story(db.session(), at=AT)
        for _ in range(2):
            seeding.seed(db.session(), app.extensions["portal.city"])
        assert db.session.scalar(asked) == 1
