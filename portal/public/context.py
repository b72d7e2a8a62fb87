"""What every page knows without asking the database: the city, its rubrics, whether this is a demo."""

from typing import Any

from flask import Flask, current_app, request, url_for

from portal.kernel.i18n import language
from portal.settings import Settings
from portal.wards.city import City


def city_words(city: City) -> dict[str, Any]:
    """The city as the layouts want it."""
    return {
        "name": city.name,
        "government": city.office.name,
        "agency": city.office.unit,
        "website": city.website,
        "email": city.office.email,
        "emergency": city.emergency,
        "complaint_name": city.complaint_line.name,
        "complaint_phone": city.complaint_line.label,
        "complaint_url": city.complaint_line.link(),
        "ppid_url": city.ppid.url,
        "ward_count": len(city.wards),
    }


def page_context() -> dict[str, Any]:
    city: City = current_app.extensions["portal.city"]
    settings: Settings = current_app.config["SETTINGS"]
    here = (request.view_args or {}).get("slug") if request.endpoint == "public.rubric" else None
    return {
        "city": city_words(city),
        "demo": settings.demo,
        "nav_rubrics": [
            (url_for("public.rubric", slug=rubric.slug), rubric.name(language()), rubric.slug == here)
            for rubric in city.rubrics
        ],
    }


def init_app(app: Flask) -> None:
    app.context_processor(page_context)
