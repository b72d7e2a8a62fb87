import pytest

from portal.accounts.models import Role
from portal.accounts.rights import VISITOR
from portal.moderation import access
from portal.stories.lifecycle import Status
from tests.factories import accounts, photos, stories
from tests.factories import moderation as made


@pytest.fixture
def picture(session):
    def make(status=Status.SUBMITTED, ward="medono", **changes):
        author = accounts.user(session)
        photo = photos.photo(session, author)
        stories.story_photo(session, stories.story(session, author, status=status, ward=ward, **changes), photo)
        return photo

    return make


@pytest.mark.parametrize("status", Status)
def test_the_director_sees_the_pictures_of_what_was_sent(session, director, picture, status):
    assert access.may_see(session, picture(status), made.rights(director)) is (status is not Status.DRAFT)


def test_nobody_else_does(session, director, neighbour, humas, picture):
    photo = picture()
    for rights in (made.rights(neighbour), made.rights(humas), made.rights(accounts.user(session)), VISITOR):
        assert not access.may_see(session, photo, rights)


def test_humas_sees_what_was_passed_on_and_what_nobody_leads(session, director, humas, picture):
    assert access.may_see(session, picture(escalated_at=stories.AT), made.rights(humas))
    assert access.may_see(session, picture(ward="tirto"), made.rights(humas))


MATRIX = {  # who → the states in which the pictures of a story of Medono are theirs to see
    "director": set(Status) - {Status.DRAFT},
    "humas": {Status.HIDDEN},
    "neighbour": set(),
    "admin": set(),
    "resident": set(),
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", MATRIX)
def test_who_judges_a_story_sees_its_pictures_and_nobody_else(request, session, picture, who, status):
    if who == "resident":
        person = accounts.user(session)
    else:
        person = made.staff(session, Role.ADMIN) if who == "admin" else request.getfixturevalue(who)
    request.getfixturevalue("director")  # the ward is led: humas does not stand in
    assert access.may_see(session, picture(status), made.rights(person)) is (status in MATRIX[who])


def test_humas_sees_none_of_a_hidden_story_of_its_own_by_this_rule(session, humas):
    photo = photos.photo(session, humas)
    stories.story_photo(session, stories.story(session, humas, status=Status.HIDDEN), photo)
    assert not access.may_see(session, photo, made.rights(humas))


def test_a_hidden_storys_picture_is_served_to_humas_alone(app, session, humas, neighbour, run_jobs):
    author = accounts.user(session)
    with app.app_context():
        photo = photos.received(session, author)
        stories.story_photo(session, stories.story(session, author, status=Status.HIDDEN), photo)
        session.commit()
    run_jobs()
    for user, code in ((humas, 200), (neighbour, 404), (accounts.user(session), 404), (None, 404)):
        client = app.test_client()
        if user:
            made.sign_in(client, session, user)
        answer = client.get(f"/foto/{photo.public_id}/m.webp")
        assert answer.status_code == code
        assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_picture_in_no_story_is_nobodys_business(session, director):
    photo = photos.photo(session, accounts.user(session))
    assert not access.may_see(session, photo, made.rights(director))


def test_the_picture_is_served_to_the_director_and_to_no_neighbour(app, session, director, neighbour, run_jobs):
    author = accounts.user(session)
    with app.app_context():
        photo = photos.received(session, author)
        stories.story_photo(session, stories.story(session, author), photo)
        session.commit()
    run_jobs()
    for user, code in ((director, 200), (neighbour, 404), (None, 404)):
        client = app.test_client()
        if user:
            made.sign_in(client, session, user)
        assert client.get(f"/foto/{photo.public_id}/m.webp").status_code == code
