"""What stands on a share picture, and which of it the fonts can letter. Pure."""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass
from typing import Final

VERSION: Final = 1  # raise it when the drawing changes: every share picture is then drawn anew
WIDTH, HEIGHT = 1200, 630  # pixels; what Facebook, WhatsApp, Telegram and X show uncropped
# characters of the fonts' latin files beside Latin-1 (unicode-range of @fontsource, 5.3.0)
_MORE: Final = frozenset("ıŒœʻʼˆ˚˜€™↑↓−∕" + "".join(map(chr, range(0x2010, 0x2028))) + "‰′″‹›⁄")
_LIKE: Final = {"\u00ad": "", "\u200b": "", "\u00a0": " ", "\u202f": " ", "\u2009": " "}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of one share picture. `office` and `masthead` stand on top, `ribbon` in the turmeric band."""

    office: str
    masthead: str
    ribbon: str
    title: str
    foot: str


def lettered(text: str) -> str:
    """The text in letters the fonts have: accents they lack are dropped, so are scripts and pictures they lack."""
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in _LIKE or letter.isspace():
            kept.append(_LIKE.get(letter, " "))
        elif _has(letter):
            kept.append(letter)
        else:
            kept += [each for each in unicodedata.normalize("NFKD", letter) if _has(each)]
    return " ".join("".join(kept).split())


def readable(text: str) -> bool:
    """Whether enough of a text can be lettered to tell what it says: at least half of its letters and digits."""
    shown = lettered(text)
    return bool(shown) and 2 * _letters(shown) >= _letters(text)


def is_whole(text: str) -> bool:
    """Whether nothing at all is left out or changed by lettering a text."""
    return lettered(text) == " ".join(unicodedata.normalize("NFC", text).split())


def _letters(text: str) -> int:
    return sum(letter.isalnum() for letter in unicodedata.normalize("NFKD", text))


def _has(letter: str) -> bool:
    return " " <= letter <= "~" or "\u00a1" <= letter <= "\u00ff" or letter in _MORE


def fingerprint(sheet: Sheet, photo_id: str, fonts: bool) -> str:
    """40 hex digits that change whenever the picture would: words, photo, drawing, or fonts that came or went."""
    told = json.dumps([VERSION, asdict(sheet), photo_id, fonts], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:40]
