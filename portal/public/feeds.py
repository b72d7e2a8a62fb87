"""The Atom feed: RFC 4287, with `tag:` ids that stay when an address changes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from portal.kernel import dates
from portal.kernel.codes import PREFIX
from portal.kernel.i18n import language
from portal.public.bylines import Byline, byline
from portal.public.cards import Card, cards

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when nothing is published, the feed has not changed since
# what XML 1.0 cannot carry even escaped
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One story in a feed; `body` is its HTML as text, `changed_at` when it was last published or changed."""

    id: str
    card: Card
    author: Byline
    changed_at: datetime
    body: str
    image: str  # address of its picture, or nothing


def entries(rows: Sequence[Any], base_url: str) -> list[Entry]:
    host = urlsplit(base_url).hostname or "localhost"
    return [
        Entry(
            id=tag(host, row.published_at, row.code),
            card=shown,
            author=byline(row.credit, row.author, row.handle, row.ward),
            changed_at=max(row.changed_at, row.published_at),
            body=content(row.body_html, shown, base_url),
            image=photo_address(shown.photo.id, base_url) if shown.photo else "",
        )
        for row, shown in zip(rows, cards(rows), strict=True)
    ]


def content(html: str, shown: Card, base_url: str) -> str:
    """The story with its picture on top, as HTML that stands on its own elsewhere."""
    body = Markup(html)  # noqa: S704 – kernel.html cleaned it when saved
    if shown.photo is None:
        return str(body)
    source = Markup('<p><img src="{}" alt="{}"><br>{} {}</p>')
    credit = _("Photo: %(credit)s", credit=shown.photo.credit)
    return str(
        source.format(photo_address(shown.photo.id, base_url), shown.photo.alt, shown.photo.caption, credit) + body
    )


def photo_address(photo_id: str, base_url: str) -> str:
    return f"{base_url}/foto/{photo_id}/l.jpg"


def tag(host: str, first: datetime, code: str) -> str:
    """RFC 4151: the host, the day (in Pekalongan) it was first published, the code."""
    return f"tag:{host},{dates.wib(first):%Y-%m-%d}:{PREFIX}-{code}"


def feed_tag(base_url: str, spoken: str) -> str:
    """The feed's own id, one for each language it is read in."""
    return f"tag:{urlsplit(base_url).hostname or 'localhost'},{BEGINNING:%Y}:umpan-{spoken}"


def atom(found: Sequence[Entry], base_url: str) -> Response:
    """The feed as an answer; characters that no XML may hold are left out."""
    updated = max((entry.changed_at for entry in found), default=BEGINNING)
    feed_id = feed_tag(base_url, language())
    text = render_template("public/feed.xml", entries=found, updated=updated, feed_id=feed_id)
    return current_app.response_class(_NOT_XML.sub("", text), mimetype="application/atom+xml")
