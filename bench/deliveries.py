"""P8, P9: how soon and how fast posts reach a channel. Real workers, a WordPress that takes 100 ms for each answer.

A delivery is four calls there: look for it, make the draft, look again, publish.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bench.report import Row, at_least, at_most, plain
from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.newsroom.models import Delivery, Post
from tests.channels.fakes.wordpress import PASSWORD, USER, WordPress
from tests.factories import scheduled
from tests.outside import inside, people_only
from tests.postgres import Cluster
from tests.redis import Redis
from tests.workers import Workers

SLOW = 0.1  # seconds the channel takes for each answer
POSTS, WARM, MANY = 300, 20, 2000
FALLING_DUE, APART = 10, 3.0  # posts, and the seconds between them: the worker is idle before each


def run(folder: Path) -> Iterator[Row]:
    yield from _one(folder / "sqlite", "SQLite", {})
    cluster, redis = Cluster(), Redis()
    try:
        for part, name in ((_one, "one"), (_four, "four")):
            env = {"DATABASE_URL": cluster.database(), "REDIS_URL": redis.url}
            yield from part(folder / name, "PostgreSQL + Redis", env)
    finally:
        redis.stop()
        cluster.stop()


class Desk:
    """An instance with one connected channel."""

    def __init__(self, folder: Path, env: dict[str, str], site: WordPress) -> None:
        folder.mkdir()
        self.folder, self.site = folder, site
        self.env = env | {"PORTAL_CHANNEL_WORDPRESS_API": site.url}
        people_only(folder, **self.env)
        with inside(folder, **self.env) as app:
            (web,) = scheduled.site(db.session(), app.config["SETTINGS"].secret, site.url, USER, PASSWORD)
            db.session.commit()
            self.web = web.id

    def schedule(self, number: int, apart: float = 0.0) -> None:
        """Posts due now, or one after the other from a little later on."""
        with inside(self.folder, **self.env):
            at = clock.now()
            moments = [at + timedelta(seconds=4 + n * apart) for n in range(number)] if apart else []
            for moment in moments:
                scheduled.posts(db.session(), [self.web], 1, moment)
            if not moments:
                scheduled.posts(db.session(), [self.web], number, at)
            db.session.commit()
        jobs.set_waker(None)

    def wait(self, number: int) -> None:
        """Until readers see that many posts; asked there, so that nobody stands in the workers' way."""
        while self.site.visible().total() < number:
            time.sleep(0.1)

    def rate(self, number: int) -> float:
        """Deliveries in a minute, from the first arming to the last arrival."""
        before = self.site.visible().total()
        self.schedule(number)
        self.wait(before + number)
        latest = select(Delivery.armed_at, Delivery.ended_at).order_by(Delivery.id.desc()).limit(number)
        with inside(self.folder, **self.env):
            rows = db.session.execute(latest).all()
            while not all(ended for _armed, ended in rows):  # the last answers are not written yet
                db.session.rollback()
                time.sleep(0.5)
                rows = db.session.execute(latest).all()
        took = max(ended for _armed, ended in rows) - min(armed for armed, _ended in rows)
        return number / took.total_seconds() * 60

    def delays(self) -> list[float]:
        """Seconds from the time a post was due to the commit that arms it, for posts that fall due one by one."""
        before = self.site.visible().total()
        self.schedule(FALLING_DUE, APART)
        self.wait(before + FALLING_DUE)
        with inside(self.folder, **self.env):
            latest = select(Delivery.armed_at, Post.due_at).join(Post, Post.id == Delivery.post_id)
            rows = db.session.execute(latest.order_by(Post.due_at.desc()).limit(FALLING_DUE)).all()
        return [(armed - due).total_seconds() for armed, due in rows]


@contextmanager
def desk(folder: Path, env: dict[str, str], workers: int) -> Iterator[Desk]:
    site = WordPress(SLOW)
    try:
        made = Desk(folder, env, site)
        running = Workers(folder, made.env, workers)
        try:
            made.schedule(WARM)
            made.wait(WARM)
            yield made
        finally:
            running.stop()
    finally:
        site.stop()


def _one(folder: Path, what: str, env: dict[str, str]) -> Iterator[Row]:
    with desk(folder, env, 1) as found:
        delays = found.delays()
        slowest = at_most("P8", f"{what}: due → armed delivery, slowest of {len(delays)}", max(delays), 5, "s")
        yield plain("P8", f"{what}: due → armed delivery, median", statistics.median(delays), "s")
        yield slowest
        rate = found.rate(POSTS)
        yield at_least("P9", f"{what}: deliveries a minute, one worker, channel 100 ms a call", rate, 300, digits=0)


def _four(folder: Path, what: str, env: dict[str, str]) -> Iterator[Row]:
    with desk(folder, env, 4) as found:
        rate = found.rate(MANY)
        yield plain("P9", f"{what}: deliveries a minute, four workers", rate, digits=0)
        once = sum(times == 1 for times in found.site.appeared.values()) - WARM
        yield at_least("P9", f"{what}: of {MANY:,} posts by four workers there exactly once", once, MANY, digits=0)
