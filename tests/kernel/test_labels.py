"""The words of states: none is missing, and each is told apart by more than its colour."""

from datetime import UTC, datetime

import pytest

from portal.kernel import labels
from portal.kernel.deadlines import Left
from portal.kernel.icons import ICONS
from portal.newsroom.lifecycle import PostState
from portal.stories.lifecycle import Status

CLASSES = {"ok", "warn", "bad", "info", "sea", "line", ""}
PROMISED = {  # what data-state may say to programs outside
    "story": "draft submitted in_review returned held approved rejected appealed published hidden withdrawn retracted",
    "post": "queued preparing waiting scheduled armed reconciling check_by_hand published held failed cancelled skipped"
    " kit_ready kit_claimed",
}


@pytest.mark.parametrize(("kind", "states"), [("story", Status), ("post", PostState)])
def test_every_state_of_the_lifecycles_has_its_words(kind, states):
    assert {str(state) for state in states} <= set(labels.TABLES[kind])
    assert set(PROMISED[kind].split()) <= set(labels.TABLES[kind])


@pytest.mark.parametrize("kind", labels.TABLES)
def test_icons_and_classes_exist_and_words_differ(page_app, kind):
    table = labels.TABLES[kind]
    assert {label.icon for label in table.values()} <= set(ICONS)
    assert {label.cls for label in table.values()} <= CLASSES
    for prefix in ("", "/en"):
        with page_app.test_request_context("/", environ_overrides={"portal.language": prefix.strip("/") or "id"}):
            words = [str(label.words) for label in table.values()]
        assert len(set(words)) == len(words), "two states are called the same"


DUE = datetime(2026, 11, 30, 19, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (Left("tomorrow", "", 1, DUE), "submitted", "Ditinjau sebelum besok 02.03"),
        (Left("today", "", 0, DUE), "in_review", "Ditinjau sebelum hari ini 02.03"),
        (Left("in", "day", 2, DUE), "submitted", "Ditinjau dalam 2 hari"),
        (Left("in", "day", 5, DUE), "returned", "Sisa 5 hari untuk memperbaiki"),
        (Left("today", "", 0, DUE), "returned", "Perbaiki sebelum hari ini 02.03"),
        (Left("late", "hour", 3, DUE), "submitted", "Lewat 3 jam"),
    ],
)
def test_an_author_reads_what_the_time_on_a_chip_is_for(page_app, left, state, words):
    with page_app.test_request_context("/"):
        assert labels.author_due_words(left, state) == words
