from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.public.search_form import FIELDS, read

WARDS = [SimpleNamespace(id=3, slug="medono", name="Medono")]
RUBRICS = [SimpleNamespace(id=7, slug="rob-banjir", name="Rob dan Banjir", name_en="Tidal Floods")]


@pytest.fixture(autouse=True)
def language(app):
    with app.test_request_context("/cari"):
        yield


def wanted(**args):
    return read(args, WARDS, RUBRICS)


def test_nothing_asked():
    found = wanted()
    assert not found.asked
    assert not found.filtered
    assert found.address() == ""


def test_every_filter_narrows_whole_days_in_pekalongan():
    found = wanted(q="banjir", kelurahan="medono", rubrik="rob-banjir", dari="2026-11-01", sampai="30/11/2026")
    assert (found.since, found.until) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (found.cut.place, found.cut.topic, found.cut.public) == (3, 7, True)
    assert found.cut.since.astimezone(UTC) == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert found.cut.until.astimezone(UTC) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert not found.errors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kelurahan", "atlantis"),
        ("rubrik", "\x00"),
        ("dari", "kemarin"),
        ("dari", "2026-02-30"),
        ("sampai", "9999-12-31"),
        ("sampai", "0001-01-01"),
        ("dari", "٢٠٢٦-١١-٠١x"),
        ("dari", "1" * 100_000),
    ],
)
def test_a_wrong_filter_is_said_at_its_field_and_the_search_goes_on(field, value):
    found = wanted(q="banjir", **{field: value})
    assert set(found.errors) == {field}
    assert found.asked
    assert not found.filtered


def test_dates_in_the_wrong_order_are_said_and_kept():
    found = wanted(q="x", dari="2026-11-02", sampai="2026-11-01")
    assert set(found.errors) == {"sampai"}
    assert (found.since, found.until) == (None, None)
    assert (found.typed["dari"], found.typed["sampai"]) == ("2026-11-02", "2026-11-01")


@pytest.mark.parametrize(
    ("typed", "kept", "kind"),
    [
        ("", "", "date"),
        ("30/11/2026", "2026-11-30", "date"),
        ("2026-11-30", "2026-11-30", "date"),
        ("2026-02-30", "2026-02-30", "text"),
        ("20261130", "20261130", "text"),
        ("9999-12-31", "9999-12-31", "date"),
        ("kemarin dulu", "kemarin dulu", "text"),
    ],
)
def test_a_date_stands_in_a_field_that_shows_it(typed, kept, kind):
    found = wanted(dari=typed)
    assert found.typed["dari"] == kept
    assert found.kind("dari") == kind


def test_an_address_keeps_what_is_set_and_changes_what_is_named():
    found = wanted(q='"air bersih" & rob', kelurahan="medono")
    assert found.address() == "q=%22air+bersih%22+%26+rob&kelurahan=medono"
    assert found.address(kelurahan="", sebelum="a0-1") == "q=%22air+bersih%22+%26+rob&sebelum=a0-1"


def test_a_filter_alone_is_a_search_and_an_exclusion_alone_is_none():
    assert wanted(kelurahan="medono").asked
    assert not wanted(q="-rob").asked


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=300)))
def test_any_arguments_are_read(args):
    found = read(args, WARDS, RUBRICS)
    found.address().encode("ascii")
    assert found.cut is not None
