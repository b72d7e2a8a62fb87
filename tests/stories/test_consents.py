from sqlalchemy import select

from portal.accounts import agreements
from portal.accounts.models import Consent
from portal.stories import consents
from portal.stories.rules import PhotoWords
from tests.factories import stories as make
from tests.factories.stories import AT


def test_version_hash_language_and_time_of_every_agreement_are_kept(session):
    story = make.story(session)
    consents.keep(session, story, make.sheet(session), AT, "en", sending=True)
    session.flush()
    for row in session.scalars(select(Consent)):
        read = agreements.record(row.code, "en")
        assert (row.text_version, row.text_hash, row.language, row.given_at) == (read.version, read.sha256, "en", AT)
        assert row.user_id == story.author_id


def test_the_people_in_a_photo_count_only_when_ticked(session):
    story = make.story(session)
    sheet = make.sheet(session, photos=(PhotoWords(1, consent=True), PhotoWords(2)))
    about = {each.subject for each in consents.wanted(story.id, sheet, sending=False) if each.code == "SUBJECT_CONSENT"}
    assert about == {"photo:1"}


def test_the_choice_of_a_name_is_agreed_to_only_by_sending(session):
    codes = {each.code for each in consents.wanted(1, make.sheet(session), sending=False)}
    assert codes == {"ORIGINAL", "LICENSE"}


def test_what_was_ticked_in_a_draft_is_found_again(session):
    story = make.story(session)
    consents.keep(session, story, make.sheet(session, license=False), AT, "id")
    session.flush()
    assert consents.ticked(session, story) == {"ORIGINAL"}
