"""Has a share picture drawn by a child process, so that neither a request's thread nor the worker's memory pays."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from portal.kernel import logs
from portal.photos.share_sheet import Sheet

_log = logging.getLogger(__name__)
_PORTAL: Final = Path(__file__).parents[1]
PATIENCE: Final = 20  # seconds
PNG: Final = b"\x89PNG\r\n\x1a\n"

# As in sandbox.py: empty packages in the place of those that would build the whole application.
_START: Final = """
import sys, types
pillow, portal, fonts, photo = sys.argv[1:]
sys.path.append(pillow)
for name, path in (("portal", portal), ("portal.photos", portal + "/photos")):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]
from portal.photos.share_child import main
main(fonts, photo)
"""


class NotDrawn(Exception):
    """The child gave no picture; its last words are in the log."""


def press(sheet: Sheet, photo: Path | None, fonts: Path) -> bytes:
    """The PNG. `photo` is a stored JPEG rendition. Takes about 0.4 s; raises NotDrawn."""
    pillow = find_spec("PIL")
    if pillow is None or pillow.origin is None:
        raise RuntimeError("Pillow is not installed")
    arguments = [str(Path(pillow.origin).parents[1]), str(_PORTAL), str(fonts), str(photo or "")]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _START, *arguments],
            input=json.dumps(asdict(sheet)).encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise NotDrawn("too slow") from error
    if done.returncode or not done.stdout.startswith(PNG):
        said = logs.stderr_summary(done.stderr[-2000:].decode("utf-8", "replace"))
        _log.warning("share picture child ended with %s: %s", done.returncode, said)
        raise NotDrawn(str(done.returncode))
    return done.stdout


def has_fonts(folder: Path) -> bool:
    """Whether the fonts are laid out; without them Pillow's own letters are used."""
    return any(folder.glob("*.woff2"))
