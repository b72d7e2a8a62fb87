"""Feeds of the city, of a ward, of a section and of an author, as Atom and as JSON Feed."""

from typing import Any

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.kernel import pages, paging
from portal.kernel.db import reader
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.public import feeds, found_queries, json_feed, queries
from portal.public.views import moved_author
from portal.wards.city import City

bp = Blueprint("feeds", __name__)


def city() -> City:
    found: City = current_app.extensions["portal.city"]
    return found


def answer(form: str, title: str, place: str, cut: str, **values: Any) -> ResponseReturnValue:
    """One page of a feed in the form that was asked for; 404 for a cursor that is none of ours."""
    base_url, cursor = current_app.config["SETTINGS"].base_url, request.args.get("sebelum")
    try:
        page = queries.feed(reader(), cut, cursor, **values)
    except paging.BadCursor:
        abort(404)
    found = feeds.feed(title, place, base_url, page.items, page.next)
    if form == "xml":
        return feeds.atom(found, cursor or "")
    return json_feed.answer(found, base_url, city().office.unit, cursor or "")


def site_title() -> str:
    return f"Berita dan Warga, {city().name}"


@bp.get("/umpan.<any(xml,json):form>")
@pages.public(params=("sebelum",), menu=False)
@guards.anyone
def whole(form: str) -> ResponseReturnValue:
    return answer(form, site_title(), "/", "all")


@bp.get("/kelurahan/<slug>/umpan.<any(xml,json):form>")
@pages.public(params=("sebelum",), menu=False)
@guards.anyone
def ward(slug: str, form: str) -> ResponseReturnValue:
    here = found_queries.ward_of(reader(), slug) or abort(404)
    title = f"{_('Ward of %(ward)s', ward=here.name)} – {site_title()}"
    return answer(form, title, f"/kelurahan/{slug}", "ward", ward_id=here.id)


@bp.get("/rubrik/<slug>/umpan.<any(xml,json):form>")
@pages.public(params=("sebelum",), menu=False)
@guards.anyone
def rubric(slug: str, form: str) -> ResponseReturnValue:
    here = city().rubric(slug) or abort(404)
    return answer(form, f"{here.name(language())} – {site_title()}", f"/rubrik/{slug}", "rubric", rubric_slug=slug)


@bp.get("/penulis/<handle>/umpan.<any(xml,json):form>")
@pages.public(params=("sebelum",), menu=False)
@guards.anyone
def author(handle: str, form: str) -> ResponseReturnValue:
    name = found_queries.author_name(reader(), handle)
    if name is None:
        return moved_author(handle, f"/umpan.{form}")
    return answer(form, f"{name} – {site_title()}", f"/penulis/{handle}", "author", handle=handle)
