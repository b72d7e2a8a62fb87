"""Turns the demo's people and stories into rows, through the same services that residents and staff use.

The demo lives through its own past: every act is done at its time, with the clock set there, so that deadlines,
notices, timelines and the log of staff agree with each other.
"""

import io
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import appointments, hashing, identity, service
from portal.accounts.models import Role, User
from portal.accounts.rights import Rights, rights_of
from portal.channels.models import Channel
from portal.demo.people import PASSWORD, PEOPLE, Person
from portal.demo.photo_worker import PhotoWorker, run_due
from portal.demo.stories import DemoPhoto, DemoPost, DemoStory, stories
from portal.kernel import clock
from portal.kernel.clock import WIB
from portal.kernel.db import db
from portal.moderation import service as moderation
from portal.newsroom import proof
from portal.newsroom import service as newsroom
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.models import Post
from portal.photos import service as photos
from portal.stories import queries as story_queries
from portal.stories import service as story_service
from portal.stories.lifecycle import Action
from portal.stories.models import Story
from portal.stories.rules import PhotoWords, Sheet
from portal.wards.city import City
from portal.wards.models import Ward

AGE = timedelta(days=120)  # how long ago the demo's people registered
NAMESPACE = uuid.UUID("1906a401-0000-4000-8000-000000000000")
DECISIONS = {
    "published": Action.APPROVE,
    "returned": Action.RETURN,
    "rejected": Action.REJECT,
    "held": Action.HOLD,
}
Pictures = dict[DemoPhoto, Future[bytes]]
BY_HAND = {
    "scheduled": PostAction.SCHEDULE,
    "kit_ready": PostAction.PUBLISH,
    "held": PostAction.HOLD,
    "skipped": PostAction.SKIP,
    "cancelled": PostAction.CANCEL,
}


class Act(NamedTuple):
    """Something somebody does, at a time."""

    at: datetime
    do: Callable[[Session, datetime], None]
    looks_at_pictures: bool = False


def is_empty(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is None


def fill(app: Flask, say: Callable[[str], None]) -> bool:
    """Fill an empty database; False (and nothing done) on one that has people."""
    with app.app_context():
        if not is_empty(db.session()):
            return False
    base, now = clock.shift(), clock.now()
    city: City = app.extensions["portal.city"]
    told = [story for story in stories() if city.ward(story.ward)]
    say("Drawing the demo pictures …")
    with ProcessPoolExecutor() as pool, PhotoWorker(app) as photo_worker:
        pictures = draw(pool, told, city, now)
        try:
            _act(app, Act(now - AGE, register), base, now)
            acts = sorted((act for story in told for act in acts_of(story, pictures, now)), key=lambda act: act.at)
            for number, act in enumerate(acts, 1):
                if act.looks_at_pictures:
                    photo_worker.finish()
                _act(app, act, base, now)
                if number % 10 == 0 or number == len(acts):
                    say(f"Telling the demo stories {number}/{len(acts)}")
            photo_worker.finish()
        finally:
            clock.set_shift(base)
    return True


def _act(app: Flask, act: Act, base: timedelta, now: datetime) -> None:
    clock.set_shift(base + (act.at - now))
    with app.app_context():
        act.do(db.session(), act.at)
        db.session.commit()
    run_due(app)


def draw(pool: Executor, told: list[DemoStory], city: City, now: datetime) -> Pictures:
    """Every picture, begun on all cores in the order in which they are wanted: the slowest part of a first start."""
    told = sorted(told, key=lambda story: -story.submitted_hours_ago)
    tiles = {ward.slug: (ward.column, ward.row) for ward in city.wards}
    return {
        photo: pool.submit(DemoPhoto.jpeg, photo, story.event(now), tiles[story.ward])
        for story in told
        for photo in story.photos
    }


def register(session: Session, at: datetime) -> None:
    """The people, with what they agreed to and what they were appointed to."""
    password = hashing.hashed(PASSWORD)
    for person in PEOPLE:
        user = service.create_user(
            session,
            name=person.name,
            password_hash=password,
            at=at,
            email=person.email,
            phone=identity.phone_of(person.phone),
            ward=_ward(session, person.ward),
            is_demo=True,
            proven=True,
        )
        session.flush()
        for code in service.AT_REGISTRATION:
            service.consent(session, user, code, "id", at)
        _appoint(session, person, user, at)


def _appoint(session: Session, person: Person, user: User, at: datetime) -> None:
    if person.role == "resident":
        return
    role = Role(person.role)
    ward = _ward(session, person.ward) if role in (Role.DIRECTOR, Role.DEPUTY) else None
    day = at.astimezone(WIB).date()
    appointments.appoint(session, user, role, ward, person.decree, day, day + timedelta(days=730), None, at)


def acts_of(story: DemoStory, pictures: Pictures, now: datetime) -> Iterator[Act]:
    """What happens to one story, from its sending to its posts."""
    sent = now - timedelta(hours=story.submitted_hours_ago)
    yield Act(sent, lambda session, at: send(session, story, pictures, at, now))
    if story.claimed_by:
        yield Act(now - timedelta(minutes=4), lambda session, at: claim(session, story, at))
    decided = now - timedelta(hours=story.decided_hours_ago)
    if story.state in DECISIONS:
        yield Act(decided, lambda session, at: decide(session, story, at), looks_at_pictures=True)
    for number, post in enumerate(story.posts):
        yield from acts_on(story, post, decided + timedelta(minutes=20 + number), now)
    if story.skip_rest:
        yield Act(decided + timedelta(minutes=45), lambda session, at: skip_rest(session, story, at))


def send(session: Session, story: DemoStory, pictures: Pictures, at: datetime, now: datetime) -> None:
    author = _user(session, story.author)
    words = []
    for number, photo in enumerate(story.photos, 1):
        kept = photos.receive(session, author, io.BytesIO(pictures[photo].result()), f"IMG_{number:04}.jpg", at)
        words.append(PhotoWords(kept.id, photo.caption, photo.alt, photo.credit, consent=True))
    ward, rubric = story_queries.places(session, story.ward, story.rubric)
    sheet = Sheet(
        title=story.title,
        body=story.text(now),
        ward_id=ward,
        rubric_id=rubric,
        event_date=min(story.event(now), at.astimezone(WIB).date()),
        place=story.place,
        source=story.source,
        credit=story.credit,
        original=True,
        license=True,
        photos=tuple(words),
    )
    key = str(uuid.uuid5(NAMESPACE, story.key))
    story_service.submit(session, author.id, key, sheet, at, "id")


def claim(session: Session, story: DemoStory, at: datetime) -> None:
    row = _story(session, story)
    moderation.claim(session, row, _rights(session, story.claimed_by, at), at)


def decide(session: Session, story: DemoStory, at: datetime) -> None:
    rights = _rights(session, story.decided_by, at)
    action = DECISIONS[story.state]
    moderation.decide(session, _story(session, story), rights, action, at, codes=story.reasons, note=story.note)


def acts_on(story: DemoStory, post: DemoPost, at: datetime, now: datetime) -> Iterator[Act]:
    """What humas does with one post."""
    if post.state == "published":
        out = now - timedelta(hours=post.hours_ago)
        yield Act(out - timedelta(minutes=9), lambda session, at: take_kit(session, story, post, at))
        yield Act(out, lambda session, at: prove(session, story, post, at))
    elif post.state == "kit_claimed":
        yield Act(now - timedelta(minutes=3), lambda session, at: take_kit(session, story, post, at))
    elif post.state in BY_HAND:
        yield Act(at, lambda session, at: by_hand(session, story, post, at, now))


def take_kit(session: Session, story: DemoStory, post: DemoPost, at: datetime) -> None:
    row, humas = _post(session, story, post), _user(session, "humas@demo.test").id
    newsroom.edit(session, row, PostAction.PUBLISH, newsroom.Change(), humas, at)
    newsroom.claim(session, row, humas, at)


def prove(session: Session, story: DemoStory, post: DemoPost, at: datetime) -> None:
    humas = _user(session, "humas@demo.test").id
    proof.prove(session, _post(session, story, post), by=humas, at=at, url=post.proof_url)


def by_hand(session: Session, story: DemoStory, post: DemoPost, at: datetime, now: datetime) -> None:
    row, humas = _post(session, story, post), _user(session, "humas2@demo.test").id
    if row.state is PostState.HELD and post.state == "held":
        return  # the machine has held it already, for want of a picture
    due = now + timedelta(hours=post.due_in_hours) if post.state == "scheduled" else None
    change = newsroom.Change(due_at=due, timed=due is not None, reason=post.reason)
    newsroom.edit(session, row, BY_HAND[post.state], change, humas, at)


def skip_rest(session: Session, story: DemoStory, at: datetime) -> None:
    humas, named = _user(session, "humas2@demo.test").id, {post.channel for post in story.posts}
    query = select(Post).join(Channel, Channel.id == Post.channel_id).where(Post.story_id == _story(session, story).id)
    for row in session.scalars(query.where(Channel.code.not_in(named))):
        newsroom.edit(session, row, PostAction.SKIP, newsroom.Change(reason=story.skip_rest), humas, at)


def _user(session: Session, email: str) -> User:
    return session.scalars(select(User).where(User.email == email)).one()


def _rights(session: Session, email: str, at: datetime) -> Rights:
    user = _user(session, email)
    return rights_of(user.id, user.appointments, at.astimezone(WIB).date())


def _ward(session: Session, slug: str) -> Ward | None:
    return session.scalar(select(Ward).where(Ward.slug == slug))


def _story(session: Session, story: DemoStory) -> Story:
    key = str(uuid.uuid5(NAMESPACE, story.key))
    return session.scalars(select(Story).where(Story.submission_key == key)).one()


def _post(session: Session, story: DemoStory, post: DemoPost) -> Post:
    query = select(Post).join(Channel, Channel.id == Post.channel_id)
    return session.scalars(query.where(Post.story_id == _story(session, story).id, Channel.code == post.channel)).one()
