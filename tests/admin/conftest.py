"""An administrator, a humas officer and a resident, and the ways the accounts' tests use a client."""

import pytest

from portal.accounts.models import Role
from tests.accounts.conftest import enter, in_request, post
from tests.factories import accounts as made

__all__ = ["enter", "in_request", "post"]


@pytest.fixture
def admin(session, enter):
    """A demo administrator, signed in (demo people need no second step)."""
    user = made.staff(session, Role.ADMIN, name="Budi Admin", email="budi@contoh.test", is_demo=True)
    session.commit()
    enter(user)
    return user


@pytest.fixture
def humas(session, enter):
    user = made.staff(session, Role.HUMAS, name="Ratna Humas", is_demo=True)
    session.commit()
    enter(user)
    return user


@pytest.fixture
def siti(session):
    user = made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890")
    session.commit()
    return user
