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

ROUNDS, RUNS, WARM = 6, 60, 20
Environ = dict[str, Any]
Calls = list[Callable[[], int]]


def run(_folder: Path) -> Iterator[Row]:
    with data.city("small", "sqlite") as app:
        garbage.settle()  # as each web process does
        nothing = cost(getting(empty(), "/"))
        yield plain("P4", "for scale, on this machine just now: an empty Flask answer", nothing, "ms")
        story, code = _story(app)
        page = app.test_client().get(story).text
        with app.app_context():
            database = Path(str(db.engine.url.database))
        least = minimal.make(database, code, page)
        ours, theirs, ratio = side_by_side(getting(app, story), getting(least, "/"))
        yield at_most("P4", "story page with a picture, uncached: CPU", ours, 1.2, "ms")
        yield plain("P4", "raw rows and one flat Jinja template for the same page", theirs, "ms")
        yield plain("P4", "story page / raw rows and Jinja", ratio)
        yield at_most("P4", "list page, uncached: CPU", cost(getting(app, "/berita")), 1.2, "ms")
        yield plain("P4", "front page, uncached: CPU", cost(getting(app, "/")), "ms")
        ours, theirs, ratio = side_by_side(sending(app), sending_to(least, "/", {}))
        minimal.forget(database)
        yield at_most("P4", "submission without photos: CPU", ours, 4, "ms")
        yield plain("P4", "a minimal insert of the same form", theirs, "ms")
        yield plain("P4", "submission / minimal insert", ratio)


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


def cost(calls: Calls) -> float:
    """CPU milliseconds of a call: the median of the quietest round.

    A host gives its cores to others too: the same work takes twice as long for some seconds, then not.
    """
    return min(rounds(calls)[0])


def side_by_side(ours: Calls, theirs: Calls) -> tuple[float, float, float]:
    """The cost of both, and the ratio of rounds that took turns."""
    found = rounds(ours, theirs)
    return min(found[0]), min(found[1]), statistics.median(mine / other for mine, other in zip(*found, strict=True))


def rounds(*contestants: Calls) -> list[list[float]]:
    """For each the median CPU milliseconds of every round, after some calls that warm up; they take turns."""
    for calls in contestants:
        for call in calls[:WARM]:
            call()
    found: list[list[float]] = [[] for _ in contestants]
    for at in range(WARM, WARM + ROUNDS * RUNS, RUNS):
        for calls, medians in zip(contestants, found, strict=True):
            medians.append(statistics.median(_cpu(call) for call in calls[at : at + RUNS]))
    return found


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
