"""The least Flask can do for the same page and the same form: rows of SQLite as they come, and one flat template.

It stands beside P4 because the host's own speed changes by the minute: what both cost does, their ratio does not.
"""

import sqlite3
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from portal.public.arrange import blocks

OTHERS = 4
FIELDS = ("title", "body", "event_date", "submission_key")
ONE = """SELECT story.*, ward.name AS ward, rubric.name AS rubric, account.name AS author FROM story
    JOIN ward ON ward.id = story.ward_id JOIN rubric ON rubric.id = story.rubric_id
    JOIN account ON account.id = story.author_id WHERE story.code = ?"""
MORE = """SELECT title, slug, code, excerpt, published_at, card FROM story
    WHERE ward_id = ? AND status = 'published' AND id <> ? ORDER BY published_at DESC, id DESC LIMIT ?"""
ADD = """INSERT INTO story (code, author_id, submission_key, status, version, ward_id, rubric_id, title, slug, body,
    body_html, excerpt, event_date, place, source, credit, created_at, changed_at)
    VALUES (?, 1, ?, 'draft', 1, 1, 1, ?, '', ?, '', '', ?, '', ?, 'full', '2026-11-24', '2026-11-24')"""


def make(database: Path, code: str, page: str) -> Flask:
    """An application whose `/` is the page of this story and whose `/` by POST keeps a story."""
    app = Flask("minimal")
    app.secret_key = "x" * 40
    base, number = connect(database), count()  # codes that no story has
    flat = app.jinja_env.from_string(flattened(page, *read(base, code)))

    def story() -> str:
        row, more = read(base, code)
        body = [Markup(part) for part in inside(row["body_html"])]
        return flat.render(row=row, body=body, more=more)

    def keep() -> Response:
        title, body, day, key = (request.form[name] for name in FIELDS)
        base.execute("BEGIN IMMEDIATE")
        base.execute(ADD, (f"m{next(number):07}", key, title, body, day, "bench"))
        base.execute("COMMIT")
        return redirect("/", 303)

    app.add_url_rule("/", "story", story)
    app.add_url_rule("/", "keep", keep, methods=["POST"])
    return app


def connect(database: Path) -> sqlite3.Connection:
    """As durable as the portal's own."""
    base = sqlite3.connect(database, isolation_level=None)
    base.row_factory = sqlite3.Row
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        base.execute(f"PRAGMA {pragma}")
    return base


def read(base: sqlite3.Connection, code: str) -> tuple[Any, list[Any]]:
    """The story and the others of its ward."""
    base.execute("BEGIN")
    row = base.execute(ONE, (code,)).fetchone()
    more = base.execute(MORE, (row["ward_id"], row["id"], OTHERS)).fetchall()
    base.execute("ROLLBACK")
    return row, more


def flattened(page: str, row: Any, more: Sequence[Any]) -> str:
    """A template of our finished page in which the words of its stories are read from their rows again."""
    found = f"{{% raw %}}{page}{{% endraw %}}"
    for number, part in enumerate(inside(row["body_html"])):
        found = found.replace(part, _said(f"body[{number}]"))
    for name in ("title", "excerpt", "author"):
        found = found.replace(str(escape(row[name])), _said(f"row.{name}"))
    for number, other in enumerate(more):
        found = found.replace(str(escape(other["title"])), _said(f"more[{number}].title"))
    return found


def inside(html: str) -> list[str]:
    """The paragraphs without their beginning, behind which the first has its dateline."""
    return [part.removeprefix("<p>") for part in blocks(html)]


def _said(expression: str) -> str:
    return "{% endraw %}{{ " + expression + " }}{% raw %}"
