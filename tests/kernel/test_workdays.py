from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel import workdays
from portal.kernel.workdays import (
    Calendar,
    calendar_around,
    decree_missing,
    end_of_day,
    local_date,
    merge,
    national_holidays,
)

XMAS = Calendar({date(2026, 12, 24): "Cuti Bersama", date(2026, 12, 25): "Hari Raya Natal"})


class TestNationalHolidays:
    @pytest.mark.parametrize(("year", "public", "joint"), [(2026, 17, 8), (2027, 18, 8), (2028, 17, 0)])
    def test_public_holidays_and_joint_leave_are_both_there(self, year, public, joint):
        names = national_holidays(year).values()
        assert sum(name.startswith("Cuti Bersama") for name in names) == joint
        assert len(names) == public + joint

    def test_names_are_indonesian(self):
        assert national_holidays(2026)[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"

    def test_names_are_spelled_as_kbbi_does(self):
        names = " ".join(national_holidays(2026).values())
        assert "Hari Raya Idulfitri" in names
        assert "Hari kedua Idulfitri" in names
        assert "Iduladha" in names
        assert "Idul " not in names

    def test_the_answer_is_the_callers_own(self):
        national_holidays(2026).clear()
        assert len(national_holidays(2026)) == 25

    def test_the_library_is_asked_once_a_year(self):
        national_holidays(2026)
        before = workdays._library.cache_info()
        national_holidays(2026)
        after = workdays._library.cache_info()
        assert (after.hits, after.misses) == (before.hits + 1, before.misses)


class TestDecree:
    def test_it_is_known_for_2027_and_missing_for_2028(self):
        assert not decree_missing(2026)
        assert not decree_missing(2027)
        assert decree_missing(2028)

    def test_an_admin_may_have_typed_it_in(self):
        assert not decree_missing(2028, [(date(2028, 2, 25), "Cuti bersama Idulfitri", False)])
        assert decree_missing(2028, [(date(2027, 2, 25), "Cuti Bersama", False)])
        assert decree_missing(2028, [(date(2028, 4, 3), "Hari jadi kota", False)])


class TestMerge:
    def test_an_admins_day_off_counts(self):
        assert not merge({}, [(date(2026, 11, 25), "Pilkada", False)]).is_working(date(2026, 11, 25))

    def test_a_national_day_can_be_worked(self):
        christmas = date(2026, 12, 25)
        calendar = merge({christmas: "Hari Raya Natal"}, [(christmas, "Dipindah", True)])
        assert calendar.is_working(christmas)
        assert christmas not in calendar.holidays

    def test_a_saturday_can_be_worked(self):
        saturday = date(2026, 11, 28)
        assert not merge({}, []).is_working(saturday)
        assert merge({}, [(saturday, "Ganti hari", True)]).is_working(saturday)

    def test_the_later_entry_for_a_day_counts(self):
        day = date(2026, 11, 25)
        assert not merge({}, [(day, "Masuk", True), (day, "Libur", False)]).is_working(day)
        assert merge({}, [(day, "Libur", False), (day, "Masuk", True)]).is_working(day)

    def test_the_national_list_is_left_alone(self):
        national = national_holidays(2026)
        merge(national, [(date(2026, 12, 25), "Dipindah", True)])
        assert date(2026, 12, 25) in national


class TestCalendar:
    def test_the_day_of_receipt_is_day_0(self):
        assert XMAS.add(date(2026, 12, 22), 1) == date(2026, 12, 23)
        assert XMAS.add(date(2026, 12, 22), 2) == date(2026, 12, 28)

    def test_received_on_a_free_day_day_1_is_the_next_working_day(self):
        for free in (date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 27)):
            assert XMAS.add(free, 1) == date(2026, 12, 28)

    def test_nothing_to_add_is_the_same_day(self):
        assert XMAS.add(date(2026, 12, 26), 0) == date(2026, 12, 26)

    def test_counting_undoes_adding(self):
        start = date(2026, 12, 1)
        for amount in range(40):
            assert XMAS.count(start, XMAS.add(start, amount)) == amount

    def test_counting_backwards_is_nothing(self):
        assert XMAS.count(date(2026, 12, 10), date(2026, 12, 1)) == 0

    def test_outside_the_known_years_only_weekends_are_free(self):
        assert XMAS.is_working(date(2031, 12, 25))
        assert not XMAS.is_working(date(2031, 12, 27))

    def test_ramadan_is_the_month_before_idul_fitri(self):
        calendar = merge(national_holidays(2027), [])  # 1 Syawal: 10 March 2027
        ramadan = [day for n in range(365) if calendar.is_ramadan(day := date(2027, 1, 1) + timedelta(n))]
        assert (ramadan[0], ramadan[-1]) == (date(2027, 2, 9), date(2027, 3, 9))
        assert len(ramadan) == 29


class TestCalendarAround:
    def test_it_reaches_from_five_years_before_to_three_years_after(self):
        calendar = calendar_around(datetime(2026, 11, 24, tzinfo=UTC))
        assert {day.year for day in calendar.holidays} == set(range(2021, 2030))

    def test_the_year_is_the_local_one(self):
        new_year_in_pekalongan = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
        assert max(day.year for day in calendar_around(new_year_in_pekalongan).holidays) == 2030

    def test_overrides_go_before(self):
        calendar = calendar_around(datetime(2026, 11, 24, tzinfo=UTC), [(date(2026, 11, 25), "Pilkada", False)])
        assert calendar.holidays[date(2026, 11, 25)] == "Pilkada"
        assert calendar.holidays[date(2026, 12, 25)] == "Hari Raya Natal"


def test_days_are_those_of_pekalongan():
    assert local_date(datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert local_date(datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC)) == date(2026, 11, 25)
    assert end_of_day(date(2026, 11, 24)) == datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2026, 11, 24)).tzinfo is UTC


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 11, 24))
