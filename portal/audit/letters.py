"""Mail the end of the audit log once a week to an address outside this machine.

Somebody who controls the machine can rewrite rows, anchor and file, but not a mailbox elsewhere.
"""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.audit import service
from portal.kernel import clock, dates, mail
from portal.kernel.i18n import speaking
from portal.settings import Settings


def sweep(session: Session, at: datetime) -> None:
    """Queue this week's letter, once; nothing without PORTAL_AUDIT_MAIL. The caller commits."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.audit_mail:
        return
    year, week, _day = at.astimezone(clock.WIB).isocalendar()
    end = service.head(session)
    if end.acts == 0:
        return
    with speaking("id"):
        text = _(
            "Keep this e-mail. It can later show whether staff actions were removed from the log.\n\n"
            "On %(at)s the log had %(num)s actions. To compare it with this e-mail, run on the server:\n\n"
            "flask --app wsgi audit verify --ends %(end)s",
            at=dates.stamp(at, "id"),
            num=end.acts,
            end=f"{end.acts}:{end.last_hash}",
        )
        subject = _("The staff action log, week %(week)s of %(year)s", week=week, year=year)
    mail.send(session, f"audit:{year}-{week:02}", settings.audit_mail, str(subject), str(text), at)
