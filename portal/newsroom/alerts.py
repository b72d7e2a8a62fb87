"""What humas is told when the machine cannot go on: once for each time it happens, not once for each post."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.channels.models import Channel, Health
from portal.channels.names import kind_name
from portal.kernel.clock import WIB
from portal.newsroom import queries
from portal.newsroom.models import Delivery
from portal.notices import queries as told
from portal.notices import service as notices
from portal.notices.models import Notice

CHANNEL = {Health.REAUTH: "channel_reauth", Health.BLOCKED: "channel_blocked"}
DOWN, SEVERAL = "channel_down", "channels_trouble"
TOGETHER = timedelta(hours=1)  # what goes wrong within it is one notice, as long as it is unread
CHECK, FAILED, UNDELETED = "delivery_check", "delivery_failed", "delivery_undeleted"


def channel(session: Session, found: Channel, at: datetime) -> None:
    """The channel is down, or refuses us: one notice for each officer and each beginning of it."""
    began = found.down_since or at
    kind = CHANNEL.get(found.health, DOWN)
    detail = {
        "channel": kind_name(found.kind),
        "path": f"/siar/kanal/{found.code}",
        "failure": found.health_code,
    }
    for person in queries.humas(session, at.astimezone(WIB).date()):
        key = f"{kind}:{found.id}:{began.isoformat()}:{person.id}"
        if not _joins(session, person.id, key, detail, began, at):
            notices.tell(session, person.id, key, kind, detail, at)


def _joins(session: Session, user_id: int, key: str, detail: Mapping[str, Any], began: datetime, at: datetime) -> bool:
    """Whether this person knows of it, or reads it in a notice about another channel that is added to here.

    The line of the house goes down, and every channel with it: that is one thing to look at, not five.
    """
    known = told.recent(session, user_id, (*CHANNEL.values(), DOWN, SEVERAL), min(began, at) - TOGETHER)
    if any(key in _causes(notice) for notice in known):
        return True
    for notice in known:
        names = notice.detail.get("channels") or [notice.detail["channel"]]
        if notice.read_at is None and notice.made_at >= at - TOGETHER and detail["channel"] not in names:
            notice.kind, channels = SEVERAL, [*names, detail["channel"]]
            notice.detail = {"path": "/siar/kanal", "channels": channels, "causes": [*_causes(notice), key]}
            return True
    return False


def _causes(notice: Notice) -> list[str]:
    return list(notice.detail.get("causes") or [notice.key])


def post(session: Session, delivery: Delivery, kind: str, at: datetime) -> None:
    """One post needs a person: it may be there or not, it was refused, or it could not be taken down."""
    found = delivery.post
    detail = {
        "post": found.id,
        "path": f"/siar/{found.id}",
        "code": found.story.code,
        "title": found.story.title,
        "channel": kind_name(found.channel.kind),
        "failure": delivery.failure.get("code", ""),
        "field": delivery.failure.get("field", ""),
    }
    _tell(session, f"{kind}:{found.id}:{delivery.number}:{found.version}", kind, detail, at)


def _tell(session: Session, key: str, kind: str, detail: Mapping[str, Any], at: datetime) -> None:
    for person in queries.humas(session, at.astimezone(WIB).date()):
        notices.tell(session, person.id, f"{key}:{person.id}", kind, detail, at)
