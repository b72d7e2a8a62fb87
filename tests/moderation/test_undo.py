"""Approvals that can be undone, over HTTP: what the desk, the author and readers see until the story is public."""

import dataclasses
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.kernel import clock, codes, failpoints, jobs
from portal.kernel.db import db
from portal.moderation.models import Decision
from portal.notices.models import Notice
from portal.photos.models import PhotoState
from portal.settings import Settings
from portal.stories import publication, recusals, service
from portal.stories.lifecycle import Action, Part, RecusalKind, Status
from portal.stories.models import Story, TimelineEntry
from tests import clocks
from tests.conftest import make_app, make_settings, token
from tests.factories import accounts, photos, stories
from tests.factories import moderation as made

SECONDS = 30


@pytest.fixture
def settings(tmp_path):
    """An approval can be undone, as it is in a portal that nobody has set up otherwise."""
    return make_settings(tmp_path, undo_seconds=SECONDS)


@pytest.fixture
def story(session):
    story = stories.story(session, at=clock.now() - timedelta(hours=1))
    session.commit()
    return story


def now(session, story) -> Story:
    session.expire_all()
    found = session.get_one(Story, story.id)
    session.commit()
    return found


def state(page) -> str:
    (found,) = re.findall(r'data-test="status" data-state="(\w+)"', page.text)
    return found


def undo(client, story, **fields):
    form = {"csrf_token": token(client.get("/akun")), "action": "undo"}
    return client.post(made.address(story), data=form | fields)


def publish(app) -> None:
    clocks.later(timedelta(seconds=SECONDS + 1))
    jobs.run_due(app, "worker")


def as_(app, session, user):
    client = app.test_client()
    made.sign_in(client, session, user)
    return client


def public_path(story) -> str:
    return f"/berita/{story.slug}-{codes.pretty(story.code)}"


# ---- until it is public -------------------------------------------------------------------------------------------


def test_a_portal_nobody_set_up_waits_thirty_seconds():
    assert Settings.undo_seconds == SECONDS


def test_after_an_approval_the_story_is_approved_and_nobody_else_sees_it(app, client, session, director, desk, story):
    photo = photos.photo(session, story.author, state=PhotoState.READY)
    stories.story_photo(session, story, photo, consent=True)
    session.commit()
    answer = desk(director)(story, "approve")
    assert (answer.status_code, answer.location) == (303, "/meja")
    assert state(client.get(made.address(story))) == "approved"
    reader = app.test_client()
    for path in (public_path(story), f"/foto/{photo.public_id}/s.webp"):
        assert reader.get(path).status_code == 404, path
    lists = ("/", "/berita", "/kelurahan/medono", "/rubrik/batik-umkm", "/umpan.xml", "/umpan.json", "/sitemap.xml")
    for path in (*lists, "/cari?q=pembatik", "/teks"):
        assert story.code not in reader.get(path).text, path
    jobs.run_due(app, "worker")
    assert session.scalars(select(Notice)).all() == []
    assert session.scalars(select(TimelineEntry.kind)).all() == ["submitted"]


def test_when_its_time_is_over_everybody_sees_it_and_its_author_is_told(app, client, session, director, desk, story):
    desk(director)(story, "approve")
    publish(app)
    assert state(client.get(made.address(story))) == "published"
    reader = app.test_client()
    assert reader.get(public_path(story)).status_code == 200
    assert story.code in reader.get("/berita").text
    session.expire_all()
    notices = session.scalars(select(Notice.kind).where(Notice.user_id == story.author_id)).all()
    assert notices == ["published"]
    public = session.scalars(select(TimelineEntry.kind).where(TimelineEntry.public.is_(True))).all()
    assert public == ["published"]


def test_the_author_reads_that_it_is_approved_and_may_still_take_it_back(app, session, director, desk, story):
    desk(director)(story, "approve")
    client = as_(app, session, story.author)
    page = client.get(f"/kiriman/{codes.pretty(story.code)}")
    assert state(page) == "approved"
    assert "Kiriman Anda disetujui, segera tayang" in page.text
    answer = client.post(f"/kiriman/{codes.pretty(story.code)}/tarik", data={"csrf_token": token(page)})
    assert answer.status_code == 303
    publish(app)
    assert now(session, story).status is Status.WITHDRAWN
    assert app.test_client().get(public_path(story)).status_code == 404


def test_a_second_decision_comes_too_late_and_reads_who_approved_and_how_long_it_takes(
    app, session, director, deputy, desk, story
):
    desk(director)(story, "approve")
    client = as_(app, session, deputy)
    form = {"csrf_token": token(client.get("/akun")), "version": story.version, "decision": "reject"}
    page = client.post(made.address(story), data=form | {"reasons": "BOHONG", "note": "Catatan saya."})
    assert (page.status_code, state(page)) == (409, "approved")
    assert "Direktur rubrik" in page.text
    assert "Catatan saya." in page.text
    (seconds,) = re.findall(r'data-countdown="([\d.]+)"', page.text)
    assert 0 < float(seconds) <= SECONDS
    assert re.search(r"Tayang pukul \d\d\.\d\d\.\d\d WIB", page.text)
    assert now(session, story).status is Status.APPROVED


# ---- undoing ------------------------------------------------------------------------------------------------------


def test_an_approval_is_undone_and_everything_is_as_before(app, client, session, director, desk, story):
    due = story.due_at
    desk(director)(story, "approve", note="Fotonya <b>bagus</b>.")
    answer = undo(client, story, version=now(session, story).version)
    assert (answer.status_code, answer.location) == (303, made.address(story))
    page = client.get(made.address(story))
    assert state(page) == "submitted"
    assert 'value="approve"' in page.text
    assert re.search(r'<textarea[^>]*name="note"[^>]*>\s*Fotonya &lt;b&gt;bagus&lt;/b&gt;\.', page.text)
    assert "Persetujuan dibatalkan" in page.text
    publish(app)
    found = now(session, story)
    assert (found.status, found.due_at, found.published_at) == (Status.SUBMITTED, due, None)
    assert session.scalars(select(Decision.action).order_by(Decision.id)).all() == [Action.APPROVE, Action.UNDO]
    (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "decision.undo"))
    assert (line.actor_id, line.object) == (director.id, f"story:BW-{story.code}")
    assert line.detail == {"role": "director", "after": "submitted"}


def test_a_peers_note_is_not_put_into_my_form(app, client, session, director, deputy, desk, story):
    desk(director)(story, "approve", note="Catatan direktur.")
    peer = as_(app, session, deputy)
    assert undo(peer, story).status_code == 303
    page = peer.get(made.address(story))
    assert "Catatan direktur." in page.text, "the log says it"
    assert not re.search(r'<textarea[^>]*name="note"[^>]*>\s*Catatan', page.text)


def test_no_version_undoes_what_stands_and_a_stale_one_nothing(client, session, director, desk, story):
    decide = desk(director)
    decide(story, "approve")
    assert undo(client, story, version=story.version).status_code == 409
    assert now(session, story).status is Status.APPROVED
    assert undo(client, story).status_code == 303
    assert now(session, story).status is Status.SUBMITTED


def test_undoing_twice_says_that_nothing_is_left(client, session, director, desk, story):
    desk(director)(story, "approve")
    assert undo(client, story).status_code == 303
    again = undo(client, story)
    assert (again.status_code, state(again)) == (409, "submitted")
    assert "Tidak ada persetujuan yang bisa dibatalkan" in again.text
    assert len(session.scalars(select(Decision).where(Decision.action == Action.UNDO)).all()) == 1


def test_what_is_public_is_undone_no_more_and_the_page_says_what_to_do(app, client, session, director, desk, story):
    desk(director)(story, "approve")
    publish(app)
    page = undo(client, story)
    assert (page.status_code, state(page)) == (409, "published")
    assert "Sudah tayang, jadi tidak bisa dibatalkan." in page.text
    assert public_path(story) in page.text
    assert now(session, story).status is Status.PUBLISHED
    data = {"csrf_token": token(client.get("/akun")), "action": "undo"}
    answer = client.post(made.address(story), data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert "Sudah tayang" in answer.json["detail"]


def test_an_author_who_was_quicker_is_named(app, client, session, director, desk, story):
    desk(director)(story, "approve")
    author = as_(app, session, story.author)
    path = f"/kiriman/{codes.pretty(story.code)}"
    author.post(f"{path}/tarik", data={"csrf_token": token(author.get(path))})
    page = undo(client, story)
    assert (page.status_code, state(page)) == (409, "withdrawn")
    assert "Penulis sudah menarik kirimannya" in page.text


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.APPROVED}))
def test_only_an_approval_can_be_undone(client, session, director, desk, status):
    desk(director)
    story = stories.story(session, status=status)
    session.commit()
    page = undo(client, story)
    assert (page.status_code, state(page)) == (409, status.value)
    assert now(session, story).status is status


@pytest.mark.parametrize(
    ("person", "answer"),
    [("director", 303), ("deputy", 303), ("neighbour", 403), ("humas", 403), ("author", 403), ("visitor", 303)],
)
def test_who_may_undo(app, session, request, director, story, person, answer):
    approved = stories.story(session, story.author, status=Status.APPROVED, at=clock.now())
    session.commit()
    client = app.test_client()
    if person != "visitor":
        made.sign_in(client, session, story.author if person == "author" else request.getfixturevalue(person))
    form = {"csrf_token": token(client.get("/lupa")), "action": "undo"}
    page = client.post(made.address(approved), data=form)
    assert page.status_code == answer
    undone = person in ("director", "deputy")
    assert now(session, approved).status is (Status.SUBMITTED if undone else Status.APPROVED)
    assert person != "visitor" or "/masuk" in page.location


def test_humas_undoes_where_it_decides(app, session, humas, director):
    client = as_(app, session, humas)
    for about in ({"ward": "tirto"}, {"escalated_at": clock.now()}):
        story = stories.story(session, status=Status.APPROVED, at=clock.now(), **about)
        session.commit()
        assert undo(client, story).status_code == 303
        assert now(session, story).status is Status.SUBMITTED


def test_a_look_undoes_nothing_and_neither_does_a_forged_token(client, session, director, desk, story):
    desk(director)(story, "approve")
    client.get(f"{made.address(story)}?action=undo")
    for forged in ({}, {"csrf_token": "W10.x.y"}):
        assert client.post(made.address(story), data={"action": "undo"} | forged).status_code == 400
    assert now(session, story).status is Status.APPROVED


@pytest.mark.parametrize(("point", "status"), [("before", Status.APPROVED), ("after", Status.SUBMITTED)])
def test_a_crash_around_the_commit_undoes_all_of_it_or_nothing(client, session, director, desk, story, point, status):
    desk(director)(story, "approve")
    failpoints.arm((f"decision.{point}_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        undo(client, story)
    failpoints.arm(None)
    assert now(session, story).status is status
    undone = len(session.scalars(select(AuditEntry).where(AuditEntry.action == "decision.undo")).all())
    assert undone == (status is Status.SUBMITTED)


def test_a_crash_after_an_approval_publishes_it_all_the_same(app, session, director, desk, story):
    decide = desk(director)
    failpoints.arm(("decision.after_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        decide(story, "approve")
    failpoints.arm(None)
    publish(app)
    assert now(session, story).status is Status.PUBLISHED


def test_an_approver_whose_appointment_ended_meanwhile_undoes_nothing_and_the_decision_stands(
    app, client, session, director, desk, story
):
    desk(director)(story, "approve")
    accounts.appointment(session, director, Role.DIRECTOR, "kauman")
    director.appointments[0].ended_at = clock.now()
    session.commit()
    assert undo(as_(app, session, director), story).status_code == 403
    publish(app)
    assert now(session, story).status is Status.PUBLISHED


@pytest.mark.parametrize("undone", [True, False])
def test_an_approver_named_as_related_meanwhile_cannot_undo_but_others_can(
    app, session, director, deputy, humas, desk, undone
):
    story = stories.story(session, at=clock.now() - timedelta(hours=1), escalated_at=clock.now())
    session.commit()
    desk(director)(story, "approve")
    office = as_(app, session, humas)
    seen = now(session, story).version
    named = {"decision": "recuse", "colleague": director.id, "relation": "family", "version": seen}
    form = named | {"csrf_token": token(office.get("/akun"))}
    address, title = made.address(story), story.title
    session.commit()
    assert office.post(address, data=form).status_code == 303
    approver = as_(app, session, director)
    assert undo(approver, story).status_code == 404
    assert title not in approver.get("/meja").text
    other = as_(app, session, deputy)
    assert title in other.get("/meja").text
    assert undo(other, story, version=seen).status_code == 409, "something happened that the page did not show"
    if undone:
        assert undo(other, story, version=now(session, story).version).status_code == 303
    publish(app)
    assert now(session, story).status is (Status.SUBMITTED if undone else Status.PUBLISHED)


def test_humas_may_undo_where_the_only_director_of_the_ward_is_the_author(client, session, director, humas, desk):
    story = stories.story(session, director, at=clock.now(), title="Lampu jalan Gang Melati padam")
    session.commit()
    desk(humas)(story, "approve")
    assert "data-undo" in flash(client.get("/meja"))
    assert "Gang Melati" in client.get("/meja").text, "in the list of what was just approved"
    assert undo(client, story).status_code == 303


def test_what_the_toast_asks_says_published_only_when_readers_get_the_story(
    app, client, session, director, desk, story
):
    """countdown.js reads the state at `data-ask`, and links to `data-public` for "published" alone."""
    desk(director)(story, "approve")
    reader = app.test_client()
    toast = flash(client.get("/meja"))
    (ask,), (public,) = (re.findall(rf'data-{name}="([^"]+)"', toast) for name in ("ask", "public"))
    assert (state(client.get(ask)), reader.get(public).status_code) == ("approved", 404)
    author = as_(app, session, story.author)
    page = author.get(f"/kiriman/{codes.pretty(story.code)}")
    author.post(f"/kiriman/{codes.pretty(story.code)}/tarik", data={"csrf_token": token(page)})
    assert (state(client.get(ask)), reader.get(public).status_code) == ("withdrawn", 404)
    publish(app)
    assert (state(client.get(ask)), reader.get(public).status_code) == ("withdrawn", 404)


# ---- the queue ----------------------------------------------------------------------------------------------------


def flash(page) -> str:
    (found,) = re.findall(r'data-test="flash".*?</div></div>', page.text, re.S)
    return found


def test_the_queue_says_it_with_a_way_back_and_a_way_on(client, session, director, desk, story):
    later = stories.story(session, title="Yang berikutnya", at=clock.now())
    session.commit()
    desk(director)(story, "approve")
    said = flash(client.get("/meja"))
    assert f"Disetujui: “{story.title}”." in said
    assert re.search(r"Tayang pukul \d\d\.\d\d\.\d\d WIB", said)
    assert 'value="undo"' in said
    assert f'data-see href="{made.address(story)}"' in said
    assert f'href="{made.address(later)}"' in said
    assert "Kiriman berikutnya" in said


@pytest.mark.parametrize(
    ("action", "part", "said"),
    [
        (Action.WITHDRAW, Part.AUTHOR, "Disetujui: “{title}”. Tidak jadi tayang."),
        (Action.UNDO, Part.DIRECTOR, "Disetujui: “{title}”. Tidak jadi tayang."),
        (Action.PUBLISH, Part.SYSTEM, "Disetujui. “{title}” sudah tayang."),
    ],
)
def test_the_queue_says_what_became_of_it_before_the_page_was_read(
    client, session, director, desk, story, action, part, said
):
    desk(director)(story, "approve")
    service.move(session, now(session, story), action, {part}, clock.now(), None)
    session.commit()
    toast = flash(client.get("/meja"))
    assert said.format(title=story.title) in toast
    assert ("sudah tayang" in toast) is (action is Action.PUBLISH)
    assert (f'href="{public_path(story)}"' in toast) is (action is Action.PUBLISH)
    assert "data-countdown" not in toast


def test_the_queue_does_not_call_public_what_is_still_approved_and_not_theirs_any_more(
    client, session, director, desk, story
):
    desk(director)(story, "approve")
    recusals.add(session, story.id, director.id, RecusalKind.FAMILY, director.id, clock.now())
    session.commit()
    toast = flash(client.get("/meja"))
    assert f"Disetujui: “{story.title}”." in toast
    assert "tayang" not in toast.casefold()


def test_later_the_queue_lists_it_until_it_is_public(app, client, session, director, desk, story):
    desk(director)(story, "approve")
    client.get("/meja")
    page = client.get("/meja")
    assert "Baru disetujui" in page.text
    assert f'action="{made.address(story)}" data-undo' in page.text
    assert 'data-test="queue-item"' not in page.text
    publish(app)
    assert "Baru disetujui" not in client.get("/meja").text


def test_the_list_is_that_of_the_desk(app, session, director, neighbour, humas):
    mine = stories.story(session, status=Status.APPROVED, at=clock.now())
    theirs = stories.story(session, status=Status.APPROVED, at=clock.now(), ward="kauman")
    nobodys = stories.story(session, status=Status.APPROVED, at=clock.now(), ward="tirto")
    passed_on = stories.story(session, status=Status.APPROVED, at=clock.now(), escalated_at=clock.now())
    own = stories.story(session, director, status=Status.APPROVED, at=clock.now())
    session.commit()
    names = {made.address(each): each for each in (mine, theirs, nobodys, passed_on, own)}
    for user, wanted in ((director, {mine, passed_on}), (neighbour, {theirs}), (humas, {nobodys, passed_on})):
        page = as_(app, session, user).get("/meja")
        found = {names[path] for path in re.findall(r'action="(/meja/BW-\w+)" data-undo', page.text)}
        assert found == wanted, user.name


def test_after_any_decision_the_next_story_is_one_tap_away(client, session, director, deputy, desk, story):
    claimed = made.claimed(session, deputy, at=clock.now() - timedelta(minutes=10))
    own = stories.story(session, director, at=clock.now() - timedelta(hours=3))
    following = stories.story(session, at=clock.now())
    session.commit()
    desk(director)(story, "return", reasons=["SUMBER_TIDAK_JELAS"], note=made.NOTE)
    said = flash(client.get("/meja"))
    assert "Dikembalikan" in said
    assert made.address(following) in said
    for other in (claimed, own, story):
        assert codes.pretty(other.code) not in said
    assert 'data-test="flash"' not in client.get("/meja").text, "said once"


def test_without_any_time_the_queue_leads_to_the_public_page(tmp_path, empty_database, session, director, story):
    session.commit()
    app = make_app(dataclasses.replace(make_settings(tmp_path), undo_seconds=0))
    client = as_(app, session, director)
    form = {"csrf_token": token(client.get("/akun")), "version": story.version, "decision": "approve"}
    assert client.post(made.address(story), data=form).status_code == 303
    said = flash(client.get("/meja"))
    assert f'href="{public_path(story)}"' in said
    assert 'value="undo"' not in said
    with app.app_context():
        assert db.session.get_one(Story, story.id).status is Status.PUBLISHED
        assert publication.KIND not in db.session.scalars(select(jobs.Work.kind)).all()
        db.session.remove()
        db.engine.dispose()
