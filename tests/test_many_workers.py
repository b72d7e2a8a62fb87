"""Four workers on PostgreSQL and Redis at the same posts, and what becomes of those when one of the three dies.

Counted on the other side: on a WordPress and a Telegram that keep what they were asked to show.

Many go to the WordPress: it is one account and asks for no pace. A Telegram channel takes a message in three seconds,
an hour and forty minutes for 2,000; where Telegram takes part it is with fifty channels of a few posts each.
`make bench` counts 2,000; here it is a tenth of them, because they take both cores for minutes (MANY_POSTS=2000).
"""

import contextlib
import os
import threading
from collections import Counter
from datetime import timedelta

import psycopg
import pytest

from portal.kernel import clock, jobs
from portal.kernel.db import db
from tests.channels.fakes import telegram as fake_telegram
from tests.channels.fakes import wordpress as fake_wordpress
from tests.factories import scheduled
from tests.outside import inside, people_only
from tests.postgres import Cluster
from tests.redis import Redis
from tests.server import Portal
from tests.workers import Workers

pytestmark = pytest.mark.outside

MANY, FEW, BOTS = int(os.environ.get("MANY_POSTS", "200")), 100, 50
PATIENCE = 900  # seconds, on a busy machine; each wait ends as soon as what it waits for is there
OVER = {"published", "check_by_hand", "failed", "held", "cancelled"}


@pytest.fixture(scope="module")
def cluster():
    """A server of this module's own: it is killed."""
    server = Cluster()
    yield server
    server.stop()


@pytest.fixture
def redis():
    server = Redis()
    yield server
    server.stop()


@pytest.fixture
def city(cluster, redis, tmp_path):
    found = City(cluster, redis, tmp_path)
    yield found
    found.close()


class City:
    """An instance with a WordPress and fifty Telegram channels, and workers on it."""

    def __init__(self, cluster, redis, folder):
        self.folder, self.url, self.workers = folder, cluster.database(), None
        self.site, self.chats = fake_wordpress.WordPress(), fake_telegram.Telegram()
        self.chats.chats = {
            f"@warga_{n:02}": {"id": -1000 - n, "username": f"warga_{n:02}", "can_post": True} for n in range(BOTS)
        }
        self.env = {
            "DATABASE_URL": self.url,
            "REDIS_URL": redis.url,
            "PORTAL_CHANNEL_WORDPRESS_API": self.site.url,
            "PORTAL_CHANNEL_TELEGRAM_API": self.chats.url,
        }
        people_only(folder, **self.env)
        with inside(folder, **self.env) as app:
            secret, session = app.config["SETTINGS"].secret, db.session()
            site, word = self.site.url, fake_wordpress.PASSWORD
            self.web = [each.id for each in scheduled.site(session, secret, site, fake_wordpress.USER, word)]
            self.bots = [each.id for each in scheduled.bots(session, secret, fake_telegram.TOKEN, BOTS)]
            session.commit()

    def start(self, number=4, *, hurried=False):
        self.workers = Workers(self.folder, self.env, number, hurried=hurried)

    def schedule(self, channels, number, at=None):
        """That many posts, due now or at `at`; wakes whoever listens."""
        with inside(self.folder, **self.env):
            made = scheduled.posts(db.session(), channels, number, at or clock.now())
            db.session.commit()
        jobs.set_waker(None)
        return made

    def rows(self, query):
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            return connection.execute(query).fetchall()

    def states(self):
        """(channel kind, state) -> posts."""
        query = "SELECT c.kind, p.state, count(*) FROM post p JOIN channel c ON c.id = p.channel_id GROUP BY 1, 2"
        return Counter({(kind, state): number for kind, state, number in self.rows(query)})

    def out(self):
        """How many posts readers see."""
        return self.site.visible().total() + len(self.chats.messages)

    def until(self, reached):
        event = threading.Event()
        for _ in range(PATIENCE * 10):
            with contextlib.suppress(psycopg.OperationalError):
                if reached():
                    return
            event.wait(0.1)
        raise AssertionError(f"{self.states()}\n{self.workers and self.workers.said()[-6000:]}")

    def finish(self):
        """Until no post is in the machine's hands any more."""
        self.until(lambda: all(state in OVER for _kind, state in self.states()))

    def site_has_each_once(self, number):
        shown = self.site.visible()
        assert (len(shown), shown.total()) == (number, number), shown.most_common(3)
        assert set(self.site.appeared.values()) == {1}, "nothing was taken away and shown again either"
        assert len(self.site.posts) == number, "no draft was left behind"
        assert self.states()["wordpress", "published"] == number
        kept = [row[0] for row in self.rows("SELECT remote_id FROM post WHERE remote_id NOT LIKE '%:%'")]
        assert {int(each) for each in kept} == set(self.site.posts), "each post knows which it is there"

    def chats_have_none_twice(self):
        """Whatever could not be known is left to a person; nothing was sent again."""
        sent = Counter(message["text"] for message in self.chats.messages.values())
        assert [text for text, times in sent.items() if times > 1] == []
        states = self.states()
        assert {state for kind, state in states if kind == "telegram"} <= {"published", "check_by_hand"}
        sure, asked = states["telegram", "published"], states["telegram", "check_by_hand"]
        assert sure <= len(sent) <= sure + asked
        return asked

    def close(self):
        if self.workers:
            self.workers.end()
        self.site.stop()
        self.chats.stop()


def test_four_workers_deliver_many_posts_once_each(city):
    city.start()
    city.schedule(city.web, MANY)
    city.finish()
    city.site_has_each_once(MANY)
    assert city.rows("SELECT state, number, count(*) FROM delivery GROUP BY 1, 2") == [("published", 1, MANY)]
    hands = Counter(owner.split(":")[1] for (owner,) in city.rows("SELECT owner FROM work WHERE kind = 'delivery'"))
    assert len(hands) == 4, hands
    assert city.workers.alive() == 4
    assert "lost the lease" not in city.workers.said()


def test_when_redis_is_killed_every_post_still_goes_out_once(city, redis):
    later = clock.now() + timedelta(seconds=6)
    city.schedule(city.web, FEW, later)  # their looks lie in Redis, and are lost with it
    city.start(hurried=True)
    city.schedule(city.web + city.bots, FEW)
    city.until(lambda: city.out() > FEW / 4)
    redis.kill()
    seen = city.out()
    city.schedule(city.web, FEW)  # nobody can be woken for these
    city.until(lambda: city.out() > seen + FEW)
    redis.start()
    assert redis.ask("DBSIZE") in (b":0", b":1", b":2"), "it has forgotten everything"
    city.finish()
    states = city.states()
    assert states.total() == states["wordpress", "published"] + states["telegram", "published"] == 3 * FEW
    city.site_has_each_once(states["wordpress", "published"])
    assert city.chats_have_none_twice() == 0
    assert city.workers.alive() == 4


def test_a_redis_that_stands_still_keeps_nobody_from_writing(city, redis):
    """Asking for work waits two seconds for the store once, not for each row of it."""
    redis.freeze()
    city.schedule(city.web, 20)
    redis.kill()
    city.start(1, hurried=True)
    city.finish()
    city.site_has_each_once(20)


def test_when_a_worker_is_killed_the_others_finish_and_nothing_is_out_twice(city):
    """What it had armed is asked about after the lease: found on the site, left to a person where nobody can ask."""
    city.site.delay = city.chats.delay = 0.2
    city.start(hurried=True)
    city.schedule(city.web, FEW)
    city.schedule(city.bots, FEW)
    city.until(lambda: city.out() > FEW / 2)
    city.workers.kill(0)
    city.finish()
    city.site_has_each_once(FEW)
    assert city.chats_have_none_twice() <= 4, "no more than the threads it had"
    assert city.workers.alive() == 3


def test_when_postgresql_is_killed_nothing_is_out_twice_and_the_rest_goes_on(city, cluster):
    city.site.delay = city.chats.delay = 0.1
    city.start(hurried=True)
    city.schedule(city.web, FEW)
    city.schedule(city.bots, FEW)
    for share in (4, 2):
        city.until(lambda share=share: city.out() > 2 * FEW * (1 - 1 / share) / 2)
        cluster.kill()
        cluster.start()
    city.finish()
    city.site_has_each_once(FEW)
    assert city.chats_have_none_twice() <= 2 * 16, "no more than were on their way"
    assert city.workers.alive() == 4, "no process was started anew"


def test_the_portal_itself_runs_on_redis(city, redis):
    portal = Portal(city.folder, **city.env)
    try:
        portal.start()
        city.schedule(city.web, 1)
        city.until(lambda: city.states()["wordpress", "published"] == 1)
        assert city.rows("SELECT state FROM delivery") == [("published",)]
        assert portal.flask("doctor").returncode == 0
        redis.kill()
        assert "redis" in portal.flask("doctor").stdout + portal.flask("doctor").stderr
        assert portal.stop() == 0, "a Redis that is gone keeps nobody from stopping"
    finally:
        portal.kill()
