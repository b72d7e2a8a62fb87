"""What the pages of the channels say: how a connection stands, what a network can do, what it takes."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.channels.adapter_api import Capabilities, Idempotency
from portal.channels.limits import Limits
from portal.channels.models import Channel, Health, Mode
from portal.kernel import numbers
from portal.kernel.i18n import language
from portal.kernel.labels import Label
from portal.newsroom.words import UNITS

HEALTH: Final = {
    Health.UNTESTED: Label(_l("Not tested yet"), "clock", "line"),
    Health.OK: Label(_l("Connected"), "check", "ok"),
    Health.DOWN: Label(_l("Does not answer"), "alert", "warn"),
    Health.REAUTH: Label(_l("Needs a new password or token"), "alert", "bad"),
    Health.BLOCKED: Label(_l("Restricted by the network"), "alert", "bad"),
}
MODES: Final = {
    Mode.API: Label(_l("Automatic"), "refresh", "info"),
    Mode.ASSISTED: Label(_l("Manual (with a kit)"), "user", "line"),
}
MODE_NOTES: Final = {
    Mode.API: _l("The portal posts by itself at the time you set."),
    Mode.ASSISTED: _l("The portal makes a kit; an officer posts it and saves the proof."),
}
_ASKED: Final = {
    Idempotency.NONE: _l("No: after a lost answer an officer checks whether the post is there."),
    Idempotency.LOOKUP: _l("Yes: after a lost answer the portal looks for the post and never makes it twice."),
}
FAULTS: Final = {
    "name": _l("Write the name of the account or site."),
    "code": _l("Use 2 to 32 small letters, digits and underscores, a letter first."),
    "code_taken": _l("Another channel has this code. Choose another."),
    "kind": _l("Choose a network from the list."),
    "kind_kept": _l("A channel keeps its network, because its posts belong there. Add a new channel instead."),
    "address": _l("Write the address like https://kota.example.id, without anything after a question mark."),
    "address_missing": _l("Write the address of the site."),
    "address_private": _l("This address leads into a private network, which the portal never calls."),
    "address_open": _l("The address has to begin with https, or the password would travel unprotected."),
    "username": _l("Write the user name on that site."),
    "username_number": _l("Write the chat's number only, like -1001234567890, or leave this empty."),
    "handle_missing": _l("Write the channel's name, or its number below."),
    "secret": _l("This cannot be a password or token: it holds spaces or signs that none has. Copy it again."),
    "secret_needless": _l("The portal cannot post to this network by itself yet. Leave this empty."),
    "too_long": _l("Too long. At most %(most)s characters."),
}


def fault(code: str, **more: Any) -> str:
    return str(FAULTS[code]) % more if more else str(FAULTS[code])


def abilities(capabilities: Capabilities) -> list[tuple[str, str]]:
    """(what, how it stands) for a network the portal speaks to by itself."""
    within = capabilities.delete_within
    hours = int(within.total_seconds() // 3600) if within else 0
    deletes = _("Yes, within %(hours)s hours", hours=hours) if hours else _("Yes")
    return [
        (_("Can be asked whether a post is there"), str(_ASKED[capabilities.idempotency])),
        (_("Delete a post"), deletes if capabilities.delete else _("No")),
        (_("Alt texts"), _("Yes") if capabilities.alt_texts else _("No, this network takes none")),
    ]


def limits(rules: Limits) -> list[tuple[str, str]]:
    """(what, how much) of a network's rules, as a person reads them."""
    unit = str(UNITS[rules.unit])
    rows = [(_("Text"), _("up to %(most)s %(unit)s", most=_number(rules.text_max), unit=unit))]
    if rules.caption_max is not None:
        rows.append((_("Text with photos"), _("up to %(most)s %(unit)s", most=_number(rules.caption_max), unit=unit)))
    if rules.media_max:
        rows.append((_("Photos"), _("%(least)s to %(most)s", least=rules.media_min, most=rules.media_max)))
        size = f"{rules.image_bytes / 1_000_000:.0f}"
        rows.append((_("Size of a photo"), _("up to %(size)s MB", size=size)))
    else:
        rows.append((_("Photos"), _("none")))
    alt = _("up to %(most)s %(unit)s", most=_number(rules.alt_max), unit=_("characters"))
    rows.append((_("Alt text"), alt if rules.alt_max else _("not taken")))
    rows.append((_("Links in the text"), _("can be tapped") if rules.links else _("cannot be tapped")))
    rows.append((_("Hashtags"), _("at most %(most)s", most=rules.hashtags_max) if rules.hashtags_max else _("none")))
    return rows


def _number(value: int) -> str:
    return numbers.grouped(value, language())


def who(channel: Channel, network: str) -> str:
    """The channel as sentences name it: the network, and whose account it is where several have the same."""
    return f"{network} ({channel.name})"
