"""What /kiriman/<code> shows of a story: the slip, where it stands, its way so far and what comes next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.accounts.models import User
from portal.author import pages, requested, words
from portal.author.photo_words import broken
from portal.kernel import clock, codes, deadlines
from portal.kernel.credits import photographer
from portal.kernel.dates import day_stamp, short_date
from portal.kernel.i18n import language
from portal.kernel.labels import state_label
from portal.photos.models import PhotoState
from portal.stories import photo_changes
from portal.stories.duties import ANY_DAY
from portal.stories.lifecycle import EDITABLE, Action, Part, Status, actions
from portal.stories.models import ChangeRequest, Story, StoryPhoto, TimelineEntry

THEIRS = (Status.RETURNED, Status.REJECTED)  # the clock that runs is the author's


def chip(story: Any) -> deadlines.Chip | None:
    """The deadline the author cares about: how long there is to improve, or until somebody has looked."""
    if story.due_at is None or story.status not in (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED):
        return None
    return deadlines.chip(story.due_code, clock.now(), story.changed_at, story.due_at, ANY_DAY)


def head(story: Story) -> dict[str, Any]:
    """What other pages say of a story."""
    return {"code": codes.pretty(story.code), "status": story.status, "title": story.title, "version": story.version}


def view(
    story: Story, entries: Sequence[TimelineEntry], user: User, request: ChangeRequest | None = None
) -> dict[str, Any]:
    """Everything the page needs that is not a column; `request` is what a returned story has to answer."""
    may = actions(story.status, {Part.AUTHOR})
    code, title = codes.pretty(story.code), story.title or _("Untitled")
    again = story.status in EDITABLE or photo_changes.is_open(story)
    link = f"{current_app.config['SETTINGS'].base_url}{url_for('tracking.tracked', code=code)}"
    return head(story) | {
        "headline": headline(story, entries),
        "sub": sub(story),
        "asked": requested.of(story, entries, request.done if request else []),
        "slip": slip(story),
        "link": link,
        "message": _("My story: %(title)s, code %(code)s, follow it at %(link)s", title=title, code=code, link=link),
        "steps": steps(story, entries),
        "photos": (shown := [photo(row, n, again=again) for n, row in enumerate(story.photos, 1)]),
        "failed": [each for each in shown if each["why"]],
        "photos_open": photo_changes.is_open(story),
        "byline": pages.byline(story.author_name or user.name, story.credit, story.ward.name if story.ward else ""),
        "editable": story.status in EDITABLE,
        "withdrawable": Action.WITHDRAW in may or Action.HIDE in may,
        "published": story.status is Status.PUBLISHED,
        "rejected": story.status is Status.REJECTED,
        "draft": story.submitted_at is None,
        "new": story.status in (Status.SUBMITTED, Status.IN_REVIEW),
        "public_path": words.public_path({"slug": story.slug, "code": story.code}),
        "chip": chip(story),
        "body": Markup(story.body_html),  # noqa: S704 – went through kernel.html when it was saved
    }


def headline(story: Story, entries: Sequence[TimelineEntry]) -> str:
    """The first thing the author reads."""
    if story.status is Status.RETURNED:
        count = next(
            (len(entry.detail.get("reasons", ())) for entry in reversed(entries) if entry.kind == "returned"), 1
        )
        return str(
            ngettext("One change before it is published", "%(num)d changes before it is published", max(1, count))
        )
    told = {
        Status.DRAFT: _("Your draft is saved"),
        Status.SUBMITTED: _("Thank you, we have received your story"),
        Status.IN_REVIEW: _("Your story is being reviewed"),
        Status.HELD: _("Your story is on hold"),
        Status.APPROVED: _("Your story is approved and will be public in a moment"),
        Status.REJECTED: _("Your story was not accepted"),
        Status.APPEALED: _("Your appeal is being decided"),
        Status.PUBLISHED: _("Your story is published"),
        Status.HIDDEN: _("Your story is hidden from readers"),
        Status.WITHDRAWN: _("This story was taken back"),
    }
    return str(told[story.status])


def sub(story: Story) -> str:
    """One sentence on whose turn it is."""
    if story.status is Status.HIDDEN and story.due_at:
        due = day_stamp(story.due_at, language())
        return str(_("You asked for its removal. The public relations office answers by %(due)s.", due=due))
    keep_code = _("Use this code to track your story.")
    told = {
        Status.DRAFT: _("Only you can see it. Send it when it is ready."),
        Status.SUBMITTED: keep_code,
        Status.IN_REVIEW: keep_code,
        Status.RETURNED: _("Read what is asked for, change your story here, and send it again."),
        Status.APPROVED: _("Reload this page in a moment: then everybody can read it."),
        Status.REJECTED: _("You disagree? Call the public relations office within 7 days; somebody else decides."),
        Status.HIDDEN: _("The public relations office looks at it. You are told what comes of it."),
    }
    return str(told.get(story.status, ""))


def slip(story: Story) -> list[tuple[str, str]]:
    rows = [(_("Title"), story.title or _("Untitled"))]
    if story.ward:
        rows.append((_("Ward"), story.ward.name))
    rows.append((_("Photos"), str(len(story.photos))))
    if story.submitted_at:
        rows.append((_("Sent"), day_stamp(story.submitted_at, language())))
    if story.due_at and story.status in (Status.SUBMITTED, Status.IN_REVIEW):
        rows.append((_("Reviewed"), _("by %(due)s", due=day_stamp(story.due_at, language()))))
    elif story.due_at and story.status is Status.RETURNED:
        rows.append((_("To be changed"), _("by %(due)s", due=day_stamp(story.due_at, language()))))
    return rows


def photo(row: StoryPhoto, number: int, *, again: bool) -> dict[str, Any]:
    """A picture as the story macros want it, with its state in words.

    `number` is its place in the story, from 1; `again` says whether it can be chosen anew.
    """
    kept = row.photo
    shown = {"id": kept.public_id, "width": kept.width or 0, "height": kept.height or 0, "alt": row.alt}
    told = {
        "caption": row.caption,
        "credit": photographer(row.credit),
        "consent": row.consent,
        "name": kept.original_name,
        "number": number,
        "ready": kept.state is PhotoState.READY,
    }
    failed = kept.state is PhotoState.FAILED
    return shown | told | {"why": broken(kept.failure, number, again=again) if failed else ""}


def steps(story: Story, entries: Sequence[TimelineEntry]) -> list[dict[str, Any]]:
    """The way so far, and what is still to come, for the timeline macro."""
    over = story.status in (Status.WITHDRAWN, Status.HIDDEN, Status.REJECTED)
    told = [step(entry, story) for entry in entries]
    if story.status is Status.RETURNED and told and entries[-1].kind == "returned":
        told[-1] |= {"reasons": [], "text": ""}  # said at the top of the page, where it is asked for
    if told and story.status is not Status.PUBLISHED:
        told[-1]["kind"] = "now"
    if over:
        return told
    to_come = []
    if story.submitted_at is None:
        to_come.append(_("Sent for review"))
    if story.published_at is None:
        ward = story.ward.name if story.ward else _("your ward")
        to_come.append(_("Published on the page of %(ward)s", ward=ward))
    if story.shared_at is None:
        to_come.append(_("Shared on official channels"))
    to_come.append(_("Answered or followed up"))
    return told + [{"kind": "todo", "title": title} for title in to_come]


def step(entry: TimelineEntry, story: Story) -> dict[str, Any]:
    """One line of the way so far, for the timeline macro."""
    return {
        "kind": "done",
        "title": entry_title(entry),
        "at": entry.at,
        "text": entry_text(entry, story),
        "reasons": words.reasons(entry.detail),
        "url": "" if entry.detail.get("gone") else entry.detail.get("url") or "",
    }


def entry_title(entry: TimelineEntry) -> str:
    """What a line is called: the state it led to, or words of its own."""
    told = {
        "escalated": _("Passed on to the public relations office"),
        "expired": _("Back among your drafts: the time to change it is over"),
        "restored": _("Published again"),
        photo_changes.ENTRY: _("Photos changed"),
        "recused": _("Somebody connected with this story takes no part in deciding on it"),
        "shared": _("Shared on %(channel)s", channel=entry.detail.get("channel", "")),
    }
    if entry.kind in told:
        return str(told[entry.kind])
    if entry.kind == Status.WITHDRAWN and not entry.public:
        return str(state_label("story", "taken_back").words)
    if entry.kind in set(Status):
        return str(state_label("story", entry.kind).words)
    return str(entry.detail.get("title", entry.kind))


def entry_text(entry: TimelineEntry, story: Story) -> str:
    """Who acted, the note to the author, and until when something is to happen."""
    note = entry.detail.get("note", "")
    # what the clock says is kept in English; an approver's note is published by the clock too, and stays as typed
    clocked = entry.kind == "escalated" and entry.detail.get("by") == Part.SYSTEM.value
    parts = [_(note) if note and clocked else note]
    if entry.kind == "in_review" and story.ward and entry.detail.get("by") == "director":
        parts.append(_("By the ward director of %(ward)s.", ward=story.ward.name))
    if gone := entry.detail.get("gone"):
        parts.append(_("Taken down there on %(day)s.", day=short_date(datetime.fromisoformat(gone), language())))
    when = entry.detail.get("due")
    if when and entry.kind == "returned":
        parts.append(_("You have until %(day)s.", day=short_date(datetime.fromisoformat(when), language())))
    return " ".join(part for part in map(str, parts) if part)
