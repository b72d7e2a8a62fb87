import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.clock import WIB
from portal.kernel.deadlines import (
    RULES,
    Calendar,
    Left,
    Pause,
    State,
    calendar_around,
    chip,
    due,
    office_hours,
    remaining,
    rule,
    state,
    warnings_at,
)

VECTORS = json.loads((Path(__file__).parent / "data" / "workdays.json").read_text())
COLUMNS = {
    "plus3": ("SP4N_VERIFY", 0),
    "plus5": ("SP4N_INFO", 0),
    "plus10": ("KIP_ANSWER", 0),
    "plus10_7": ("KIP_ANSWER", 1),
    "plus14": ("SP4N_NORMAL", 0),
    "plus30": ("KIP_OBJECTION_ANSWER", 0),
    "plus60": ("SP4N_SUPERVISION", 0),
}
ROWS = [(row["received"], column, row[column]) for row in VECTORS["rows"] for column in COLUMNS]
PLAIN = Calendar({})


def wib(text):
    """A moment of Pekalongan's clock, `2026-11-24 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def said(moment):
    return moment.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


REAL = calendar_around(wib("2026-11-24 09:00"))


class TestVectors:
    @pytest.mark.parametrize(("received", "column", "expected"), ROWS, ids=[f"{r}-{c}" for r, c, _ in ROWS])
    def test_working_days(self, received, column, expected):
        code, extensions = COLUMNS[column]
        for hour in ("00:00", "10:48", "23:59"):
            moment = due(code, wib(f"{received} {hour}"), REAL, extensions=extensions)
            assert said(moment) == f"{expected} 23:59:59"

    @pytest.mark.parametrize("year", [2026, 2027])
    def test_working_days_of_a_year(self, year):
        expected = VECTORS["workdays_per_year"][str(year)]
        assert REAL.count(date(year - 1, 12, 31), date(year, 12, 31)) == expected


class TestRules:
    def test_there_are_38_and_each_has_words_in_both_languages(self):
        assert len(RULES) == 38
        for each in RULES.values():
            assert each.label("id").strip()
            assert each.label("en").strip()
            assert each.unit in {"hour", "workday", "day", "month"}
            assert each.clock in {"elapsed", "office", "window"}
            assert list(each.warn) == sorted(each.warn)
            assert all(0 < fraction < 1 for fraction in each.warn)

    def test_only_the_answer_to_an_information_request_may_wait_or_be_extended(self):
        assert [code for code, each in RULES.items() if each.pausable] == ["KIP_ANSWER"]
        assert [(code, each.extension, each.extensions) for code, each in RULES.items() if each.extensions] == [
            ("KIP_ANSWER", 7, 1)
        ]

    def test_an_unknown_code_is_refused(self):
        with pytest.raises(ValueError, match="no deadline MOD_FRIST"):
            rule("MOD_FRIST")


class TestDue:
    @pytest.mark.parametrize(
        ("code", "start", "expected"),
        [
            ("UGC_COMPLAINT", "2026-12-24 15:30", "2026-12-26 15:30:00"),  # over Christmas: hours never pause
            ("PDP_WITHDRAW", "2026-11-27 08:00", "2026-11-30 08:00:00"),
            ("TAKEDOWN_URGENT", "2026-11-24 23:10", "2026-11-25 03:10:00"),
            ("MOD_FIRST", "2026-11-24 10:48", "2026-11-25 10:48:00"),
            ("AUTHOR_REVISE", "2026-11-24 13:20", "2026-12-01 23:59:59"),
            ("APPEAL", "2026-12-26 00:00", "2027-01-02 23:59:59"),
            ("REPLY_WINDOW", "2026-12-31 09:00", "2027-02-28 23:59:59"),
            ("REPLY_WINDOW", "2027-12-30 09:00", "2028-02-29 23:59:59"),
            ("REPLY_WINDOW", "2026-10-15 09:00", "2026-12-15 23:59:59"),
            ("KIP_ANNUAL", "2026-12-31 23:59", "2027-03-31 23:59:59"),
            ("KIP_PERIODIC", "2026-08-31 09:00", "2027-02-28 23:59:59"),
            ("KIP_ACK", "2026-11-24 09:00", "2026-11-24 23:59:59"),
            ("CROSSPOST_PICK", "2026-11-24 10:48", "2026-11-26 23:59:59"),
            ("APPEAL_DECIDE", "2026-12-23 10:00", "2026-12-30 23:59:59"),
        ],
    )
    def test_each_clock(self, code, start, expected):
        assert said(due(code, wib(start), REAL)) == expected

    def test_the_answer_is_utc_whatever_the_zone_of_the_question(self):
        start = wib("2026-11-24 09:00")
        for code in RULES:
            moment = due(code, start, REAL)
            assert moment.tzinfo is UTC
            assert moment == due(code, start.astimezone(UTC), REAL)
            assert moment > start

    def test_the_local_day_of_receipt_counts_not_the_utc_one(self):
        late_evening = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)  # 00:30 on the 25th in Pekalongan
        assert said(due("DM_ANSWER", late_evening, REAL)) == "2026-11-26 23:59:59"

    def test_naive_times_are_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            due("MOD_FIRST", datetime(2026, 11, 24), REAL)

    def test_one_extension_and_no_more(self):
        start = wib("2026-11-24 09:00")
        for code, times in (("KIP_ANSWER", 2), ("KIP_ANSWER", -1), ("SP4N_NORMAL", 1)):
            with pytest.raises(ValueError, match="may be extended"):
                due(code, start, REAL, extensions=times)

    def test_an_admins_day_moves_the_date(self):
        start = wib("2026-11-24 09:00")
        off = calendar_around(start, [(date(2026, 11, 25), "Pilkada", False)])
        saturday = calendar_around(start, [(date(2026, 11, 28), "Ganti hari", True)])
        assert said(due("SP4N_VERIFY", start, off)) == "2026-11-30 23:59:59"
        assert said(due("SP4N_INFO", start, saturday)) == "2026-11-30 23:59:59"

    @given(
        code=st.sampled_from(sorted(RULES)),
        start=st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
        later=st.timedeltas(timedelta(0), timedelta(days=20)),
    )
    @settings(max_examples=150, deadline=None)
    def test_who_asks_later_is_due_no_earlier(self, code, start, later):
        assert due(code, start, REAL) <= due(code, start + later, REAL)


class TestPauses:
    START = wib("2026-11-24 09:00")  # ten working days: Tuesday 8 December

    def pause(self, start, end):
        return Pause(wib(start), wib(end))

    def test_days_from_the_notice_to_the_answer_do_not_count(self):
        waited = self.pause("2026-11-26 14:00", "2026-12-01 10:00")  # Friday, Monday and Tuesday stand still
        assert said(due("KIP_ANSWER", self.START, REAL, pauses=[waited])) == "2026-12-11 23:59:59"

    def test_an_answer_on_the_day_of_the_notice_costs_nothing(self):
        waited = self.pause("2026-11-26 08:00", "2026-11-26 20:00")
        assert said(due("KIP_ANSWER", self.START, REAL, pauses=[waited])) == "2026-12-08 23:59:59"

    def test_a_wait_over_the_weekend_costs_no_working_day(self):
        waited = self.pause("2026-11-27 16:00", "2026-11-29 20:00")
        assert said(due("KIP_ANSWER", self.START, REAL, pauses=[waited])) == "2026-12-08 23:59:59"

    def test_two_waits_and_an_extension_add_up(self):
        waits = [
            self.pause("2026-11-25 09:00", "2026-11-26 09:00"),
            self.pause("2026-12-02 09:00", "2026-12-03 09:00"),
        ]
        assert said(due("KIP_ANSWER", self.START, REAL, pauses=waits)) == "2026-12-10 23:59:59"
        assert said(due("KIP_ANSWER", self.START, REAL, pauses=waits, extensions=1)) == "2026-12-21 23:59:59"

    def test_overlapping_waits_count_once(self):
        waits = [
            self.pause("2026-11-25 09:00", "2026-11-27 09:00"),
            self.pause("2026-11-26 09:00", "2026-11-27 12:00"),
        ]
        assert due("KIP_ANSWER", self.START, REAL, pauses=waits) == due(
            "KIP_ANSWER", self.START, REAL, pauses=waits[:1]
        )

    @pytest.mark.parametrize("code", ["UGC_COMPLAINT", "PDP_WITHDRAW", "SP4N_NORMAL", "DM_FIRST"])
    def test_other_clocks_never_pause(self, code):
        with pytest.raises(ValueError, match="never pauses"):
            due(code, self.START, REAL, pauses=[self.pause("2026-11-25 09:00", "2026-11-26 09:00")])


class TestOfficeHours:
    def hours(self, day, calendar=PLAIN):
        return [f"{a:%H:%M}-{b:%H:%M}" for a, b in office_hours(date.fromisoformat(day), calendar)]

    def test_a_weekday_a_friday_and_a_weekend(self):
        assert self.hours("2026-11-24") == ["07:30-12:00", "13:00-16:00"]
        assert self.hours("2026-11-27") == ["07:30-11:30", "13:00-16:00"]
        assert self.hours("2026-11-28") == []
        assert self.hours("2026-12-25", REAL) == []

    def test_ramadan_opens_later_and_closes_earlier(self):
        assert self.hours("2027-02-17", REAL) == ["08:00-12:00", "12:30-15:00"]
        assert self.hours("2027-02-19", REAL) == ["08:00-11:30", "12:30-15:00"]

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("2026-11-24 07:30", "2026-11-24 11:30:00"),
            ("2026-11-24 05:00", "2026-11-24 11:30:00"),
            ("2026-11-24 09:00", "2026-11-24 14:00:00"),  # an hour of break
            ("2026-11-24 12:15", "2026-11-25 08:30:00"),  # asked in the break
            ("2026-11-24 15:00", "2026-11-25 10:30:00"),
            ("2026-11-24 20:00", "2026-11-25 11:30:00"),
            ("2026-11-27 09:00", "2026-11-27 14:30:00"),  # Friday: an hour and a half of break
            ("2026-11-27 15:59", "2026-11-30 11:29:00"),
            ("2026-12-23 15:00", "2026-12-28 10:30:00"),  # over Christmas
            ("2027-02-17 07:00", "2027-02-17 12:00:00"),  # Ramadan; four hours end exactly at the break
        ],
    )
    def test_four_office_hours(self, start, expected):
        assert said(due("DM_FIRST", wib(start), REAL)) == expected

    @pytest.mark.parametrize(
        ("start", "expected"),
        [
            ("2026-11-28 10:00", "2026-11-28 12:00:00"),  # Saturdays too
            ("2026-11-24 21:00", "2026-11-25 07:00:00"),
            ("2026-11-24 23:30", "2026-11-25 08:00:00"),
            ("2026-11-25 03:00", "2026-11-25 08:00:00"),
            ("2026-11-24 20:00", "2026-11-24 22:00:00"),
        ],
    )
    def test_a_disaster_is_reviewed_within_two_hours_of_the_day(self, start, expected):
        assert said(due("MOD_URGENT", wib(start), REAL)) == expected


class TestState:
    START, DUE = wib("2026-11-24 10:00"), wib("2026-11-26 10:00")

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-11-24 10:00", State.OK),
            ("2026-11-25 09:59", State.OK),
            ("2026-11-25 10:00", State.SOON),
            ("2026-11-26 10:00", State.SOON),
            ("2026-11-26 10:01", State.LATE),
            ("2027-11-26 10:01", State.LATE),
        ],
    )
    def test_by_the_share_of_time_gone(self, now, expected):
        assert state(wib(now), self.DUE, self.START, [0.5, 0.8]) is expected
        assert state(wib(now), self.DUE, self.START, [0.5, 0.8], paused=True) is State.PAUSED

    def test_without_warnings_it_is_fine_until_late(self):
        assert state(self.DUE, self.DUE, self.START, []) is State.OK

    def test_the_clock_of_a_complaint_alarms_at_24_hours(self):
        start = wib("2026-12-24 15:30")
        alarms = warnings_at("UGC_COMPLAINT", start, due("UGC_COMPLAINT", start, REAL))
        assert alarms[0] == start + timedelta(hours=24)
        assert alarms == sorted(alarms)


class TestRemaining:
    DUE = wib("2026-11-26 23:59:59")  # a Thursday

    @pytest.mark.parametrize(
        ("now", "kind", "unit", "amount"),
        [
            ("2026-11-19 08:00", "in", "workday", 5),
            ("2026-11-21 08:00", "in", "workday", 4),  # a Saturday
            ("2026-11-24 07:00", "in", "workday", 2),
            ("2026-11-25 23:00", "tomorrow", "", 0),
            ("2026-11-26 00:00", "today", "", 0),
            ("2026-11-26 23:59:59", "today", "", 0),
            ("2026-11-27 00:00", "late", "workday", 1),
            ("2026-11-29 12:00", "late", "workday", 1),
            ("2026-11-30 00:10", "late", "workday", 2),
        ],
    )
    def test_working_days(self, now, kind, unit, amount):
        assert remaining(wib(now), self.DUE, REAL) == Left(kind, unit, amount, self.DUE)

    def test_late_on_a_free_day_is_said_in_hours(self):
        friday = wib("2026-11-27 23:59:59")
        assert remaining(wib("2026-11-28 09:30"), friday, REAL) == Left("late", "hour", 9, friday)

    def test_only_free_days_left_are_said_in_days(self):
        sunday = wib("2026-12-27 12:00")
        assert remaining(wib("2026-12-23 20:00"), sunday, REAL) == Left("in", "day", 4, sunday)

    @pytest.mark.parametrize(
        ("now", "kind", "unit", "amount"),
        [
            ("2026-11-23 22:00", "in", "day", 3),
            ("2026-11-25 22:00", "tomorrow", "", 0),
            ("2026-11-27 00:00:20", "late", "minute", 1),
            ("2026-11-27 00:40", "late", "minute", 40),
            ("2026-11-27 03:10", "late", "hour", 3),
            ("2026-11-29 12:00", "late", "day", 2),
        ],
    )
    def test_hours_and_calendar_days(self, now, kind, unit, amount):
        for each in ("hour", "day", "month"):
            assert remaining(wib(now), self.DUE, REAL, each) == Left(kind, unit, amount, self.DUE)


class TestChip:
    START = wib("2026-11-24 10:48")

    def chip(self, now, code="CROSSPOST_PICK", paused=False):
        return chip(code, wib(now), self.START, due(code, self.START, REAL), REAL, paused=paused)

    def test_two_working_days(self):
        made = self.chip("2026-11-24 12:00")
        assert (made.state, made.left.kind, made.left.unit, made.left.amount) == ("ok", "in", "workday", 2)

    def test_tomorrow_and_today_are_yellow(self):
        assert (self.chip("2026-11-25 20:00").state, self.chip("2026-11-25 20:00").left.kind) == ("soon", "tomorrow")
        assert (self.chip("2026-11-26 08:00").state, self.chip("2026-11-26 08:00").left.kind) == ("soon", "today")

    def test_late(self):
        made = self.chip("2026-11-27 08:00")
        assert (made.state, made.left.kind, made.left.unit, made.left.amount) == ("late", "late", "workday", 1)

    def test_waiting_for_the_author_is_never_late(self):
        made = self.chip("2027-01-27 08:00", paused=True)
        assert (made.state, made.left.kind, made.left.amount) == ("paused", "paused", 0)

    def test_hours_of_a_rule_say_the_clock_time(self):
        made = self.chip("2026-11-24 20:00", code="MOD_FIRST")
        assert (made.state, made.left.kind, said(made.left.due)) == ("ok", "tomorrow", "2026-11-25 10:48:00")
        assert self.chip("2026-11-25 13:00", code="MOD_FIRST").left.unit == "hour"
