"""People of the ward desk."""

import pytest

from portal.accounts.models import Role
from tests.conftest import token
from tests.factories import moderation as made


@pytest.fixture
def director(session):
    return made.staff(session, Role.DIRECTOR, "medono", name="Muhammad Fauzan")


@pytest.fixture
def deputy(session):
    return made.staff(session, Role.DEPUTY, "medono", name="Endang Lestari")


@pytest.fixture
def neighbour(session):
    return made.staff(session, Role.DIRECTOR, "kauman", name="Laila Zahra")


@pytest.fixture
def humas(session):
    return made.staff(session, Role.HUMAS, name="Rina Wati")


@pytest.fixture
def desk(client, session):
    """Sign somebody in and get a function that decides on a story over HTTP."""

    def sit(user):
        made.sign_in(client, session, user)
        client.get("/meja")

        def decide(story, decision, version=None, **data):
            page = client.get("/akun")
            form = {"csrf_token": token(page), "version": version or story.version, "decision": decision}
            return client.post(made.address(story), data=form | data)

        return decide

    return sit
