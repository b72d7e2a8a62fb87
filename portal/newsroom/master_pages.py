"""What the page of a story's master shows: the text, the pictures, and how each channel stands to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.channels.limits import Limits, limits_for
from portal.channels.measure import measure
from portal.kernel import codes, deadlines
from portal.kernel.diff import Part, around, word_diff
from portal.kernel.text import clean_line
from portal.newsroom import approvals, desk, lifecycle, mastering, moves, queries
from portal.newsroom.desk import Head
from portal.newsroom.faults import issues_of
from portal.newsroom.lifecycle import EDITABLE, PostAction
from portal.newsroom.master_forms import MasterForm
from portal.newsroom.mastering import House
from portal.newsroom.models import Master, Post
from portal.newsroom.typed import ALT_MAX
from portal.newsroom.words import UNITS, issue_words
from portal.photos.models import PhotoState
from portal.stories import alt_texts
from portal.stories.alt_texts import Source
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story, StoryPhoto


@dataclass(frozen=True)
class Variant:
    """One channel's post beside the master. `differs` is empty for one that follows."""

    post: Post
    head: Head
    chip: deadlines.Chip | None
    size: int
    room: int
    unit: Any
    limits: Limits
    findings: list[tuple[str, str, str]]
    differs: list[Part]
    may_resync: bool
    settled: bool  # nothing reaches it any more: it is out, or somebody is at it
    unapproved: bool


@dataclass(frozen=True)
class Picture:
    """A photo of the story at its place; `alt` is what the field shows, `suggested` where it is the caption's."""

    number: int
    row: StoryPhoto
    ready: bool
    alt: str
    suggested: str
    written: Source | None  # who of the ward desk wrote the alt text that is kept


def page(session: Session, story: Story, form: MasterForm, house: House, at: datetime) -> dict[str, Any]:
    kept = session.get(Master, story.id)
    posts = queries.of_story(session, story.id)
    text = mastering.text_of(story, kept)
    if "text" not in form.given:
        form.text.data = text
    sources = alt_texts.sources(session, story)
    photos = [_picture(n, row, form, sources.written.get(row.photo_id)) for n, row in enumerate(story.photos)]
    variants = [_variant(post, house, kept, at) for post in posts]
    return {
        "story": story,
        "code": codes.pretty(story.code),
        "written": kept,
        "version": kept.version if kept else 0,
        "text": text,
        "form": form,
        "live": story.status in PUBLIC,
        "variants": variants,
        "following": sum(each.post.follows for each in variants),
        "photos": [each for each in photos if each.row.alt.strip()],
        "alts_requested": sources.requested,
        "without_alt": [each for each in photos if not each.row.alt.strip()],
    }


def _picture(number: int, row: StoryPhoto, form: MasterForm, written: Source | None) -> Picture:
    suggested = "" if row.alt.strip() else clean_line(row.caption)[:ALT_MAX].strip()
    typed = form.given.get(f"alt-{number}")
    ready = row.photo.state is PhotoState.READY
    return Picture(number, row, ready, row.alt or suggested if typed is None else typed, suggested, written)


def _variant(post: Post, house: House, kept: Master | None, at: datetime) -> Variant:
    limits = limits_for(post.channel.kind)
    fitted = mastering.fitted(post.story, post.channel.kind, house, kept)
    known = lifecycle.actions(post.state, live=moves.is_live(post), api=moves.is_api(post))
    return Variant(
        post=post,
        head=desk.head(post),
        chip=desk.chip(post, at),
        size=measure(post.text, limits),
        room=limits.text_limit(len(post.pictures)),
        unit=UNITS[limits.unit],
        limits=limits,
        # missing alt texts are one notice for the story, not a sentence on every channel
        findings=[
            (str(found.severity), found.field, issue_words(found))
            for found in issues_of(post)
            if found.code != "alt_missing"
        ],
        differs=[] if post.follows else word_diff(fitted.text, post.text),
        may_resync=PostAction.RESYNC in known and not post.follows,
        settled=post.state not in EDITABLE,
        unapproved=approvals.owed(post),
    )


def conflict(story: Story, kept: Master | None, form: MasterForm) -> dict[str, Any]:
    """What somebody else wrote since the page was opened, and what the typed text changes in it."""
    text, typed = mastering.text_of(story, kept), form.text.data or ""
    differs = "text" in form.given and typed != text
    return {"conflict": True, "typed_diff": around(word_diff(text, typed)) if differs else []}
