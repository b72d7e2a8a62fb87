"""What everybody may read. Views load rows, hand them to the builders beside this file, and draw."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.kernel import clock, codes, dates, errors, pages, paging
from portal.kernel.db import reader
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.public import found_queries, gone, queries, story_queries, texts
from portal.public.addresses import author_url, story_url, ward_url
from portal.public.arrange import CANDIDATES, by_day
from portal.public.arrange import front as arrange_front
from portal.public.cards import Card, cards
from portal.public.context import page
from portal.public.reading import leader_of, reading
from portal.public.wards import by_district, by_slug, meant
from portal.stories import retention
from portal.stories.lifecycle import GONE, PUBLIC
from portal.wards.city import City

MAP_DAYS = 30
RECENT = 100  # of the newest stories, for the page of all rubrics

bp = Blueprint("public", __name__)


def city() -> City:
    found: City = current_app.extensions["portal.city"]
    return found


def tiles(*, full: bool = False) -> dict[str, Any]:
    """The wards with what was published there in the last thirty days; `full` as in `queries.wards`."""
    wards = queries.wards(reader(), today() - timedelta(days=MAP_DAYS), full=full)
    # plain: rows of the database are compared slowly
    key: tuple[tuple[Any, ...], ...] = tuple([(*ward[:7], ward[-1]) for ward in wards])
    return {"wards": wards, "counts": {each[2]: each[-1] for each in key}, "map_key": key, "days": MAP_DAYS}


def today() -> date:
    return clock.now().astimezone(clock.WIB).date()


def older(cut: str, **values: Any) -> dict[str, Any]:
    """The cards of one page of a list and the address of the next; 404 for a cursor that is none of ours."""
    cursor = request.args.get("sebelum")
    try:
        found = queries.older(reader(), cut, cursor, **values)
    except paging.BadCursor:
        abort(404)
    further = f"{request.script_root}{request.path}"
    return {
        "cards": cards(found.items),
        "older": f"{further}?sebelum={found.next}" if found.next else "",
        "newer": further if cursor else "",
        "query": f"?sebelum={cursor}" if cursor else "",
    }


@bp.get("/")
@pages.public()
@guards.anyone
def front() -> ResponseReturnValue:
    source = reader()
    chosen = queries.chosen(source, clock.now())
    lead = cards([chosen])[0] if chosen else None
    arranged = arrange_front(cards(queries.front(source, CANDIDATES)), lead)
    return page("public/front.html", front=arranged, **tiles())


@bp.get("/berita")
@pages.public(params=("sebelum",))
@guards.anyone
def stories() -> ResponseReturnValue:
    found, now = older("all"), clock.now()
    groups = [(dates.day_heading(day, now, language()), shown) for day, shown in by_day(found["cards"])]
    return page("public/stories.html", groups=groups, **tiles(), **found)


@bp.get("/berita/<slug>-<code>")
@bp.get("/berita/<code>", defaults={"slug": ""})
@pages.public()
@guards.anyone
def story(slug: str, code: str) -> ResponseReturnValue:
    given = f"{slug}-{code}" if slug else code
    try:
        _slug, right = codes.split_path(given)
    except codes.WrongCode:
        abort(404, description=_("The story code at the end of this address is wrong. Check its letters and digits."))
    row = story_queries.one(reader(), right, today())
    if row is None or (row.status not in PUBLIC and (row.status not in GONE or row.published_at is None)):
        abort(404)
    if row.status in GONE:
        return taken_down(row)
    if given != f"{row.slug}-{codes.PREFIX}-{right}":
        return redirect(story_url(row.slug, right), 308)
    further = queries.further(reader(), row.ward_id, row.rubric_id, row.id)
    told = reading(row, story_queries.card(reader(), row), further, city().name)
    return page("public/story.html", story=told, tab="")


def taken_down(row: Any) -> ResponseReturnValue:
    """410 with what may be said: of a withdrawn story when and why, of a hidden one nothing."""
    at, reasons = gone.last_word(story_queries.way(reader(), row.id))
    if errors.wants_json():
        return errors.answer(410, " ".join(reasons))
    return page("public/gone.html", status=row.status, at=at, reasons=reasons), 410


@bp.get("/kelurahan")
@pages.public()
@guards.anyone
def wards() -> ResponseReturnValue:
    found = tiles(full=True)
    return page("public/wards.html", districts=by_district(found["wards"]), **found)


@bp.get("/kelurahan/<slug>")
@pages.public(params=("sebelum",))
@guards.anyone
def ward(slug: str) -> ResponseReturnValue:
    every = tiles(full=True)
    here = by_slug(every["wards"], slug)
    if here is None:
        other = meant(every["wards"], slug) or abort(404)
        return redirect(ward_url(other.slug), 308)
    leaders = [leader_of(row.name, row.role, row.ends_on) for row in queries.leaders(reader(), here.id, today())]
    found = older("ward", ward_id=here.id)
    return page("public/ward.html", ward=here, leader=next(iter(leaders), None), **every, **found)


@bp.get("/rubrik")
@pages.public()
@guards.anyone
def rubrics() -> ResponseReturnValue:
    newest: dict[str, Card] = {}
    for card in cards(queries.latest(reader(), RECENT)):
        newest.setdefault(card.rubric.url, card)
    return page("public/rubrics.html", newest=newest)


@bp.get("/rubrik/<slug>")
@pages.public(params=("sebelum",))
@guards.anyone
def rubric(slug: str) -> ResponseReturnValue:
    here = city().rubric(slug) or abort(404)
    found = older("rubric", rubric_slug=slug)
    return page("public/rubric.html", name=here.name(language()), **tiles(), **found)


@bp.get("/penulis/<handle>")
@pages.public(params=("sebelum",))
@guards.anyone
def author(handle: str) -> ResponseReturnValue:
    name = found_queries.author_name(reader(), handle)
    if name is None:
        return moved_author(handle)
    return page("public/author.html", name=name, **older("author", handle=handle))


def moved_author(handle: str, feed: str = "") -> ResponseReturnValue:
    """308 from the page an author had under a former name, or from its feed; 404 if there is none."""
    other = found_queries.successor(reader(), handle, clock.now()) or abort(404)
    query = request.query_string.decode("latin-1")
    response = redirect(f"{author_url(other)}{feed}{'?' if query else ''}{query}", 308)
    response.headers["Cache-Control"] = "no-cache"  # it holds for a year
    return response


def text_page(name: str, **more: Any) -> str:
    text = texts.page(name, language(), city(), retention.terms())
    return page("public/text.html", name=name, title=texts.titles()[name], text=text, **more)


@bp.get("/tentang")
@pages.public()
@guards.anyone
def about() -> ResponseReturnValue:
    return text_page("tentang")


@bp.get("/syarat")
@pages.public()
@guards.anyone
def terms() -> ResponseReturnValue:
    return text_page("syarat")


@bp.get("/privasi")
@pages.public()
@guards.anyone
def privacy() -> ResponseReturnValue:
    return text_page("privasi")


@bp.get("/pedoman")
@pages.public()
@guards.anyone
def guidelines() -> ResponseReturnValue:
    return text_page("pedoman")


@bp.get("/ralat")
@pages.public()
@guards.anyone
def errata() -> ResponseReturnValue:
    return text_page("ralat")


@bp.get("/pencabutan")
@pages.public(params=("sebelum",))
@guards.anyone
def withdrawals() -> ResponseReturnValue:
    cursor = request.args.get("sebelum")
    try:
        found = queries.withdrawn(reader(), cursor)
    except paging.BadCursor:
        abort(404)
    here = url_for("public.withdrawals")
    return text_page(
        "pencabutan",
        register=[gone.gone(row) for row in found.items],
        older=f"{here}?sebelum={found.next}" if found.next else "",
        newer=here if cursor else "",
    )
