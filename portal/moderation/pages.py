"""Puts together what the two pages of the ward desk show."""

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.accounts.desks import frame
from portal.accounts.rights import Rights
from portal.kernel import clock
from portal.moderation import alt_fields, cards, dossiers, queries, reasons, requested_changes, reviews, rules, undo
from portal.moderation.forms import DecisionForm
from portal.moderation.queries import Desk, WardRow
from portal.moderation.rules import Filter
from portal.stories.models import Story

RECENTLY = timedelta(days=90)
COMMONEST = 5
SHEETS = ("return", "reject", "hold", "escalate")  # the decisions that take reasons


def desk_of(rights: Rights, at: datetime) -> Desk:
    return Desk(rights.wards, "humas" in rights.roles, at.astimezone(clock.WIB).date(), rights.user_id or 0)


def queue(session: Session, rights: Rights, cut: Filter, cursor: str, at: datetime) -> dict[str, Any]:
    """The queue in four statements. Raises paging.BadCursor."""
    desk = desk_of(rights, at)
    wards, cap = queries.wards(session, desk, at)
    ward_ids = [ward.id for ward in wards if ward.id]
    page = queries.page(session, desk, ward_ids, cut, at, cursor)
    _mark_alike(session, page.items, desk.me)
    several = len(wards) > 1
    cards_ = [cards.card(item, rights.user_id or 0, at, with_ward=several) for item in page.items]
    approved = undo.recent(session, desk, ward_ids, rights.user_id, at)
    toast = undo.toast(session, approved, page.items, rights.user_id, at)
    waiting, late = _number(wards, "waiting", cap), _number(wards, "late", cap)
    older = url_for("moderation.queue", saring=cut.value, sesudah=page.next) if page.next else ""
    first = url_for("moderation.queue", saring=cut.value) if cursor else ""
    headline = _headline(waiting, late)
    shown: dict[str, Any] = {"cards": cards_, "cut": cut, "headline": headline, "filters": _filters(wards, cap, cut)}
    shown |= {"toast": toast, "approved": [each for each in approved if not toast or each != toast.pending]}
    badge = "" if waiting == "0" else waiting
    return frame(rights, place=_place(wards), waiting=badge) | shown | {"older": older, "first": first}


def _mark_alike(session: Session, items: Any, me: int) -> None:
    ward_ids = sorted({item.ward_id for item in items})
    mine = [(item.id, item.ward_id, item.title) for item in items]
    found = rules.alike(mine, queries.titles(session, ward_ids, me))
    for item in items:
        item.alike = len(found.get(item.id, ()))


def _number(wards: list[WardRow], name: str, cap: int) -> str:
    """A sum in digits; a count that stopped at its cap says that there is more."""
    more = any(ward.stopped(name, cap) for ward in wards)
    return f"{sum(getattr(ward, name) for ward in wards)}{'+' if more else ''}"


def _headline(waiting: str, late: str) -> str:
    if waiting == "0" and late == "0":
        return str(_("No story is waiting for you"))
    count = int(waiting.rstrip("+"))
    words = ngettext("%(count)s story is waiting", "%(count)s stories are waiting", count, count=waiting)
    return str(words if late == "0" else _("%(waiting)s, %(late)s overdue", waiting=words, late=late))


def _filters(wards: list[WardRow], cap: int, cut: Filter) -> list[tuple[str, str, bool, str]]:
    names = ("waiting", "own", "resent", "held", "returned")
    more = any(ward.stopped(name, cap) for ward in wards for name in names)
    n = {name: sum(getattr(ward, name) for ward in wards) for name in names}
    rows = (
        (Filter.ALL, _("All"), n["waiting"] + n["own"] + n["held"] + n["returned"]),
        (Filter.NEW, _("New"), n["waiting"] + n["own"] - n["resent"]),
        (Filter.RESENT, _("Sent again"), n["resent"]),
        (Filter.AUTHOR, _("Waiting for the author"), n["returned"]),
        (Filter.HELD, _("On hold"), n["held"]),
    )
    return [
        (url_for("moderation.queue", saring=each.value), words, each is cut, f"{count}{'+' if more else ''}")
        for each, words, count in rows
    ]


def _place(wards: list[WardRow]) -> str:
    names = [ward.name for ward in wards if ward.id]
    if len(names) == 1:
        return str(_("%(ward)s ward", ward=names[0]))
    return ", ".join(names) if len(names) <= 3 else str(ngettext("%(num)d ward", "%(num)d wards", len(names)))


def review(session: Session, story: Story, rights: Rights, form: DecisionForm, at: datetime) -> dict[str, Any]:
    """One story with the form of its decision."""
    place = _("%(ward)s ward", ward=story.ward.name) if story.ward else ""
    chosen = set(form.codes)
    common = reasons.commonest(dossiers.reasons_given(session, at - RECENTLY), COMMONEST)
    rest = [reason for reason in reasons.REASONS.values() if reason not in common]
    groups = [(group, any(reason.code in chosen for reason in group.reasons)) for group in reasons.grouped(rest)]
    found = reviews.review(session, story, rights, at)
    if found.offered and not form.decision.data and not form.note.data:
        form.note.data = found.undone_note
    form.offer(found.colleagues, [(kind.value, reviews.RELATIONS[kind]) for kind in rules.NAMED])
    shown = {"review": found, "form": form, "groups": groups, "chosen": chosen, "common": common}
    shown["fits"] = {
        code: [each for each in SHEETS if code not in reasons.unfit(each, [code])] for code in reasons.REASONS
    }
    shown["alts"] = alt_fields.of(session, story, form) if found.offered else None
    shown["answered"] = requested_changes.answered(session, story)
    return frame(rights, place=str(place)) | shown | {"note_most": rules.NOTE, "not_grounds": reasons.NOT_GROUNDS}
