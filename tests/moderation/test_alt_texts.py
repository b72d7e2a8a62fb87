"""Photos without an alt text: the director may write one, or ask public relations, and never has to."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.stories import alt_texts
from portal.stories.lifecycle import Status
from portal.stories.models import Story, StoryPhoto
from tests.factories import moderation as made
from tests.factories import stories

ALT = "Lima warga mengangkat lumpur dari selokan"
ALT_ACTS = (alt_texts.WRITTEN, alt_texts.REQUESTED)


@pytest.fixture
def story(session):
    """Two photos: the first is described by its author, the second is not."""
    story = stories.story(session)
    stories.story_photo(session, story)
    stories.story_photo(session, story, position=1, alt="")
    session.commit()
    return story


def kept(session):
    session.expire_all()
    found = session.scalars(select(StoryPhoto.alt).order_by(StoryPhoto.position)).all()
    session.commit()
    return found


def acts(session):
    query = select(AuditEntry.action).where(AuditEntry.action.in_(ALT_ACTS)).order_by(AuditEntry.id)
    found = session.scalars(query).all()
    session.commit()
    return found


def test_only_photos_without_words_have_a_field(client, story, director, desk):
    desk(director)
    page = client.get(made.address(story)).text
    assert 'name="alt-1"' in page
    assert 'name="alt-0"' not in page
    assert "1 foto belum digambarkan untuk warga tunanetra" in page


def test_it_is_saved_by_its_own_button_and_says_who_wrote_it(client, session, story, director, desk):
    version = story.version
    answer = desk(director)(story, "alt", **{"alt-1": ALT})
    assert (answer.status_code, answer.headers["Location"]) == (303, made.address(story) + "#alts")
    assert kept(session)[1] == ALT
    assert acts(session) == [alt_texts.WRITTEN]
    assert session.get_one(Story, story.id).version == version, "whoever decides meanwhile is not disturbed"
    session.commit()
    page = client.get(made.address(story)).text
    assert "Ditulis Muhammad Fauzan" in page
    assert "Tersimpan. Humas melihatnya setelah berita tayang." in page


@pytest.mark.parametrize(
    ("decision", "data"),
    [
        ("approve", {}),
        ("return", {"reasons": "SUMBER_TIDAK_JELAS"}),
        ("hold", {"note": "Tunggu sebentar."}),
        ("escalate", {"note": "Di luar wewenang saya."}),
        ("evidence", {}),
    ],
)
def test_it_is_saved_with_any_other_button(session, story, director, desk, decision, data):
    assert desk(director)(story, decision, **data, **{"alt-1": ALT}).status_code in (200, 303)
    assert kept(session)[1] == ALT
    assert acts(session) == [alt_texts.WRITTEN]


def test_approving_needs_no_alt_text_and_an_empty_field_takes_none_away(session, story, director, deputy, desk):
    desk(deputy)(story, "alt", **{"alt-1": ALT})
    answer = desk(director)(story, "approve", **{"alt-1": ""})
    assert answer.status_code == 303
    assert kept(session)[1] == ALT
    session.refresh(story)
    assert story.status in (Status.APPROVED, Status.PUBLISHED)


@pytest.mark.parametrize("decision", ["alt", "approve"])
def test_the_authors_own_words_are_not_replaced(session, story, director, desk, decision):
    own = story.photos[0].alt
    session.commit()
    assert desk(director)(story, decision, **{"alt-0": "Kata orang lain", "alt-1": ALT}).status_code == 303
    assert kept(session) == [own, ALT]


def test_nothing_is_written_between_approval_and_publication(session, director, desk):
    story = stories.story(session, status=Status.APPROVED)
    stories.story_photo(session, story, alt="")
    session.commit()
    assert desk(director)(story, "alt", **{"alt-0": ALT}).status_code == 409
    assert kept(session) == [""]


def test_public_relations_is_asked_once(client, session, story, director, desk):
    decide = desk(director)
    for _ in range(2):
        assert decide(story, "alt", ask_alts="y").status_code == 303
    assert acts(session) == [alt_texts.REQUESTED]
    page = client.get(made.address(story)).text
    assert "Muhammad Fauzan meminta humas melengkapinya" in page
    assert 'name="ask_alts"' not in page


def test_nobody_is_asked_for_what_has_just_been_written(session, story, director, desk):
    desk(director)(story, "alt", ask_alts="y", **{"alt-1": ALT})
    assert acts(session) == [alt_texts.WRITTEN]


def test_a_text_that_is_too_long_is_said_at_its_field_and_kept(session, story, director, desk):
    page = desk(director)(story, "approve", note="Matur nuwun.", **{"alt-1": "a" * 253})
    assert page.status_code == 422
    assert "Kurangi 3 karakter" in page.text
    assert 'aria-invalid="true"' in page.text
    assert "a" * 253 in page.text
    assert kept(session)[1] == ""


def test_a_refused_decision_saves_nothing_and_keeps_what_was_typed(session, story, director, desk):
    page = desk(director)(story, "reject", **{"alt-1": ALT})
    assert page.status_code == 422
    assert ALT in page.text
    assert (kept(session)[1], acts(session)) == ("", [])


def test_nothing_is_written_once_nothing_can_be_decided(session, director, desk):
    story = stories.story(session, status=Status.PUBLISHED)
    stories.story_photo(session, story, alt="")
    session.commit()
    decide = desk(director)
    assert decide(story, "alt", **{"alt-0": ALT}).status_code == 409
    assert decide(story, "evidence", **{"alt-0": ALT}).status_code == 303
    assert kept(session) == [""]


def test_words_that_somebody_changed_since_are_no_longer_the_desks(session, story, director, desk):
    desk(director)(story, "alt", **{"alt-1": ALT})
    story = session.get_one(Story, story.id, populate_existing=True)
    assert [each.name for each in alt_texts.sources(session, story).written.values()] == ["Muhammad Fauzan"]
    story.photos[1].alt = "Warga di tepi selokan"
    session.flush()
    assert alt_texts.sources(session, story) == alt_texts.NONE
