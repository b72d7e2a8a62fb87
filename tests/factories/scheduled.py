"""Many posts whose time has come, or comes soon, as humas leaves them in the tables; in seconds, not minutes."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels import vault
from portal.channels.models import Channel, Health, Mode
from portal.kernel import codes
from portal.kernel.jobs import Work, wake_after_commit
from portal.newsroom import service
from portal.newsroom.lifecycle import PostState
from portal.newsroom.models import Post
from portal.stories.lifecycle import Status
from portal.stories.models import Credit, Rubric, Story
from portal.wards.models import Ward
from tests.factories.newsroom import BODY, person


def site(session: Session, secret: str, url: str, username: str, word: str) -> list[Channel]:
    """The city's WordPress, connected; all other channels out of use."""
    for each in session.scalars(select(Channel)):
        each.active = False
    channel = session.scalars(select(Channel).where(Channel.code == "web")).one()
    channel.kind, channel.address, channel.username = "wordpress", url, username
    return [_connected(channel, secret, word)]


def bots(session: Session, secret: str, word: str, number: int) -> list[Channel]:
    """That many Telegram channels, @warga_00 and so on: the pace of each is one message in three seconds."""
    made = []
    for n in range(number):
        channel = Channel(code=f"t{n:02}", kind="telegram", name=f"Warga {n}", handle=f"@warga_{n:02}", position=50 + n)
        made.append(_connected(channel, secret, word))
    session.add_all(made)
    session.flush()
    return made


def _connected(channel: Channel, secret: str, word: str) -> Channel:
    channel.mode, channel.health, channel.active = Mode.API, Health.OK, True
    channel.secret = vault.seal(secret, word)
    return channel


def posts(session: Session, channels: Sequence[int], number: int, at: datetime) -> list[int]:
    """That many stories with one post each, over the channels (by number) in turn, due at `at`; their numbers.

    Rows of the real models, with the work that `service.edit` asks for when humas schedules. The caller commits.
    """
    author = person(session)
    ward = session.scalars(select(Ward).where(Ward.slug == "medono")).one()
    rubric = session.scalars(select(Rubric).where(Rubric.slug == "rob-banjir")).one()
    taken = set(session.scalars(select(Story.code)))
    stories = [_story(author.id, ward.id, rubric.id, n, at, _code(taken)) for n in range(number)]
    session.add_all(stories)
    session.flush()
    made = [_post(story, channels[n % len(channels)], at) for n, story in enumerate(stories)]
    session.add_all(made)
    session.flush()
    keys = [f"due:{post.id}:{post.version}" for post in made]
    session.add_all(Work(kind=service.DUE, key=key, payload={}, created_at=at, due_at=at) for key in keys)
    for _key in keys:
        wake_after_commit(session, service.DUE, at)
    return [post.id for post in made]


def _code(taken: set[str]) -> str:
    """One that is free: of thousands two are the same now and then."""
    found = codes.new()
    while found in taken:
        found = codes.new()
    taken.add(found)
    return found


def _story(author: int, ward: int, rubric: int, number: int, at: datetime, code: str) -> Story:
    return Story(
        code=code,
        author_id=author,
        submission_key=str(uuid.uuid4()),
        status=Status.PUBLISHED,
        ward_id=ward,
        rubric_id=rubric,
        title=f"Berita nomor {number}",
        slug=f"berita-nomor-{number}",
        body=BODY,
        body_html="",
        credit=Credit.FULL,
        created_at=at,
        changed_at=at,
        submitted_at=at,
        published_at=at,
    )


def _post(story: Story, channel: int, at: datetime) -> Post:
    return Post(
        story_id=story.id,
        channel_id=channel,
        state=PostState.SCHEDULED,
        text=f"{story.title}\n\n{BODY}",
        pictures=[],
        notes=[],
        created_at=at,
        entered_at=at,
        changed_at=at,
        due_at=at,
    )
