"""What a feed holds, whichever way it is written: entries with `tag:` ids that stay when an address changes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, render_template
from markupsafe import Markup

from portal.kernel import dates
from portal.kernel.codes import PREFIX
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.public.bylines import Byline
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


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the whole city or of one `place` in it. Addresses are absolute; `older` is empty on the last page."""

    id: str
    title: str
    place: str  # path of the page it belongs to, without language
    page: str
    atom: str
    json: str
    older: str  # the cursor of the next page
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        return max((entry.changed_at for entry in self.entries), default=BEGINNING)

    def self_url(self, form: str, cursor: str = "") -> str:
        """The address of a page of it; `form` is `atom` or `json`."""
        address = self.atom if form == "atom" else self.json
        return f"{address}?sebelum={cursor}" if cursor else address


def feed(title: str, place: str, base_url: str, rows: Sequence[Any], older: str | None) -> Feed:
    """The feed of a page in the language of the request; `place` is `/` or like `/kelurahan/medono`."""
    page = base_url + ("/en" if language() == "en" else "") + place
    beside = page.rstrip("/")
    return Feed(
        id=feed_tag(base_url, language(), place.strip("/")),
        title=title,
        place=place,
        page=page,
        atom=f"{beside}/umpan.xml",
        json=f"{beside}/umpan.json",
        older=older or "",
        entries=entries(rows, base_url),
    )


def entries(rows: Sequence[Any], base_url: str) -> list[Entry]:
    host = urlsplit(base_url).hostname or "localhost"
    return [
        Entry(
            id=tag(host, row.published_at, row.code),
            card=shown,
            author=Byline(shown.byline, shown.author_url),
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
    lead = source.format(photo_address(shown.photo.id, base_url), shown.photo.alt, shown.photo.caption, credit)
    return _named_quotes(str(lead + body))


def photo_address(photo_id: str, base_url: str) -> str:
    return f"{base_url}/foto/{photo_id}/l.jpg"


def tag(host: str, first: datetime, code: str) -> str:
    """RFC 4151: the host, the day (in Pekalongan) it was first published, the code."""
    return f"tag:{host},{dates.wib(first):%Y-%m-%d}:{PREFIX}-{code}"


def feed_tag(base_url: str, spoken: str, place: str = "") -> str:
    """The feed's own id, one for each language it is read in and each place it is about."""
    host = urlsplit(base_url).hostname or "localhost"
    return f"tag:{host},{BEGINNING:%Y}:umpan-{spoken}" + (f":{place}" if place else "")


def atom(found: Feed, cursor: str = "") -> Response:
    """The feed as RFC 4287 wants it; characters that no XML may hold are left out."""
    text = _named_quotes(render_template("public/feed.xml", feed=found, cursor=cursor))
    return current_app.response_class(_NOT_XML.sub("", text), mimetype="application/atom+xml")


def _named_quotes(escaped: str) -> str:
    """Escaped text with its quotation marks as `&quot;`: some readers know no other way to write them."""
    return escaped.replace("&#34;", "&quot;")
