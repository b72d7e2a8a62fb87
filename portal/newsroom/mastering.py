"""The master of a story and the posts that follow it. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.channels.identity import Identity
from portal.channels.limits import limits_for
from portal.kernel import events, html
from portal.kernel.text import visible
from portal.newsroom import lifecycle, master, moves, queries
from portal.newsroom.facts import story_facts, usable
from portal.newsroom.faults import Refused
from portal.newsroom.fitting import Fitted, fit
from portal.newsroom.lifecycle import EDITABLE, NotAllowed, PostAction
from portal.newsroom.models import Master, Post, PostEvent
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story, StoryPhoto


@dataclass(frozen=True)
class House:
    """From where captions speak: the agency's identity, and the portal's address without a slash at its end."""

    identity: Identity
    base_url: str


@dataclass(frozen=True)
class Change:
    """What the master's form says; a missing picture stays as it is. `alts` by the picture's place in the story."""

    text: str | None = None
    alts: Mapping[int, str] = field(default_factory=dict)


def text_of(of: Story, kept: Master | None) -> str:
    return kept.text if kept else master.own_words(of.title, html.plain(of.body).split("\n\n"))


def fitted(of: Story, kind: str, house: House, kept: Master | None) -> Fitted:
    """What a channel of that kind gets from the master; picture indexes point into `usable(of)`."""
    facts = story_facts(of, usable(of), house.base_url)
    return fit(master.facts(facts, kept.text) if kept else facts, limits_for(kind), house.identity)


def positions(of: Story, proposal: Fitted) -> list[int]:
    photos = usable(of)
    return [photos[index].position for index in proposal.picture_indexes]


def proposal(session: Session, post: Post, house: House) -> Fitted:
    """What this post would say if it followed the master."""
    return fitted(post.story, post.channel.kind, house, session.get(Master, post.story_id))


def save(session: Session, of: Story, change: Change, by: int, at: datetime, house: House) -> list[Post]:
    """Keep the master and refit every post that follows and may still change; returns those that did.

    Posts that diverge, that somebody is posting by hand, that the machine has armed or that are out stay as they are.

    Raises:
        NotAllowed: the story is not public.
        Refused: the text is empty.
        StaleDataError: somebody else kept a master in the same moment.
    """
    if of.status not in PUBLIC:
        raise NotAllowed(f"the master of a story that is {of.status}")
    kept = session.get(Master, of.id)
    if change.text is not None and change.text != text_of(of, kept):
        kept = _keep(session, of, kept, change.text, by, at)
    write_alts(session, of, ((of.photos[n], alt) for n, alt in change.alts.items() if n < len(of.photos)), by)
    found = [post for post in queries.of_story(session, of.id) if post.follows and post.state in EDITABLE]
    return [post for post in found if _refit(session, post, fitted(of, post.channel.kind, house, kept), by, at)]


def _keep(session: Session, of: Story, kept: Master | None, text: str, by: int, at: datetime) -> Master:
    if not visible(text):
        raise Refused("text", "master_empty")
    if kept is None:
        kept = Master(story_id=of.id)
    kept.text, kept.changed_at, kept.changed_by_id = text, at, by
    session.add(kept)
    try:
        session.flush()
    except IntegrityError as error:
        raise StaleDataError("somebody else wrote the first master") from error
    return kept


def _refit(session: Session, post: Post, found: Fitted, by: int, at: datetime) -> PostEvent | None:
    pictures = positions(post.story, found)
    if (post.text, post.pictures) == (found.text, pictures):
        return None
    follow(post, found, by)
    post.pictures = pictures
    return moves.take(session, post, PostAction.RESYNC, at, by)


def follow(post: Post, found: Fitted, by: int) -> None:
    """Give a post the master's words; what a second officer had approved is no longer what stands there."""
    if post.text != found.text:
        post.edited_by_id = by
        void(post)
    post.text, post.notes, post.edited, post.follows = found.text, list(found.notes), False, True


def resync(session: Session, post: Post, house: House, by: int, at: datetime) -> PostEvent:
    """Take the master's text again; the post follows from now on. Raises NotAllowed."""
    lifecycle.move(post.state, PostAction.RESYNC, live=moves.is_live(post), api=moves.is_api(post))
    found = proposal(session, post, house)
    follow(post, found, by)
    post.pictures = positions(post.story, found)
    return moves.take(session, post, PostAction.RESYNC, at, by)


def void(post: Post) -> None:
    """What was approved is no longer what stands there."""
    post.approved_by_id = post.approved_at = post.approved_hash = None


def write_alts(session: Session, of: Story, wanted: Iterable[tuple[StoryPhoto, str]], by: int) -> Sequence[StoryPhoto]:
    """Keep text alternatives, one for the picture wherever it is shown; public pages follow. Returns what changed."""
    changed = [photo for photo, alt in wanted if photo.alt != alt and _set_alt(photo, alt)]
    if changed:
        events.publish(session, "public.changed", {"what": "alt", "story": of.id})
        # beside the version: nobody's typing collides with it, and an approval of the old words must not stand
        none = {"approved_by_id": None, "approved_at": None, "approved_hash": None}
        unsent = update(Post).where(Post.story_id == of.id, Post.state.in_(EDITABLE))
        session.execute(unsent.values(edited_by_id=by, **none))
    return changed


def _set_alt(photo: StoryPhoto, alt: str) -> bool:
    photo.alt = alt
    return True
