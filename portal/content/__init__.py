"""The portal's own texts: one Markdown file a page and language, with the city's names filled in."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

PAGES: Final = ("tentang", "syarat", "privasi", "pedoman", "ralat", "pencabutan")
PLACEHOLDERS: Final = (
    "wards",  # how many wards the city has
    "city.name",
    "city.emergency",
    "city.office.name",
    "city.office.unit",
    "city.office.phones",  # joined for reading: "(0285) 421243 atau (0285) 420223"
    "city.complaint_line.name",
    "city.complaint_line.label",
    "city.complaint_line.whatsapp",  # digits with the country code, for wa.me
    "city.ppid.name",
    "city.ppid.url",
    "keep.positions",  # days
    "keep.originals",  # months
)
_MARK: Final = re.compile(r"\{\{([a-z_.]+)\}\}")


def page_text(page: str, lang: str, values: Mapping[str, str]) -> str:
    """The Markdown of a page (headings from level two, lists, emphasis, links) with every placeholder filled in.

    `KeyError` for an unknown page or language, or when `values` lacks a placeholder.
    """
    if page not in PAGES or lang not in ("id", "en"):
        raise KeyError(f"{lang}/{page}")
    return _MARK.sub(lambda found: values[found[1]], _read(page, lang))


@cache
def _read(page: str, lang: str) -> str:
    return (Path(__file__).parent / lang / f"{page}.md").read_text("utf-8")
