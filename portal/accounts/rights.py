"""What a person may do, as data: the appointments that stand today, and one table of permissions. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


class Standing(Protocol):
    """What this module needs of an appointment."""

    @property
    def role(self) -> str: ...
    @property
    def ward_id(self) -> int | None: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Rights:
    """`user_id` is None for a visitor; `wards` are those the person directs, as director or deputy."""

    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    wards: frozenset[int] = field(default_factory=frozenset)

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def staff(self) -> bool:
        return bool(self.roles)


VISITOR = Rights()


def rights_of(user_id: int, appointments: Iterable[Standing], today: date) -> Rights:
    """The rights that stand on a day (WIB): begun, not past the last day, not recalled."""
    standing = [
        a
        for a in appointments
        if a.ended_at is None and a.starts_on <= today and (a.ends_on is None or today <= a.ends_on)
    ]
    wards = frozenset(a.ward_id for a in standing if a.role in ("director", "deputy") and a.ward_id is not None)
    return Rights(user_id, frozenset(str(a.role) for a in standing), wards)


# The one table of who may enter where. What a person may do with one story or post is in the lifecycles' STEPS.
PERMISSIONS: dict[str, Callable[[Rights], bool]] = {
    "anyone": lambda r: True,
    "signed in": lambda r: r.signed_in,
    "author of the submission": lambda r: r.signed_in,
    "director of the ward": lambda r: bool(r.wards) or "humas" in r.roles,
    "staff": lambda r: r.staff,
    "humas": lambda r: "humas" in r.roles,
    "admin": lambda r: "admin" in r.roles,
}


def allowed(permission: str, rights: Rights) -> bool:
    return PERMISSIONS[permission](rights)
