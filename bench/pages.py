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

from bench import data, minimal
from bench.growth import sign_in
from bench.report import Row, at_most, plain
from portal.kernel import garbage
from portal.kernel.db import db
from portal.public.addresses import story_path
from portal.stories.lifecycle import Status
from portal.stories.models import Story, StoryPhoto
from tests.conftest import token
from tests.outside import FORM, TITLE

ROUNDS, RUNS, WARM = 40, 30, 20
PAUSE = 1.0  # seconds between two rounds
Environ = dict[str, Any]
Calls = list[Callable[[], int]]


def run(folder: Path) -> Iterator[Row]:
    with data.copied("small", folder) as app:
        garbage.settle()  # as each web process does
        story, code = _story(app)
        page = app.test_client().get(story).text
        with app.app_context():
            database = Path(str(db.engine.url.database))
        least = minimal.make(database, code, page)
        found = rounds(
            getting(empty(), "/"),
            getting(app, story),
            getting(least, "/"),
            getting(app, "/berita"),
            getting(app, "/"),
            sending(app),
            sending_to(least, "/", {}),
        )
    nothing, one, raw, many, front, sent, kept = map(min, found)
    yield plain("P4", "for scale, on this machine just now: an empty Flask answer", nothing, "ms")
    yield at_most("P4", "story page with a picture, uncached: CPU", one, 1.2, "ms")
    yield plain("P4", "raw rows and one flat Jinja template for the same page", raw, "ms")
    yield plain("P4", "story page / raw rows and Jinja", between(found[1], found[2]))
    yield at_most("P4", "list page, uncached: CPU", many, 1.2, "ms")
    yield plain("P4", "front page, uncached: CPU", front, "ms")
    yield at_most("P4", "submission without photos: CPU", sent, 4, "ms")
    yield plain("P4", "a minimal insert of the same form", kept, "ms")
    yield plain("P4", "submission / minimal insert", between(found[5], found[6]))
    yield plain("P4", "the noisiest round, times the quietest: submission", max(found[5]) / sent)


def empty() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "")
    return app


def getting(app: Flask, path: str) -> Calls:
    """Asks for a page past the page store, as a server would: by the WSGI environment alone."""
    environ = EnvironBuilder(path, environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).get_environ()
    # the layers around Flask, the store among them, are left out: Flask's own part is what a miss costs
    call = lambda: ask(Flask.wsgi_app.__get__(app), dict(environ))  # noqa: E731
    assert call() == 200, path
    return [call] * (WARM + ROUNDS * RUNS)


def ask(wsgi: Callable[..., Any], environ: Environ) -> int:
    """The status of one answer that was read to its end."""
    said: list[str] = []
    answer = wsgi(environ, lambda status, headers, info=None: said.append(status))
    for _ in answer:
        pass
    if hasattr(answer, "close"):
        answer.close()
    return int(said[0][:3])


def rounds(*contestants: Calls) -> list[list[float]]:
    """For each the median CPU milliseconds of a call in every round, after some that warm up; they take turns.

    A host gives its cores to others too: the same work takes twice as long for some seconds or minutes, then not. That
    only ever adds, so the quietest of many rounds, spread over time, is what the work costs.
    """
    for calls in contestants:
        for call in calls[:WARM]:
            call()
    found: list[list[float]] = [[] for _ in contestants]
    for at in range(WARM, WARM + ROUNDS * RUNS, RUNS):
        time.sleep(PAUSE)
        for calls, medians in zip(contestants, found, strict=True):
            medians.append(statistics.median(_cpu(call) for call in calls[at : at + RUNS]))
    return found


def between(ours: list[float], theirs: list[float]) -> float:
    """How many times as much ours cost, in the rounds they shared."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def _cpu(call: Callable[[], int]) -> float:
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def sending(app: Flask) -> Calls:
    """A resident sends stories, each a new one."""
    client = app.test_client()
    sign_in(client, "warga")
    cookie = "; ".join(f"{each.key}={each.value}" for each in client._cookies.values())  # type: ignore[union-attr]
    hidden = {"csrf_token": token(client.get("/kirim/berita"))}
    return sending_to(app, "/kirim/berita", hidden, {"Cookie": cookie})


def sending_to(app: Flask, path: str, hidden: dict[str, str], headers: dict[str, str] | None = None) -> Calls:
    """The same form to whoever takes it."""
    calls: Calls = []
    for number in range(WARM + ROUNDS * RUNS):
        fields = FORM | hidden | {"title": f"{TITLE} nomor {number}", "submission_key": str(uuid.uuid4())}
        body = urlencode(fields).encode()
        environ = EnvironBuilder(path, method="POST", headers=headers).get_environ()
        environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), "REMOTE_ADDR": "127.0.0.1"}
        environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
        calls.append(lambda environ=environ: _sent(app, environ))  # type: ignore[misc]
    return calls


def _sent(app: Flask, environ: Environ) -> int:
    status = ask(Flask.wsgi_app.__get__(app), environ)
    assert status == 303, status
    return status


def _story(app: Flask) -> tuple[str, str]:
    """The address and code of a public story with a picture, from the middle."""
    query = select(Story.slug, Story.code).join(StoryPhoto, StoryPhoto.story_id == Story.id)
    with app.app_context():
        query = query.where(Story.status == Status.PUBLISHED, Story.id > 5000).order_by(Story.id).limit(1)
        slug, code = db.session.execute(query).one()
        db.session.remove()
    return story_path(slug, code), code
