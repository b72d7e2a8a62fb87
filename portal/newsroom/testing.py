"""The test of a channel's connection: ask the network who we are there, keep the answer, let go what waited for it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.channels import connections, failures, standing
from portal.channels.adapter_api import Failed, Failure, FailureKind
from portal.channels.models import Channel, Mode
from portal.channels.names import kind_name
from portal.newsroom import channel_queries as queries
from portal.newsroom import delivery
from portal.newsroom.channel_words import who
from portal.newsroom.faults import APPROVAL, NO_CONNECTION
from portal.newsroom.gate import HEALTH
from portal.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What the network said: who we are there, or why not."""

    account: str = ""
    failure: Failure | None = None


def ask(channel: Channel, settings: Settings) -> Outcome:
    """One test over the network; at most half a minute. Writes nothing."""
    try:
        return Outcome(connections.test(channel, settings).account)
    except Failed as error:
        return Outcome(failure=error.failure)


def keep(session: Session, channel: Channel, outcome: Outcome, by: int, at: datetime) -> str:
    """Note the outcome as the channel's health and in the audit log; the words for the person. The caller commits."""
    failure = outcome.failure
    name = f"channel:{channel.code}"
    if failure is None:
        standing.fine(session, channel.id, at)
        session.refresh(channel)  # it was written past the row in memory, by which posts are let go
        channel.health_at = at
        let_go(session, channel, at)
        audit.record(session, by, "channel.tested", name, at, outcome="ok")
        return str(_("The connection works: %(account)s", account=outcome.account))
    if failure.kind is FailureKind.RATE_LIMITED and failure.until:
        standing.pause(session, channel.id, failure.until)
    else:
        standing.trouble(session, channel.id, failure, at)
    audit.record(session, by, "channel.tested", name, at, outcome=failure.code)
    return failures.words(failure, who(channel, kind_name(channel.kind)))


def let_go(session: Session, channel: Channel, at: datetime) -> None:
    """What the machine held because of this channel waits for its time again, or goes out. The caller commits."""
    over = {APPROVAL} if not channel.needs_approval else set()
    if channel.health not in HEALTH:
        over |= {*HEALTH.values()}
    if channel.mode is Mode.API:
        over |= {NO_CONNECTION}
    delivery.release(session, queries.held(session, channel.id, over), at)
