"""One button of the post page, carried out. Nothing here commits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO, cast

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from portal.channels import identity_checks
from portal.channels.models import Channel
from portal.kernel import multipart
from portal.newsroom import approvals, delivery, mastering, proof, reminders, service
from portal.newsroom.faults import Refused
from portal.newsroom.forms import PostForm
from portal.newsroom.lifecycle import EDITING, PostAction
from portal.newsroom.mastering import House
from portal.newsroom.models import Post
from portal.photos import service as photos
from portal.photos.service import Stored

SIMPLE = {
    PostAction.CLAIM: service.claim,
    PostAction.RELEASE: service.release,
    PostAction.APPROVE: approvals.approve,
    PostAction.RESEND: delivery.resend,
    PostAction.DELETE: delivery.remove,
}


@dataclass(frozen=True)
class Screenshot:
    """A picture on disk that no row knows yet, and what it was called."""

    stored: Stored
    name: str


def screenshot(form: PostForm, files: Mapping[str, FileStorage]) -> Screenshot | None:
    """Put a screenshot that came without an address into private storage; with no transaction open.

    Raises photos.rules.Refused, or OSError when the disk is full.
    """
    file = files.get("proof_file")
    if form.chosen is not PostAction.PROOF or form.proof_url.data or file is None or not multipart.is_sent(file):
        return None
    return Screenshot(photos.store(cast(BinaryIO, file.stream)), multipart.name_of(file))


def perform(
    session: Session, post: Post, form: PostForm, shot: Screenshot | None, by: int, at: datetime, house: House
) -> None:
    """Do what the form asks for. Raises what the services raise."""
    action = form.chosen
    note_identity(session, form, [post.channel], by, at)
    if action is PostAction.PROOF and post.owes_since is not None:
        action = PostAction.CORRECT  # the proof asked for is that of the correction
    if action in EDITING:
        _edit(session, post, form, action, by, at, house)
    elif action is PostAction.PROOF:
        _prove(session, post, form, shot, by, at)
    elif action is PostAction.RESYNC:
        mastering.resync(session, post, house, by, at)
    elif action is PostAction.ASSIST:
        approvals.guard(post)
        delivery.assist(session, post, by, at)
    elif action is PostAction.CORRECT:
        proof.correct(session, post, by=by, at=at, url=form.proof_url.data or "", note=form.reason.data or "")
    elif action is not None:
        SIMPLE[action](session, post, by, at)


def note_identity(session: Session, form: PostForm, channels: Iterable[Channel], by: int, at: datetime) -> None:
    """The box that says somebody has compared the accounts counts once a month, for the channels that lack it."""
    for channel in channels if form.identity.data else ():
        if identity_checks.is_due(channel, at):
            identity_checks.record(session, channel, by, at)


def _edit(
    session: Session, post: Post, form: PostForm, action: PostAction, by: int, at: datetime, house: House
) -> None:
    change = form.change()
    if change.text is not None and change.text != post.text:
        change = replace(change, master=mastering.proposal(session, post, house))
    service.edit(session, post, action, change, by, at)
    if action is PostAction.SCHEDULE and approvals.owed(post):
        reminders.approval_wanted(session, post, by, at)


def _prove(session: Session, post: Post, form: PostForm, shot: Screenshot | None, by: int, at: datetime) -> None:
    photo_id = photos.keep(session, by, shot.stored, shot.name, at).id if shot else None
    if not form.proof_url.data and shot is None and proof.takes_screenshot(post.channel.kind):
        raise Refused("proof_url", "proof_or_screenshot")
    proof.prove(session, post, by=by, at=at, url=form.proof_url.data or "", photo_id=photo_id)
