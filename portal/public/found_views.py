"""For machines that find and quote: sitemaps, robots.txt, oEmbed."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from portal.accounts import guards
from portal.kernel import clock, dates, numbers, pages, text
from portal.kernel.codes import PREFIX
from portal.kernel.db import reader
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.public import found_queries, oembed, sitemap
from portal.public.addresses import story_path, story_url
from portal.public.bylines import byline
from portal.public.cards import SUMMARY
from portal.public.sitemap import Page
from portal.wards.city import City

bp = Blueprint("found", __name__)

STANDING = ("/", "/berita", "/kelurahan", "/tentang", "/syarat", "/privasi", "/pedoman", "/ralat", "/pencabutan")
# rooms of their own; what is behind them asks for a sign-in anyway
PRIVATE = (
    *("/meja", "/siar", "/admin", "/akun", "/kiriman", "/kirim/", "/unggah", "/masuk", "/keluar", "/daftar"),
    *("/lupa", "/sandi/", "/wali/", "/langganan/", "/lapor/", "/cari", "/lacak"),
)


def base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def city() -> City:
    found: City = current_app.extensions["portal.city"]
    return found


def paper() -> str:
    return f"Berita dan Warga, {city().name}"


def standing() -> list[Page]:
    wards = (f"/kelurahan/{each.slug}" for each in city().wards)
    return [Page(path) for path in (*STANDING, *wards, *(f"/rubrik/{each.slug}" for each in city().rubrics))]


def story_page(row: Any) -> Page:
    """A story, as news while it is news."""
    path, changed = story_path(row.slug, row.code), dates.wib(max(row.changed_at, row.published_at))
    if row.published_at < clock.now() - sitemap.NEWS_DAYS:
        return Page(path, changed)
    return Page(path, changed, row.title, dates.wib(row.published_at))


def xml(body: str) -> Response:
    return current_app.response_class(body, mimetype=sitemap.MIME)


def of_part(part: int) -> list[Page]:
    return [story_page(row) for row in found_queries.between(reader(), *sitemap.bounds(part))]


@bp.get("/sitemap.xml")
@pages.public(menu=False)
@guards.anyone
def whole() -> ResponseReturnValue:
    """All pages while they fit into one file; else the list of the files."""
    parts = sitemap.parts(found_queries.highest(reader()))
    if len(parts) <= 1:
        return xml(sitemap.urlset([*standing(), *of_part(1)], base_url(), paper()))
    names = ("halaman", "terbaru", *parts)
    return xml(sitemap.index(f"{base_url()}/sitemap-{name}.xml" for name in names))


@bp.get("/sitemap-halaman.xml")
@pages.public(menu=False)
@guards.anyone
def of_pages() -> ResponseReturnValue:
    return xml(sitemap.urlset(standing(), base_url(), paper()))


@bp.get("/sitemap-terbaru.xml")
@pages.public(menu=False)
@guards.anyone
def of_news() -> ResponseReturnValue:
    """The stories of the last two days; each stands in its part as well."""
    rows = found_queries.since(reader(), clock.now() - sitemap.NEWS_DAYS)
    return xml(sitemap.urlset(map(story_page, rows), base_url(), paper()))


@bp.get("/sitemap-<row:part>.xml")
@pages.public(menu=False)
@guards.anyone
def of_stories(part: int) -> ResponseReturnValue:
    if part not in sitemap.parts(found_queries.highest(reader())):
        abort(404)
    return xml(sitemap.urlset(of_part(part), base_url(), paper()))


@bp.get("/robots.txt")
@pages.public(menu=False)
@guards.anyone
def robots() -> ResponseReturnValue:
    closed = [f"Disallow: {prefix}{path}" for path in PRIVATE for prefix in ("", "/en")]
    lines = ["User-agent: *", "Allow: /foto/", "Allow: /kartu/", *closed, "", f"Sitemap: {base_url()}/sitemap.xml", ""]
    return current_app.response_class("\n".join(lines), mimetype="text/plain")


@bp.get("/oembed")
@guards.anyone
def embed() -> ResponseReturnValue:
    """404 for an address that leads to no public story of ours, 501 for another format than JSON, as the text says."""
    code = oembed.code_in(request.args.get("url", ""), base_url())
    row = found_queries.brief(reader(), code) if code else None
    if row is None:
        abort(404)
    if request.args.get("format", "json") != "json":
        abort(501, description=_("This address answers in JSON only."))
    most = (number("maxwidth"), number("maxheight"))
    response = jsonify(oembed.document(quoted(row), paper(), base_url(), most))
    response.headers["Access-Control-Allow-Origin"] = "*"  # it is what everybody may read
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={oembed.AGE}"
    return response


def quoted(row: Any) -> oembed.Quoted:
    signed = byline(row.credit, row.author, row.handle, row.ward)
    return oembed.Quoted(
        title=row.title,
        summary=text.excerpt(row.excerpt, SUMMARY),
        url=base_url() + story_url(row.slug, row.code),
        author=signed.words,
        author_url=base_url() + signed.url if signed.url else "",
        day=dates.long_date(row.published_at, language()),
        card=f"{base_url()}/kartu/{PREFIX}-{row.code}.png",
    )


def number(name: str) -> int | None:
    """A size in pixels; what is no size counts as none, as if it were not there."""
    size = numbers.whole(request.args.get(name), high=999_999)
    return None if size is None else max(1, size)
