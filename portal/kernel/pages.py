"""When public pages change: the generation under which the page store keeps them, and which pages it may keep.

The number rises in the transaction that changes something public. It is shown to the web processes and to nginx after
the commit, by one symbolic link; what a crash leaves unshown the next process or the minute sweep shows.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, has_app_context, request
from flask.globals import _cv_app
from sqlalchemy import Date, bindparam, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, failpoints
from portal.kernel.db import Base, db
from portal.kernel.page_folder import PageFolder
from portal.kernel.sessions import MARK

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
PAGE = "portal.page"  # in the environment: the bytes of a public page, for the layer to keep, pack and tag
READS = ("GET", "HEAD")
CACHE = ("Cache-Control", "no-cache")  # a copy may be kept, and is asked for each time: a take-down shows at once
PARAMS: set[str] = set()  # every query parameter that some public page understands


class PageGeneration(Base):
    """One row: the number of the pages that hold now, and the day (WIB) it began."""

    __tablename__ = "page_generation"
    __table_args__ = {"info": {"derived": True}}  # no part of a backup: a restored portal begins anew

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    day: Mapped[date]


_RAISE = text(
    "INSERT INTO page_generation (id, number, day) VALUES (1, :least, :day) ON CONFLICT (id) DO UPDATE SET"
    " day = excluded.day, number = CASE WHEN page_generation.number < excluded.number THEN excluded.number"
    " ELSE page_generation.number + 1 END"
).bindparams(bindparam("day", type_=Date))


def drop(session: Session, least: int = 1) -> None:
    """Every kept page is out of date once the caller has committed; the new number is at least `least`."""
    session.connection().execute(_RAISE, {"least": least, "day": _wib_day(clock.now())})
    session.info["pages.dropped"] = True


def public(params: Iterable[str] = (), *, menu: bool = True) -> Callable[[View], View]:
    """Mark a view whose page is the same for everybody and may be kept. `params` are the query parameters it knows.

    `menu` says that signed-in people see their own menu on it; a feed or sitemap has none, and never sees a cookie.
    """
    PARAMS.update(params)

    def mark(view: View) -> View:
        view.public_page = True  # type: ignore[attr-defined]  # read by the layer, copied by functools.wraps
        view.has_menu = menu  # type: ignore[attr-defined]
        return view

    return mark


@event.listens_for(Session, "after_commit")
def _show(session: Session) -> None:
    # SQLAlchemy tells of a released savepoint in the same way, while the rows are not committed yet
    if session.in_nested_transaction() or not session.info.pop("pages.dropped", False) or not has_app_context():
        return
    failpoints.hit("pages.before_publish")
    catch_up()


def catch_up() -> None:
    """Show the number the database holds; where that cannot be known or shown, nothing is kept until it can."""
    folder: PageFolder = current_app.extensions["portal.pages"]
    if not folder.is_open():
        return
    try:
        folder.show(_committed())
    except Exception:
        log.exception("the page store is closed until its generation can be read and written")
        folder.close()


def _committed() -> int:
    # beside the session and without BEGIN: it is in the middle of its commit, and SQLite would ask for the write lock
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT number FROM page_generation")
        row = cursor.fetchone()
        cursor.close()
        return int(row[0]) if row else 0
    finally:
        connection.close()


def renew(session: Session) -> None:
    """Begin anew at a start or after a restore: this release may draw other pages, this database hold other rows.

    The caller commits. Without a folder that can be written pages are drawn each time.
    """
    folder: PageFolder = current_app.extensions["portal.pages"]
    try:
        folder.open()
        drop(session, folder.highest() + 1)
    except OSError:
        log.exception("the page store %s cannot be used: every page is drawn each time", folder.root)
        folder.close()


def sweep(session: Session, at: datetime) -> None:
    """Every minute: a new day (WIB) is a new generation, because appointments and counts follow the calendar."""
    day = session.scalar(select(PageGeneration.day))
    if day is not None and day != _wib_day(at):
        drop(session)
    else:
        catch_up()


def tidy(_session: Session, _at: datetime) -> None:
    """Every minute: remove the files of generations that are over."""
    current_app.extensions["portal.pages"].tidy()


def _wib_day(at: datetime) -> date:
    return at.astimezone(clock.WIB).date()


def knows_reader(cookies: str | None, names: Iterable[str]) -> bool:
    """Whether a Cookie header holds one of these names, or anything that could be read as one."""
    return cookies is not None and any(name in cookies for name in names)


def cookie_names(app: Flask) -> tuple[str, ...]:
    """The cookies of somebody for whom public pages differ: signed in, or with a message waiting."""
    return (MARK, str(app.config.get("REMEMBER_COOKIE_NAME") or "remember_token"))


def hand_over(response: Response) -> Response:
    """After each request: give a public page to the layer; one drawn for a known reader is marked as private."""
    # Flask's own objects, not its proxies for them
    app, environ = _cv_app.get().app, request.environ
    view = app.view_functions.get(request.endpoint or "")
    if environ["REQUEST_METHOD"] not in READS or not getattr(view, "public_page", False):
        return response
    cookies = environ.get("HTTP_COOKIE")
    if cookies and knows_reader(cookies, cookie_names(app)):
        if response.cache_control.no_store is not True:
            response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    if response.status_code == 200 and not response.is_streamed and not response.direct_passthrough:
        response.headers.setdefault(*CACHE)
        environ[PAGE] = response.get_data()
    return response
