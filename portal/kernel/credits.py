"""Who took a picture, as it is printed behind "Foto:". Pure."""

import re

_LABEL = re.compile(
    r"^\s*(?:(?:foto(?:grafer)?|photo(?:grapher)?)\s*(?:[:：]|\b(?:oleh|by)\b\s*[:：]?)\s*)+", re.IGNORECASE
)


def photographer(credit: str) -> str:
    """The name without a "Foto:" of its own: the page says that already."""
    return _LABEL.sub("", credit).strip()
