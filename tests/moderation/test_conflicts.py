"""A declared conflict of interest binds: over HTTP, through later versions, on every page of the desks."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import NameChange, Role
from portal.audit.models import AuditEntry
from portal.kernel import clock, codes
from portal.moderation import conflicts, service
from portal.notices import service as notices
from portal.notices.models import Notice
from portal.staff import queries as staff
from portal.stories import recusals
from portal.stories import service as story_service
from portal.stories.lifecycle import CONFLICTS, Action, NotAllowed, Part, RecusalKind, Status
from portal.stories.models import Credit, Recusal, Story, TimelineEntry
from tests.conftest import token
from tests.factories import accounts, photos, stories
from tests.factories import moderation as made
from tests.factories.moderation import NOTE

pytestmark = pytest.mark.dated
CONFLICT = {"reasons": "KONFLIK_KEPENTINGAN", "note": "Penulisnya adik saya."}


@pytest.fixture
def name_as(app, session):
    """name_as(by, story, who, kind): humas, or another, names somebody of staff as related."""

    def name(by, story, who, kind=RecusalKind.FAMILY):
        with app.app_context():
            conflicts.name_colleague(session, story, made.rights(by), who.id, kind, clock.now())

    return name


@pytest.fixture
def person(app, session):
    """person(user) opens and posts pages as that person."""

    class Browser:
        def __init__(self, user):
            self.client = app.test_client()
            made.sign_in(self.client, session, user)

        def get(self, path):
            return self.client.get(path)

        def decide(self, story, decision, **data):
            session.expire_all()
            version = session.get_one(Story, story.id).version
            session.commit()
            form = {"csrf_token": token(self.client.get("/akun")), "version": version, "decision": decision}
            return self.client.post(made.address(story), data=form | data)

    return Browser


@pytest.fixture
def story(session):
    found = stories.story(session, title="Lampu jalan Gang Melati padam", at=clock.now())
    session.commit()
    return found


def send_again(session, story):
    """The author sends the next version."""
    session.expire_all()
    found = session.get_one(Story, story.id)
    story_service.move(session, found, Action.SUBMIT, {Part.AUTHOR}, clock.now(), found.author_id)
    session.commit()


def test_a_declared_conflict_binds_for_ever(session, person, director, deputy, humas, story):
    sender, other, office = person(director), person(deputy), person(humas)
    assert sender.decide(story, "escalate", **CONFLICT).location == "/meja"
    assert "sekarang ditangani humas" in sender.get("/meja").text  # said once
    assert sender.get(made.address(story)).status_code == 404
    for decision in ("approve", "claim", "identity", "evidence"):
        assert sender.decide(story, decision).status_code == 404
    assert other.get(made.address(story)).status_code == 200
    assert office.decide(story, "return", reasons="KURANG_5W1H", note=NOTE).status_code == 303
    send_again(session, story)
    assert sender.get(made.address(story)).status_code == 404
    assert sender.decide(story, "approve").status_code == 404
    assert "Gang Melati" not in sender.get("/meja").text + sender.get("/meja?q=lampu").text
    assert "Gang Melati" in other.get("/meja").text
    assert other.decide(story, "approve").status_code == 303
    assert sender.get(made.address(story)).status_code == 404
    assert sender.get(f"/berita/{story.slug}-{codes.pretty(story.code)}").status_code == 200, "what all may read"


def test_whoever_passed_a_story_on_reads_it_and_decides_nothing(session, person, director, humas, story):
    sender = person(director)
    sender.decide(story, "escalate", note=NOTE)
    page = sender.get(made.address(story))
    assert page.status_code == 200
    assert re.search(r"Anda meneruskan kiriman ini pada \d{1,2}/\d{1,2}/\d{4} \d\d\.\d\d", page.text)
    assert 'name="decision"' not in page.text
    for decision in ("approve", "hold", "claim", "identity", "recuse"):
        assert sender.decide(story, decision, note=NOTE).status_code == 403
    assert "sekarang ditangani humas" in sender.get("/meja").text  # said once
    assert "Gang Melati" not in sender.get("/meja").text
    assert "Gang" in sender.get("/meja?q=lampu").text, "to read it again"
    assert person(humas).decide(story, "approve").status_code == 303


@pytest.mark.parametrize("decision", ["hold", "return", "reject"])
def test_a_conflict_of_interest_is_only_a_reason_to_pass_a_story_on(session, person, director, story, decision):
    answer = person(director).decide(story, decision, **CONFLICT)
    assert answer.status_code == 422
    assert "Teruskan ke humas" in answer.text
    assert session.scalars(select(Recusal)).all() == []


def test_humas_names_somebody_and_the_author_does_not_read_who(session, person, director, deputy, humas, story):
    person(director).decide(story, "escalate", note=NOTE)
    office = person(humas)
    assert f'<option value="{deputy.id}">' in office.get(made.address(story)).text
    named = {"colleague": deputy.id, "relation": "family"}
    answer = office.decide(story, "recuse", **named)
    assert answer.location == made.address(story)
    page = office.get(made.address(story)).text
    assert deputy.name in page.split('id="hubungan"')[1]
    assert f'<option value="{deputy.id}">' not in page
    assert person(deputy).get(made.address(story)).status_code == 404
    line = session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "recused")).one()
    assert (line.public, line.detail) == (False, {})
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == conflicts.RECORDED)).one()
    assert entry.detail == {"colleague": f"person:{deputy.id}", "relation": "family"}
    session.commit()
    own = person(session.get_one(Story, story.id).author).get(f"/kiriman/{codes.pretty(story.code)}").text
    assert "tidak ikut memutuskan" in own
    assert deputy.name not in own


def test_a_director_names_a_colleague_while_passing_a_story_on(session, person, director, deputy, humas, story):
    named = {"colleague": deputy.id, "relation": "business"}
    sender = person(director)
    assert f'<option value="{director.id}">' not in sender.get(made.address(story)).text
    assert sender.decide(story, "escalate", note=NOTE, **named).status_code == 303
    assert person(deputy).get(made.address(story)).status_code == 404
    kinds = session.execute(select(Recusal.user_id, Recusal.kind).order_by(Recusal.id)).all()
    assert [tuple(row) for row in kinds] == [(deputy.id, "business"), (director.id, "escalated")]


def test_a_director_who_keeps_a_story_names_nobody(session, person, director, deputy, story):
    keeper, named = person(director), {"colleague": deputy.id, "relation": "business"}
    assert keeper.decide(story, "recuse", **named).status_code == 409
    assert keeper.decide(story, "return", reasons="KURANG_5W1H", note=NOTE).status_code == 303
    assert 'id="hubungan"' not in keeper.get(made.address(story)).text
    assert keeper.decide(story, "recuse", **named).status_code == 422
    assert session.scalars(select(Recusal)).all() == []
    assert person(deputy).get(made.address(story)).status_code == 200


def test_somebody_of_an_escalated_story_names_only_themselves(session, person, director, deputy, humas, story):
    person(director).decide(story, "escalate", note=NOTE)
    other = person(deputy)
    assert other.decide(story, "recuse", colleague=humas.id, relation="family").status_code == 422
    answer = other.decide(story, "recuse", colleague=deputy.id, relation="business")
    assert answer.location == "/meja"
    assert other.get(made.address(story)).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [{}, {"colleague": "x"}, {"colleague": "999999999999"}, {"relation": "declared"}, {"relation": "escalated"}],
)
def test_a_name_or_relation_from_no_list_is_refused_at_its_field(session, person, deputy, humas, typed):
    story = stories.story(session, escalated_at=stories.AT)
    session.commit()
    answer = person(humas).decide(
        story, "recuse", **({"colleague": deputy.id, "relation": "family"} if typed else {}) | typed
    )
    assert answer.status_code == 422
    assert 'data-test="field-error"' in answer.text
    assert session.scalars(select(Recusal)).all() == []


def test_only_whoever_could_decide_is_named(session, name_as, director, deputy, neighbour, humas):
    story = stories.story(session, escalated_at=stories.AT)
    made.staff(session, Role.DIRECTOR, "medono", ended_at=stories.AT)
    recusals.add(session, story.id, deputy.id, RecusalKind.FAMILY, humas.id, stories.AT)
    named = conflicts.colleagues(session, story, made.rights(humas), clock.now())
    assert {each.id for each in named} == {director.id, humas.id}
    with pytest.raises(NotAllowed):
        name_as(humas, story, neighbour)
    assert conflicts.colleagues(session, story, made.rights(neighbour), clock.now()) == ()


def test_whoever_reviews_a_story_gives_it_back_by_being_named(session, name_as, deputy, humas):
    story = made.claimed(session, deputy, at=clock.now(), escalated_at=stories.AT)
    name_as(humas, story, deputy)
    assert (story.status, story.claimed_by_id) == (Status.SUBMITTED, None)


def test_naming_twice_is_one_row(session, name_as, deputy, humas):
    story = stories.story(session, escalated_at=stories.AT)
    name_as(humas, story, deputy)
    with pytest.raises(NotAllowed):
        name_as(humas, story, deputy)
    assert len(session.scalars(select(Recusal)).all()) == 1


def test_where_everybody_of_the_ward_is_out_humas_decides_within_a_minute(session, director, humas):
    at = clock.now()
    story = stories.story(session, at=at)
    recusals.add(session, story.id, director.id, RecusalKind.FAMILY, humas.id, at)
    assert service.parts_of(made.rights(humas), story) == {Part.HUMAS, Part.DIRECTOR}
    service.sweep(session, at)
    assert story.escalated_at == at


@pytest.mark.parametrize(("decision", "status"), [("approve", Status.PUBLISHED), ("hold", Status.HELD)])
def test_humas_decides_before_the_sweep_and_keeps_the_story_on_its_desk(
    session, person, director, humas, decision, status
):
    """The only director of the ward wrote it."""
    story = stories.story(session, director, at=clock.now(), title="Lampu jalan Gang Melati padam")
    session.commit()
    office = person(humas)
    assert office.decide(story, decision, note=NOTE).status_code == 303
    session.expire_all()
    found = session.get_one(Story, story.id)
    assert (found.status, found.escalated_at is not None) == (status, True)
    session.commit()
    office.get("/meja")  # says what was decided, once
    assert ("Gang Melati" in office.get("/meja?saring=ditahan").text) is (status is Status.HELD)


def test_a_held_story_that_nobody_of_the_ward_may_decide_on_goes_to_humas(session, person, director, deputy, humas):
    at = clock.now()
    story = made.held(session, at=at, title="Lampu jalan Gang Melati padam")
    recusals.add(session, story.id, director.id, RecusalKind.FAMILY, humas.id, at)
    service.sweep(session, at)
    assert (story.status, story.escalated_at) == (Status.HELD, None), "the deputy is left"
    recusals.add(session, story.id, deputy.id, RecusalKind.FAMILY, humas.id, at)
    service.sweep(session, at)
    assert (story.status, story.escalated_at) == (Status.SUBMITTED, at)
    session.commit()
    assert "Gang Melati" in person(humas).get("/meja").text


@pytest.mark.parametrize("kind", sorted(CONFLICTS))
def test_pictures_are_not_shown_to_whoever_is_out(app, session, person, director, run_jobs, kind):
    with app.app_context():
        author = accounts.user(session)
        photo = photos.received(session, author)
        story = stories.story(session, author)
        stories.story_photo(session, story, photo)
        session.commit()
    run_jobs()
    sender, address = person(director), f"/foto/{photo.public_id}/m.webp"
    assert sender.get(address).status_code == 200
    recusals.add(session, story.id, director.id, kind, director.id, stories.AT)
    session.commit()
    assert sender.get(address).status_code == 404


def test_another_storys_evidence_does_not_name_the_story(session, app, director):
    out = made.pictured(session, status=Status.SUBMITTED, sha256="a" * 64)
    story = made.pictured(session, status=Status.SUBMITTED, sha256="a" * 64)
    loaded = service.dossiers.story(session, story.code)
    assert [each.code for each in service.dossiers.sightings(session, loaded, director.id)] == [out.code]
    recusals.add(session, out.id, director.id, RecusalKind.FAMILY, director.id, stories.AT)
    assert service.dossiers.sightings(session, loaded, director.id) == []


def test_a_request_for_removal_is_not_there_for_whoever_is_out(session, person, humas):
    other = made.staff(session, Role.HUMAS, name="Budi Santoso")
    story = stories.story(session, status=Status.PUBLISHED, at=clock.now())
    story_service.withdraw(session, story, clock.now())
    recusals.add(session, story.id, humas.id, RecusalKind.BUSINESS, humas.id, clock.now())
    session.commit()
    address = f"/siar/pencabutan/{codes.pretty(story.code)}"
    for user, code in ((humas, 404), (other, 200)):
        assert person(user).get(address).status_code == code
        assert (codes.pretty(story.code) in person(user).get("/siar/pencabutan").text) is (code == 200)


def test_a_new_name_of_an_author_is_answered_by_somebody_without_interest(session, person, humas):
    other = made.staff(session, Role.HUMAS, name="Budi Santoso")
    story = stories.story(session, status=Status.PUBLISHED, at=clock.now())
    asked = {"former_name": "Bagus", "name": "Bagus Wijaya", "all_stories": True, "asked_at": clock.now(), "note": ""}
    change = NameChange(user_id=story.author_id, **asked)
    session.add(change)
    recusals.add(session, story.id, humas.id, RecusalKind.FAMILY, humas.id, clock.now())
    session.commit()
    for user, code in ((humas, 404), (other, 200)):
        assert person(user).get(f"/siar/nama/{change.id}").status_code == code
        assert ("Bagus Wijaya" in person(user).get("/siar/nama").text) is (code == 200)


def test_no_notice_of_a_later_version_goes_to_whoever_is_out(session, person, director, deputy, humas, story, run_jobs):
    person(director).decide(story, "escalate", **CONFLICT)
    person(humas).decide(story, "return", reasons="KURANG_5W1H", note=NOTE)
    send_again(session, story)
    run_jobs()
    told = session.execute(select(Notice.user_id).where(Notice.kind == "arrived")).scalars().all()
    assert director.id not in told
    assert humas.id in told


def test_what_a_desk_was_told_of_the_story_goes_with_it(session, person, director, deputy, story):
    other = stories.story(session)
    for who in (director, deputy):
        for n, told in enumerate((story, other)):
            detail = {"code": told.code, "title": told.title}
            notices.tell(session, who.id, f"{n}:{who.id}", "arrived", detail, clock.now())
    session.commit()
    sender = person(director)
    assert "Gang Melati" in sender.get("/kabar-tugas").text
    assert sender.decide(story, "escalate", **CONFLICT).status_code == 303
    sender.get("/meja")  # says it once
    page = sender.get("/kabar-tugas").text
    assert "Gang Melati" not in page
    assert other.title in page
    assert "Gang Melati" in person(deputy).get("/kabar-tugas").text


def test_an_anonymous_author_stays_so_for_whoever_passed_the_story_on(session, person, director, deputy):
    story = stories.story(session, accounts.user(session, "Karsiti"), credit=Credit.ANONYMOUS, at=clock.now())
    session.commit()
    sender = person(director)
    sender.decide(story, "escalate", note=NOTE)
    page = sender.get(made.address(story)).text
    assert "Karsiti" not in page
    assert 'value="identity"' not in page


def test_the_number_at_a_desk_does_not_count_what_somebody_is_out_of(app, session, director, humas):
    with app.app_context():
        story = stories.story(session, escalated_at=stories.AT)
        for user in (director, humas):
            assert staff.waiting(session, made.rights(user), clock.now()).stories == 1
            recusals.add(session, story.id, user.id, RecusalKind.FAMILY, humas.id, stories.AT)
            assert staff.waiting(session, made.rights(user), clock.now()).stories == 0
