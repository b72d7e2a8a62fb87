"""The comparator of P4 does the same as what it is compared with."""

import re
import sqlite3

from bench import minimal
from portal.kernel.db import db
from portal.public.addresses import story_path
from portal.stories.lifecycle import Status
from tests.factories import stories as make
from tests.outside import FORM


def test_it_draws_the_same_page_and_keeps_the_same_form(app):
    client = app.test_client()
    with app.app_context():
        body = "<p>Satu &amp; dua <em>kata</em>.</p>\n<p>Paragraf kedua yang cukup panjang.</p>\n"
        story = make.story(db.session(), status=Status.PUBLISHED, body_html=body)
        db.session.commit()
        path, code = story_path(story.slug, story.code), story.code
        database = db.engine.url.database
    page = client.get(path).text
    least = minimal.make(database, code, page)
    words = lambda text: re.sub(r"\s+", " ", text)  # noqa: E731
    assert words(least.test_client().get("/").text) == words(page)
    assert "{{ row.title }}" in minimal.flattened(page, *minimal.read(minimal.connect(database), code))
    sent = FORM | {"title": "Judul", "submission_key": "k"}
    assert least.test_client().post("/", data=sent).status_code == 303
    count = "SELECT count(*) FROM story"
    with sqlite3.connect(database) as base:
        assert base.execute(count).fetchone() == (2,)
