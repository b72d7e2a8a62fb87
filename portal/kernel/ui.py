"""What templates may call: icons, the mark, QR codes, bars, asset addresses. Every argument is escaped."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import qrcode
from flask import Flask, current_app, g, get_flashed_messages, request
from flask.globals import _cv_app, _cv_request
from flask_login import current_user
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

from portal.kernel import dates, kept, labels, numbers, phrases, text
from portal.kernel.credits import photographer
from portal.kernel.i18n import language
from portal.kernel.icons import ICONS
from portal.kernel.motif import MARK

MARK_ID = "mark"
MARK_SYMBOL = Markup('<symbol id="mark" viewBox="0 0 64 64">' + MARK + "</symbol>")  # noqa: S704  # our own drawing
LONG_EDGES = {"s": 400, "m": 800, "l": 1600}
MONOGRAMS = {
    "web": "Web",
    "website": "Web",
    "wordpress": "Web",
    "ghost": "Web",
    "facebook": "Fb",
    "instagram": "IG",
    "x": "X",
    "threads": "Th",
    "telegram": "Tg",
    "whatsapp": "WA",
    "youtube": "YT",
    "tiktok": "TT",
    "bluesky": "Bs",
    "mastodon": "Ma",
    "radio": "RKB",
}


def icon(name: str, cls: str = "") -> Markup:
    """An icon beside words; hidden from screen readers. Raises KeyError for a name that is not in icons.py."""
    if name not in ICONS:
        raise KeyError(f"no icon {name!r}")
    kept.symbols(_cv_app.get().g).add(name)
    return _icon(name, cls)


@lru_cache(maxsize=256)
def _icon(name: str, cls: str) -> Markup:
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(f"i {cls}".strip(), name)


def mark(cls: str = "") -> Markup:
    """The flower in its ring, coloured by the CSS variables --mark-a and --mark-b."""
    kept.symbols(_cv_app.get().g).add(MARK_ID)
    attribute = Markup(' class="{}"').format(cls) if cls else Markup("")
    return Markup('<svg{} viewBox="0 0 64 64" aria-hidden="true"><use href="#mark"/></svg>').format(attribute)


def sprite() -> Markup:
    """The symbols this page used, once, at the end of body; the next page drawn in this context starts anew."""
    return _sprite(frozenset(g.pop("symbols", ())))


@lru_cache(maxsize=256)
def _sprite(used: frozenset[str]) -> Markup:
    symbols = [
        Markup('<symbol id="i-{}" viewBox="0 0 24 24"><path d="{}"/></symbol>').format(name, ICONS[name])
        for name in sorted(used - {MARK_ID})
    ]
    if MARK_ID in used:
        symbols.append(MARK_SYMBOL)
    inner = Markup("").join(symbols)
    return (
        Markup('<svg width="0" height="0" class="sr" aria-hidden="true">{}</svg>').format(inner) if symbols else inner
    )


@lru_cache(maxsize=512)  # 5 ms of work on a page that authors open again and again
def qr(content: str) -> Markup:
    """A QR code (level M) as one path; dark on whatever is behind it, so wrap it in `.qr`, which stays white."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h{width}v1h-{width}z" for y, row in enumerate(rows) for x, width in _runs(row))
    size = len(rows)
    return Markup(
        '<svg viewBox="0 0 {0} {0}" shape-rendering="crispEdges" aria-hidden="true">'
        '<path fill="#15172b" d="{1}"/></svg>'
    ).format(size, path)


def _runs(row: Sequence[bool | None]) -> list[tuple[int, int]]:
    """(start, length) of every dark run."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and x and row[x - 1]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


def bar(percent: float, cls: str = "bar", height: int = 6) -> Markup:
    """A bar filled to `percent` (clamped to 0–100); the length is an attribute, so no style is needed."""
    width = f"{min(100.0, max(0.0, float(percent))):.1f}".removesuffix(".0")
    return Markup(
        '<svg class="{0}" viewBox="0 0 100 {1}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" width="100" height="{1}"/><rect class="fg" width="{2}" height="{1}"/></svg>'
    ).format(cls, int(height), width)


def monogram(kind: str) -> Markup:
    """A channel's letters, never a trademark's logo; an unknown kind shows its first two letters."""
    letters = MONOGRAMS.get(kind.lower()) or kind[:2].title()
    return Markup('<span class="mono" aria-hidden="true">{}</span>').format(letters)


def renditions(width: int, height: int) -> list[tuple[str, int]]:
    """Sizes a photo is served in, with their true widths in pixels; a size that adds nothing is left out."""
    edge = max(width, height, 1)
    sizes: dict[int, str] = {}
    for name, longest in LONG_EDGES.items():
        sizes.setdefault(round(width * min(1.0, longest / edge)), name)
    return [(name, pixels) for pixels, name in sizes.items()]


class Sources(NamedTuple):
    """The addresses of a photo's files: two `srcset`, and one file for who understands neither."""

    webp: str
    jpg: str
    one: str


@lru_cache(maxsize=1000)
def sources(public_id: str, width: int, height: int) -> Sources:
    """`/foto/<id>/m.webp 800w, …`; the one file is the second smallest."""
    files = renditions(width, height)
    webp, jpg = (
        ", ".join(f"/foto/{public_id}/{size}.{kind} {pixels}w" for size, pixels in files) for kind in ("webp", "jpg")
    )
    return Sources(webp, jpg, f"/foto/{public_id}/{files[min(1, len(files) - 1)][0]}.jpg")


def map_cells(wards: Sequence[Any]) -> list[Any]:
    """Wards row by row for the tile map, None where no ward lies. A ward has `column` from 1 and `row` from 0."""
    places = {(ward.column, ward.row): ward for ward in wards}
    columns = max((column for column, _ in places), default=0)
    rows = max((row for _, row in places), default=-1)
    return [places.get((column, row)) for row in range(rows + 1) for column in range(1, columns + 1)]


def root() -> str:
    """Below which path this page and its neighbours live: `/en` for an English one."""
    here = _cv_request.get(None)
    return here.request.root_path if here else ""


def path(inside: str) -> str:
    """A path of the contract in the language of this page: path("/kirim") is /en/kirim on an English one."""
    return root() + inside


def static_url(path: str) -> str:
    """`/static/…?v=<content hash>`: the same for both languages; a file is looked at again after a second."""
    known: dict[str, tuple[float, str]] = current_app.extensions["portal.static"]
    found = known.get(path)
    if found is None or found[0] < monotonic():
        found = known[path] = (monotonic() + 1, _static_url(path))
    return found[1]


def _static_url(path: str) -> str:
    folder, prefix = current_app.static_folder, current_app.static_url_path
    file = Path(str(folder)) / path
    try:
        found = file.stat()
    except OSError:
        return f"{prefix}/{path}"
    return f"{prefix}/{path}?v={_hash(file, found.st_mtime_ns, found.st_size)}"


@lru_cache(maxsize=256)
def _hash(file: Path, changed_ns: int, size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def signed_in() -> bool:
    """Whether a person is signed in. A request without cookies is answered without opening the session."""
    return bool(request.cookies) and bool(current_user.is_authenticated)


def flashes() -> list[Any]:
    """(category, message) pairs waiting for this person; a request without cookies has none."""
    return list(get_flashed_messages(with_categories=True)) if request.cookies else []


GLOBALS = (icon, mark, sprite, qr, bar, monogram, renditions, sources, map_cells, path, static_url, signed_in, flashes)


DATE_FILTERS: dict[str, Callable[[Any, str], str]] = {
    "wib": dates.stamp,
    "wib_long": dates.day_stamp,
    "wib_date": dates.short_date,
    "wib_day": dates.day_date,
    "wib_time": dates.clock,
    "long_date": dates.long_date,
    "number": dates.number,
}


def iso(at: datetime) -> str:
    """For <time datetime>: 2026-11-24T13:00:00+07:00."""
    return dates.wib(at).isoformat(timespec="seconds")


def _in_page_language(write: Callable[[Any, str], str]) -> Callable[[Any], str]:
    return lambda at: write(at, language())


def init_app(app: Flask) -> None:
    app.extensions["portal.static"] = {}
    phrases.init_app(app)
    kept.init_app(app)
    env = app.jinja_env
    env.globals.update({call.__name__: call for call in GLOBALS})
    env.globals.update(state_label=labels.state_label, due_words=labels.due_words)
    env.globals["author_due_words"] = labels.author_due_words
    settings = app.config.get("SETTINGS")
    env.globals.update(town=app.extensions.get("portal.city"), demo=bool(settings and settings.demo))
    env.globals["site_url"] = settings.base_url if settings else ""
    env.filters.update({name: _in_page_language(write) for name, write in DATE_FILTERS.items()})
    env.filters["grouped"] = lambda number: numbers.grouped(number, language())
    env.filters.update(iso=iso, initials=text.monogram, photographer=photographer)
    env.trim_blocks = env.lstrip_blocks = True
