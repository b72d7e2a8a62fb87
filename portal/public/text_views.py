"""`/teks/…`: the stories as words alone, each page below 10 kB, for phones with little quota left."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.accounts import guards
from portal.kernel import codes, pages, paging
from portal.kernel.db import reader
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.ui import path
from portal.public import found_queries, queries
from portal.public.addresses import story_path
from portal.public.bylines import byline
from portal.public.cards import cards
from portal.stories.lifecycle import GONE

bp = Blueprint("text_only", __name__, url_prefix="/teks")


def listed(heading: str, full: str, cut: str, **values: Any) -> ResponseReturnValue:
    """One page of a list; 404 for a cursor that is none of ours."""
    cursor, here = request.args.get("sebelum"), f"{request.script_root}{request.path}"
    try:
        found = queries.older(reader(), cut, cursor, **values)
    except paging.BadCursor:
        abort(404)
    older, newer = f"{here}?sebelum={found.next}" if found.next else "", here if cursor else ""
    wards = sorted(current_app.extensions["portal.city"].wards, key=lambda each: each.name)
    said = {"heading": heading, "full": path(full), "older": older, "newer": newer, "wards": wards}
    return render_template("teks/list.html", cards=cards(found.items), **said)


@bp.get("")
@pages.public(params=("sebelum",), menu=False)
@guards.anyone
def whole() -> ResponseReturnValue:
    return listed(_("All stories"), "/berita", "all")


@bp.get("/kelurahan/<slug>")
@pages.public(params=("sebelum",), menu=False)
@guards.anyone
def ward(slug: str) -> ResponseReturnValue:
    here = found_queries.ward_of(reader(), slug) or abort(404)
    return listed(_("Ward of %(ward)s", ward=here.name), f"/kelurahan/{slug}", "ward", ward_id=here.id)


@bp.get("/berita/<given>")
@pages.public(menu=False)
@guards.anyone
def story(given: str) -> ResponseReturnValue:
    """410 for a story that was taken down, as on its full page; another slug leads to the right one."""
    try:
        _slug, code = codes.split_path(given)
    except codes.WrongCode:
        abort(404, description=_("The story code at the end of this address is wrong. Check its letters and digits."))
    row = found_queries.words(reader(), code)
    if row is None:
        abort(410 if found_queries.state(reader(), code) in GONE else 404)
    right = story_path(row.slug, row.code)
    if f"/berita/{given}" != right:
        return redirect(path(f"/teks{right}"), 308)
    return render_template(
        "teks/story.html",
        story=row,
        full=path(right),
        rubric=row.rubric_en if language() == "en" else row.rubric,
        signed=byline(row.credit, row.author, row.handle, row.ward).words,
        body=Markup(row.body_html),  # noqa: S704 – kernel.html cleaned it when saved
    )
