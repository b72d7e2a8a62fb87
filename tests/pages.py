"""Fixtures for pages: a Flask app of kernel parts only, because macros and error pages must not need a database."""

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request
from flask_login import AnonymousUserMixin, LoginManager

from portal.kernel import drawing, errors, forms, headers, i18n, ui
from portal.wards import city

ROOT = Path(__file__).parents[1]
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onfocus='x' {{ 7*7 }} javascript:alert(3)"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Person(AnonymousUserMixin):
    """Signed in when the request says so, to see both mastheads."""

    name = HOSTILE

    @property
    def is_authenticated(self) -> bool:
        return "signed-in" in request.cookies


class Tree(HTMLParser):
    """Elements with their attributes; `problems` collects crossed and unclosed tags."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements, self.open, self.problems = [], [], []
        self.feed(markup)
        self.close()
        self.problems += [f"<{tag}> never closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        wanted = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [a for t, a in self.elements if t == tag and all(a.get(n) == v for n, v in wanted.items())]


@pytest.fixture
def page_app():
    app = Flask("portal", root_path=str(ROOT / "portal"), static_url_path="/static")
    settings = SimpleNamespace(base_url="https://warga.test", demo=False)
    app.config.update(SECRET_KEY="x" * 40, TRANSLATIONS=ROOT / "translations", SETTINGS=settings)
    app.extensions["portal.city"] = city.load("pekalongan")
    for part in (drawing, forms, i18n, ui, errors):
        part.init_app(app)
    headers.init_app(app, https=False)
    # what accounts.desks tells the layouts: nobody here has a desk
    app.jinja_env.globals.update(desks=lambda: (), desk_tab=lambda: None, unread_notices=str)
    login = LoginManager(app)
    login.anonymous_user = Person
    login.user_loader(lambda _: None)
    return app


@pytest.fixture
def render(page_app):
    """render(source, path="/", **names): the template text drawn inside a request."""

    def draw(source: str, path: str = "/", environ=None, **names) -> str:
        with page_app.test_request_context(path, environ_overrides=environ or {}):
            return page_app.jinja_env.from_string(source).render(**names)

    return draw


@pytest.fixture
def inspect(render):
    """The same, parsed, and proven to be well formed and free of what a stranger tried to smuggle in."""

    def look(source: str, **names) -> Tree:
        markup = render(source, **names)
        tree = Tree(markup)
        assert tree.problems == [], markup
        assert_harmless(tree)
        return tree

    return look


def assert_harmless(tree: Tree) -> None:
    for tag, attributes in tree.elements:
        assert tag not in ("script", "style", "iframe"), f"<{tag}> came in"
        for name, value in attributes.items():
            assert not name.startswith("on"), f"{tag} {name}={value}"
            assert name != "style"
            if name in ("href", "src"):
                assert not re.match(r"\s*javascript:", value or "", re.I), f"{tag} {name}={value}"
