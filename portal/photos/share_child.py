"""The process that draws one share picture: words in JSON on standard input, the PNG on standard output.

Started by share_press.py as `main(fonts, photo)`; `photo` is the path of one of our own renditions, or nothing.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Final

from portal.photos.share_art import Fonts, draw
from portal.photos.share_sheet import Sheet

CPU_SECONDS: Final = 10
MEMORY: Final = 400 * 1024 * 1024  # bytes of address space, libraries included


def main(fonts: str, photo: str) -> None:
    """Reads standard input, writes one PNG."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    sheet = Sheet(**json.load(sys.stdin))
    picture = Path(photo).read_bytes() if photo else None
    sys.stdout.buffer.write(draw(sheet, picture, Fonts(Path(fonts))))
