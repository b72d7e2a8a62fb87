"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

from flask import Response, current_app, json

from portal.kernel import dates
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.ui import static_url
from portal.public.feeds import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"
MIME = "application/feed+json"


def answer(found: Feed, base_url: str, office: str, cursor: str = "") -> Response:
    text = json.dumps(document(found, base_url, office, cursor), ensure_ascii=False, sort_keys=False)
    return current_app.response_class(text.encode("utf-8", "replace"), mimetype=MIME)


def document(found: Feed, base_url: str, office: str, cursor: str = "") -> dict[str, Any]:
    """The feed as plain values; `office` is who keeps it. `next_url` is there while something is older."""
    top: dict[str, Any] = {
        "version": VERSION,
        "title": found.title,
        "home_page_url": found.page,
        "feed_url": found.self_url("json", cursor),
        "description": str(_("Stories written by residents, reviewed by residents, read by the whole city.")),
        "favicon": base_url + static_url("img/mark.svg"),
        "authors": [{"name": office}],
        "language": language(),
    }
    if found.older:
        top["next_url"] = found.self_url("json", found.older)
    return top | {"items": [item(entry, base_url) for entry in found.entries]}


def item(entry: Entry, base_url: str) -> dict[str, Any]:
    """One story; its text is Indonesian on the English feed too."""
    author = {"name": entry.author.words}
    if entry.author.url:
        author["url"] = base_url + entry.author.url
    made: dict[str, Any] = {
        "id": entry.id,
        "url": base_url + entry.card.url,
        "title": entry.card.title,
        "content_html": entry.body,
        "summary": entry.card.summary,
        "date_published": dates.wib(entry.card.published_at).isoformat(timespec="seconds"),
        "date_modified": dates.wib(entry.changed_at).isoformat(timespec="seconds"),
        "authors": [author],
        "tags": [entry.card.rubric.name, entry.card.ward.name],
        "language": "id",
    }
    if entry.image:
        made["image"] = entry.image
    return made
