"""The walk through a story's kits, one channel after another. Where it stands is read from the posts alone, so that a
reload, another device or the next day goes on where it was. Nothing here commits.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.channels import identity_checks
from portal.channels.models import Channel
from portal.newsroom import moves, service
from portal.newsroom.faults import Claimed
from portal.newsroom.lifecycle import KIT, NotAllowed, PostState
from portal.newsroom.models import Post

NEARLY_OVER = timedelta(minutes=15)  # a claim with less than this left is prolonged on the way


def stops(posts: Iterable[Post]) -> list[Post]:
    """The posts by hand that are ready or out, in the order of the channels: what "Channel 2 of 6" counts."""
    return [post for post in posts if not moves.is_api(post) and post.state in (*KIT, PostState.PUBLISHED)]


def rest(posts: Iterable[Post]) -> list[Post]:
    """Those that are no part of the walk and not done with either."""
    over = (PostState.PUBLISHED, PostState.SKIPPED, PostState.CANCELLED, PostState.RETRACTED)
    return [post for post in posts if post.state not in (*KIT, *over)]


def is_open(post: Post, by: int, at: datetime) -> bool:
    """Whether this person can post it now."""
    return post.state in KIT and not is_others(post, by, at)


def is_others(post: Post, by: int, at: datetime) -> bool:
    """Whether somebody else is at it."""
    try:
        service.guard_claim(post, by, at)
    except Claimed:
        return True
    return False


def following(stops: Sequence[Post], after: int | None, by: int, at: datetime) -> Post | None:
    """The next stop this person can post, from the beginning again after the last; never the one with id `after`."""
    places = [place for place, post in enumerate(stops) if post.id == after]
    begin = places[0] + 1 if places else 0
    return next((post for post in (*stops[begin:], *stops[: max(begin - 1, 0)]) if is_open(post, by, at)), None)


def claim_all(session: Session, stops: Sequence[Post], by: int, at: datetime) -> int:
    """Take every kit that nobody else has, for half an hour; how many."""
    mine = [post for post in stops if is_open(post, by, at)]
    for post in mine:
        service.claim(session, post, by, at)
    if not mine:
        raise NotAllowed("no kit is left to take")
    return len(mine)


def prolong(session: Session, stops: Sequence[Post], by: int, at: datetime) -> None:
    """Whoever goes on through the walk keeps what is theirs."""
    for post in stops:
        until = post.claimed_until
        if post.state is PostState.KIT_CLAIMED and post.claimed_by_id == by and until and until - at < NEARLY_OVER:
            service.claim(session, post, by, at)


def unchecked(stops: Iterable[Post], at: datetime) -> list[Channel]:
    """The channels whose name and picture nobody has compared this month."""
    return [post.channel for post in stops if post.state in KIT and identity_checks.is_due(post.channel, at)]
