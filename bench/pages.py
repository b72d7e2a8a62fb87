"""P4: CPU of the pages that are drawn anew and of a submission, in this process and without a network."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from bench import data
from bench.growth import sign_in
from bench.report import Row, at_most, plain
from portal.kernel import garbage
from portal.kernel.db import db
from portal.public.addresses import story_path
from portal.stories.lifecycle import Status
from portal.stories.models import Story, StoryPhoto
from tests.conftest import token
from tests.outside import FORM, TITLE

ROUNDS, RUNS, WARM = 6, 60, 20
Environ = dict[str, Any]


def run(_folder: Path) -> Iterator[Row]:
    with data.city("small", "sqlite") as app:
        garbage.settle()  # as each web process does
        yield plain(
            "P4", "for scale, on this machine just now: an empty Flask answer", Uncached(empty()).cost("/"), "ms"
        )
        unread = Uncached(app)
        story = _story(app)
        yield at_most("P4", "story page with a picture, uncached: CPU", unread.cost(story), 1.2, "ms")
        yield at_most("P4", "list page, uncached: CPU", unread.cost("/berita"), 1.2, "ms")
        yield plain("P4", "front page, uncached: CPU", unread.cost("/"), "ms")
        yield at_most("P4", "submission without photos: CPU", submission(app), 4, "ms")


def empty() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "")
    return app


class Uncached:
    """Asks for a page past the page store, as a server would: by the WSGI environment alone."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def cost(self, path: str) -> float:
        environ = EnvironBuilder(path, environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).get_environ()
        # the layers around Flask, the store among them, are left out: Flask's own part is what a miss costs
        call = lambda: ask(Flask.wsgi_app.__get__(self.app), dict(environ))  # noqa: E731
        assert call() == 200, path
        return cpu([call] * (WARM + ROUNDS * RUNS))


def ask(wsgi: Callable[..., Any], environ: Environ) -> int:
    """The status of one answer that was read to its end."""
    said: list[str] = []
    answer = wsgi(environ, lambda status, headers, info=None: said.append(status))
    for _ in answer:
        pass
    if hasattr(answer, "close"):
        answer.close()
    return int(said[0][:3])


def cpu(calls: list[Callable[[], int]]) -> float:
    """CPU milliseconds of a call: the median of the quietest round, after a few that warm up.

    A host gives its cores to others too: the same work takes twice as long for some seconds, then not.
    """
    spent = []
    for call in calls:
        began = time.process_time()
        call()
        spent.append((time.process_time() - began) * 1000)
    rounds = [spent[at : at + RUNS] for at in range(WARM, len(spent), RUNS)]
    return min(map(statistics.median, rounds))


def submission(app: Flask) -> float:
    """A resident sends stories, each a new one."""
    client = app.test_client()
    sign_in(client, "warga")
    form = FORM | {"csrf_token": token(client.get("/kirim/berita"))}
    cookie = "; ".join(f"{each.key}={each.value}" for each in client._cookies.values())  # type: ignore[union-attr]
    calls: list[Callable[[], int]] = []
    for number in range(WARM + ROUNDS * RUNS):
        fields = form | {"title": f"{TITLE} nomor {number}", "submission_key": str(uuid.uuid4())}
        body = urlencode(fields).encode()
        builder = EnvironBuilder("/kirim/berita", method="POST", headers={"Cookie": cookie})
        environ = builder.get_environ() | {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
        environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "REMOTE_ADDR": "127.0.0.1"}
        calls.append(lambda environ=environ: _sent(app, environ))
    return cpu(calls)


def _sent(app: Flask, environ: Environ) -> int:
    status = ask(Flask.wsgi_app.__get__(app), environ)
    assert status == 303, status
    return status


def _story(app: Flask) -> str:
    """A public story with a picture, from the middle."""
    query = select(Story.slug, Story.code).join(StoryPhoto, StoryPhoto.story_id == Story.id)
    with app.app_context():
        query = query.where(Story.status == Status.PUBLISHED, Story.id > 5000).order_by(Story.id).limit(1)
        slug, code = db.session.execute(query).one()
        db.session.remove()
    return story_path(slug, code)
