"""Finds the wards that a text names, in whatever spelling: by name, by alias, or with one typing error. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from portal.kernel.spelling import one_edit_apart

STILL_A_NAME = 5  # letters: below that one slip makes another word, and an alias like PKK means something else
MOST_WORDS = 4
TITLES = frozenset(("kelurahan", "kel", "desa"))


class Named(NamedTuple):
    """A ward that words name: `length` of them from `at`, the word "kelurahan" before it included."""

    ward: Any
    at: int
    length: int


@dataclass(frozen=True)
class Spellings:
    """What the wards of a city are called. A ward has `id`, `name` and `aliases`."""

    wards: Sequence[Any]

    @cached_property
    def _certain(self) -> dict[str, Any]:
        """Spellings that mean one ward and nothing else."""
        names = {key(ward.name): ward for ward in self.wards}
        aliases: dict[str, list[Any]] = {}
        for ward in self.wards:
            for alias in ward.aliases:
                aliases.setdefault(key(alias), []).append(ward)
        plain = {alias: of[0] for alias, of in aliases.items() if len(of) == 1 and len(alias) >= STILL_A_NAME}
        return plain | names

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(spelling[:3] for spelling in self._certain)

    def named(self, words: Sequence[str]) -> list[Named]:
        """The wards that a text names without doubt, from folded words."""
        found: list[Named] = []
        at = 0
        while at < len(words):
            hit = self._named_at(words, at)
            if hit is not None:
                found.append(hit)
            at += hit.length if hit is not None else 1
        return found

    def _named_at(self, words: Sequence[str], at: int) -> Named | None:
        titled = at + 1 < len(words) and words[at] in TITLES
        start = at + 1 if titled else at
        if words[start][:3] not in self._beginnings:
            return None
        for count in range(min(MOST_WORDS, len(words) - start), 0, -1):
            ward = self._certain.get("".join(words[start : start + count]))
            if ward is not None:
                return Named(ward, at, count + titled)
        return None

    def perhaps(self, words: Sequence[str]) -> list[Named]:
        """The wards that may be meant where none is named: an alias of several or a short one, or one typing error."""
        for count in range(min(MOST_WORDS, len(words)), 0, -1):
            for at in range(len(words) - count + 1):
                typed = "".join(words[at : at + count])
                found = [Named(ward, at, count) for ward in self._alike(typed)]
                if found:
                    return found
        return []

    def _alike(self, typed: str) -> list[Any]:
        called = [ward for ward in self.wards if typed in map(key, ward.aliases)]
        return called or [ward for ward in self.wards if any(nearly(typed, key(name)) for name in _names(ward))]


def _names(ward: Any) -> Iterable[str]:
    return (ward.name, *ward.aliases)


def key(name: str) -> str:
    """A name without case, accents, spaces and hyphens."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name).lower() if letter.isalnum())


def nearly(a: str, b: str) -> bool:
    """Whether one is the other with a typing error, both long enough to tell."""
    return min(len(a), len(b)) >= STILL_A_NAME and one_edit_apart(a, b)
