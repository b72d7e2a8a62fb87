"""A share link is proof as it was given; the worker puts the post's own address in its place, or leaves it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.channels import redirects
from portal.channels.redirects import Unresolved
from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.kernel.jobs import Work
from portal.newsroom import proof, service, share_links
from portal.newsroom.faults import Refused
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Post
from portal.newsroom.service import Change
from portal.stories.models import TimelineEntry
from tests.factories import newsroom as factories

pytestmark = pytest.mark.dated
LINK = "https://www.facebook.com/share/p/1AbCdEfGhI/"
PAGE = "https://www.facebook.com/pemkotpekalongan/posts/1234567890"


@pytest.fixture
def proven(app, session):
    """proven(url): a post on Facebook that this address proves, with its news told."""

    def make(url=LINK):
        with app.app_context():
            room, at = db.session(), clock.now()
            by = factories.officer(room).id
            post = factories.posts(room, at=at)["facebook"]
            service.edit(room, post, A.PUBLISH, Change(), by, at)
            proof.prove(room, post, by=by, at=at, url=url)
            room.commit()
            return post.id

    return make


@pytest.fixture
def network(monkeypatch):
    """What the network answers next: an address, or an Unresolved; `asked` are the links it was asked for."""
    answers, asked = [PAGE], []

    def resolve(kind, link, call, **known):
        asked.append((kind, link))
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    monkeypatch.setattr(redirects, "resolve", resolve)
    resolve.answers, resolve.asked = answers, asked
    return resolve


def state(session, post_id):
    row = session.execute(
        select(Post.state, Post.share_link, Post.share_outcome, Post.remote_url, Post.version).where(Post.id == post_id)
    ).one()
    session.commit()
    return row


def shown(session):
    found = session.scalars(select(TimelineEntry.detail).where(TimelineEntry.kind == "shared")).all()
    session.commit()
    return [each["url"] for each in found]


def test_a_share_link_proves_at_once_and_is_resolved_later(app, session, proven, network):
    post_id = proven()
    kept = state(session, post_id)
    assert kept[:4] == (S.PUBLISHED, LINK, "open", LINK)
    assert network.asked == []  # never in the request
    jobs.run_due(app, "w")
    assert network.asked == [("facebook", LINK)]
    assert state(session, post_id) == (S.PUBLISHED, LINK, "resolved", PAGE, kept.version)  # nobody's page is stale
    assert shown(session) == [PAGE]


def test_a_network_that_stays_closed_leaves_the_link(app, session, proven, network, monkeypatch):
    post_id, network.answers[0] = proven(), Unresolved("unreachable")
    now = clock.now()
    for wait in (timedelta(0), *share_links.WAITS):
        now += wait + timedelta(seconds=1)
        assert state(session, post_id).share_outcome == "open"
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        jobs.run_due(app, "w")
    assert len(network.asked) == len(share_links.WAITS) + 1
    assert state(session, post_id)[1:4] == (LINK, "unreachable", LINK)
    assert shown(session) == [LINK]
    work = session.scalars(select(Work).where(Work.kind == share_links.KIND)).one()
    assert (work.done_at is not None, work.failed_at) == (True, None)


@pytest.mark.parametrize("code", ["elsewhere", "account"])
def test_a_link_that_leads_elsewhere_is_asked_once(app, session, proven, network, code):
    post_id, network.answers[0] = proven(), Unresolved(code)
    jobs.run_due(app, "w")
    jobs.run_due(app, "w")
    assert len(network.asked) == 1
    assert state(session, post_id)[1:4] == (LINK, code, LINK)


def test_an_address_that_proves_another_post_is_not_taken_from_it(app, session, proven, network):
    first, second = proven(PAGE), proven(LINK)
    jobs.run_due(app, "w")
    assert state(session, first).remote_url == PAGE
    assert state(session, second)[1:4] == (LINK, "taken", LINK)


def test_one_link_proves_one_post_also_after_it_was_resolved(app, session, proven, network):
    proven(LINK)
    jobs.run_due(app, "w")
    for again in (LINK, "https://m.facebook.com/share/p/1AbCdEfGhI?mibextid=x", PAGE):
        with pytest.raises(Refused) as refused:
            proven(again)
        assert refused.value.code == "taken"
        with app.app_context():
            db.session.rollback()
