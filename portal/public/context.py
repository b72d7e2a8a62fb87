"""What every page knows without asking the database: the sections in its navigation, and which one it is in."""

from typing import Any

from flask import Flask, current_app, has_request_context, request

from portal.kernel import drawing
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext
from portal.public.cards import Named
from portal.wards.city import City

ALL = "/"  # in the place of a slug: the page of all rubrics
IN_ROW = 8  # rubrics that the navigation names; the others are on a page of their own


def page_context() -> dict[str, Any]:
    if not has_request_context():
        return {}  # a letter has no navigation
    endpoint = request.endpoint
    here = (request.view_args or {}).get("slug") if endpoint == "public.rubric" else None
    home = endpoint == "public.front"
    known: dict[Any, Any] = current_app.extensions["portal.sections"]
    if endpoint == "public.rubrics":
        here = ALL
    wanted = (request.root_path, language(), home, here if here in known["slugs"] else None)
    found = known.get(wanted)
    if found is None:
        city = current_app.extensions["portal.city"]
        found = known[wanted] = {"nav_rubrics": sections(city, *wanted), "all_rubrics": named(city, *wanted[:2])}
    return found


def sections(city: City, root: str, lang: str, home: bool, here: str | None) -> tuple[tuple[str, str, bool], ...]:
    """(address, name, whether it is this page) of the front page, of eight rubrics and of the page of all.

    The rubric that is open is always among the eight.
    """
    row = list(city.rubrics[:IN_ROW])
    row[-1:] = [each for each in city.rubrics[IN_ROW:] if each.slug == here] or row[-1:]
    front, every = (f"{root}/", gettext("Home"), home), (f"{root}/rubrik", gettext("All sections"), here == ALL)
    return (front, *((f"{root}/rubrik/{each.slug}", each.short(lang), each.slug == here) for each in row), every)


def named(city: City, root: str, lang: str) -> tuple[Named, ...]:
    """Every rubric with its address."""
    return tuple(Named(each.name(lang), f"{root}/rubrik/{each.slug}", each.color) for each in city.rubrics)


def page(name: str, /, **values: Any) -> str:
    """A public page: drawn without looking for the person who reads it, unless a cookie names one."""
    return drawing.draw(name, **page_context(), **values)


def init_app(app: Flask) -> None:
    app.extensions["portal.sections"] = {"slugs": {ALL, *(each.slug for each in app.extensions["portal.city"].rubrics)}}
    app.context_processor(page_context)
