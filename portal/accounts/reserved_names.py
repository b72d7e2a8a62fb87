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
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Reserved:
    """Skeletons of reserved names: `anywhere` as whole words of a name, `alone` as all of it."""

    anywhere: frozenset[str]
    alone: frozenset[str]

    def holds(self, name: str) -> bool:
        """Whether a name is an office's, or has one in it."""
        return any(self._in(words) for words in _readings(name))

    def _in(self, words: list[str]) -> bool:
        return not self.alone.isdisjoint(_forms("".join(words))) or any(
            not self.anywhere.isdisjoint(_forms(run)) for run in _runs(words)
        )


def _readings(name: str) -> Iterator[list[str]]:
    """The words of a name, with digits and signs read as letters ("k0ta"), and as what stands between ("humas2")."""
    plain = unicodedata.normalize("NFKC", name).translate(_CAPITALS).casefold().translate(_SMALL)
    bare = "".join(
        each for each in unicodedata.normalize("NFD", plain) if unicodedata.category(each) not in ("Mn", "Cf")
    )
    yield _LETTERS.findall(bare.translate(_SIGNS))
    yield _LETTERS.findall(bare)


def _runs(words: list[str]) -> Iterator[str]:
    """Words that follow each other, joined: "w a l i k o t a" and "wali-kota" hide nothing."""
    for first in range(len(words)):
        run = ""
        for word in words[first:]:
            run += word
            yield run


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
    alone = (city.name, city.name.removeprefix("Kota ").removeprefix("Kabupaten "), city.province)
    return Reserved(_skeletons((*known["anywhere"], *own)), _skeletons((*known["alone"], *alone)))
