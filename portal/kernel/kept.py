"""Pieces of pages that come out the same each time, kept in memory: a card, a footer, a map.

A macro may be kept when its text depends on its arguments, the language and the mount point only, never on the person,
the session or the clock. Arguments must be hashable, or `key` must stand for them.
"""

from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, g
from flask.globals import _cv_app, _cv_request
from markupsafe import Markup

from portal.kernel.i18n import language

MOST = 4000  # pieces; a card has about 2 kB
Piece = tuple[Markup, frozenset[str]]


def kept(macro: Callable[..., Markup], *args: Any, key: Hashable = None, **named: Any) -> Markup:
    """What the macro draws, together with the icons it asked for."""
    # Flask's variables, not its proxies for them: a page has thirty pieces
    here, app = _cv_request.get(None), _cv_app.get()
    store: dict[Hashable, Piece] = app.app.extensions["portal.kept"]
    if key is None:
        key = tuple([tuple(each) if isinstance(each, list) else each for each in args])
    root = here.request.root_path if here else ""
    wanted = (macro, language(), root, key, tuple(named.items()))
    piece = store.get(wanted)
    if piece is None:
        piece = _draw(macro, args, named)
        if len(store) >= MOST:
            store.clear()
        store[wanted] = piece
    if piece[1]:
        symbols(app.g).update(piece[1])
    return piece[0]


def symbols(here: Any) -> set[str]:
    """The icons asked for since the last sprite; `here` is `g`."""
    used: set[str] = here.__dict__.setdefault("symbols", set())
    return used


def _draw(macro: Callable[..., Markup], args: tuple[Any, ...], named: dict[str, Any]) -> Piece:
    before = g.pop("symbols", set())
    try:
        drawn = macro(*args, **named)
        return drawn, frozenset(g.pop("symbols", ()))
    finally:
        g.symbols = before


def init_app(app: Flask) -> None:
    app.extensions["portal.kept"] = {}
    app.jinja_env.globals["kept"] = kept
