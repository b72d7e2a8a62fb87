"""/cari: a plain form in the address. Nothing of it is stored, and search engines are asked to leave it alone."""

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.kernel import codes, paging
from portal.kernel.db import db
from portal.public import results, search_form, search_queries
from portal.public.addresses import story_url
from portal.public.context import page

bp = Blueprint("search", __name__)


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
    """The address of the story whose code was typed; empty where it is no code of a story everybody may know of."""
    try:
        code = codes.parse(typed)
    except codes.WrongCode:
        return ""
    slug = search_queries.slug_of(db.session(), code)
    return story_url(slug, code) if slug is not None else ""
