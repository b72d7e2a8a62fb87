"""Photo credits as printed after "Foto:". Pure."""

import re

_LABEL = re.compile(
    r"^\s*(?:(?:foto(?:grafer)?|photo(?:grapher)?)\s*(?:[:：]|\b(?:oleh|by)\b\s*[:：]?)\s*)+", re.IGNORECASE
)


def photographer(credit: str) -> str:
    """Remove a leading "Foto:", which the page adds itself."""
    return _LABEL.sub("", credit).strip()
