"""Finds the ward an address means, and whom to show as its lead."""

from collections.abc import Sequence
from typing import Any

from portal.kernel.text import slugify


def by_slug(wards: Sequence[Any], slug: str) -> Any | None:
    return next((ward for ward in wards if ward.slug == slug), None)


def meant(wards: Sequence[Any], slug: str) -> Any | None:
    """The one ward meant by another spelling: a name or alias in any case, with or without hyphens; None if unclear."""
    wanted = _key(slug)
    named = [ward for ward in wards if wanted == _key(ward.slug)]
    found = named or [ward for ward in wards if wanted in {_key(name) for name in (ward.name, *ward.aliases)}]
    return found[0] if wanted and len(found) == 1 else None


def _key(text: str) -> str:
    return slugify(text[:80], fallback="").replace("-", "").removeprefix("kelurahan")


def by_district(wards: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """The wards under the names of their districts, both from A to Z."""
    names = sorted({ward.district for ward in wards})
    return [(name, [ward for ward in wards if ward.district == name]) for name in names]
