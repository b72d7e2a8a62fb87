"""Finds personal data in what an author typed: NIK, mobile and account numbers, e-mail addresses. Pure.

It only asks: whoever means to publish a number may. The patterns are written so that Python and JavaScript read them
alike (`PATTERNS` also goes to the page, for the note while typing), and bounded, so that no text makes them slow.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

URL: Final = r"https?://\S+"  # the digits in an address are nobody's
# in this order: a stretch that one pattern has found is not given to the next
PATTERNS: Final = {
    # sixteen digits, also in groups: a NIK or KK number, or that of a bank card
    "nik": r"(?<!\d)(?:\d{16}|\d{4}(?:[ .-]\d{4}){3}|\d{6}[ .-]\d{6}[ .-]\d{4})(?!\d)",
    # a mobile number as people write it here: 0857-1234-5678, +62 857 1234 5678
    "phone": r"(?<![\d+])(?:\+?62|0)[\s.-]?8(?:[\s.-]?\d){8,11}(?!\d)",
    # a number of nine digits or more, close behind the word for an account or the name of a bank
    "account": (
        r"\b(?:[Rr]ek(?:ening)?|REK(?:ENING)?|[Nn]o\.?rek|[Aa]ccount|BCA|BRI|BNI|BSI|BTN|Mandiri|Bank)\b[^\d\n]{0,30}"
        r"(?:\d(?:-?\d){8,18}|\d{3,4}(?:[ ]\d{3,4}){2,4})(?!\d)"
    ),
    "email": r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
}
_URL = re.compile(URL)
_PATTERNS = {kind: re.compile(pattern, re.ASCII) for kind, pattern in PATTERNS.items()}
_DIGITS = re.compile(r"(?:\d[ -]?)*\d$", re.ASCII)  # of an account, without the word in front


class Found(NamedTuple):
    """One number or address: its kind, a key of PATTERNS, and how it was typed."""

    kind: str
    text: str


def numbers_in(text: str, public: Collection[str] = ()) -> list[Found]:
    """Every number or address in a text, in its order, each once; `public` are digits that are everybody's."""
    plain = _URL.sub(lambda match: " " * len(match[0]), text)
    found: list[tuple[int, Found]] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(plain):
            shown = _DIGITS.search(match[0]) if kind == "account" else None
            if _digits(match[0]) not in public:
                found.append((match.start(), Found(kind, shown[0] if shown else match[0])))
        plain = pattern.sub(lambda match: " " * len(match[0]), plain)
    return list(dict.fromkeys(each for _start, each in sorted(found)))


def numbers_of(fields: Mapping[str, str], public: Collection[str] = ()) -> list[tuple[str, Found]]:
    """The same for the fields of a form: (name of the field, what was found)."""
    return [(name, found) for name, text in fields.items() for found in numbers_in(text, public)]


def _digits(text: str) -> str:
    """The digits of a number, in the international form when it is a mobile number."""
    digits = re.sub(r"\D", "", text)
    return f"62{digits[1:]}" if digits.startswith("08") else digits
