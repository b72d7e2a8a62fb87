"""Who may do what with a story: every state, decision, person and ward, over HTTP and against one stated table."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.kernel import codes
from portal.moderation.dossiers import object_name
from portal.moderation.models import Decision
from portal.stories import recusals
from portal.stories.lifecycle import CONFLICTS, OPEN, RecusalKind, Status
from tests.conftest import token
from tests.factories import accounts, stories
from tests.factories import moderation as made

# person → what a GET of the review answers, and what a decision on a waiting story answers
LED = {  # a story of Medono, which has a director and a deputy
    "visitor": (303, 303),
    "resident": (403, 403),
    "author": (403, 403),
    "director": (200, 303),
    "deputy": (200, 303),
    "neighbour": (403, 403),
    "former": (403, 403),
    "future": (403, 403),
    "humas": (403, 403),
    "admin": (403, 403),
}
ESCALATED = LED | {"humas": (200, 303)}
NOT_LED = LED | {"humas": (200, 303), "director": (403, 403), "deputy": (403, 403)}  # a story of Tirto
OWN = dict.fromkeys(("director", "deputy", "humas"), (403, 403))  # each about the own story
NOTE = {"note": "Menunggu jawaban DPUPR."}
DATA = {
    "approve": {},
    "return": {"reasons": "SUMBER_TIDAK_JELAS", **NOTE},
    "reject": {"reasons": "BOHONG", **NOTE},
    "hold": NOTE,
    "escalate": NOTE,
    "claim": {},
    "identity": {},
    "evidence": {},
}
EVERY = DATA | {"release": {}, "recuse": {"colleague": "999999", "relation": "family"}}


@pytest.fixture
def people(session, director, deputy, neighbour, humas):
    past, later = stories.AT.date().replace(year=2025), stories.AT.date().replace(year=2099)
    return {
        "resident": accounts.user(session, "Siti"),
        "director": director,
        "deputy": deputy,
        "neighbour": neighbour,
        "former": made.staff(session, Role.DIRECTOR, "medono", ends_on=past),
        "future": made.staff(session, Role.DIRECTOR, "medono", starts_on=later),
        "humas": humas,
        "admin": made.staff(session, Role.ADMIN),
    }


def enter(app, session, user):
    client = app.test_client()
    if user is not None:
        made.sign_in(client, session, user)
    session.commit()
    return client


def post(client, story, decision, **data):
    form = {"csrf_token": token(client.get("/lupa")), "version": story.version, "decision": decision}
    return client.post(made.address(story), data=form | data)


@pytest.mark.parametrize(("situation", "table"), [("led", LED), ("escalated", ESCALATED), ("not led", NOT_LED)])
@pytest.mark.parametrize("person", LED)
def test_who_may_look_and_who_may_decide(app, session, people, situation, table, person):
    author = accounts.user(session, "Karsiti")
    changes = {"escalated_at": stories.AT} if situation == "escalated" else {}
    ward = "tirto" if situation == "not led" else "medono"
    user = {"author": author, "visitor": None}.get(person, people.get(person))
    client = enter(app, session, user)
    look, decide = table[person]
    for decision, data in DATA.items():
        story = stories.story(session, author, ward=ward, **changes)
        session.commit()
        assert client.get(made.address(story)).status_code == look
        too_late = decision == "escalate" and decide == 303 and look == 200 and (changes or person == "humas")
        answer = post(client, story, decision, **data)
        assert answer.status_code == (409 if too_late else decide), decision
        if decide != 303 or look != 200:
            session.expire_all()
            assert story.status is Status.SUBMITTED
            assert session.scalars(select(Decision).where(Decision.story_id == story.id)).all() == []
            session.commit()
    if look == 303:
        assert "/masuk" in client.get(made.address(story)).location


@pytest.mark.parametrize("person", OWN)
def test_nobody_moderates_an_own_story_whatever_the_role(app, session, people, person):
    client = enter(app, session, people[person])
    for escalated in (None, stories.AT):
        story = stories.story(session, people[person], escalated_at=escalated)
        session.commit()
        page = client.get(made.address(story))
        assert page.status_code == OWN[person][0]
        assert "kiriman Anda sendiri" in page.text
        for decision, data in DATA.items():
            answer = post(client, story, decision, **data)
            assert answer.status_code == OWN[person][1]
            assert "kiriman Anda sendiri" in answer.text
        session.expire_all()
        assert story.status is Status.SUBMITTED
        session.commit()


RELATIONS = {  # what somebody of staff is to the story → what a GET of the review answers, and what each act answers
    "none": (200, 303),
    "wrote": (403, 403),
    **dict.fromkeys(sorted(CONFLICTS), (404, 404)),
    RecusalKind.ESCALATED: (200, 403),
}
STATES = [status for status in Status if status is not Status.DRAFT]


@pytest.mark.parametrize("person", ["director", "deputy", "humas"])
@pytest.mark.parametrize("relation", RELATIONS)
def test_who_is_out_of_a_story_decides_nothing_in_any_state(app, session, people, person, relation):
    """Person by relation by state by action: of an escalated story, so that all three have it on their desks."""
    look, act = RELATIONS[relation]
    client = enter(app, session, people[person])
    mark = token(client.get("/lupa"))
    for status in STATES:
        for decision, data in EVERY.items():
            story = related(session, people[person], relation, status)
            form = {"csrf_token": mark, "version": story.version, "decision": decision}
            answer = client.post(made.address(story), data=form | data)
            if relation == "none":
                assert (answer.status_code == 303) is (decision in possible(status)), (status, decision)
                continue
            assert answer.status_code == act, (status, decision)
            session.expire_all()
            assert story.status is status
            assert session.scalars(select(Decision).where(Decision.story_id == story.id)).all() == []
            assert opened(session, story) == []
            session.commit()
        assert client.get(made.address(story)).status_code == look, status


def related(session, user, relation, status):
    """An escalated story in that state, to which the person is what `relation` says."""
    due = {"due_code": "MOD_FIRST", "due_at": stories.AT, "escalated_at": stories.AT}
    story = stories.story(session, user if relation == "wrote" else None, status=status, **due)
    if relation in set(RecusalKind):
        recusals.add(session, story.id, user.id, relation, user.id, stories.AT)
    session.commit()
    return story


def possible(status):
    """What somebody of the desk, to whom the story is nothing, may do with it."""
    acts = {"identity", "evidence"}
    if status in OPEN:
        acts |= {"approve", "return", "reject", "hold"}
    return acts | {"claim"} if status in ("submitted", "in_review") else acts


def opened(session, story):
    """What the audit log says of this story."""
    return session.scalars(select(AuditEntry.action).where(AuditEntry.object == object_name(story))).all()


@pytest.mark.parametrize("person", ["director", "deputy", "humas"])
@pytest.mark.parametrize("kind", sorted(CONFLICTS))
def test_a_conflict_looks_as_if_the_story_were_not_there(app, session, people, person, kind):
    story = stories.story(session, escalated_at=stories.AT, title="Lampu jalan Gang Melati padam")
    recusals.add(session, story.id, people[person].id, kind, people["admin"].id, stories.AT)
    client = enter(app, session, people[person])
    page = client.get(made.address(story))
    nothing = client.get(f"/meja/{codes.pretty(codes.new())}")
    assert (page.status_code, nothing.status_code) == (404, 404)
    assert (
        re.sub(r"BW-\w{6}", "BW", page.text).split("<main")[1]
        == re.sub(r"BW-\w{6}", "BW", nothing.text).split("<main")[1]
    )
    for listed in ("/meja", "/meja?q=lampu", f"/meja?q={story.code}"):
        answer = client.get(listed)
        assert answer.status_code == 200
        assert codes.pretty(story.code) not in answer.text.replace(f'value="{story.code}"', "")
        assert "Gang Melati" not in answer.text


@pytest.mark.parametrize("status", Status)
def test_each_state_takes_exactly_the_decisions_of_the_lifecycle(app, session, people, status):
    client = enter(app, session, people["director"])
    for decision in ("approve", "return", "reject", "hold", "escalate"):
        due = {"due_code": "MOD_FIRST", "due_at": stories.AT}
        story = stories.story(session, status=status, **due)
        session.commit()
        answer = post(client, story, decision, **DATA[decision])
        expected = 404 if status is Status.DRAFT else 303 if status in OPEN else 409
        assert answer.status_code == expected, decision


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/meja/BW-000001", 404),
        ("/meja/BW-00000G", 404),
        ("/meja/x", 404),
        ("/meja/%00", 404),
        ("/meja/" + "A" * 500, 404),
        ("/meja/<script>", 404),
        ("/meja/..%2f..", 404),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_code_is_404_in_words(app, session, people, path, answer, method):
    client = enter(app, session, people["director"])
    data = {"csrf_token": token(client.get("/lupa"))} if method == "post" else None
    page = client.open(path, method=method.upper(), data=data)
    assert page.status_code == answer
    assert "<script>" not in page.text.split("<main")[1]


def test_a_mistyped_code_says_that_the_code_is_wrong(app, session, people):
    client = enter(app, session, people["director"])
    assert "Kode" in client.get("/meja/BW-00000G").text


def test_case_prefix_and_hyphen_do_not_matter(app, session, people):
    client = enter(app, session, people["director"])
    story = stories.story(session)
    session.commit()
    for typed in (story.code, story.code.lower(), f"bw{story.code}", f"BW-{story.code[:3]}-{story.code[3:]}"):
        assert client.get(f"/meja/{typed}").status_code == 200


@pytest.mark.parametrize("person", LED)
def test_who_may_open_the_queue(app, session, people, person):
    user = None if person == "visitor" else people.get(person) or people["resident"]
    expected = {"visitor": 303, **dict.fromkeys(("director", "deputy", "neighbour", "humas"), 200)}.get(person, 403)
    assert enter(app, session, user).get("/meja").status_code == expected


def test_a_recalled_director_is_out_at_the_next_request(app, session, people):
    client = enter(app, session, people["director"])
    story = stories.story(session)
    session.commit()
    assert client.get("/meja").status_code == 200
    people["director"].appointments[0].ended_at = stories.AT
    session.commit()
    assert client.get("/meja").status_code in (303, 403)
    assert client.get(made.address(story)).status_code in (303, 403)
