"""The frame of every desk page: whose desk it is and the ways to its pages, the same wherever one stands."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from portal.accounts.rights import Rights, allowed
from portal.kernel.ui import path


def frame(rights: Rights, *, place: str = "", waiting: str = "") -> dict[str, Any]:
    """What the desk layout takes. `waiting` is the number at the queue, when the page knows it."""
    ways = [("/meja", _("Queue"), waiting)]
    if allowed("humas", rights):
        ways += [("/siar", _("Share to channels"), ""), ("/siar/kanal", _("Channels"), "")]
        ways += [("/siar/pencabutan", _("Removals"), ""), ("/siar/nama", _("Names"), "")]
        ways += [("/siar/orang", _("Account recovery"), "")]
    # the longest address that this page lies below: /siar/orang is no page of /siar
    here = max((to for to, *_rest in ways if f"{request.path}/".startswith(f"{to}/")), key=len, default="")
    relations = here.startswith("/siar") or (allowed("humas", rights) and not rights.wards)
    title = _("Public relations desk") if relations else _("Director's desk")
    nav = [(path(to), label, to == here, number) for to, label, number in ways]
    return {"desk_title": title, "desk_place": place, "desk_nav": nav}
