"""Channels with a connection, and posts given to the machine."""

from datetime import timedelta

from sqlalchemy import select, update

from portal.channels import adapters, vault
from portal.channels.adapter_api import Idempotency
from portal.channels.limits import Kind
from portal.channels.models import Channel, Health, Mode
from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.newsroom import service
from portal.newsroom.lifecycle import PostAction
from portal.newsroom.models import Delivery, DeliveryEvent, Post
from portal.newsroom.service import Change
from tests.conftest import SECRET
from tests.factories import newsroom
from tests.factories.network import FakeAdapter, Network

WORD = "kata-sandi-yang-tak-boleh-bocor"  # the stored secret: must never be seen anywhere


def plug(monkeypatch, idempotency=Idempotency.LOOKUP, kind=Kind.FACEBOOK, **changes) -> Network:
    """Give a kind of channel an adapter for as long as the test runs."""
    network = Network()
    monkeypatch.setitem(adapters.ADAPTERS, kind, FakeAdapter(network, idempotency, **changes))
    return network


def connect(session, code="facebook", address="https://kanal.test", **changes) -> Channel:
    """A seeded channel with credentials and the machine."""
    channel = session.scalars(select(Channel).where(Channel.code == code)).one()
    channel.mode, channel.health = Mode.API, Health.OK
    channel.address, channel.secret = address, vault.seal(SECRET, WORD)
    for name, value in changes.items():
        setattr(channel, name, value)
    session.flush()
    return channel


def given(app, code="facebook", pictures=1, published=True, **changes) -> int:
    """A post of a connected channel that an officer has just published; its id."""
    with app.app_context():
        session = db.session()
        connect(session, code)
        made = newsroom.post(session, code, pictures=pictures, at=clock.now(), **changes)
        if published:
            service.edit(session, made, PostAction.PUBLISH, Change(), newsroom.officer(session).id, clock.now())
        session.commit()
        return made.id


def many(app, number, code="facebook", pictures=0) -> list[int]:
    """That many posts, all due now."""
    with app.app_context():
        session = db.session()
        connect(session, code)
        session.execute(update(Channel).where(Channel.code != code).values(active=False))
        author, officer = newsroom.person(session), newsroom.officer(session)
        made = []
        for n in range(number):
            post = newsroom.post(session, code, pictures=pictures, title=f"Berita nomor {n}", author=author)
            service.edit(session, post, PostAction.PUBLISH, Change(), officer.id, clock.now())
            made.append(post.id)
        session.commit()
        return made


def work(app, lane="delivery", limit=1000) -> int:
    """What a worker does when it is woken."""
    return jobs.run_due(app, "worker", lane=lane, limit=limit)


def settle(app, hours=12.0, step=30.0) -> None:
    """Let that much time pass for the machine, looking each half minute of it, or until nothing is open."""
    for _n in range(int(hours * 3600 / step)):
        work(app)
        with app.app_context():
            waits = db.session.scalar(
                select(jobs.Work.due_at)
                .where(jobs.Work.kind == "delivery", jobs.Work.done_at.is_(None), jobs.Work.failed_at.is_(None))
                .order_by(jobs.Work.due_at)
                .limit(1)
            )
            db.session.rollback()
        if waits is None:
            return
        ahead = max(timedelta(seconds=1), min(waits - clock.now(), timedelta(hours=1)) + timedelta(seconds=0.5))
        clock.set_shift(clock.shift() + ahead)


def post_of(app, post_id) -> Post:
    with app.app_context():
        return db.session.get_one(Post, post_id)


def state(app, post_id) -> str:
    return str(post_of(app, post_id).state)


def deliveries(app, post_id) -> list[Delivery]:
    with app.app_context():
        query = select(Delivery).where(Delivery.post_id == post_id).order_by(Delivery.number)
        return list(db.session.scalars(query))


def trail(app, post_id) -> list[str]:
    """The states all deliveries of a post went through, without repetitions."""
    with app.app_context():
        query = select(DeliveryEvent.after).join(Delivery).where(Delivery.post_id == post_id)
        found = [str(after) for after in db.session.scalars(query.order_by(DeliveryEvent.id))]
    return [after for n, after in enumerate(found) if n == 0 or found[n - 1] != after]
