"""What people fill in about letters of their wards."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from portal.accounts import identity
from portal.accounts.forms import no_address
from portal.alerts.rules import Pace
from portal.kernel.forms import BaseForm, line

PACES = [
    (Pace.AT_ONCE.value, _l("Immediately, one e-mail per story")),
    (Pace.DAILY.value, _l("Every morning at 06.00 WIB")),
    (Pace.WEEKLY.value, _l("Every Monday at 06.00 WIB")),
]


class PaceForm(BaseForm):
    pace = RadioField(_l("How often?"), choices=PACES, validate_choice=False, default=Pace.DAILY.value)

    def validate_pace(self, field: Any) -> None:
        if field.data not in set(Pace):
            raise ValidationError(_("Choose how often you want to hear from us."))


class AskForm(PaceForm):
    """The wish on a ward's page."""

    email = StringField(_l("E-mail address"), filters=[line])

    def validate_email(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Write the address the e-mails should go to."))
        if identity.email_of(field.data) is None:
            raise ValidationError(no_address(field.data))


class ChangeForm(PaceForm):
    """What a subscriber hears of."""

    wards = SelectMultipleField(_l("Wards"), validate_choice=False)

    def validate_wards(self, field: Any) -> None:
        known = {value for value, _name in field.choices or ()}
        field.data = [value for value in field.data or () if value in known]
        if not field.data:
            raise ValidationError(_("Choose at least one ward, or stop the e-mails below."))
