"""The head of public pages: what `seo` says of the page that is being drawn, for templates to put in."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, current_app
from markupsafe import Markup

from portal.kernel import codes, dates
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.ui import path, static_url
from portal.public import seo
from portal.public.reading import Reading
from portal.public.share_cards import FALLBACK

NAME = "Berita dan Warga"


def base() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def site_card() -> str:
    """The share picture of pages that have none of their own."""
    return site().card


def story_card(code: str) -> str:
    return base() + card_path(code)


def card_path(code: str) -> str:
    return f"/kartu/{codes.PREFIX}-{code}.png"


class Site(NamedTuple):
    """What is the same on every page."""

    root: str
    city: str
    card: str
    publisher: dict[str, Any]


def site() -> Site:
    known: dict[str, Site] = current_app.extensions["portal.site"]
    if not known:  # not before the first page: the picture's address has its contents in it
        city, root = current_app.extensions["portal.city"], base()
        card = root + static_url(FALLBACK)
        known[""] = Site(root, city.name, card, seo.organization(city.office.name, root, card))
    return known[""]


def ld_story(story: Reading, url: str) -> Markup:
    """A story and the way to it; `url` is its own absolute address in the language of the page."""
    root, city, _card, publisher = site()
    article = seo.news_article(
        url=url,
        headline=story.title,
        description=story.summary,
        published=dates.wib(story.published_at),
        changed=dates.wib(story.changed_at),
        author=story.byline.words,
        author_url=root + story.byline.url if story.byline.url else "",
        section=story.rubric.name,
        where=seo.place(story.ward.name, city),
        publisher=publisher,
        pictures=pictures(story),
        card=f"{root}{card_path(story.code)}",
        base=root,
    )
    steps = [home(root), (story.ward.name, root + story.ward.url), (story.title, url)]
    return _script(article, seo.breadcrumbs(steps))


def ld_page(name: str, url: str, above: Sequence[tuple[str, str]] = ()) -> Markup:
    """The way from the front page to a list; `above` are `(name, path)` between the two."""
    root = site().root
    between = [(each, root + path(inside)) for each, inside in above]
    return _script(seo.breadcrumbs([home(root), *between, (name, url)]))


def ld_front(url: str) -> Markup:
    return _script(seo.website(NAME, url, language(), site().publisher))


def home(root: str) -> tuple[str, str]:
    return _("Home"), root + path("/")


def pictures(story: Reading) -> list[Any]:
    """All photos of a story in the order they are shown."""
    inside = [part for part in story.flow if hasattr(part, "credit")]
    return [*([story.lead] if story.lead else []), *inside, *story.gallery]


def oembed_url(url: str) -> str:
    """Where the embed of a story is described."""
    return f"{base()}/oembed?url={quote(url, safe='')}&format=json"


def _script(*things: dict[str, Any]) -> Markup:
    # JSON without `<`, `>` and `&`
    return Markup(f'<script type="application/ld+json">{seo.text(*things)}</script>')  # noqa: S704


def init_app(app: Flask) -> None:
    app.extensions["portal.site"] = {}
    for call in (site_card, story_card, ld_story, ld_page, ld_front, oembed_url):
        app.jinja_env.globals[call.__name__] = call
