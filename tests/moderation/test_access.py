import pytest

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
