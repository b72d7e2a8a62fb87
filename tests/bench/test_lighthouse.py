"""What is read out of Lighthouse's reports, and of the requests of a first view."""

import pytest

from bench import lighthouse, wire
from bench.wire import Request


def report(score=1.0, **audits):
    """A report where every category has the audits; each is (weight, score)."""
    refs = [{"id": name.replace("_", "-"), "weight": weight} for name, (weight, _score) in audits.items()]
    found = {name.replace("_", "-"): {"score": got, "displayValue": "1.8 s"} for name, (_weight, got) in audits.items()}
    each = {name: {"score": score, "auditRefs": refs} for name in lighthouse.CATEGORIES}
    return {"categories": each, "audits": found}


def test_complaints_are_what_costs_points_worst_first():
    found = report(small=(1, 0.5), large=(25, 0.9), fine=(10, 1), free=(0, 0), unknown=(5, None))
    assert lighthouse.complaints(found, "performance") == ["large 1.8 s", "small 1.8 s"]


def test_each_category_has_the_median_of_the_runs():
    rows = list(lighthouse.scores("front", [report(score) for score in (0.9, 1, 0.96)]))
    figures = [row for row in rows if row.target]
    assert [row.what for row in figures] == [f"Lighthouse, front: {name}" for name in lighthouse.CATEGORIES]
    assert {(row.figure, row.passed) for row in figures} == {("96", True)}


def test_a_full_score_is_said_without_complaints():
    assert len(list(lighthouse.scores("front", [report(small=(0, 0))] * 3))) == len(lighthouse.CATEGORIES)


def test_a_low_score_says_what_it_lost():
    rows = list(lighthouse.scores("list", [report(0.9, contrast=(3, 0))] * 3))
    assert [row.passed for row in rows[:2]] == [False, None]
    assert "contrast" in rows[1].what


@pytest.mark.parametrize(("others", "met"), [(8, True), (9, False)])
def test_pictures_of_stories_are_counted_apart(others, met):
    found = [Request(f"http://x/static/{n}", 1000) for n in range(others)] + [Request("http://x/foto/a/m.webp", 50_000)]
    size, requests, pictures, weight = wire.rows("front", found)
    assert size.figure == f"{others}.0 kB"
    assert (requests.figure, requests.passed) == (str(others), met)
    assert (pictures.figure, weight.figure) == ("1", "50.0 kB")


def test_too_many_bytes_miss_the_target():
    size, *_rest = wire.rows("form", [Request("http://x/kirim/berita", 60_100)])
    assert size.passed is False
