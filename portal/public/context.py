"""What every page knows without asking the database: the sections in its navigation, and which one it is in."""

from typing import Any

from flask import Flask, current_app, has_request_context, request

from portal.kernel import drawing
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext
from portal.wards.city import City


def page_context() -> dict[str, Any]:
    if not has_request_context():
        return {}  # a letter has no navigation
    endpoint = request.endpoint
    here = (request.view_args or {}).get("slug") if endpoint == "public.rubric" else None
    home = endpoint == "public.front"
    known: dict[Any, Any] = current_app.extensions["portal.sections"]
    wanted = (request.root_path, language(), home, here if here in known["slugs"] else None)
    found = known.get(wanted)
    if found is None:
        found = known[wanted] = sections(current_app.extensions["portal.city"], *wanted)
    return {"nav_rubrics": found}


def sections(city: City, root: str, lang: str, home: bool, here: str | None) -> tuple[tuple[str, str, bool], ...]:
    """(address, name, whether it is this page) of the front page and the rubrics."""
    front = (f"{root}/", gettext("Home"), home)
    return (front, *((f"{root}/rubrik/{each.slug}", each.name(lang), each.slug == here) for each in city.rubrics))


def page(name: str, /, **values: Any) -> str:
    """A public page: drawn without looking for the person who reads it, unless a cookie names one."""
    return drawing.draw(name, **page_context(), **values)


def init_app(app: Flask) -> None:
    app.extensions["portal.sections"] = {"slugs": {each.slug for each in app.extensions["portal.city"].rubrics}}
    app.context_processor(page_context)
