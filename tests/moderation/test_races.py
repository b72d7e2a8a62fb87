"""Several people, or one impatient one, deciding the same story at the same moment."""

import dataclasses
import re
from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.audit.verify import verify
from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.moderation import service
from portal.moderation.models import Decision
from portal.stories import publication, recusals
from portal.stories.lifecycle import Part, RecusalKind, Status
from portal.stories.models import Story, TimelineEntry
from tests import clocks
from tests.conftest import token
from tests.factories import moderation as made
from tests.factories import stories

pytestmark = pytest.mark.dated

NOTE = "Menunggu jawaban DPUPR."


@pytest.fixture
def many(both):
    """Send forms at once, one thread each; `many(users, story, forms)` gives the answers in order."""
    with both.app_context():
        engine = db.engine

    def send(session, users, story, forms):
        clients, barrier, answers = [], Barrier(len(forms)), [None] * len(forms)
        for user, form in zip(users, forms, strict=True):
            client = both.test_client()
            made.sign_in(client, session, user)
            clients.append((client, {"csrf_token": token(client.get("/lupa"))} | form))

        def one(n):
            client, form = clients[n]
            barrier.wait()
            answers[n] = client.post(made.address(story), data=form)

        threads = [Thread(target=one, args=(n,)) for n in range(len(forms))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    with Session(engine, expire_on_commit=False) as session:
        yield session, send


def test_of_twenty_approvals_one_wins_and_nineteen_see_it(both, many):
    session, send = many
    director = made.staff(session, Role.DIRECTOR, "medono")
    story = stories.story(session)
    session.commit()
    form = {"version": story.version, "decision": "approve"}
    answers = send(session, [director] * 20, story, [form] * 20)
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: 19}
    for answer in answers:
        if answer.status_code == 409:
            assert re.findall(r'data-test="status" data-state="(\w+)"', answer.text) == ["published"]
            assert "Disetujui" in answer.text
    assert len(session.scalars(select(Decision)).all()) == 1
    assert len(session.scalars(select(Event).where(Event.name == "story.published")).all()) == 1
    assert len(session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "published")).all()) == 1
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "decision.approve")).all()) == 1
    with both.app_context():
        assert verify(connection=session.connection()) is None


def test_of_twenty_approvals_that_can_be_undone_one_wins_and_nineteen_see_the_seconds(both, many):
    both.config["SETTINGS"] = dataclasses.replace(both.config["SETTINGS"], undo_seconds=30)
    session, send = many
    director = made.staff(session, Role.DIRECTOR, "medono")
    story = stories.story(session)
    session.commit()
    answers = send(session, [director] * 20, story, [{"version": story.version, "decision": "approve"}] * 20)
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: 19}
    for answer in answers:
        if answer.status_code == 409:
            assert re.findall(r'data-test="status" data-state="(\w+)"', answer.text) == ["approved"]
            assert "data-countdown=" in answer.text
    assert len(session.scalars(select(Decision)).all()) == 1
    assert [work.kind for work in session.scalars(select(jobs.Work))] == [publication.KIND]


def test_of_an_undo_and_the_publication_exactly_one_wins(both, many):
    session, send = many
    director = made.staff(session, Role.DIRECTOR, "medono")
    undo = timedelta(seconds=30)
    for n in range(6):
        story = stories.story(session)
        publication.approve(session, story, {Part.DIRECTOR}, clock.now(), director.id, undo=undo)
        session.commit()
        clocks.later(timedelta(minutes=n + 1))
        worker = Thread(target=jobs.run_due, args=(both, "worker"), kwargs={"lane": "publication"})
        worker.start()
        (answer,) = send(session, [director], story, [{"action": "undo"}])
        worker.join()
        jobs.run_due(both, "worker", lane="publication")
        session.expire_all()
        status, published = (
            session.get_one(Story, story.id).status,
            select(Event).where(Event.name == "story.published"),
        )
        told = [event for event in session.scalars(published) if event.payload["story"] == story.id]
        session.commit()
        assert (answer.status_code, status, len(told)) in {(303, Status.SUBMITTED, 0), (409, Status.PUBLISHED, 1)}


def test_of_ten_who_undo_one_does(both, many):
    session, send = many
    people = [made.staff(session, role, "medono") for role in (Role.DIRECTOR, Role.DEPUTY)] * 5
    story = stories.story(session, status=Status.APPROVED, at=clock.now())
    session.commit()
    answers = send(session, people, story, [{"action": "undo", "version": story.version}] * 10)
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: 9}
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "decision.undo")).all()) == 1
    session.expire_all()
    assert session.get_one(Story, story.id).status is Status.SUBMITTED


def test_of_different_decisions_at_once_one_stands_whole(many):
    session, send = many
    people = [made.staff(session, role, "medono") for role in (Role.DIRECTOR, Role.DEPUTY)] * 4
    story = stories.story(session)
    session.commit()
    kinds = [{"decision": "approve"}, {"decision": "hold", "note": NOTE}]
    kinds += [{"decision": "reject", "reasons": "BOHONG", "note": NOTE}, {"decision": "escalate", "note": NOTE}]
    forms = [{"version": story.version} | kind for kind in kinds * 2]
    answers = send(session, people, story, forms)
    won = [form["decision"] for form, answer in zip(forms, answers, strict=True) if answer.status_code == 303]
    assert len(won) == 1
    assert sorted({answer.status_code for answer in answers}) == [303, 409]
    decision = session.scalars(select(Decision)).one()
    session.expire_all()
    assert decision.action == won[0]
    assert session.get_one(Story, story.id).status is decision.after


def test_a_decision_and_a_declaration_at_once_never_both_go_through(many):
    """The deputy approves while humas names them as family: either it was decided before, or not by the deputy."""
    session, send = many
    deputy, humas = made.staff(session, Role.DEPUTY, "medono"), made.staff(session, Role.HUMAS)
    story = stories.story(session, escalated_at=stories.AT)
    session.commit()
    named = {"decision": "recuse", "colleague": deputy.id, "relation": "family"}
    forms = [{"version": story.version} | kind for kind in ({"decision": "approve"}, named)]
    approved, recused = send(session, [deputy, humas], story, forms)
    session.expire_all()
    was_named = recusals.kinds(session, story.id, deputy.id) == {RecusalKind.FAMILY}
    if approved.status_code == 303:
        assert (recused.status_code, was_named) == (409, False)
        assert session.get_one(Story, story.id).status is Status.PUBLISHED
    else:
        assert (approved.status_code, recused.status_code, was_named) == (404, 303, True)
        assert session.get_one(Story, story.id).status is Status.SUBMITTED


def test_passing_on_with_a_conflict_and_approving_at_once_is_one_of_both(many):
    session, send = many
    director = made.staff(session, Role.DIRECTOR, "medono")
    story = stories.story(session)
    session.commit()
    kinds = [{"decision": "approve"}, {"decision": "escalate", "reasons": "KONFLIK_KEPENTINGAN", "note": NOTE}] * 4
    answers = send(session, [director] * 8, story, [{"version": story.version} | kind for kind in kinds])
    assert [answer.status_code for answer in answers].count(303) == 1
    decision = session.scalars(select(Decision)).one()
    lost = {answer.status_code for answer in answers} - {303}
    assert lost == ({409} if decision.action == "approve" else {404})
    assert bool(recusals.kinds(session, story.id, director.id)) is (decision.action == "escalate")


def test_stories_decided_at_once_keep_the_log_whole(both, many):
    session, _send = many
    director = made.staff(session, Role.DIRECTOR, "medono")
    several = [stories.story(session) for _ in range(8)]
    session.commit()
    barrier, clients = Barrier(8), []
    for story in several:
        client = both.test_client()
        made.sign_in(client, session, director)
        clients.append((client, story, token(client.get("/lupa"))))
    codes = []

    def one(client, story, mark):
        barrier.wait()
        form = {"csrf_token": mark, "version": story.version, "decision": "approve"}
        codes.append(client.post(made.address(story), data=form).status_code)

    threads = [Thread(target=one, args=args) for args in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 8
    with both.app_context():
        assert verify(connection=session.connection()) is None


def test_the_sweep_and_the_queue_work_on_both_databases(both, many):
    session, _send = many
    director = made.staff(session, Role.DIRECTOR, "medono")
    humas = made.staff(session, Role.HUMAS)
    at = clock.now()
    old = stories.story(session, at=at - service.UNREVIEWED)
    own = stories.story(session, director, at=at)
    claimed = made.claimed(session, director, at=at - timedelta(hours=1))
    session.commit()
    with both.app_context():
        service.sweep(db.session(), at)
        db.session.commit()
    session.expire_all()
    assert (old.escalated_at, own.escalated_at, claimed.status) == (at, at, Status.SUBMITTED)
    session.commit()
    for user, names in ((director, {old, own, claimed}), (humas, {old, own})):
        client = both.test_client()
        made.sign_in(client, session, user)
        for cut in ("", "?saring=baru", "?saring=ulang", "?saring=ditahan", "?saring=penulis"):
            assert client.get(f"/meja{cut}").status_code == 200
        found = set(re.findall(r"/(?:meja|kiriman)/BW-(\w{6})", client.get("/meja").text))
        assert found == {story.code for story in names}
        assert client.get(made.address(old)).status_code == 200
