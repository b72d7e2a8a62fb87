from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from portal.kernel import dates
from portal.kernel.dates import Relative

MORNING = datetime(2026, 11, 23, 23, 40, tzinfo=UTC)  # Tuesday 06.40 in Pekalongan
NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # Tuesday 14.00


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (Decimal("0.63"), 2, "0,63", "0.63"),
        (-4200, 0, "-4.200", "-4,200"),
    ],
)
def test_numbers(value, decimals, indonesian, english):
    assert dates.number(value, "id", decimals) == indonesian
    assert dates.number(value, "en", decimals) == english


def test_money():
    assert dates.rupiah(10000) == "Rp10.000"
    assert dates.rupiah(0) == "Rp0"
    assert dates.rupiah(-2500) == "-Rp2.500"


class TestStamps:
    def test_indonesian(self):
        assert dates.day_stamp(MORNING) == "Selasa (24/11/2026) 06.40 WIB"
        assert dates.stamp(datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) == "24/11/2026 13.00 WIB"
        assert dates.day_date(MORNING) == "Selasa (24/11/2026)"
        assert dates.date_id(MORNING) == "24/11/2026"
        assert dates.long_date(MORNING) == "24 November 2026"
        assert dates.clock(MORNING) == "06.40"

    def test_english(self):
        assert dates.day_stamp(MORNING, "en") == "Tuesday, 24 November 2026, 06:40 WIB"
        assert dates.stamp(MORNING, "en") == "24 Nov 2026, 06:40 WIB"
        assert dates.day_date(MORNING, "en") == "Tuesday, 24 November 2026"
        assert dates.date_en(MORNING) == "24 Nov 2026"
        assert dates.clock(MORNING, "en") == "06:40"

    def test_days_and_months_carry_no_zero(self):
        assert dates.date_id(date(2026, 12, 1)) == "1/12/2026"
        assert dates.day_date(date(2026, 5, 4)) == "Senin (4/5/2026)"

    def test_a_plain_date_is_taken_as_it_is(self):
        assert dates.date_id(date(2026, 11, 24)) == "24/11/2026"
        assert dates.long_date(date(2026, 8, 17), "id") == "17 Agustus 2026"
        assert dates.long_date(date(2026, 8, 17), "en") == "17 August 2026"

    def test_every_day_and_month_has_its_name(self):
        monday = date(2026, 11, 23)
        assert [dates.day_date(monday + timedelta(n)).split()[0] for n in range(7)] == list(dates.DAYS["id"])
        for month in range(1, 13):
            assert dates.long_date(date(2026, month, 1), "en") == date(2026, month, 1).strftime("1 %B 2026")
        assert len(set(dates.MONTHS["id"])) == 12

    def test_naive_times_are_refused(self):
        for show in (dates.stamp, dates.day_stamp, dates.clock, dates.date_id, dates.wib):
            with pytest.raises(ValueError, match="time zone"):
                show(datetime(2026, 11, 24))


class TestFields:
    def test_a_local_time_is_read_as_wib(self):
        assert dates.parse_wib("2026-11-24T06:40") == MORNING
        assert dates.parse_wib("2026-11-24T06:40:30") == MORNING + timedelta(seconds=30)
        assert dates.parse_wib("2026-11-24T06:40").tzinfo is UTC

    def test_it_is_written_as_it_is_read(self):
        assert dates.field_wib(MORNING) == "2026-11-24T06:40"
        assert dates.parse_wib(dates.field_wib(MORNING)) == MORNING

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2026-11-24",
            "24/11/2026 06.40",
            "2026-11-24T25:00",
            "2026-02-30T06:40",
            "2026-11-24T06:40Z",
            "２０２６-11-24T06:40",
            "x" * 900,
        ],
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError):
            dates.parse_wib(text)

    def test_the_day_starts_at_midnight_in_pekalongan(self):
        assert dates.start_of_day(date(2026, 11, 24)) == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


class TestRelative:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            (NOW, Relative("now", 0, True)),
            (NOW - timedelta(seconds=59), Relative("now", 0, True)),
            (NOW - timedelta(minutes=5), Relative("minutes", 5, True)),
            (NOW + timedelta(minutes=5), Relative("minutes", 5, False)),
            (NOW - timedelta(hours=3), Relative("hours", 3, True)),
            (NOW - timedelta(hours=14), Relative("hours", 14, True)),  # midnight
            (NOW - timedelta(hours=14, seconds=1), Relative("yesterday", 0, True)),
            (NOW + timedelta(hours=10), Relative("tomorrow", 0, False)),
            (NOW - timedelta(days=3), Relative("days", 3, True)),
            (NOW + timedelta(days=6), Relative("days", 6, False)),
            (NOW - timedelta(days=7), Relative("date", 7, True)),
        ],
    )
    def test_moments(self, moment, expected):
        assert dates.relative(moment, NOW) == expected

    def test_just_past_midnight_minutes_still_count(self):
        midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
        assert dates.relative(midnight - timedelta(minutes=9), midnight) == Relative("minutes", 9, True)

    def test_days(self):
        words = [dates.relative_day(date(2026, 11, 24) + timedelta(n), NOW).kind for n in (-7, -6, -1, 0, 1, 6, 7)]
        assert words == ["date", "days", "yesterday", "today", "tomorrow", "days", "date"]
        assert dates.relative_day(NOW - timedelta(hours=15), NOW).kind == "yesterday"


class TestRecent:
    @pytest.mark.parametrize(
        ("ago", "indonesian", "english"),
        [
            (timedelta(0), "hari ini 13.00", "today 13:00"),
            (timedelta(hours=13), "hari ini 00.00", "today 00:00"),
            (timedelta(hours=13, minutes=1), "kemarin 23.59", "yesterday 23:59"),
            (timedelta(days=2), "Minggu 13.00", "Sunday 13:00"),
            (timedelta(days=6), "Rabu 13.00", "Wednesday 13:00"),
            (timedelta(days=7), "17/11/2026 13.00 WIB", "17 Nov 2026, 13:00 WIB"),
            (timedelta(days=-1), "25/11/2026 13.00 WIB", "25 Nov 2026, 13:00 WIB"),
        ],
    )
    def test_a_week_is_told_by_days(self, ago, indonesian, english):
        at = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        assert (dates.recent(at - ago, at), dates.recent(at - ago, at, "en")) == (indonesian, english)

    def test_heads_of_days(self):
        at = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        days = [date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 22), date(2025, 12, 31)]
        assert [dates.day_heading(day, at) for day in days] == [
            "Hari ini",
            "Kemarin",
            "Minggu 22 November",
            "Rabu 31 Desember 2025",
        ]
        assert dates.day_heading(days[1], at, "en") == "Yesterday"
