"""What shows that a post is out: its address, or a screenshot where the network gives posts no address."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.channels import identity
from portal.channels import share_links as channel_links
from portal.channels.limits import Kind
from portal.channels.models import Channel
from portal.kernel import events
from portal.newsroom import lifecycle, moves, queries, service, share_links
from portal.newsroom.faults import Refused
from portal.newsroom.lifecycle import PostAction
from portal.newsroom.models import Post, PostEvent

SCREENSHOT = frozenset({Kind.WHATSAPP})  # networks that promise no address for a single post


def takes_screenshot(kind: str) -> bool:
    return Kind(kind) in SCREENSHOT


def prove(
    session: Session, post: Post, *, by: int, at: datetime, url: str = "", photo_id: int | None = None
) -> PostEvent:
    """Take the proof: the post is published, and everybody who waits for it is told. The caller commits.

    Raises:
        NotAllowed, Claimed: not in this state, or somebody else is at it.
        Refused: the address proves nothing or proves another post; a screenshot where an address exists.
    """
    service.guard_claim(post, by, at)
    lifecycle.move(post.state, PostAction.PROOF, live=moves.is_live(post))
    if url:
        post.remote_url = _proving(session, post, url, at)
    elif photo_id is None:
        raise Refused("proof_url", "proof_missing")
    elif not takes_screenshot(post.channel.kind):
        raise Refused("proof_file", "address_needed")
    post.proof_photo_id = photo_id
    post.published_at, post.published_by_id = at, by
    if not moves.is_live(post):
        post.owes_since = at
    return _publish(session, post, by, at)


def correct(session: Session, post: Post, *, by: int, at: datetime, url: str = "", note: str = "") -> PostEvent:
    """What was owed is done on the channel: the corrected post's address shows it, or a word says what was done.

    Raises:
        NotAllowed: nothing is owed.
        Refused: neither came along, or the address is none of this channel.
    """
    if not (url or note):
        raise Refused("reason", "correction_how")
    return service.correct(session, post, by, at, note=note, url=address(post.channel, url) if url else "")


def address(channel: Channel, url: str) -> str:
    """The one normal form of a post's address on a channel, or of a link that leads to one. Raises Refused."""
    try:
        return identity.post_url_ok(channel.kind, url, handle=channel.handle, address=channel.address)
    except identity.ProofRefused as error:
        if error.code == "short_link":
            return _share_link(channel, url)
        raise Refused("proof_url", error.code) from error


def _share_link(channel: Channel, url: str) -> str:
    try:
        return channel_links.normal(channel.kind, url)
    except identity.ProofRefused as error:
        raise Refused("proof_url", error.code) from error


def _proving(session: Session, post: Post, url: str, at: datetime) -> str:
    """The address, which proves no other post; a link that only leads to one is followed later."""
    found = address(post.channel, url)
    if queries.url_taken(session, found):
        raise Refused("proof_url", "taken")
    if channel_links.is_one(post.channel.kind, found):
        share_links.take(session, post, found, at)
    return found


def _publish(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    detail = {"url": post.remote_url} if post.remote_url else {"screenshot": post.proof_photo_id}
    try:
        event = moves.take(session, post, PostAction.PROOF, at, by, **detail)
    except IntegrityError as error:  # somebody used the address a moment ago
        raise Refused("proof_url", "taken") from error
    news = {"post": post.id, "story": post.story_id, "channel": post.channel.code, "url": post.remote_url}
    events.publish(session, "post.published", news)
    return event
