"""Reads a city from its data file and proves it, so that another city is a file and a setting. Pure."""

import json
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.wards.entry import CityDataError, Entry
from portal.wards.places import ChannelSeed, City, ComplaintLine, District, Office, Ppid, Rubric, Ward

__all__ = [
    "CITIES",
    "COLORS",
    "KINDS",
    "MODES",
    "ChannelSeed",
    "City",
    "CityDataError",
    "ComplaintLine",
    "District",
    "Office",
    "Ppid",
    "Rubric",
    "Ward",
    "load",
]

CITIES = Path(__file__).parents[1] / "data" / "cities"
COLORS = ("soga", "daun", "mengkudu", "laut", "nila")
KINDS = (
    "website",
    "wordpress",
    "ghost",
    "facebook",
    "instagram",
    "threads",
    "x",
    "youtube",
    "telegram",
    "whatsapp",
    "tiktok",
    "bluesky",
    "mastodon",
)
MODES = ("assisted", "api")
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CODE = r"[0-9]+(?:\.[0-9]+)*"


def load(name_or_path: str | Path) -> City:
    """The city called `pekalongan`, or the one in a file of one's own (a path that ends in .json).

    Raises:
        CityDataError: no such city, or a fault in its file, in one line.
    """
    path = Path(name_or_path)
    if path.suffix != ".json":
        path = CITIES / f"{name_or_path}.json"
        known = sorted(each.stem for each in CITIES.glob("*.json"))
        if str(name_or_path) not in known:
            raise CityDataError(
                f"there is no city {str(name_or_path)!r}; known are {', '.join(known)}, or give a .json file"
            )
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CityDataError(f"{path.name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CityDataError(f"{path.name} is no JSON: {error}") from error
    return Entry(data, path.name).closed(_city)


def _city(top: Entry) -> City:
    licence, about = top.text("licence"), top.entry("city")
    city = City(
        districts=top.each("districts", lambda row: District(row.text("code", CODE), row.text("name"))),
        wards=top.each("wards", _ward),
        rubrics=top.each("rubrics", _rubric),
        channels=top.each("channels", _channel),
        licence=licence,
        **about.closed(_about),
    )
    _prove(city, top)
    return city


def _about(row: Entry) -> dict[str, Any]:
    return {
        "name": row.text("name"),
        "code": row.text("code", CODE),
        "province": row.text("province"),
        "timezone": _timezone(row),
        "dial": row.text("dial", r"0\d{2,3}"),
        "slogan": row.text("slogan", r".*"),
        "sea": row.text("sea", r".*"),
        "sea_en": row.text_or("sea_en", ""),
        "website": row.https("website"),
        "emergency": row.text("emergency", r"\d{3,5}"),
        "office": row.entry("office").closed(_office),
        "complaint_line": row.entry("complaint_line").closed(
            lambda line: ComplaintLine(line.text("name"), line.text("whatsapp", r"62\d{8,13}"), line.text("label"))
        ),
        "ppid": row.entry("ppid").closed(lambda ppid: Ppid(ppid.text("name"), ppid.https("url"))),
    }


def _timezone(row: Entry) -> str:
    name = row.text("timezone", r"[A-Za-z_]+/[A-Za-z_]+")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise row.wrong(f"has an unknown timezone: {name!r}") from error
    return name


def _office(row: Entry) -> Office:
    return Office(
        name=row.text("name"),
        short_name=row.text("short_name"),
        unit=row.text("unit"),
        unit_short=row.text("unit_short"),
        sign_off=row.text("sign_off"),
        phones=row.texts("phones"),
        email=row.text("email", r"|[^@\s]+@[^@\s]+\.[a-z]+"),
    )


def _ward(row: Entry) -> Ward:
    name, (column, tile_row) = row.text("name"), row.pair("tile", (1, 12), (0, 19))
    hyphenated = row.text("hyphenated")
    if hyphenated.replace("\u00ad", "") != name:
        raise row.wrong(f"hyphenates another name: {hyphenated!r}")
    return Ward(
        code=row.text("code", CODE),
        name=name,
        slug=row.text("slug", SLUG),
        district=row.text("district", CODE),
        postal_code=row.text("postal_code", r"\d{5}"),
        aliases=row.texts("aliases"),
        column=column,
        row=tile_row,
        abbreviation=row.text("abbreviation", r"[A-Za-z]{1,4}"),
        hyphenated=hyphenated,
    )


def _rubric(row: Entry) -> Rubric:
    return Rubric(
        slug=row.text("slug", SLUG),
        name_id=row.text("id"),
        name_en=row.text("en"),
        color=row.one_of("color", COLORS),
        short_id=row.text_or("short_id", ""),
        short_en=row.text_or("short_en", ""),
    )


def _channel(row: Entry) -> ChannelSeed:
    cadence = row.entry("cadence")
    target, floor = cadence.closed(lambda each: (each.number("target", 0, 999), each.number("floor", 0, 999)))
    if floor > target:
        raise row.wrong(f"has a floor of {floor} above its target of {target}")
    return ChannelSeed(
        code=row.text("code", r"[a-z][a-z0-9_]{0,31}"),
        kind=row.one_of("kind", KINDS),
        name=row.text("name"),
        handle=row.text("handle", r"|[^@\s]\S*"),
        address=row.https("address", optional=True),
        mode=row.one_of("mode", MODES),
        active=row.flag("active"),
        monogram=row.text("monogram", r"\w{1,4}"),
        target=target,
        floor=floor,
    )


def _prove(city: City, top: Entry) -> None:
    """What no single entry can know."""
    _once(top, "district code", (each.code for each in city.districts))
    _once(top, "ward code", (each.code for each in city.wards))
    _once(top, "ward slug", (each.slug for each in city.wards))
    _once(top, "ward name", (each.name.lower() for each in city.wards))
    _once(top, "abbreviation", (each.abbreviation.lower() for each in city.wards))
    _once(top, "tile", ((each.column, each.row) for each in city.wards))
    _once(top, "rubric slug", (each.slug for each in city.rubrics))
    _once(top, "channel code", (each.code for each in city.channels))
    _once(top, "monogram", (each.monogram.lower() for each in city.channels))
    known = {each.code for each in city.districts}
    for ward in city.wards:
        if ward.district not in known:
            raise top.wrong(f"puts {ward.name} into the unknown district {ward.district!r}")


def _once(top: Entry, what: str, values: Iterable[Hashable]) -> None:
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            raise top.wrong(f"has the {what} {value!r} twice")
        seen.add(value)
