"""Draw portal/static/img/kartu.png: the share picture of pages that have none of their own.

Run `python -m scripts.share_picture [CITY]` after changing the drawing; the fonts must have been built
(`python -m scripts.frontend`).
"""

import sys
from pathlib import Path

from portal.photos.share_art import Fonts, draw
from portal.photos.share_sheet import Sheet
from portal.wards import city

STATIC = Path(__file__).parents[1] / "portal" / "static"


def sheet(of: city.City) -> Sheet:
    return Sheet(
        office=of.office.name,
        masthead="Berita dan Warga",
        ribbon=of.name,
        title="Ditulis warga, ditinjau warga, dibaca sekota",
        foot=f"Kabar dari {len(of.wards)} kelurahan",
    )


def main(name: str = "pekalongan") -> None:
    target = STATIC / "img" / "kartu.png"
    target.write_bytes(draw(sheet(city.load(name)), None, Fonts(STATIC / "dist" / "fonts")))
    print(f"portal/static/img/{target.name}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
