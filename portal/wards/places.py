"""What a city is made of, as its data file says: offices, districts, wards, rubrics, channels. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from portal.wards.spelling import nearly


@dataclass(frozen=True)
class Office:
    """The city government: canonical name, the unit that keeps the portal, and how a press text is signed."""

    name: str
    short_name: str
    unit: str
    unit_short: str
    sign_off: str
    phones: tuple[str, ...]
    email: str


@dataclass(frozen=True)
class ComplaintLine:
    """Where service complaints go. `whatsapp` is the number with its country code, `label` as people know it."""

    name: str
    whatsapp: str
    label: str

    def link(self, text: str = "") -> str:
        """A wa.me address that opens the chat, with a text already typed."""
        return f"https://wa.me/{self.whatsapp}" + (f"?text={quote(text, safe='')}" if text else "")


@dataclass(frozen=True)
class Ppid:
    """The officer who answers requests for public documents."""

    name: str
    url: str


@dataclass(frozen=True)
class District:
    code: str
    name: str


@dataclass(frozen=True)
class Ward:
    """A kelurahan. `column` (from 1) and `row` (from 0) place it on the tile map, north up.

    `abbreviation` has at most four letters for narrow tiles; `hyphenated` is the name with soft hyphens.
    """

    code: str
    name: str
    slug: str
    district: str  # the district's code
    postal_code: str
    aliases: tuple[str, ...]
    column: int
    row: int
    abbreviation: str
    hyphenated: str


@dataclass(frozen=True)
class Rubric:
    """A section. `color` names the dye of its kicker in the style sheet; short names stand in the navigation."""

    slug: str
    name_id: str
    name_en: str
    color: str
    short_id: str = ""
    short_en: str = ""

    def name(self, lang: str = "id") -> str:
        return self.name_en if lang == "en" else self.name_id

    def short(self, lang: str = "id") -> str:
        return (self.short_en if lang == "en" else self.short_id) or self.name(lang)


@dataclass(frozen=True)
class ChannelSeed:
    """An official channel as it is first set up. `target` and `floor` are posts a month; handles come without "@"."""

    code: str
    kind: str
    name: str
    handle: str
    address: str
    mode: str
    active: bool
    monogram: str
    target: int
    floor: int


@dataclass(frozen=True)
class City:
    name: str
    code: str
    province: str
    timezone: str
    dial: str
    slogan: str
    sea: str  # what lies north of the tile map; empty inland
    sea_en: str  # its English name, where it has one
    website: str
    emergency: str
    office: Office
    complaint_line: ComplaintLine
    ppid: Ppid
    districts: tuple[District, ...]
    wards: tuple[Ward, ...]
    rubrics: tuple[Rubric, ...]
    channels: tuple[ChannelSeed, ...]
    licence: str

    def ward(self, slug: str) -> Ward | None:
        return next((ward for ward in self.wards if ward.slug == slug), None)

    def rubric(self, slug: str) -> Rubric | None:
        return next((rubric for rubric in self.rubrics if rubric.slug == slug), None)

    def wards_of(self, district: str) -> tuple[Ward, ...]:
        """The wards of the district with that code."""
        return tuple(ward for ward in self.wards if ward.district == district)

    def tiles(self) -> Iterator[Ward | None]:
        """The tile map row by row, None where it is empty."""
        placed = {(ward.column, ward.row): ward for ward in self.wards}
        columns, rows = self.grid
        return (placed.get((column, row)) for row in range(rows) for column in range(1, columns + 1))

    @property
    def grid(self) -> tuple[int, int]:
        """Columns and rows of the tile map."""
        return max(ward.column for ward in self.wards), max(ward.row for ward in self.wards) + 1

    def find_wards(self, text: str) -> tuple[Ward, ...]:
        """All wards that may be meant, best kind of match only: name, then alias, then one typing error."""
        key = _key(text)
        if not key:
            return ()
        named = tuple(ward for ward in self.wards if _key(ward.name) == key)
        return (
            named
            or tuple(ward for ward in self.wards if key in map(_key, ward.aliases))
            or tuple(ward for ward in self.wards if any(nearly(key, _key(name)) for name in (ward.name, *ward.aliases)))
        )

    def find_ward(self, text: str) -> Ward | None:
        """The one ward meant by name, alias or slug, whatever the case, spaces and hyphens; None when unclear."""
        found = self.find_wards(text)
        return found[0] if len(found) == 1 else None


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text[:200]).lower().replace("\u00ad", "").strip()
    plain = re.sub(r"^(?:kelurahan|kel\.?|desa)[\s.-]+", "", plain)
    return "".join(letter for letter in plain if letter.isalnum())
