"""What every network's adapter offers the delivery protocol, and how a failure is told apart. Pure: no HTTP, no SQL.

The protocol (portal.newsroom.delivery) calls `prepare` as often as it likes, commits that it is armed, calls `publish`
once, and asks `find` when it does not know how that ended. Only `publish` may make anything that readers see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol


class Phase(StrEnum):
    """What was being done: the same answer means different things before, during and after the publishing call."""

    TEST = "test"
    PREPARE = "prepare"
    READY = "ready"
    PUBLISH = "publish"
    FIND = "find"
    DELETE = "delete"


class FailureKind(StrEnum):
    """What the protocol may do next; see the table in portal.newsroom.outcomes."""

    RETRY = "retry"  # nothing visible was made: again later
    RATE_LIMITED = "rate_limited"  # the account waits until `until`; costs no attempt
    REAUTH = "reauth"  # the credentials are dead: one alert, everything of the account waits
    REJECTED = "rejected"  # the network refuses this content; a person has to change it
    QUOTA = "quota"  # a quota or money has run out, until `until` when that is known
    BLOCKED = "blocked"  # the network restricts the account; a person has to look
    MEDIA_EXPIRED = "media_expired"  # what `prepare` uploaded is gone: prepare again
    UNKNOWN = "unknown"  # the publishing call may have made the post
    GONE = "gone"  # the post is no longer on the channel


class Idempotency(StrEnum):
    """How a channel can be asked whether a post was made."""

    LOOKUP = "lookup"  # our own key is stored with the post and can be looked up
    READ_BACK = "read_back"  # recent posts can be read and compared
    KEY = "key"  # the network keeps a key of ours for a while
    CLIENT_ID = "client_id"  # we choose the post's id
    CONTAINER = "container"  # a prepared container tells whether it was published
    NONE = "none"  # nobody can ask: a person has to look


@dataclass(frozen=True)
class Failure:
    """Why a call did not do what it should.

    `code` names the sentence staff read (portal.channels.failures), `field` the form field it belongs to (`text`,
    `picture-0` …, empty for none), `said` is the network's own message without secrets, at most 300 characters.
    """

    kind: FailureKind
    code: str
    field: str = ""
    status: int | None = None
    said: str = ""
    until: datetime | None = None


class Failed(Exception):
    """A call failed; `failure` says how. Adapters raise nothing else."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind}: {failure.code}")
        self.failure = failure


@dataclass(frozen=True)
class Account:
    """Where a channel is reached and with what. The secret never shows in a repr."""

    kind: str
    address: str = ""
    handle: str = ""
    username: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Media:
    """One picture as it goes out: a JPEG without metadata, cut for the channel, read when it is needed."""

    name: str
    alt: str
    caption: str
    credit: str
    jpeg: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True)
class Parcel:
    """Everything of one post. `key` is the delivery's own and never another's: lower case, digits and hyphens."""

    key: str
    title: str
    text: str
    html: str
    excerpt: str
    link: str
    media: tuple[Media, ...] = ()
    tags: tuple[str, ...] = ()
    armed_at: datetime | None = None


@dataclass(frozen=True)
class Remote:
    """The post on its channel. `url` may come later; `live` is False for one that exists and is hidden there."""

    id: str
    url: str = ""
    live: bool = True


@dataclass(frozen=True)
class Capabilities:
    """What a network can do through its API, as the channel's page shows it."""

    idempotency: Idempotency
    edit: bool = False
    delete: bool = False
    delete_within: timedelta | None = None
    alt_texts: bool = False
    needs_username: bool = False


@dataclass(frozen=True)
class Health:
    """What a test of the connection found: who we are there, and where that can be seen."""

    account: str
    url: str = ""
    notes: tuple[str, ...] = ()


Step = Mapping[str, Any]
Keep = Callable[[dict[str, Any]], None]  # commits the grown step at once, so that no upload is made twice


class Adapter(Protocol):
    """One network. `http` is a portal.channels.outgoing.Outgoing, bound to the one host the account names."""

    capabilities: Capabilities

    def test(self, http: Any, account: Account) -> Health:
        """Ask who we are and whether we may post, without making anything. Raises Failed."""

    def prepare(self, http: Any, account: Account, parcel: Parcel, step: Step, keep: Keep) -> None:
        """Upload what is needed and invisible; skip what `step` says is done. Raises Failed."""

    def ready(self, http: Any, account: Account, parcel: Parcel, step: Step) -> timedelta | None:
        """None when `publish` may be called, else when to look again. Writes nothing. Raises Failed."""

    def publish(self, http: Any, account: Account, parcel: Parcel, step: Step) -> Remote:
        """The one visible write. Raises Failed."""

    def find(self, http: Any, account: Account, parcel: Parcel, step: Step) -> Remote | None:
        """The post, if it was made; None only when it certainly was not. Failed(UNKNOWN) where nobody can say."""

    def delete(self, http: Any, account: Account, remote: Remote) -> None:
        """Take the post down; one that is already gone is a success. Raises Failed."""
