"""P3: what desks, lists and search cost at 1,000,000 stories ÷ at 10,000, on both databases, in one run."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bench import data
from bench.report import Row, at_most, missing, plain
from portal.kernel import paging
from portal.kernel.db import db
from portal.newsroom import ranking
from portal.newsroom.models import BoardRow
from portal.newsroom.ranking import Bucket
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from tests.conftest import token

RUNS = 40
LIMIT = 1.5


class Page(NamedTuple):
    what: str
    who: str  # whose desk; "" reads without an account
    path: str  # {story} and {board} become cursors in the middle


PAGES = (
    Page("ward queue", "direktur", "/meja"),
    Page("ward queue of humas, all wards", "humas", "/meja"),
    Page("board", "humas", "/siar"),
    Page("board, published", "humas", "/siar?saring=terbit"),
    Page("board, in the middle", "humas", "/siar?sesudah={board}"),
    Page("list", "", "/berita"),
    Page("list, in the middle", "", "/berita?sebelum={story}"),
    Page("ward list", "", "/kelurahan/medono"),
    Page("search, common word", "", "/cari?q=banjir"),
    Page("search, two words", "", "/cari?q=canting+tanggul"),
    Page("search, common word in a ward", "", "/cari?q=banjir&kelurahan=medono"),
    Page("search on the ward desk", "direktur", "/meja?q=banjir"),
    Page("search on the board", "humas", "/siar?q=banjir"),
)


class Visitor:
    """Somebody in front of one of the databases, signed in where a page needs it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.wsgi_app = app.wsgi_app.inner  # type: ignore[attr-defined, method-assign]  # a kept page costs nothing here
        self._clients: dict[str, FlaskClient] = {}
        with app.app_context():
            self.cursors = {"story": _middle_of_list(), "board": _middle_of_board()}
            db.session.remove()

    def get(self, page: Page) -> float:
        """Milliseconds until the page is there; raises LookupError when there is no such page."""
        client, path = self._client(page.who), page.path.format(**self.cursors)
        began = time.perf_counter()
        answer = client.get(path)
        took = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise LookupError(f"{path}: {answer.status_code}")
        return took

    def _client(self, who: str) -> FlaskClient:
        if who not in self._clients:
            client = self._clients[who] = self.app.test_client()
            if who:
                sign_in(client, who)
        return self._clients[who]


def sign_in(client: FlaskClient, who: str) -> None:
    form = {"identity": f"{who}@demo.test", "password": "batik-1906", "csrf_token": token(client.get("/masuk"))}
    answer = client.post("/masuk", data=form)
    assert answer.status_code == 303, answer.status


def _middle_of_list() -> str:
    middle = (db.session.scalar(select(func.max(Story.id))) or 0) // 2
    query = select(Story.published_at, Story.id).where(Story.status == Status.PUBLISHED, Story.id > middle)
    at, number = db.session.execute(query.order_by(Story.id).limit(1)).one()
    assert at
    return paging.encode(at, number)


def _middle_of_board() -> str:
    low, high = db.session.execute(select(func.min(BoardRow.story_id), func.max(BoardRow.story_id))).one()
    query = select(BoardRow).where(BoardRow.story_id > (low + high) // 2, BoardRow.bucket == Bucket.DONE)
    row = db.session.scalars(query.order_by(BoardRow.story_id).limit(1)).one()
    return ranking.encode(row.bucket, row.position, row.story_id)


def run(_folder: Path) -> Iterator[Row]:
    data.make_all()
    for engine in data.ENGINES:
        with data.city("small", engine) as small, data.city("large", engine) as large:
            yield from compare(engine, Visitor(small), Visitor(large))


def compare(engine: str, small: Visitor, large: Visitor) -> Iterator[Row]:
    many = f"{data.plan_of('large').stories:,}"
    for page in PAGES:
        what = f"{page.what}, {engine}"
        try:
            times = [(small.get(page), large.get(page)) for _ in range(RUNS + 5)][5:]
        except (LookupError, AssertionError) as error:
            yield missing("P3", what, str(error))
            continue
        few, lots = (statistics.median(each) for each in zip(*times, strict=True))
        yield plain("P3", f"{what}: {many} stories", lots, "ms")
        yield at_most("P3", f"{what}: ÷ 10,000 stories", lots / few, LIMIT, "×")
