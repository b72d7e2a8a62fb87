"""What may still be said of a story that was taken down: when, why, and its title where that harms nobody."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel.codes import PREFIX
from portal.kernel.i18n import language

# grounds that say nothing against a title; for all others (children, victims, decency, privacy, court orders …) the
# title may be the very thing that does the harm
TITLE_STAYS = frozenset(("CABUT_KELIRU", "CABUT_DEWANPERS"))
_BLANK = re.compile(r",?\s*(?:nomor|no\.)\s*\{[a-z_]+\}|\{[a-z_]+\}")


@dataclass(frozen=True, slots=True)
class Gone:
    """`reasons` are sentences in the language of the page; `title` is empty where it must not be repeated."""

    code: str
    at: datetime
    reasons: tuple[str, ...]
    title: str = ""
    ward: str = ""


def told(reasons: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The reasons in words. One that was recorded without words stays unsaid: a bare code helps nobody."""
    key = "title_en" if language() == "en" else "title"
    words = (str(reason.get(key) or reason.get("title") or "") for reason in reasons)
    return tuple(_BLANK.sub("", text) for text in words if text)


def gone(row: Any) -> Gone:
    """A row of the register of withdrawn stories."""
    reasons = row.detail.get("reasons", ())
    stays = bool(reasons) and all(reason.get("code") in TITLE_STAYS for reason in reasons)
    return Gone(f"{PREFIX}-{row.code}", row.at, told(reasons), row.title if stays else "", row.ward)


def last_word(way: Sequence[Any]) -> tuple[datetime | None, tuple[str, ...]]:
    """When and why a story was withdrawn, from its public way; nothing of a story that is only hidden."""
    withdrawn = [each for each in way if each.kind == "withdrawn"]
    if not withdrawn:
        return None, ()
    return withdrawn[-1].at, told(withdrawn[-1].detail.get("reasons", ()))
