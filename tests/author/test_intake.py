"""Sending once, however many try: races, retries, and a process that dies at the worst moment."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Consent, User
from portal.kernel import failpoints
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.stories.models import Revision, Story, TimelineEntry
from tests.author.conftest import code_of, post, sign_in
from tests.conftest import token
from tests.factories import photos
from tests.factories import stories as make

AT_ONCE = 12


@pytest.fixture
def people(both):
    """`people(n)`: browsers of one author, each with a form token, on either database."""
    with both.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        author = make.person(session)
        session.commit()

        def browsers(n):
            found = []
            for _ in range(n):
                client = both.test_client()
                sign_in(client, session, author)
                found.append((client, token(client.get("/kirim/berita"))))
            session.rollback()
            return found

        yield browsers, session


def at_once(browsers, path, fields):
    """The same form from every browser at the same moment."""
    start = Barrier(len(browsers))

    def go(browser):
        client, good = browser
        start.wait()
        return client.post(path, data=fields | {"csrf_token": good})

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(go, browsers))


def counts(session):
    models = (Story, Revision, TimelineEntry, Event)
    found = [session.scalar(select(func.count()).select_from(model)) for model in models]
    session.rollback()
    return found


def test_twelve_equal_submissions_at_once_are_one_story_with_one_receipt(people):
    browsers, session = people
    answers = at_once(browsers(AT_ONCE), "/kirim/berita", make.fields())
    assert len({code_of(answer) for answer in answers}) == 1
    assert counts(session) == [1, 1, 1, 1]
    assert sorted(session.scalars(select(Consent.code))) == ["CREDIT", "LICENSE", "ORIGINAL"]


def test_twelve_equal_submissions_with_the_same_upload_are_one_story(people, both):
    browsers, session = people
    with both.app_context():
        photo = photos.photo(session, session.scalars(select(User)).one())
    session.commit()
    answers = at_once(browsers(AT_ONCE), "/kirim/berita", make.fields() | {"upload_ids": photo.public_id})
    assert len({code_of(answer) for answer in answers}) == 1
    assert counts(session) == [1, 1, 1, 1]


def test_twelve_equal_drafts_at_once_are_one_draft(people):
    browsers, session = people
    answers = at_once(browsers(AT_ONCE), "/kirim/berita", make.fields(action="save"))
    assert len({code_of(answer) for answer in answers}) == 1
    assert counts(session) == [1, 0, 0, 0]


def test_of_different_texts_under_one_key_at_once_exactly_one_is_kept(people):
    browsers, session = people
    found = browsers(4)
    key, start = str(uuid.uuid4()), Barrier(4)

    def go(numbered):
        n, (client, good) = numbered
        start.wait()
        fields = make.fields(submission_key=key, title=f"Judul nomor {n} yang lain", csrf_token=good)
        return client.post("/kirim/berita", data=fields).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(go, enumerate(found)))
    assert codes == [303, 409, 409, 409]
    assert counts(session) == [1, 1, 1, 1]


@pytest.mark.parametrize("act", ["submit", "save"])
def test_a_draft_changed_in_two_windows_at_once_has_one_winner(people, act):
    browsers, session = people
    found = browsers(4)
    answer = found[0][0].post("/kirim/berita", data=make.fields(action="save", csrf_token=found[0][1]))
    path = f"/kiriman/{code_of(answer)}/ubah"
    answers = at_once(found, path, make.fields(version="1", action=act))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert counts(session)[:2] == ([1, 1] if act == "submit" else [1, 0])


def test_a_receipt_lost_before_the_commit_left_nothing_behind(mine, session):
    fields = make.fields()
    failpoints.arm(("submission.before_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        post(mine, **fields)
    assert counts(session) == [0, 0, 0, 0]
    failpoints.arm(None)
    code_of(post(mine, **fields))
    assert counts(session) == [1, 1, 1, 1]


def test_a_receipt_lost_after_the_commit_is_found_again(mine, session):
    fields = make.fields()
    failpoints.arm(("submission.after_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        post(mine, **fields)
    assert counts(session) == [1, 1, 1, 1]
    failpoints.arm(None)
    code = code_of(post(mine, **fields))
    assert counts(session) == [1, 1, 1, 1]
    assert mine.get(f"/kiriman/{code}").status_code == 200


def test_a_changed_story_passes_the_same_edges(mine, session):
    path = post(mine, **make.fields(action="save")).headers["Location"]
    failpoints.arm(("submission.before_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        post(mine, f"{path}/ubah", **make.fields(version="1"))
    assert counts(session) == [1, 0, 0, 0]


def test_a_code_that_is_taken_already_is_tried_again(mine, session, monkeypatch):
    taken = make.story(session)
    session.commit()
    fresh = iter([taken.code, taken.code, "7K3F2Q"])
    monkeypatch.setattr("portal.stories.service.codes.new", lambda: next(fresh))
    assert code_of(post(mine, **make.fields())) == "BW-7K3F2Q"


def test_sending_costs_few_statements(mine, counted):
    fields = make.fields(csrf_token=token(mine.get("/kirim/berita")))
    with counted() as statements:
        mine.post("/kirim/berita", data=fields)
    assert len(statements) <= 17, statements
