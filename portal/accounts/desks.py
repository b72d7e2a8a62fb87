"""The desks of a person: which there are, how much waits at each, and the frame of their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import Flask, g, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts import guards
from portal.accounts.rights import Rights, allowed
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.ui import path, signed_in

MOST: Final = 99  # a longer list is said to be "99+"


class Waiting(NamedTuple):
    """What waits for one person: stories to review, posts to look after, requests to answer, unread notices."""

    stories: int = 0
    posts: int = 0
    removals: int = 0
    names: int = 0
    notices: int = 0


Count = Callable[[Session, Rights, datetime], Waiting]
COUNT: list[Count] = []  # filled by wiring: what is counted belongs to packages above this one


@dataclass(frozen=True)
class Desk:
    """One desk of a person."""

    path: str
    name: str
    waiting: int

    @property
    def number(self) -> str:
        return number(self.waiting)

    @property
    def url(self) -> str:
        return path(self.path)


def number(count: int) -> str:
    """How a badge says it: nothing for nothing, "99+" for more than that."""
    return f"{MOST}+" if count > MOST else str(count or "")


def waiting_for(rights: Rights) -> Waiting:
    """What waits for a person, asked once for a page; nothing is asked for people without an appointment."""
    if not rights.staff or not COUNT:
        return Waiting()
    if g.get("waiting_of") != rights:
        g.waiting_of, g.waiting = rights, COUNT[0](db.session(), rights, clock.now())
    return g.waiting  # type: ignore[no-any-return]  # flask.g is untyped


def desks_of(rights: Rights) -> tuple[Desk, ...]:
    """The desks of a person, the one with the most daily work first."""
    found, waits = [], waiting_for(rights)
    if allowed("director of the ward", rights):
        # humas without a ward finds there what nobody else decides on
        found.append(Desk("/meja", _("Director's desk") if rights.wards else _("Stories to review"), waits.stories))
    if allowed("humas", rights):
        found.append(Desk("/siar", _("Public relations desk"), waits.posts + waits.removals + waits.names))
    if allowed("admin", rights):
        found.append(Desk("/admin", _("Administration"), 0))
    return tuple(found)


def ways_of(rights: Rights) -> list[tuple[str, str, bool, str]]:
    """The desks as the row below the head of a desk page, for a page that belongs to none of them."""
    return [(each.url, each.name, False, each.number) for each in desks_of(rights)]


def desks() -> tuple[Desk, ...]:
    """For templates: the desks of whoever reads this page. A reader without cookies costs nothing."""
    return desks_of(guards.current_rights()) if signed_in() else ()


def desk_tab() -> tuple[str, str] | None:
    """For the tab bar, which has one place for all desks: the first one where something waits, and the whole number."""
    found = desks()
    if not found:
        return None
    first = next((each for each in found if each.waiting), found[0])
    return first.url, number(sum(each.waiting for each in found))


def unread_notices() -> str:
    """For the bell of a desk."""
    return number(waiting_for(guards.current_rights()).notices)


def frame(rights: Rights, *, place: str = "", waiting: str = "") -> dict[str, Any]:
    """What the desk layout takes. `waiting` is the number at the queue, when the page has counted it itself."""
    waits = waiting_for(rights)
    ways = [("/meja", _("Queue"), waiting or number(waits.stories))]
    if allowed("humas", rights):
        ways += [("/siar", _("Share to channels"), number(waits.posts)), ("/siar/kanal", _("Channels"), "")]
        ways += [("/siar/pencabutan", _("Removals"), number(waits.removals))]
        ways += [("/siar/nama", _("Names"), number(waits.names)), ("/siar/orang", _("Account recovery"), "")]
    # the longest address that this page lies below: /siar/orang is no page of /siar
    here = max((to for to, *_rest in ways if f"{request.path}/".startswith(f"{to}/")), key=len, default="")
    relations = here.startswith("/siar") or (allowed("humas", rights) and not rights.wards)
    title = _("Public relations desk") if relations else _("Director's desk")
    nav = [(path(to), label, to == here, amount) for to, label, amount in ways]
    return {"desk_title": title, "desk_place": place, "desk_nav": nav}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(desks=desks, desk_tab=desk_tab, unread_notices=unread_notices)
