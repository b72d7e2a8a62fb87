"""Lays one story on the table: its text, its pictures with their evidence, its author's record, what was decided."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.kernel import codes, html
from portal.kernel.diff import Part as DiffPart
from portal.kernel.diff import word_diff
from portal.kernel.i18n import language
from portal.moderation import alikes, cards, conflicts, dossiers, pictures, reasons, rules, undo
from portal.moderation.dossiers import Line
from portal.moderation.undo import Pending
from portal.photos.models import PhotoState
from portal.stories.lifecycle import EDITABLE, Action, Part, RecusalKind, Status
from portal.stories.models import Credit, Revision, Story
from portal.stories.parts import parts_of

ROLES = {
    "director": _l("Ward director"),
    "deputy": _l("Deputy director"),
    "humas": _l("Public relations"),
    "system": _l("Automatic, because of the deadline"),
}
ACTIONS = {
    Action.APPROVE: _l("Approved"),
    Action.RETURN: _l("Returned for changes"),
    Action.REJECT: _l("Rejected"),
    Action.HOLD: _l("On hold"),
    Action.ESCALATE: _l("Passed on to public relations"),
    Action.UNDO: _l("Approval undone"),
    Action.RETRACT: _l("Withdrawn for good"),
    Action.RESTORE: _l("Published again"),
}


RELATIONS = {
    RecusalKind.DECLARED: _l("Passed it on because of a conflict of interest"),
    RecusalKind.FAMILY: _l("Family of somebody it concerns"),
    RecusalKind.BUSINESS: _l("Has a business interest in it"),
    RecusalKind.AUTHOR: _l("Wrote it together with its author"),
}


class Told(NamedTuple):
    """One decision in words."""

    action: str
    who: str
    at: datetime
    revision: int
    reasons: list[tuple[str, str]]  # what, how to fix
    note: str


@dataclass
class Review:
    """What the page shows of one story."""

    story: Story
    code: str
    title: str
    body: str
    body_html: Markup
    readable: bool  # an author who took a story back does not leave it on the desk
    offered: list[Action]
    chip: Any
    claim: str
    claimed_by_me: bool
    may_claim: bool
    author: str
    author_hidden: bool
    evidence_hidden: bool
    record: dossiers.Record
    revision: int
    title_diff: list[DiffPart]
    body_diff: list[DiffPart]
    photos: list[pictures.Seen]
    alike: list[alikes.Alike]  # titles like this one's
    alike_more: int
    told: list[Told]
    passed_on: datetime | None  # when whoever looks passed it on, and so decides nothing
    colleagues: Sequence[conflicts.Colleague]  # who may be named as related to it
    recused: list[tuple[str, str]]  # for humas: who is out of it, and why
    pending: Pending | None  # approved, and until when that can be undone
    undone_note: str

    @property
    def processing(self) -> list[str]:
        """The names of pictures still in work: nothing is approved before everybody saw them."""
        return [photo.name for photo in self.photos if photo.state is PhotoState.RECEIVED]

    @property
    def failed(self) -> int:
        return sum(photo.state is PhotoState.FAILED for photo in self.photos)


def review(session: Session, story: Story, rights: Rights, at: datetime) -> Review:
    """`story` as `dossiers.story` loads it, on the desk of a person who may judge it."""
    parts = parts_of(rights, story)
    texts = dossiers.revisions(session, story.id)
    sent = texts[0] if texts else Revision(number=1, title=story.title, body=story.body)
    before = texts[1] if len(texts) > 1 else None
    editing = story.status in EDITABLE  # what the author types meanwhile is not sent yet
    title, body = (sent.title, sent.body) if editing else (story.title, story.body)
    claim = _claim(session, story, rights.user_id, at)
    me = rights.user_id
    named = story.credit is not Credit.ANONYMOUS or dossiers.opened(session, story, me, dossiers.IDENTITY_OPENED)
    lines = dossiers.decisions(session, story.id)
    evidence = dossiers.opened(session, story, me, dossiers.EVIDENCE_OPENED)
    sent_on = (line.decision.made_at for line in lines if line.decision.action is Action.ESCALATE)
    alike, more = alikes.titled_alike(session, story, rights) if story.status in rules.DESK else ([], 0)
    return Review(
        story=story,
        code=codes.pretty(story.code),
        title=title,
        body=body,
        body_html=html.render(body) if editing else Markup(story.body_html),  # noqa: S704  # made by html.render
        readable=story.status is not Status.WITHDRAWN or story.published_at is not None,
        offered=rules.offered(story.status, parts, escalated=story.escalated_at is not None),
        chip=cards.chip_of(story, at) if story.status in rules.DESK else None,
        claim=claim,
        claimed_by_me=bool(claim) and story.claimed_by_id == rights.user_id,
        may_claim=Part.DIRECTOR in parts and story.status in rules.WAITING and not claim,
        author=story.signed_name if named else "",
        author_hidden=not named,
        record=dossiers.record(session, story.author_id),
        revision=sent.number,
        title_diff=word_diff(before.title, sent.title) if before and before.title != sent.title else [],
        body_diff=word_diff(before.body, sent.body) if before and before.body != sent.body else [],
        evidence_hidden=not evidence,
        alike=alike,
        alike_more=more,
        photos=pictures.seen(session, story, rights, opened=evidence),
        told=[told(line, rights) for line in lines],
        passed_on=next(sent_on, None) if Part.SENDER in parts else None,
        colleagues=conflicts.colleagues(session, story, rights, at),
        recused=recused(session, story, parts),
        pending=undo.pending(story, at),
        undone_note=undo.undone_note(lines, rights),
    )


def recused(session: Session, story: Story, parts: Set[Part]) -> list[tuple[str, str]]:
    """Who is out of the story, in words, for whoever decides in place of the ward."""
    if Part.HUMAS not in parts:
        return []
    return [(out.name, str(RELATIONS[out.kind])) for out in conflicts.listed(session, story.id)]


def _claim(session: Session, story: Story, me: int | None, at: datetime) -> str:
    """Who holds the story and until when; nothing when nobody does."""
    if story.status is not Status.IN_REVIEW or not story.claimed_until or story.claimed_until <= at:
        return ""
    mine = story.claimed_by_id == me
    return cards.claim_words(mine, "" if mine else dossiers.name_of(session, story.claimed_by_id), story.claimed_until)


def told(line: Line, rights: Rights) -> Told:
    decision, lang = line.decision, language()
    who = str(ROLES.get(decision.role, decision.role))
    if decision.moderator_id is not None and decision.moderator_id == rights.user_id:
        who = str(_("You, as %(role)s", role=who[:1].lower() + who[1:]))
    given = [reasons.told(code) for code in decision.reasons]
    words = [(row["title_en"], row["fix_en"]) if lang == "en" else (row["title"], row["fix"]) for row in given]
    note = str(_(decision.note)) if decision.role == "system" and decision.note else decision.note
    return Told(str(ACTIONS[decision.action]), who, decision.made_at, decision.revision, words, note)
