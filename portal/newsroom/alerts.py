"""What humas is told when the machine cannot go on: once for each time it happens, not once for each post."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.channels.models import Channel, Health
from portal.channels.names import kind_name
from portal.kernel.clock import WIB
from portal.newsroom import queries
from portal.newsroom.models import Delivery
from portal.notices import service as notices

CHANNEL = {Health.REAUTH: "channel_reauth", Health.BLOCKED: "channel_blocked"}
DOWN = "channel_down"
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
    _tell(session, f"{kind}:{found.id}:{began.isoformat()}", kind, detail, at)


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
