"""Answers kept public pages before Flask is asked: from memory, else from the page folder, else drawn once and kept.

Three kinds of requests are drawn each time: with the mark of somebody for whom pages differ (`kernel.sessions.MARK`),
with a query parameter that some page understands, and below a mount point. Other parameters (utm_…) neither change a
page nor fill the store. Every other cookie, the session's too, is kept from the views of public pages.
"""

import os
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_plus

from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.kernel import headers, pages, patience
from portal.kernel.i18n import without_prefix
from portal.kernel.page_answers import ONE_READER, Headers, Page, choose, encoded, holds, own_headers
from portal.kernel.page_folder import PageFolder, is_plain
from portal.kernel.page_memory import Memory

OK, UNCHANGED = "200 OK", "304 NOT MODIFIED"
PATIENCE = 5.0  # seconds to wait for another thread that draws the same page
CLOSED_FOR = 1.0  # seconds between looks at a store that is closed
TOKEN = b'name="csrf_token"'  # of a form; such a page belongs to one visitor


class Drawn:
    """What Flask answered; it takes the place of start_response."""

    def __init__(self) -> None:
        self.status, self.headers, self.problem = "", Headers(), None

    def __call__(self, status: str, headers: Headers, problem: Any = None) -> None:
        self.status, self.headers, self.problem = status, headers, problem


class PageLayer:
    """The WSGI application around Flask's."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inner: Any = app.wsgi_app
        self.folder: PageFolder = app.extensions["portal.pages"]
        self.link = self.folder.link
        self.mark, self.remember = pages.cookie_names(app)
        self.views = app.url_map.bind("")
        self.constant = [*headers.constant(https=app.config["SETTINGS"].secure_cookies).items(), pages.CACHE]
        self.memory = Memory()
        self._looked = float("-inf")  # when this process last looked whether a generation waits to be shown

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in pages.READS:
            return self.inner(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        cookies = environ.get("HTTP_COOKIE")
        if (
            cookies is not None
            and (self.mark in cookies or self.remember in cookies)
            and not self._hides_cookies(environ, known=True)
        ):
            return self.draw(environ, start_response)
        query = environ.get("QUERY_STRING")
        if environ.get("SCRIPT_NAME") or (query and understood(query)):
            return self.draw(environ, start_response)
        path = environ["PATH_INFO"]
        page = self.memory.pages.get(path)
        try:
            # one system call for each answer: what was withdrawn a moment ago is gone in every process
            if page is not None and page.generation == os.readlink(self.link):  # noqa: PTH115 – Path is slow
                self.memory.pages.move_to_end(path)
                return send(page, environ, start_response)
        except (OSError, KeyError):  # the store is closed; the page has just been put out of memory
            pass
        return self.find(environ, start_response, page, keep=not query)

    def find(self, environ: dict[str, Any], start_response: Any, old: Page | None, *, keep: bool) -> Iterable[bytes]:
        """From the folder, or drawn; of the threads that want a page which is out of date, one draws it for all."""
        if self._generation() == "" or not is_plain(environ["PATH_INFO"]):
            return self.draw(environ, start_response)
        mine = old is not None and old.lock.acquire(timeout=PATIENCE)
        try:
            generation = self.folder.generation()
            page = self._kept(generation, environ["PATH_INFO"])
            if page is not None:
                return send(page, environ, start_response)
            return self.draw(environ, start_response, generation if keep else "")
        finally:
            if mine and old is not None:
                old.lock.release()

    def _generation(self) -> str:
        """The generation that holds. A process that has just begun, and a closed store, ask the database for it."""
        now = time.monotonic()
        found = self.folder.generation()
        if self._looked < 0 or (found == "" and now - self._looked > CLOSED_FOR):
            self._looked = now
            patience.begin()  # somebody waits for this page: not the half minute that work beside requests may take
            try:
                with self.app.app_context():
                    pages.catch_up()
            finally:
                patience.end()
            return self.folder.generation()
        return found

    def _kept(self, generation: str, path: str) -> Page | None:
        """The page as another thread or process has left it."""
        page = self.memory.pages.get(path)
        if page is not None and page.generation == generation:
            return page
        found = self.folder.read(generation, path)
        if found is None:
            return None
        page = Page(generation, found[0], self.constant, found[1])
        self.memory.put(path, page)
        return page

    def draw(self, environ: dict[str, Any], start_response: Any, generation: str = "") -> Iterable[bytes]:
        """Flask's answer. A public page gets ETag and encoding; it is kept under `generation`, which was read before.

        What changes while it is drawn raises the number, so an outdated page is kept where nobody looks any more.
        """
        drawn, path = Drawn(), environ["PATH_INFO"]
        if "HTTP_COOKIE" in environ and self._hides_cookies(environ, known=self._is_known(environ)):
            del environ["HTTP_COOKIE"]
        answer = self.inner(environ, drawn)
        body = environ.pop(pages.PAGE, None)
        whole = body if drawn.status.startswith("200") else None
        public = whole is not None and for_all(drawn.headers, whole)
        own_page = whole is not None and self._is_known(environ) and for_one(drawn.headers, whole)
        if body is None or not (public or own_page):
            if generation:
                self.memory.forget(path)
            start_response(drawn.status, drawn.headers, *([drawn.problem] if drawn.problem else []))
            return answer  # type: ignore[no-any-return]  # WSGI
        if hasattr(answer, "close"):
            answer.close()
        kind, own = dict(drawn.headers)["Content-Type"], own_headers(drawn.headers)
        if not public:
            return send(once(kind, own, body, environ, ONE_READER), environ, start_response)
        if not generation:
            return send(once(kind, own, body, environ), environ, start_response)
        usual = sorted(own) == sorted(self.constant)
        page = Page(generation, kind, self.constant if usual else own, encoded(kind, body))
        self.memory.put(path, page)
        if usual:  # nginx can give no other headers
            self.folder.write(generation, path, kind, page.bodies, page.stamp)
        return send(page, environ, start_response)

    def _is_known(self, environ: dict[str, Any]) -> bool:
        return pages.knows_reader(environ.get("HTTP_COOKIE"), (self.mark, self.remember))

    def _hides_cookies(self, environ: dict[str, Any], *, known: bool) -> bool:
        """Whether the view of this address must not see cookies: it draws a public page, and for this reader the
        same one as for everybody.
        """
        path = without_prefix(environ["PATH_INFO"])
        try:
            endpoint, _values = self.views.match(path.encode("latin-1").decode(errors="replace"), method="GET")
        except HTTPException:  # no such address
            return False
        view = self.app.view_functions.get(endpoint)
        return bool(getattr(view, "public_page", False)) and not (known and getattr(view, "has_menu", True))


def once(kind: str, own: Headers, body: bytes, environ: dict[str, Any], *vary: str) -> Page:
    """A page that is kept nowhere, in the encoding that this request wants."""
    wanted = choose(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return Page("0", kind, own, encoded(kind, body, wanted=[wanted]), *vary)


def send(page: Page, environ: dict[str, Any], start_response: Any) -> list[bytes]:
    answer = page.answers[choose(environ.get("HTTP_ACCEPT_ENCODING", ""))]
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition is not None and holds(condition, answer.etag):
        start_response(UNCHANGED, answer.unchanged)
        return []
    start_response(OK, answer.headers)
    return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []


def understood(query: str) -> bool:
    """Whether a query string names a parameter that some public page knows."""
    names = [part.partition("=")[0] for part in query.split("&")]
    if "%" in query or "+" in query:
        names = [unquote_plus(name) for name in names]
    return not pages.PARAMS.isdisjoint(names)


def for_all(found: Headers, body: bytes) -> bool:
    """Whether an answer holds nothing that belongs to one visitor."""
    for name, value in found:
        low, said = name.lower(), value.lower()
        if low == "set-cookie" or (low == "cache-control" and ("private" in said or "no-store" in said)):
            return False
        # without a session cookie, which was looked for, a page that asked for the session learnt nothing from it
        if low == "vary" and not {each.strip() for each in said.split(",")} <= {"accept-encoding", "cookie"}:
            return False
    return TOKEN not in body


def for_one(found: Headers, body: bytes) -> bool:
    """Whether a public page that was drawn for a known reader may be packed and tagged.

    A form token stays unpacked: beside words an attacker chooses, the packed length would tell it (BREACH). No public
    page shows words of its address, so this is the second of two locks.
    """
    said = ", ".join(value.lower() for name, value in found if name.lower() == "cache-control")
    return "private" in said and "no-store" not in said and TOKEN not in body


def init_app(app: Flask) -> None:
    """Call last: nothing may lie around this layer."""
    app.wsgi_app = PageLayer(app)  # type: ignore[method-assign]  # Flask's documented way to wrap


def begin(app: Flask) -> None:
    """For a process that will serve: know the generation before the first visitor, when the database may be away."""
    layer: PageLayer = app.wsgi_app  # type: ignore[assignment]  # see init_app
    layer._generation()
