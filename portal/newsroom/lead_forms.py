"""The form that puts a story on top of the front page."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from portal.kernel import dates
from portal.kernel.clock import WIB
from portal.kernel.forms import BaseForm, line
from portal.stories import lead

CHOOSE, RELEASE = "lead", "release"
MORNING = 6  # o'clock (WIB), when the first readers of a day come


class LeadForm(BaseForm):
    """`until` is a local time; without it nothing is chosen. Call `check` instead of `validate`."""

    action = HiddenField(filters=[line])
    until = StringField(_l("On top until (WIB)"), filters=[line])

    def check(self) -> bool:
        fine = self.validate() and self.action.data in (CHOOSE, RELEASE)
        if self.action.data == CHOOSE and self.end is None:
            self.until.errors = [bad_time()]
        return bool(fine and not self.errors)

    @property
    def end(self) -> datetime | None:
        """The moment that was asked for; None where it cannot be read."""
        try:
            return dates.parse_wib(self.until.data or "")
        except ValueError:
            return None


def bad_time() -> str:
    return str(_("Choose a time from now on and within %(num)d days.", num=lead.LONGEST.days))


def suggestions(at: datetime) -> list[tuple[str, str]]:
    """(value of the field, words) of ends that one tap chooses."""
    local = at.astimezone(WIB)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0) + timedelta(days=1)
    ends: list[tuple[datetime, Any]] = [
        (morning, _("Until tomorrow morning")),
        (at + timedelta(hours=24), _("For 24 hours")),
        (at + timedelta(days=3), _("For 3 days")),
    ]
    return [(dates.field_wib(end), str(words)) for end, words in ends]
