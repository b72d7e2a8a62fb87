import pytest

from portal.accounts.rights import VISITOR, Rights
from portal.photos import access
from portal.photos.access import Audience, audience
from tests.factories import photos


@pytest.fixture
def photo(session, resident):
    return photos.photo(session, resident)


def never(*_):
    pytest.fail("nobody may ask for that here")


def everybody(session, photo, rights):
    return True


def directors_of_ward_7(session, photo, rights):
    return 7 in rights.wards


def test_without_rules_only_the_owner_sees_a_picture(session, photo, resident, other):
    assert audience(session, photo, lambda: Rights(resident.id)) is Audience.SOME
    assert audience(session, photo, lambda: Rights(other.id, frozenset({"humas", "admin"}))) is Audience.NOBODY
    assert audience(session, photo, lambda: VISITOR) is Audience.NOBODY


def test_what_a_visitor_may_see_is_for_everybody_and_asks_nobody_who_they_are(session, photo):
    access.MAY_SEE.append(everybody)
    assert audience(session, photo, never) is Audience.EVERYBODY


def test_any_rule_is_enough(session, photo, other):
    access.MAY_SEE += [lambda s, p, r: False, directors_of_ward_7]
    assert audience(session, photo, lambda: Rights(other.id, wards=frozenset({7}))) is Audience.SOME
    assert audience(session, photo, lambda: Rights(other.id, wards=frozenset({8}))) is Audience.NOBODY


def test_rules_hear_which_picture_is_meant(session, photo, resident):
    another = photos.photo(session, resident)
    access.MAY_SEE.append(lambda s, p, rights: p.id == photo.id)
    assert audience(session, photo, lambda: VISITOR) is Audience.EVERYBODY
    assert audience(session, another, lambda: VISITOR) is Audience.NOBODY
