"""What the buttons of the review page do, and what is said afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.kernel import codes, dates
from portal.kernel.i18n import language
from portal.moderation import alt_fields, conflicts, rules, service
from portal.moderation.forms import DecisionForm
from portal.photos.models import PhotoState
from portal.settings import Settings
from portal.stories import alt_texts
from portal.stories.lifecycle import Action, NotAllowed, RecusalKind
from portal.stories.models import Story
from portal.stories.parts import parts_of

RECUSE, ALT = "recuse", "alt"
Step = Callable[[Session, Story, Rights, datetime], None]
ON_THE_WAY: dict[str, Step] = {
    "claim": service.claim,
    "release": service.release,
    "identity": service.open_identity,
    "evidence": service.open_evidence,
    ALT: lambda *_nothing_more: None,
}
ANCHORS = {"evidence": "bukti", ALT: "alts"}  # the section that a step opens, several screens down on a phone
DONE: dict[str, Any] = {
    "claim": _l("You are reviewing this story until %(time)s; your colleagues see the mark."),
    "release": _l("The story is free for others again."),
    "identity": _l("The name is shown to you. That you opened it is on record."),
    "evidence": _l("You see time, camera and place. Your access is logged."),
    ALT: _l("Saved. Public relations sees it once the story is published."),
    RECUSE: _l("Recorded. This person takes no part in “%(title)s” any more."),
    Action.APPROVE: _l("Approved. “%(title)s” is published."),
    Action.RETURN: _l("Returned. The author of “%(title)s” gets the reasons and how to fix them."),
    Action.REJECT: _l("Rejected. The author of “%(title)s” is told why."),
    Action.HOLD: _l("“%(title)s” is on hold. The author is told why."),
    Action.ESCALATE: _l("“%(title)s” is now with public relations."),
}


def processing(story: Story) -> list[str]:
    """The names of pictures still in work."""
    return [
        str(_("Photo %(num)s (%(name)s)", num=n, name=row.photo.original_name))
        for n, row in enumerate(story.photos, 1)
        if row.photo.state is PhotoState.RECEIVED
    ]


def needs_confirmation(form: DecisionForm, story: Story, rights: Rights, at: datetime) -> bool:
    """Whether to ask before a decision: a colleague is reviewing the story, and the form confirms nothing."""
    held = story.claimed_until is not None and story.claimed_until > at and story.claimed_by_id != rights.user_id
    return held and form.action is not None and form.confirm.data != "1"


def take(session: Session, story: Story, rights: Rights, form: DecisionForm, at: datetime) -> bool:
    """Do what the button says; False when the form must be completed first. The caller commits.

    Raises NotAllowed or StaleDataError when it is too late for it.
    """
    action = form.action
    if action is None and form.decision.data != RECUSE:
        _write_alts(session, story, rights, form, at)
        ON_THE_WAY[str(form.decision.data)](session, story, rights, at)
        return True
    if not form.names_well({each.id for each in conflicts.colleagues(session, story, rights, at)}):
        return False
    if action is None:
        if Action.ESCALATE in _offered(story, rights):
            raise NotAllowed("a director names a colleague only while passing the story on")
        _write_alts(session, story, rights, form, at)
        _name(session, story, rights, form, at)
        return True
    if action not in _offered(story, rights):
        raise NotAllowed(f"{action} from {story.status}")
    if not form.fits(processing(story)):
        return False
    _write_alts(session, story, rights, form, at)
    if action is Action.ESCALATE and form.colleague_id:
        _name(session, story, rights, form, at)
    settings: Settings = current_app.config["SETTINGS"]
    undo = timedelta(seconds=settings.undo_seconds)
    service.decide(session, story, rights, action, at, codes=form.codes, note=form.note.data or "", undo=undo)
    return True


def _offered(story: Story, rights: Rights) -> list[Action]:
    return rules.offered(story.status, parts_of(rights, story), escalated=story.escalated_at is not None)


def _write_alts(session: Session, story: Story, rights: Rights, form: DecisionForm, at: datetime) -> None:
    """Alt texts come with any button of the page, while the story can be decided on."""
    if not _offered(story, rights):
        if form.decision.data == ALT:
            raise NotAllowed(f"alt texts of what is {story.status}")
        return
    alt_texts.write(session, story, alt_fields.writable(session, story, form.alts), rights.user_id, at)
    if form.ask_alts.data:
        alt_texts.request(session, story, rights.user_id, at)


def _name(session: Session, story: Story, rights: Rights, form: DecisionForm, at: datetime) -> None:
    conflicts.name_colleague(session, story, rights, form.colleague_id or 0, RecusalKind(str(form.relation.data)), at)


def done(form: DecisionForm, story: Story) -> str:
    """What the next page says about it."""
    until = dates.clock(story.claimed_until, language()) if story.claimed_until else ""
    return str(DONE[str(form.decision.data)]) % {"title": story.title, "time": until}


def next_page(form: DecisionForm, story: Story, rights: Rights) -> str:
    """A decision leads back to the queue, a step on the way to the story, to what was asked for there."""
    if form.action is None and parts_of(rights, story):
        return url_for("moderation.review", code=codes.pretty(story.code), _anchor=ANCHORS.get(str(form.decision.data)))
    return url_for("moderation.queue")
