"""/cari: a plain form in the address. Nothing of it is stored, and search engines are asked to leave it alone."""

import re

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.kernel import codes, paging
from portal.kernel.db import db
from portal.kernel.ui import path
from portal.public import results, search_form, search_queries
from portal.public.addresses import story_url
from portal.public.context import page
from portal.stories import queries

bp = Blueprint("search", __name__)
CODE = re.compile(r"bw[\s-]?[0-9a-z]{6}", re.IGNORECASE | re.ASCII)


@bp.get("/cari")
@guards.anyone
def search() -> ResponseReturnValue:
    session = db.session()
    if to := coded(request.args.get("q", "")):
        return redirect(to, 303)
    wards, rubrics = search_queries.wards(session), search_queries.rubrics(session)
    wanted, cursor = search_form.read(request.args, wards, rubrics), request.args.get("sebelum", "")
    found = None
    if wanted.asked:
        try:
            found = results.find(session, wanted, wards, cursor)
        except paging.BadCursor:
            abort(404)
    here = f"{request.script_root}{request.path}"
    shown = {"wanted": wanted, "found": found, "wards": wards, "rubrics": rubrics, "here": here}
    if found is None or not found.results:
        shown |= results.help_for(session, wanted, found, wards)
    if found:
        shown["headline"] = results.headline(found, first=not cursor)
    return page("public/search.html", chips=results.chips(wanted), paged=bool(cursor), **shown)


@bp.after_request
def pass_on(response: Response) -> Response:
    """What people look for stays between them and us: no cache keeps it."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def coded(typed: str) -> str:
    """Where a typed code leads: to the story, to its author's own page of it, or to tracking.

    Empty for what is no code. Words that happen to read as one are words: outside BW-… a code has a digit.
    """
    meant = CODE.fullmatch(typed.strip())
    try:
        code = codes.parse(typed)
    except codes.WrongCode:
        return tracking_url(typed) if meant else ""
    person = guards.signed_in_person() if request.cookies else None
    if person and queries.is_by(db.session(), code, person.id):
        return path(f"/kiriman/{codes.pretty(code)}")
    slug = search_queries.slug_of(db.session(), code)
    if slug is not None:
        return story_url(slug, code)
    return tracking_url(typed) if meant or any(map(str.isdigit, typed)) else ""


def tracking_url(typed: str) -> str:
    """Right or wrong: what a code is worth is said, and counted, there."""
    return url_for("tracking.track", kode=typed.strip())
