"""What a code tells of a story: one table of states, without Flask."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.public.tracking import Holder, Tracking, track
from portal.stories.lifecycle import Status

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DUE = AT + timedelta(hours=24)


@dataclass(frozen=True)
class Known:
    status: Status = Status.SUBMITTED
    submitted_at: datetime | None = AT
    published_at: datetime | None = None
    due_at: datetime | None = DUE
    escalated_at: datetime | None = None


@pytest.mark.parametrize(
    ("status", "holder"),
    [
        (Status.SUBMITTED, Holder.DIRECTOR),
        (Status.IN_REVIEW, Holder.DIRECTOR),
        (Status.HELD, Holder.DIRECTOR),
        (Status.APPROVED, Holder.DIRECTOR),
        (Status.RETURNED, Holder.AUTHOR),
        (Status.DRAFT, Holder.AUTHOR),  # sent once, and back among the drafts
        (Status.APPEALED, Holder.HUMAS),
        (Status.REJECTED, None),
        (Status.PUBLISHED, None),
    ],
)
def test_who_has_it_until_when(status, holder):
    found = track(Known(status), lambda: True)
    assert (found.status, found.holder, found.due_at) == (status, holder, DUE if holder else None)
    assert found.sent_at == AT


def test_humas_has_what_was_passed_on_or_has_no_director():
    assert track(Known(escalated_at=AT), lambda: True).holder is Holder.HUMAS
    assert track(Known(), lambda: False).holder is Holder.HUMAS


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_what_is_taken_down_says_its_state_alone(status):
    story = Known(status, published_at=AT)
    assert track(story, lambda: True) == Tracking(status, unpublished=False, gone=True)
    assert track(replace(story, published_at=None), lambda: True) == Tracking(status, unpublished=True, gone=True)


@pytest.mark.parametrize("status", Status)
def test_what_was_never_sent_is_not_there(status):
    assert track(Known(status, submitted_at=None), lambda: True) is None
