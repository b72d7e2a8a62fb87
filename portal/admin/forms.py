from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.accounts.forms import Needed, offered, ward_choices
from portal.accounts.models import Role
from portal.accounts.words import ROLES
from portal.kernel.forms import BaseForm, line, paragraphs
from portal.stories.rules import read_day
from portal.wards.models import Ward

YEARS = (2000, 2100)
LONGEST_ALIASES = 2000


def day_of(text: str | None) -> date | None:
    """A day as browsers send it (ISO) or as people write it here (24/11/2026), or None."""
    found = read_day(text or "")
    return found if found and YEARS[0] <= found.year < YEARS[1] else None


def a_day(form: BaseForm, field: Any) -> None:
    if field.data and day_of(field.data) is None:
        raise ValidationError(_("Write the day like 24/11/2026."))


class AppointForm(BaseForm):
    """Call `offer` before use."""

    role = RadioField(_l("Role"), validate_choice=False)
    ward = SelectField(_l("Ward"), validate_choice=False)
    decree = StringField(
        _l("Decree number"), [Needed(_l("Write the number of the decree.")), Length(max=120)], filters=[line]
    )
    starts_on = StringField(_l("First day"), [Needed(_l("Write the first day.")), a_day], filters=[line])
    ends_on = StringField(_l("Last day"), [a_day], filters=[line])

    def offer(self, wards: list[Ward]) -> None:
        self.role.choices = [(role.value, words) for role, words in ROLES.items()]
        self.ward.choices = ward_choices(wards, _("The whole city"))

    def validate_role(self, field: RadioField) -> None:
        if field.data not in {role.value for role in Role}:
            raise ValidationError(_("Choose a role."))

    def validate_ward(self, field: SelectField) -> None:
        if field.data and field.data not in offered(field):
            raise ValidationError(_("Choose a ward from the list."))


class AliasesForm(BaseForm):
    aliases = TextAreaField(_l("Other spellings"), filters=[paragraphs])

    def validate_aliases(self, field: TextAreaField) -> None:
        if len(field.data or "") > LONGEST_ALIASES:
            raise ValidationError(_("This is too long. %(num)s characters fit.", num=LONGEST_ALIASES))


class HolidayForm(BaseForm):
    day = StringField(_l("Day"), [Needed(_l("Write the day.")), a_day], filters=[line])
    name = StringField(_l("Name"), [Needed(_l("Write what the day is called.")), Length(max=120)], filters=[line])
    kind = RadioField(_l("This day is"), default="free", validate_choice=False)

    def offer(self) -> None:
        self.kind.choices = [("free", _("day off")), ("working", _("a working day after all"))]

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in offered(field):
            raise ValidationError(_("Choose one of the two."))


class ReturnLinkForm(BaseForm):
    note = StringField(
        _l("How did you recognise this person?"),
        [Needed(_l("Write how you recognised this person, for example by identity card.")), Length(max=200)],
        filters=[line],
    )


class GuardianMetForm(BaseForm):
    guardian_note = StringField(
        _l("Who agreed, and how did you recognise them?"),
        [Needed(_l("Write who agreed, for example the mother, by identity card and family card.")), Length(max=200)],
        filters=[line],
    )
