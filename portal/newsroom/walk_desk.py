"""What the pages of the walk show beside the post itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.kernel import codes, dates
from portal.kernel.i18n import language
from portal.newsroom import approvals, desk, moves, queries, walk
from portal.newsroom.desk import Head
from portal.newsroom.facts import pictures_of
from portal.newsroom.faults import blocking
from portal.newsroom.lifecycle import KIT, PostState
from portal.newsroom.models import Post
from portal.newsroom.words import issue_words, refusal_words
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story


@dataclass(frozen=True)
class Rest:
    """A channel that is no part of the walk, and why."""

    post: Post
    head: Head
    why: list[str]


def context(session: Session, of: Story, current: Post | None, by: int, at: datetime) -> dict[str, Any]:
    """The strip of channels, which one this is, what comes next, and what the walk leaves out."""
    posts = queries.of_story(session, of.id)
    stops = walk.stops(posts)
    place = next((n for n, post in enumerate(stops, start=1) if current is not None and post.id == current.id), 0)
    rest = walk.rest(posts)
    return {
        "story": of,
        "code": codes.pretty(of.code),
        "stops": [(post, desk.head(post)) for post in stops],
        "place": place,
        "out": sum(post.state is PostState.PUBLISHED for post in stops),
        "next": walk.following(stops, current.id if current else None, by, at),
        "rest": [Rest(post, desk.head(post), _why(post)) for post in rest],
        "no_alt": alt_missing(rest),
        "unclaimed": any(walk.is_open(post, by, at) and post.claimed_by_id is None for post in stops),
        "unchecked": [channel.code for channel in walk.unchecked(stops, at)],
        "with_pictures": sum(bool(post.pictures) for post in stops if post.state in KIT) > 1,
        "public": of.status in PUBLIC,
    }


def alt_missing(posts: Sequence[Post]) -> int:
    """How many photos keep these posts back because nobody has described them."""
    without = {photo.id for post in posts for photo in pictures_of(post.story, post.pictures) if not photo.alt.strip()}
    return len(without)


def _why(post: Post) -> list[str]:
    if moves.is_api(post):
        return [str(_("The portal sends it by itself; open it to give it a time or to send it now."))]
    if post.state is PostState.SCHEDULED and post.due_at:
        return [str(_("It has a time: %(time)s.", time=dates.stamp(post.due_at, language())))]
    if post.state is PostState.HELD and not post.fault:
        return [post.reason or str(_("A colleague holds it."))]
    found = [issue_words(issue) for issue in blocking(post) if issue.code != "alt_missing"]
    if any(issue.code == "alt_missing" for issue in blocking(post)):
        found.append(str(_("Photos have no alt text yet.")))
    if approvals.owed(post):
        found.append(refusal_words("approval_first"))
    return found or [str(_("It is not made ready yet."))]
