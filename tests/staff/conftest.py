import pytest

from portal.accounts.models import Role
from tests.factories import moderation as made
from tests.factories import stories


@pytest.fixture
def author(session):
    return stories.person(session)


@pytest.fixture
def director(session):
    return made.staff(session, Role.DIRECTOR, "medono", name="Muhammad Fauzan")


@pytest.fixture
def humas(session):
    return made.staff(session, Role.HUMAS, name="Rina Wati")


@pytest.fixture
def admin(session):
    return made.staff(session, Role.ADMIN, name="Agus Salim")
