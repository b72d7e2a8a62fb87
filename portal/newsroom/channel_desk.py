"""What the pages of the channels show beside the rows themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts import guards
from portal.accounts.desks import frame
from portal.channels import failures
from portal.channels.adapters import adapter_for
from portal.channels.limits import SITES, limits_for
from portal.channels.models import Channel, Health
from portal.channels.names import account, place_name
from portal.kernel.labels import Label
from portal.newsroom import channel_words as words
from portal.newsroom.channel_forms import ChannelForm


@dataclass(frozen=True)
class Card:
    """A channel on the list and at the head of its own page."""

    code: str
    kind: str
    name: str
    network: str
    handle: str
    active: bool
    mode: Label
    health: Label | None
    health_state: str
    trouble: str
    rests_until: datetime | None
    needs_approval: bool


def card(channel: Channel, at: datetime) -> Card:
    network, automatic = place_name(channel.kind, channel.code), adapter_for(channel.kind) is not None
    trouble = failures.sentence(channel.health_code, words.who(channel, network)) if channel.health_code else ""
    rests = channel.paused_until if channel.paused_until and channel.paused_until > at else None
    return Card(
        code=channel.code,
        kind=channel.kind,
        name=channel.name,
        network=network,
        handle=account(channel.kind, channel.handle, channel.address),
        active=channel.active,
        mode=words.MODES[channel.mode],
        health=words.HEALTH[channel.health] if automatic and channel.secret else None,
        health_state=channel.health.value,
        trouble=trouble if channel.health is not Health.OK else "",
        rests_until=rests,
        needs_approval=channel.needs_approval,
    )


def listing(channels: Sequence[Channel], at: datetime) -> dict[str, Any]:
    cards = [card(channel, at) for channel in channels]
    shown = {"used": [c for c in cards if c.active], "unused": [c for c in cards if not c.active]}
    return frame(guards.current_rights()) | shown


def page(channel: Channel | None, form: ChannelForm, at: datetime, *, conflict: bool = False) -> dict[str, Any]:
    """Everything `newsroom/channel.html` needs; `channel` is None for a new one."""
    kind = channel.kind if channel else None
    adapter = adapter_for(kind) if kind else None
    rules = limits_for(kind) if kind else None
    return frame(guards.current_rights()) | {
        "channel": channel,
        "card": card(channel, at) if channel else None,
        "form": form,
        "stored": bool(channel and channel.secret),
        "automatic": adapter is not None,
        "connects": kind is None or adapter is not None or kind in SITES,  # a site can become WordPress
        "said": channel.health_said if channel else "",
        "tested_at": channel.health_at if channel else None,
        "mode_note": words.MODE_NOTES[channel.mode] if channel else "",
        "abilities": words.abilities(adapter.capabilities) if adapter else [],
        "limits": words.limits(rules) if rules else [],
        "rules": rules,
        "differing": form.differing(channel) if conflict and channel else [],
        "conflict": conflict,
    }
