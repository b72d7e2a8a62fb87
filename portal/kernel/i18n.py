"""Indonesian by default, English below /en. The prefix alone decides: one URL map and no language cookie."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote

from flask import Flask, request
from flask.globals import _cv_request
from flask_babel import Babel, Domain, force_locale

LANGUAGES = ("id", "en")
StartResponse = Callable[..., Any]


class LanguagePrefix:
    """Moves /en from PATH_INFO to SCRIPT_NAME: url_for puts it back into every link by itself."""

    def __init__(self, app: Callable[[dict[str, Any], StartResponse], Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        environ["portal.language"] = "id"
        inside = without_prefix(path)
        if inside != path:
            environ["portal.language"] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = inside
        return self.app(environ, start_response)


def without_prefix(path: str) -> str:
    """The path that the URL map knows: `/en/berita` is `/berita`, `/en` is `/`."""
    return path[3:] or "/" if path == "/en" or path.startswith("/en/") else path


_spoken: ContextVar[str] = ContextVar("spoken", default="")


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Words inside are in this language, whatever the page around them speaks."""
    before = _spoken.set(lang)
    try:
        with force_locale(lang):
            yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """`id` or `en`; outside a request (mail, jobs) Indonesian."""
    if said := _spoken.get():
        return said
    # the variable itself, not Flask's proxies for it: this is asked for each word of each page
    here = _cv_request.get(None)
    return str(here.request.environ.get("portal.language", "id")) if here else "id"


def alternate_url(lang: str) -> str:
    """This page's path in another language."""
    environ = request.environ
    path: str | None = environ.get("portal.path")
    if path is None:  # once for a page, which names itself five times
        path = environ["portal.path"] = quote(request.path, safe="/:@!$&'()*+,;=~-._")
    return f"{request.root_path.removesuffix('/en')}{'/en' if lang == 'en' else ''}{path}"


def N_(msgid: str) -> str:  # noqa: N802 – what gettext calls it
    """Marks a sentence for the catalogue that is kept in English and put into words where it is shown."""
    return msgid


class _WtformsTranslations:
    """What WTForms asks for, answered from our own catalogue `wtforms`."""

    def __init__(self) -> None:
        self.domain = Domain(domain="wtforms")

    def gettext(self, string: str) -> str:
        return str(self.domain.gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # not Domain.ngettext: it would fill in %(num)d only, while WTForms fills in %(max)d afterwards
        return str(self.domain.get_translations().ungettext(singular, plural, n))


wtforms_translations = _WtformsTranslations()


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Jakarta"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    Babel(app, locale_selector=language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way to wrap
    app.jinja_env.globals["alternate_url"] = alternate_url
    app.jinja_env.globals["language"] = language
