"""Letters about what waits on a desk, in Indonesian: for one notice, or a list of several.

They hold titles, wards and links; whoever follows a link signs in.
"""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.rights import Rights
from portal.kernel import text
from portal.kernel.i18n import speaking
from portal.kernel.jobs import Job
from portal.moderation import withdrawals
from portal.moderation.rules import WAITING
from portal.notices import desk_mail, service
from portal.notices.models import Notice
from portal.notices.rules import DESK, Pace
from portal.notices.service import Letter
from portal.staff import words
from portal.stories import queries as stories
from portal.stories.lifecycle import Part
from portal.stories.parts import parts_of

REVIEWS = {"arrived": Part.DIRECTOR, "review_reminder": Part.DIRECTOR, "review_deputy": Part.DIRECTOR}
REVIEWS |= {"review_overdue": Part.HUMAS}
REMOVAL = "withdrawal_asked"


def write(job: Job) -> None:
    """Whatever this person is to be told by now. Handler of work kind "desk.letter"."""
    session, user = job.session, job.session.get(User, job.payload["user"])
    found = desk_mail.take(session, job.payload["user"], job.at)
    if user is None or not user.active or not found:
        return
    rights = sessions.rights_now(user, job.at)
    told = [notice for notice in found if rights.staff and still_matters(session, rights, user, notice)]
    for some in bundles(Pace(user.desk_mail), told):
        service.post(session, user, f"desk:{some[-1].id}", letter(user, some, job.at), job.at)


def bundles(pace: Pace, notices: Sequence[Notice]) -> list[list[Notice]]:
    """Which notices share a letter: what is told at once stands alone, the rest is one list."""
    alone: list[Notice] = []
    together: list[Notice] = []
    for notice in notices:
        mailing = DESK[notice.kind]
        single = mailing.urgent or (pace is Pace.AT_ONCE and not mailing.spacing)
        (alone if single else together).append(notice)
    return [*([each] for each in alone), *([together] if together else [])]


def still_matters(session: Session, rights: Rights, user: User, notice: Notice) -> bool:
    """Whether a notice is still worth a letter: its story waits, this person may act on it, a summary is news."""
    if user.desk_mail == Pace.DAILY and not DESK[notice.kind].urgent and notice.read_at is not None:
        return False
    part = REVIEWS.get(notice.kind)
    if part is None and notice.kind != REMOVAL:
        return True
    story = stories.by_code(session, notice.detail.get("code", ""))
    if story is None:
        return False
    parts = parts_of(rights, story)
    if part is None:
        return withdrawals.waits(story) and Part.HUMAS in parts
    return story.status in WAITING and bool({part, Part.DIRECTOR} & parts)


def letter(user: User, notices: Sequence[Notice], at: datetime) -> Letter:
    """One notice by its own words, several as a list; runs in the worker, where no page says the language."""
    base = current_app.config["SETTINGS"].base_url
    with speaking("id"):
        told = [(said := words.of(each.kind, each.detail), f"{base}{said.path}", left(each, at)) for each in notices]
        one = len(told) == 1
        count = ngettext("%(num)d thing is waiting for you", "%(num)d things are waiting for you", len(told))
        known = {"told": told, "title": told[0][0].title if one else count, "name": text.first_name(user.name)}
        known |= {"city": current_app.extensions["portal.city"], "change": f"{base}/akun#surel-tugas"}
        # straight from the environment: a worker has no request, and context processors may ask for one
        plain, page = (current_app.jinja_env.get_template(f"email/desk.{kind}") for kind in ("txt", "html"))
        return Letter(str(known["title"]), plain.render(known), page.render(known))


def left(notice: Notice, at: datetime) -> str:
    """How much of the time for a review is left, in whole hours, or since when it is over; "" for other news."""
    due = notice.detail.get("due")
    if notice.kind not in REVIEWS or not due:
        return ""
    minutes = int((datetime.fromisoformat(due) - at).total_seconds() // 60)
    if minutes < 0:
        hours = -minutes // 60
        return (
            str(ngettext("Overdue for %(num)d hour", "Overdue for %(num)d hours", hours))
            if hours
            else str(_("Past its deadline"))
        )
    if minutes < 60:
        return str(ngettext("%(num)d minute left", "%(num)d minutes left", minutes))
    # a story that came a moment ago has its 24 hours, not 23
    hours = (minutes + 30) // 60
    return str(ngettext("%(num)d hour left", "%(num)d hours left", hours))
