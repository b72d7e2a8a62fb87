"""Wards and holidays."""

from datetime import date

from flask import abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import ended, guards
from portal.accounts.forms import text
from portal.admin import queries, service
from portal.admin.forms import YEARS, AliasesForm, HolidayForm, day_of
from portal.admin.views.blueprint import bp, go, me, page
from portal.kernel import clock, deadlines, numbers
from portal.kernel.db import READING, db
from portal.kernel.text import clean_line
from portal.wards.models import Ward
from portal.wards.queries import overrides


@bp.get("/admin/kelurahan")
@guards.admin
def wards() -> ResponseReturnValue:
    return page("wards", wards=queries.wards_with_people(db.session()))


@bp.route("/admin/kelurahan/<slug>", methods=["GET", "POST"])
@guards.admin
def ward(slug: str) -> ResponseReturnValue:
    found: Ward = queries.ward(db.session(), clean_line(slug)) or abort(404)
    form = AliasesForm(request.form, data={"aliases": "\n".join(found.aliases)})
    if request.method in READING:
        return page("ward", ward=found, form=form)
    if not form.validate():
        return page("ward", 422, ward=found, form=form)
    service.set_aliases(db.session(), found, text(form.aliases), me(), clock.now())
    db.session.commit()
    flash(_("The spellings are saved."))
    return go(f"/admin/kelurahan/{found.slug}")


def year_asked() -> int:
    this = clock.now().astimezone(clock.WIB).year
    return numbers.whole(request.args.get("tahun", str(this)), YEARS[0], YEARS[1] - 1) or abort(404)


def holidays_page(form: HolidayForm, year: int, code: int = 200) -> ResponseReturnValue:
    session, this = db.session(), clock.now().astimezone(clock.WIB).year
    entered = overrides(session)
    days = deadlines.merge(deadlines.national_holidays(year), [row for row in entered if row[0].year == year]).holidays
    missing = [each for each in (this, this + 1) if deadlines.decree_missing(each, entered)]
    return page(
        "holidays",
        code,
        form=form,
        year=year,
        days=sorted(days.items()),
        own=queries.holidays(session, year),
        missing=missing,
    )


@bp.route("/admin/libur", methods=["GET", "POST"])
@guards.admin
def holidays() -> ResponseReturnValue:
    """The working days every deadline is counted in: the national list and what is entered over it."""
    form = HolidayForm(request.form)
    form.offer()
    if request.method in READING:
        return holidays_page(form, year_asked())
    day: date | None = day_of(form.day.data)
    if not form.validate() or day is None:
        return holidays_page(form, day.year if day else year_asked(), 422)
    service.set_holiday(db.session(), day, text(form.name), form.kind.data == "working", me(), clock.now())
    db.session.commit()
    flash(_("The day is saved. Due dates from now on are counted with it."))
    return go(f"/admin/libur?tahun={day.year}")


@bp.post("/admin/libur/hapus")
@guards.admin
def remove_holiday() -> ResponseReturnValue:
    day = day_of(request.form.get("day"))
    if g.token_stale:
        return ended.page()
    if day is None or not service.remove_holiday(db.session(), day, me(), clock.now()):
        abort(404)
    db.session.commit()
    flash(_("The entry is removed. The national list applies again."))
    return go(f"/admin/libur?tahun={day.year}")
