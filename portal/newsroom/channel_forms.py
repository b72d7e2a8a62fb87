"""The form of one channel. A secret is never shown again: an empty field keeps the stored one."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField

from portal.channels import addresses
from portal.channels.adapters import adapter_for
from portal.channels.identity import HandleRefused, check_handle
from portal.channels.keeping import FIELDS, Entry, version
from portal.channels.limits import SITES, Kind
from portal.channels.models import Channel
from portal.channels.names import NAMES
from portal.kernel.forms import BaseForm, line
from portal.newsroom.channel_words import fault
from portal.newsroom.words import handle_words
from portal.settings import Settings

CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,31}")
LONGEST: Final = {"name": 80, "handle": 80, "address": 255, "username": 120, "secret": 500}
_SITE_NAMES: Final = {Kind.WEBSITE: _l("Website"), Kind.WORDPRESS: "WordPress", Kind.GHOST: "Ghost"}
_SECRET: Final = re.compile(r"[!-~]+(?: [!-~]+)*")  # WordPress groups its passwords by spaces
_NO_TOKEN: Final = re.compile(r"[\s/?#%]")


class ChannelForm(BaseForm):
    """Call `offer` before use and `check` instead of `validate`."""

    version = HiddenField(filters=[line])
    action = HiddenField(filters=[line])
    code = StringField(_l("Code"), filters=[line])
    kind = SelectField(_l("Network"), validate_choice=False)
    name = StringField(_l("Name"), filters=[line])
    handle = StringField(_l("Account's name"), filters=[line])
    address = StringField(_l("Address"), filters=[line])
    username = StringField(_l("User name"), filters=[line])
    secret = PasswordField(_l("Password or token"), filters=[line])
    forget = BooleanField(_l("Remove the stored password or token"))
    active = BooleanField(_l("In use: each published story gets a post here"))
    needs_approval = BooleanField(_l("A second reviewer reads every post before it is shared"))

    def offer(self) -> "ChannelForm":
        self.kind.choices = [(kind.value, _SITE_NAMES.get(kind, NAMES[kind])) for kind in Kind]
        return self

    def fill(self, channel: Channel) -> "ChannelForm":
        """Show the channel as it stands."""
        for name in FIELDS:
            self[name].data = getattr(channel, name)
        self.code.data, self.version.data = channel.code, version(channel)
        return self

    def check(self, channel: Channel | None, settings: Settings, taken: bool) -> bool:
        """Whether what was typed can be kept. `taken` says that another channel has the code."""
        fine: bool = self.validate()
        for name, most in LONGEST.items():
            if len(self[name].data or "") > most:
                self[name].errors = [fault("too_long", most=most)]
        if not self.name.data:
            self.name.errors = [fault("name")]
        if channel is None:
            self._check_code(taken)
        if self._check_kind(channel):
            self._check_handle()
            self._check_address(settings)
            self._check_secret(channel)
        return False if self.errors else fine

    def _check_code(self, taken: bool) -> None:
        code = self.code.data or ""
        if not CODE.fullmatch(code) or code == "baru":
            self.code.errors = [fault("code")]
        elif taken:
            self.code.errors = [fault("code_taken")]

    def _check_kind(self, channel: Channel | None) -> bool:
        kind = self.kind.data or ""
        if kind not in set(Kind):
            self.kind.errors = [fault("kind")]
            return False
        if channel is not None and kind != channel.kind and not {kind, channel.kind} <= SITES:
            self.kind.errors = [fault("kind_kept")]
            return False
        return True

    def _check_handle(self) -> None:
        typed = re.sub(r"^(?:https?://)?(?:t\.me|telegram\.me)/", "", self.handle.data or "")
        if not typed:
            return
        try:
            self.handle.data = check_handle(self.kind.data, typed)
        except HandleRefused as error:
            self.handle.errors = [handle_words(error.code)]

    def _check_address(self, settings: Settings) -> None:
        kind, typed = self.kind.data, (self.address.data or "").rstrip("/")
        named = settings.channel_api.get(kind)
        self.address.data = typed
        if self.address.errors or (not typed and (named or kind not in SITES)):
            return
        if not typed:
            self.address.errors = [fault("address_missing")] if self._connects() else []
        elif not _readable(typed):
            self.address.errors = [fault("address")]
        elif typed != named and addresses.surely_private(typed):
            self.address.errors = [fault("address_private")]
        elif typed.startswith("http://") and not named and kind == Kind.WORDPRESS:
            self.address.errors = [fault("address_open")]

    def _connects(self) -> bool:
        return bool(self.kind.data == Kind.WORDPRESS)

    def _check_secret(self, channel: Channel | None) -> None:
        kind, typed = self.kind.data, self.secret.data or ""
        adapter = adapter_for(kind)
        if typed and adapter is None:
            self.secret.errors = [fault("secret_needless")]
        elif typed and (not _SECRET.fullmatch(typed) or (kind == Kind.TELEGRAM and _NO_TOKEN.search(typed))):
            self.secret.errors = [fault("secret")]
        stored = channel is not None and bool(channel.secret) and not self.forget.data
        if adapter is None or not (typed or stored):
            return
        if adapter.capabilities.needs_username and not self.username.data:
            self.username.errors = [fault("username")]
        if kind == Kind.TELEGRAM:
            self._check_chat()

    def _check_chat(self) -> None:
        if self.username.data and not re.fullmatch(r"-?\d{1,20}", self.username.data):
            self.username.errors = [fault("username_number")]
        elif not self.username.data and not self.handle.data:
            self.handle.errors = [fault("handle_missing")]

    def entry(self) -> Entry:
        """What is to be kept; only after `check`."""
        typed = self.secret.data or ""
        return Entry(
            **{name: self[name].data for name in FIELDS},
            secret=typed or ("" if self.forget.data else None),
        )

    def differing(self, channel: Channel) -> list[tuple[str, str]]:
        """(field's label, what stands there now) wherever somebody else's value is not the typed one."""
        rows = [(self[name], getattr(channel, name)) for name in FIELDS]
        return [(str(field.label.text), _said(value)) for field, value in rows if (field.data or "") != (value or "")]


def _readable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return fine and not (
        parts.query or parts.fragment or parts.username is not None or re.search(r"[\s<>\"']", address)
    )


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value) or "–"
