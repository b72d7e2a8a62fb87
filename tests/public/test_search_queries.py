"""What residents type and what they must find: a table of queries, on both databases."""

import json
from pathlib import Path

import pytest

from portal.kernel.db import db
from portal.public import results, search_form, search_queries
from portal.stories.lifecycle import Status
from tests.factories import search as index
from tests.factories import stories as make

DATA = json.loads((Path(__file__).parent / "data" / "search_queries.json").read_text("utf-8"))


@pytest.fixture
def city(both):
    """The stories of the table, published; keys by code."""
    with both.app_context(), both.test_request_context("/cari"):
        session = db.session()
        people, keys = {}, {}
        for key, told in DATA["stories"].items():
            name = told["author"]
            author = people.get(name) or people.setdefault(name, make.person(session, name))
            words = {of: told[of] for of in ("title", "body", "ward", "place")}
            rubric = make.rubric_id(session, told["rubric"])
            story = make.story(
                session,
                author,
                Status.PUBLISHED,
                **words,
                rubric_id=rubric,
                author_name=name,
                credit=told.get("credit", "full"),
            )
            keys[story.code] = key
        index.index(session)
        session.commit()
        yield session, keys


def search(session, typed):
    wards, rubrics = search_queries.wards(session), search_queries.rubrics(session)
    return results.find(session, search_form.read({"q": typed}, wards, rubrics), wards, "")


def test_residents_find_what_they_look_for(city):
    session, keys = city
    wrong = {}
    for query in DATA["queries"]:
        answer = search(session, query["q"])
        found = {keys[each.card.url.rpartition("-")[2]] for each in answer.results}
        fits = found >= set(query["finds"]) and not found & set(query.get("not", ()))
        fits = fits and bool(found) is bool(query["finds"]) and answer.instead == query.get("instead", "")
        if not fits or answer.partial is not query.get("partly", False):
            wrong[query["q"]] = (sorted(found), answer.instead, answer.partial)
    assert wrong == {}


def test_the_table_has_forty_queries():
    assert len({query["q"] for query in DATA["queries"]}) >= 40
