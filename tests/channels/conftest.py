import pytest

from tests.channels.wordpress import WordPress


@pytest.fixture(scope="session")
def wordpress_site():
    """A real WordPress, once for each process of the tests."""
    site = WordPress()
    yield site
    site.stop()


@pytest.fixture
def wordpress(wordpress_site):
    """The same, empty."""
    wordpress_site.empty()
    return wordpress_site
