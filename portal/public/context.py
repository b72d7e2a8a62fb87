"""What every page knows without asking the database: the sections in its navigation, and which one it is in."""

from typing import Any

from flask import Flask, current_app, has_request_context, request
from flask_babel import gettext as _

from portal.kernel import drawing
from portal.kernel.i18n import language
from portal.wards.city import City


def page_context() -> dict[str, Any]:
    if not has_request_context():
        return {}  # a letter has no navigation
    city: City = current_app.extensions["portal.city"]
    here = (request.view_args or {}).get("slug") if request.endpoint == "public.rubric" else None
    root, lang = request.script_root, language()
    home = (f"{root}/", str(_("Home")), request.endpoint == "public.front")
    sections = ((f"{root}/rubrik/{each.slug}", each.name(lang), each.slug == here) for each in city.rubrics)
    return {"nav_rubrics": (home, *sections)}


def page(name: str, /, **values: Any) -> str:
    """A public page: drawn without looking for the person who reads it, unless a cookie names one."""
    return drawing.draw(name, **page_context(), **values)


def init_app(app: Flask) -> None:
    app.context_processor(page_context)
