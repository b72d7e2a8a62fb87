"""Reserved names of offices. The list is data; this module folds spellings and compares whole words. Pure.

Look-alikes follow the idea of Unicode Technical Standard 39, section 4 (skeletons), with a table small enough to read.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from portal.wards.places import City

DATA = Path(__file__).parents[1] / "data" / "reserved_names.json"
SQUEEZED_FROM = 5  # letters: in a shorter word a doubled letter makes another word ("RRI" and "Ri")

# what looks like a Latin letter: capitals first, because a small letter of theirs may look like another one
_CAPITALS = str.maketrans("АВЕЗКМНОРСТУХІЈЅҮԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABE3KMHOPCTYXIJSYGABEZHIKMNOPTYX")
_SMALL = str.maketrans(
    "авезкмнопрстухіїјѕԁһԛԝгьӏёαβγεηικμνορτυχωıɑɡɩłøđħʀᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꜱᴛᴜᴠᴡʏᴢ",
    "abe3kmhonpctyxiijsdhqwrbleabyenikmvoptuxwiagilodhrabcdefghijklmnopstuvwyz",
)
_SIGNS = str.maketrans("013457892@$!|€", "oieastbgzasiie")
# white letters on black, and the letters flags are written with: NFKC leaves them
_BOXES = {first + place: 97 + place for first in (0x1F150, 0x1F170, 0x1F1E6) for place in range(26)}
_LETTERS = re.compile(r"[a-z]+")
_MARKED = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")  # in names of Unicode: ɦ, ƙ
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
# a name with an initial after or before it: "Dina S." is no "dinas"; a name in one case might be
_INITIAL = re.compile(r"\b(?=([A-Z][a-z]{3,})[\s.]+([A-Z])\b)|\b(?=([A-Z])[\s.]+([A-Z][a-z]{3,})\b)")


@dataclass(frozen=True)
class Reserved:
    """Skeletons of reserved names: `anywhere` as whole words of a name, `alone` as all of it."""

    anywhere: frozenset[str]
    alone: frozenset[str]

    def holds(self, name: str) -> bool:
        """Whether a name is an office's, or has one in it."""
        spared = _with_initials(name)
        return any(self._in(words, spared) for words in _readings(name))

    def _in(self, words: list[str], spared: frozenset[tuple[str, ...]]) -> bool:
        return not self.alone.isdisjoint(_forms("".join(words))) or any(
            not self.anywhere.isdisjoint(_forms("".join(run))) for run in _runs(words) if run not in spared
        )


def _readings(name: str) -> Iterator[list[str]]:
    """The words of a name, with digits and signs read as letters ("k0ta"), and as what stands between ("humas2").

    Where a capital begins within a word, once more as two words ("HumasKota").
    """
    latin = unicodedata.normalize("NFKC", name).translate(_BOXES).translate(_CAPITALS)
    for each in dict.fromkeys((latin, _JOINED.sub(" ", latin))):
        bare = _bare(each.casefold().translate(_SMALL))
        yield _LETTERS.findall(bare.translate(_SIGNS))
        yield _LETTERS.findall(bare)


def _bare(text: str) -> str:
    """Small letters without what is written above, below or through them."""
    kept = (each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) not in ("Mn", "Cf"))
    return "".join(
        marked[1].lower() if (marked := _MARKED.match(unicodedata.name(each, ""))) else each for each in kept
    )


def _with_initials(name: str) -> frozenset[tuple[str, ...]]:
    """Pairs of a name and an initial, in small letters, which are not read as one word."""
    found = _INITIAL.finditer(unicodedata.normalize("NFKC", name))
    return frozenset(tuple(part.lower() for part in match.groups() if part) for match in found)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Words that follow each other, to be joined: "w a l i k o t a" and "wali-kota" hide nothing."""
    for first in range(len(words)):
        for end in range(first + 1, len(words) + 1):
            yield tuple(words[first:end])


def _forms(word: str) -> tuple[str, ...]:
    """A word as it looks: one sign for l and i, "rn" for m, "vv" for w; and once more without doubled letters."""
    skeleton = word.replace("rn", "m").replace("vv", "w").replace("l", "i")
    squeezed = "".join(letter for letter, _group in groupby(skeleton))
    return (skeleton, f"={squeezed}") if len(squeezed) >= SQUEEZED_FROM else (skeleton,)


def _skeletons(names: Iterable[str]) -> frozenset[str]:
    return frozenset(form for name in names for form in _forms("".join(next(_readings(name)))))


@lru_cache(maxsize=4)
def reserved(city: City) -> Reserved:
    """Return the names of the data file and of the city's own office, channels and wards."""
    known = json.loads(DATA.read_text("utf-8"))
    office = (
        city.office.name,
        city.office.short_name,
        city.office.unit_short,
        city.complaint_line.name,
        city.ppid.name,
    )
    places = (f"kel {each.name}" for each in city.wards), (f"kec {each.name}" for each in city.districts)
    own = (*office, *(each.name for each in city.channels), *places[0], *places[1])
    place = city.name.removeprefix("Kota ").removeprefix("Kabupaten ")
    offices = (*known["anywhere"], *own)
    # written as one word: "humaspekalongan"
    tailed = (f"{office} {tail}" for office in offices for tail in (place, city.name, "kota", "resmi", "official"))
    alone = _skeletons((*known["alone"], city.name, place, city.province))
    return Reserved(_skeletons((*offices, *tailed)), alone)
