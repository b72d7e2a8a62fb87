"""Forms for using and changing the second step of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from portal.accounts.forms import short
from portal.kernel.forms import BaseForm, line


class CodeForm(BaseForm):
    code = StringField(_l("Code"), short(_l("Write the code from your phone.")), filters=[line])


class PasswordForm(BaseForm):
    """Ask for the password again before a sensitive step."""

    password = PasswordField(_l("Your password"), short(_l("Write your password.")))


class SetUpForm(PasswordForm, CodeForm):
    """The password and the first code of the new phone."""


class StepForm(PasswordForm):
    """The password, and a code of the current phone or a recovery code."""

    current = StringField(
        _l("Code from the phone you use now, or a recovery code"),
        short(_l("Write a code from the phone you use now, or a recovery code.")),
        filters=[line],
    )


class MoveForm(StepForm, CodeForm):
    """As StepForm, with the first code of the new phone."""
