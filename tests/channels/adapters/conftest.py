import pytest

from portal.channels.adapter_api import Account, Failed
from portal.channels.adapters.telegram import Telegram as TelegramAdapter
from portal.channels.adapters.wordpress import WordPress as WordPressAdapter
from tests.channels.fakes import telegram as fake
from tests.channels.fakes.faults import Proxy
from tests.factories.parcels import Carrier


@pytest.fixture
def telegram():
    server = fake.Telegram()
    yield server
    server.stop()


@pytest.fixture
def bot(telegram):
    """The adapter with the fake behind it."""
    return Carrier(TelegramAdapter(), telegram.url, account_of_bot(telegram.url), read=0.5)


def account_of_bot(url, **changes):
    values = {"kind": "telegram", "address": url, "handle": "PemkotPekalongan", "secret": fake.TOKEN}
    return Account(**values | changes)


@pytest.fixture
def proxy(wordpress):
    """The line to WordPress, where faults happen."""
    line = Proxy(wordpress.port)
    yield line
    line.stop()


@pytest.fixture
def site(wordpress, proxy):
    """The adapter with a real WordPress behind a line that may be cut."""
    return Carrier(WordPressAdapter(), proxy.url, account_of_site(wordpress))


def account_of_site(wordpress, user="humas", **changes):
    secret = wordpress.passwords[user]
    return Account(**{"kind": "wordpress", "address": wordpress.url, "username": user, "secret": secret} | changes)


@pytest.fixture
def failure():
    """What a call failed with."""

    def of(call, *args):
        with pytest.raises(Failed) as caught:
            call(*args)
        return caught.value.failure

    return of
