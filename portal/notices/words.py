"""What a notice says, wherever it is read: on a page, in a letter. Each kind has its words in `author` or `staff`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.kernel.dates import day_stamp
from portal.kernel.i18n import language

Detail = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """A headline, paragraphs, reasons, and one thing to do; `path` starts with "/" or is a whole address."""

    title: str
    lines: list[str] = field(default_factory=list)
    path: str = ""
    label: str = ""
    icon: str = "doc"
    reasons: list[dict[str, str]] = field(default_factory=list)
    note: str = ""


def due(detail: Detail) -> str:
    """The deadline in words, or nothing."""
    text = detail.get("due")
    return day_stamp(datetime.fromisoformat(text), language()) if text else ""


def quoted(detail: Detail) -> str:
    return str(_("“%(title)s”", title=detail.get("title") or _("Untitled")))


def names(detail: Detail) -> dict[str, str]:
    return {key: detail.get(key, "") for key in ("former_name", "name")}
