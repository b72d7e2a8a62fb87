"""What one run of the delivery protocol carries along, and how it calls an adapter: never inside a transaction."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from portal.channels import connections
from portal.channels.adapter_api import Account, Adapter, Failed, Failure, FailureKind, Idempotency, Parcel, Phase
from portal.channels.adapters import adapter_for
from portal.channels.outgoing import Outgoing
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.jobs import Retry
from portal.newsroom import leases, master, parcels
from portal.newsroom.leases import Lease
from portal.newsroom.models import Delivery, Master
from portal.photos import service as photos
from portal.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")
chance = random.SystemRandom().random
INTERNAL = "internal"  # a fault of the portal's own


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


@dataclass(frozen=True)
class Packed:
    """A post ready for its adapter; holds nothing that needs a transaction."""

    adapter: Adapter
    http: Outgoing
    account: Account
    parcel: Parcel
    digest: str
    step: dict[str, Any]
    number: int

    @property
    def idempotency(self) -> Idempotency:
        return self.adapter.capabilities.idempotency


@dataclass(frozen=True)
class Courier:
    """One worker's run of one delivery."""

    session: Session
    lease: Lease

    def pack(self, delivery: Delivery) -> Packed:
        """The post as it is now. Raises Failed(REAUTH) for a channel without a usable connection."""
        channel, known = delivery.post.channel, settings()
        adapter = adapter_for(channel.kind)
        if adapter is None:
            raise Failed(Failure(FailureKind.REAUTH, "no_credentials"))
        account = connections.account_of(channel, known)
        edited = self.session.get(Master, delivery.post.story_id, populate_existing=True)
        headline = master.split(edited.text)[0] if edited else ""
        parcel = parcels.build(delivery.post, known.base_url, photos.storage(), delivery.armed_at, headline)
        http = connections.outgoing_for(account, known)
        digest = parcels.digest(delivery.post, parcel)
        return Packed(adapter, http, account, parcel, digest, dict(delivery.step), delivery.number)

    def call(self, phase: Phase, ask: Callable[[], T]) -> T:
        """Ask the adapter, with the lease kept alive. Raises Failed, and nothing else for a fault of the adapter's."""
        if self.session.in_transaction():
            raise RuntimeError("a transaction is open during a call")
        with leases.alive(db.engine, self.lease):
            try:
                return ask()
            except (Failed, leases.Lost):
                raise
            except Exception as error:
                log.exception("the adapter failed in %s of delivery %d", phase, self.lease.delivery_id)
                lost = phase in (Phase.PUBLISH, Phase.FIND)
                kind = FailureKind.UNKNOWN if lost else FailureKind.RETRY
                raise Failed(Failure(kind, INTERNAL, said=type(error).__name__)) from error

    def keep(self, step: dict[str, Any]) -> None:
        """Commit the grown step at once, so that no upload is made twice. Raises Lost."""
        leases.write(self.session, self.lease, step=step, lease_until=clock.now() + leases.LEASE)
        self.session.commit()

    def later(self, due_at: datetime) -> Retry:
        """Give the delivery back until a time and commit; the caller raises what comes back. Raises Lost."""
        leases.give_back(self.session, self.lease, due_at)
        self.session.commit()
        return Retry(due_at - clock.now())
