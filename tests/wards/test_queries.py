from datetime import UTC, date, datetime

from portal.wards.models import Holiday
from portal.wards.queries import calendar, overrides

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_what_was_entered_goes_before_the_national_list(session):
    christmas, plain = date(2026, 12, 25), date(2026, 11, 25)
    assert not calendar(session, AT).is_working(christmas)
    session.add_all([Holiday(day=christmas, name="Tetap masuk", is_working=True), Holiday(day=plain, name="Hari Jadi")])
    session.flush()
    assert overrides(session) == [(plain, "Hari Jadi", False), (christmas, "Tetap masuk", True)]
    assert calendar(session, AT).is_working(christmas)
    assert not calendar(session, AT).is_working(plain)
