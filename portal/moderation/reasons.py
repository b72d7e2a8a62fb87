"""Why a story is returned, held, refused or moved, as one table with its words in two languages. Pure.

From the press rules adopted by this house (Pedoman Pemberitaan Media Siber, Kode Etik Jurnalistik, Pedoman Pemberitaan
Ramah Anak), UU PDP and the house style. Criticism of the government is never a reason: see NOT_GROUNDS.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACTIONS = ("return", "hold", "reject", "redirect", "escalate", "edit")
PASSING_ON = ("redirect", "escalate")


@dataclass(frozen=True)
class Words:
    """The same said in Indonesian and English; both may be empty."""

    id: str
    en: str

    def __call__(self, lang: str = "id") -> str:
        return self.en if lang == "en" else self.id

    def __bool__(self) -> bool:
        return bool(self.id)


@dataclass(frozen=True)
class Reason:
    """One reason. `action` is what it usually leads to, `severity` 1 (style) to 5 (harms people).

    `fix` says how the author can put it right; it is empty where that is not possible. A `conflict` says nothing
    about the story: whoever gives it for passing a story on is out of that story.
    """

    code: str
    group: str
    action: str
    severity: int
    appealable: bool
    text: Words
    fix: Words
    conflict: bool = False


@dataclass(frozen=True)
class Ground:
    """Why a published story is withdrawn; `text` may hold `{nomor}`."""

    code: str
    text: Words


@dataclass(frozen=True)
class ComplaintReason:
    """What a reader can complain of; `counts_as` is the point of the press rules it falls under, or empty."""

    code: str
    counts_as: str
    text: Words


@dataclass(frozen=True)
class Group:
    """Reasons under one heading."""

    code: str
    name: Words
    reasons: tuple[Reason, ...]


def _words(row: dict[str, Any], prefix: str = "") -> Words:
    return Words(row[f"{prefix}id"], row[f"{prefix}en"])


def _reason(row: dict[str, Any]) -> Reason:
    return Reason(
        code=row["code"],
        group=row["group"],
        action=row["action"],
        severity=row["severity"],
        appealable=row["appealable"],
        text=_words(row),
        fix=_words(row, "fix_"),
        conflict=row.get("conflict", False),
    )


_DATA = json.loads((Path(__file__).parents[1] / "data" / "reasons.json").read_text("utf-8"))
VERSION: str = _DATA["version"]
GROUP_NAMES = {code: _words(row) for code, row in _DATA["groups"].items()}
REASONS = {row["code"]: _reason(row) for row in _DATA["reasons"]}
WITHDRAWAL_GROUNDS = {row["code"]: Ground(row["code"], _words(row)) for row in _DATA["withdrawal_grounds"]}
COMPLAINT_REASONS = {
    row["code"]: ComplaintReason(row["code"], row["counts_as"], _words(row)) for row in _DATA["complaint_reasons"]
}
COMMON: tuple[str, ...] = tuple(_DATA["common"])  # the commonest, until the desks have decisions of their own
# what humas may answer an author with who asks for removal; of the others one needs an order, one removes only a part
ON_REQUEST = tuple(code for code in WITHDRAWAL_GROUNDS if code not in ("CABUT_PUTUSAN", "CABUT_PDP"))
NOT_GROUNDS = tuple(_words(row) for row in _DATA["not_grounds"])


def by_code(code: str) -> Reason:
    """The reason of that code.

    Raises:
        ValueError: there is none.
    """
    if code not in REASONS:
        raise ValueError(f"no reason {code}")
    return REASONS[code]


def told(code: str) -> dict[str, str]:
    """A reason or a ground as the author's timeline keeps it: in words, so that no lower package needs this table.

    Raises:
        ValueError: there is none.
    """
    if code in WITHDRAWAL_GROUNDS:
        text, fix = WITHDRAWAL_GROUNDS[code].text, Words("", "")
    else:
        text, fix = by_code(code).text, by_code(code).fix
    return {"code": code, "title": text.id, "title_en": text.en, "fix": fix.id, "fix_en": fix.en}


def for_action(action: str) -> tuple[Reason, ...]:
    """Every reason that may be given for an action, those that usually lead to it first.

    A return needs something the author can do, so it takes reasons with a `fix` only; a conflict of interest says
    nothing about the story, so it is only a reason to pass it on.

    Raises:
        ValueError: an unknown action.
    """
    if action not in ACTIONS:
        raise ValueError(f"no action {action}")
    allowed = [reason for reason in REASONS.values() if _may(action, reason)]
    return tuple(sorted(allowed, key=lambda reason: reason.action != action))


def unfit(action: str, codes: Iterable[str]) -> list[str]:
    """The codes that are unknown or cannot be given for an action, as they came."""
    fit = {reason.code for reason in for_action(action)}
    return [code for code in codes if code not in fit]


def commonest(given: Iterable[str], size: int) -> tuple[Reason, ...]:
    """The reasons given most often, filled up from COMMON; conflicts of interest and unknown codes are left out."""
    counts = Counter(code for code in given if code in REASONS and not REASONS[code].conflict)
    ranked = dict.fromkeys([*(code for code, _ in counts.most_common()), *COMMON])
    return tuple(REASONS[code] for code in list(ranked)[:size])


def grouped(reasons: Iterable[Reason] | None = None) -> tuple[Group, ...]:
    """Reasons (all of them by default) under their headings, in the order of the table; no empty heading."""
    chosen = tuple(REASONS.values() if reasons is None else reasons)
    groups = (
        Group(code, name, tuple(reason for reason in chosen if reason.group == code))
        for code, name in GROUP_NAMES.items()
    )
    return tuple(group for group in groups if group.reasons)


def conflicts(codes: Iterable[str]) -> bool:
    """Whether one of these codes declares a conflict of interest."""
    return any(code in REASONS and REASONS[code].conflict for code in codes)


def _may(action: str, reason: Reason) -> bool:
    if reason.conflict:
        return action in PASSING_ON
    return action != "return" or bool(reason.fix)
