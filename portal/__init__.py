"""Berita dan Warga: residents write, a ward director decides, the city's channels carry it on."""

from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import wiring
from portal.kernel import (
    assets,
    body_layer,
    clean_urls,
    db,
    drawing,
    errors,
    floor,
    forms,
    headers,
    i18n,
    logs,
    multipart,
    numbers,
    page_layer,
    pages,
    queue,
    sessions,
    ui,
)
from portal.kernel.page_folder import PageFolder
from portal.kernel.storage import Storage
from portal.settings import Settings
from portal.wards import city

ROOT = Path(__file__).parent.parent
View = TypeVar("View")
MAX_BODY = 300 * 1024 * 1024  # bytes: ten photos of 25 MB and the words


def create_app(settings: Settings, **config: Any) -> Flask:
    """The portal as a Flask object. `settings` come from kernel.instance.prepare; `config` overrides are for tests."""
    app = Flask(__name__, static_url_path="/static")
    app.ensure_sync = _as_it_is  # type: ignore[assignment,method-assign]
    app.url_map.merge_slashes = False  # the redirect it makes goes to whatever host the request named
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret,
        TESTING=settings.testing,
        TRANSLATIONS=ROOT / "translations",
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=16 * 1024 * 1024,  # far over any field's limit, so that its form can say so, as typed
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="sesi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        **config,
    )
    app.extensions["portal.city"] = city.load(settings.city)
    app.extensions["portal.storage"] = Storage(settings.instance / "media")
    app.extensions["portal.pages"] = PageFolder(settings.instance / "pages")
    numbers.init_app(app)
    body_layer.init_app(app)
    drawing.init_app(app)
    sessions.init_app(app)
    headers.init_app(app, https=settings.secure_cookies)
    app.after_request(pages.hand_over)
    multipart.init_app(app)
    forms.init_app(app)
    floor.init_app(app, settings.instance)
    db.init_app(app)
    i18n.init_app(app)
    ui.init_app(app)
    assets.init_app(app)
    errors.init_app(app)
    logs.init_app(app)
    clean_urls.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    queue.init_app(app, settings)
    wiring.connect(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    page_layer.init_app(app)  # the outermost: it answers before anything else is asked
    return app


def _as_it_is(view: View) -> View:
    """Nothing of ours is a coroutine; Flask would look at every hook of every request to find out."""
    return view
