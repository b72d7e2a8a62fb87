"""A channel's row as a connection: its account with the secret in plain, and its line out."""

from typing import Final

import httpx

from portal.channels import vault
from portal.channels.adapter_api import Account, Failed, Failure, FailureKind, Health
from portal.channels.adapters import adapter_for
from portal.channels.error_codes import Code
from portal.channels.limits import Kind
from portal.channels.models import Channel, Mode
from portal.channels.outgoing import READ, TOTAL, Outgoing
from portal.settings import Settings

HOSTS: Final = {Kind.TELEGRAM: "https://api.telegram.org"}  # networks with one address for everybody
PATIENCE: Final = 10.0  # seconds: a person waits for the test of a connection


def address_of(kind: str, address: str, settings: Settings) -> str:
    """Where the adapter talks to: a setting wins, then the network's own address, then the channel's."""
    return settings.channel_api.get(kind) or HOSTS.get(Kind(kind), address).rstrip("/")


def account_of(channel: Channel, settings: Settings) -> Account:
    """The account with its secret. Raises Failed(REAUTH) when none is stored or it cannot be read any more."""
    if not channel.secret:
        raise Failed(Failure(FailureKind.REAUTH, Code.NO_CREDENTIALS))
    try:
        secret = vault.unseal(settings.secret, channel.secret)
    except vault.Unreadable:
        raise Failed(Failure(FailureKind.REAUTH, Code.CREDENTIALS_LOST)) from None
    address = address_of(channel.kind, channel.address, settings)
    return Account(channel.kind, address, channel.handle, channel.username, secret)


def outgoing_for(account: Account, settings: Settings, *, read: float = READ, total: float = TOTAL) -> Outgoing:
    """The line to the account's server; times in seconds. Raises Failed(REAUTH) for an address nobody can call."""
    trusted = bool(account.address) and account.address == settings.channel_api.get(account.kind)
    try:
        return Outgoing(account.address, trusted=trusted, read=read, total=total)
    except (ValueError, httpx.InvalidURL):
        raise Failed(Failure(FailureKind.REAUTH, Code.NO_ADDRESS)) from None


def settle(channel: Channel) -> None:
    """By machine where there is an adapter and a secret, else by hand."""
    channel.mode = Mode.API if adapter_for(channel.kind) and channel.secret else Mode.ASSISTED


def test(channel: Channel, settings: Settings) -> Health:
    """Ask the network who we are there; changes nothing here or there. Raises Failed."""
    adapter = adapter_for(channel.kind)
    if adapter is None:
        raise Failed(Failure(FailureKind.REAUTH, Code.NO_CREDENTIALS))
    account = account_of(channel, settings)
    return adapter.test(outgoing_for(account, settings, read=PATIENCE, total=2 * PATIENCE), account)
