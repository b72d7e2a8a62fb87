import dataclasses

import pytest

from portal.channels import connections, vault
from portal.channels.adapter_api import Failed, FailureKind, Phase
from portal.channels.error_codes import Code
from portal.channels.models import Channel, Mode
from tests.conftest import SECRET, make_settings


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path)


def channel(kind="wordpress", secret="rahasia", **changes):
    values = {
        "kind": kind,
        "code": "x",
        "name": "X",
        "handle": "h",
        "address": "https://kota.example.id/",
        "username": "u",
    }
    return Channel(**values | {"secret": vault.seal(SECRET, secret) if secret else ""} | changes)


def call(http):
    return http.call("GET", "/", Phase.TEST)


def failure(call, *args):
    with pytest.raises(Failed) as caught:
        call(*args)
    return caught.value.failure


def test_an_account_is_the_row_with_its_secret_in_plain(settings):
    account = connections.account_of(channel(), settings)
    assert (account.kind, account.address, account.handle, account.username, account.secret) == (
        *("wordpress", "https://kota.example.id", "h", "u", "rahasia"),
    )
    assert "rahasia" not in repr(account)


def test_a_network_with_one_address_for_everybody_is_called_there(settings):
    assert connections.account_of(channel("telegram"), settings).address == "https://api.telegram.org"


def test_a_setting_wins_over_every_address(settings):
    settings = dataclasses.replace(
        settings, channel_api={"telegram": "http://127.0.0.1:1", "wordpress": "http://127.0.0.1:2"}
    )
    assert connections.account_of(channel("telegram"), settings).address == "http://127.0.0.1:1"
    assert connections.account_of(channel(), settings).address == "http://127.0.0.1:2"


def test_without_a_secret_or_with_one_of_another_instance_it_has_to_be_entered(settings):
    told = failure(connections.account_of, channel(secret=""), settings)
    assert (told.kind, told.code) == (FailureKind.REAUTH, Code.NO_CREDENTIALS)
    other = channel(secret="")
    other.secret = vault.seal("another instance's secret 01234567", "x")
    told = failure(connections.account_of, other, settings)
    assert (told.kind, told.code) == (FailureKind.REAUTH, Code.CREDENTIALS_LOST)


@pytest.mark.parametrize(
    "address", ["", "kota", "https://", "https://[::1", "https://x:99999", "ftp://kota.example.id"]
)
def test_an_address_nobody_can_call_is_said_so(settings, address):
    account = connections.account_of(channel(address=address), settings)
    told = failure(connections.outgoing_for, account, settings)
    assert (told.kind, told.code) == (FailureKind.REAUTH, Code.NO_ADDRESS)


def test_only_the_address_of_the_setting_may_be_private(settings):
    """The channel's own address is guarded, though it leads to the same machine."""
    apis = {"wordpress": "http://127.0.0.1:1"}
    trusted = dataclasses.replace(settings, channel_api=apis)
    account = connections.account_of(channel(), trusted)
    assert failure(call, connections.outgoing_for(account, trusted)).code == Code.UNREACHABLE
    guarded = dataclasses.replace(account, address="http://127.0.0.1:2")
    assert failure(call, connections.outgoing_for(guarded, trusted)).code == Code.PRIVATE
    assert failure(call, connections.outgoing_for(account, settings)).code == Code.PRIVATE


@pytest.mark.parametrize(
    ("kind", "secret", "mode"),
    [
        ("wordpress", "x", Mode.API),
        ("telegram", "x", Mode.API),
        ("telegram", "", Mode.ASSISTED),
        ("website", "x", Mode.ASSISTED),
        ("facebook", "x", Mode.ASSISTED),
    ],
)
def test_a_channel_is_automatic_with_an_adapter_and_a_secret(kind, secret, mode):
    made = channel(kind, secret)
    connections.settle(made)
    assert made.mode is mode


def test_a_channel_without_an_adapter_cannot_be_tested(settings):
    assert failure(connections.test, channel("facebook"), settings).kind is FailureKind.REAUTH
