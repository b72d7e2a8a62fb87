"""Decodes a stranger's picture in a child process that can neither hang nor fill the server."""

import hashlib
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Final

from portal.kernel import logs
from portal.photos import evidence
from portal.photos.evidence import Evidence
from portal.photos.imaging import Rendition
from portal.photos.rules import CAPS, MAGIC, RENDITIONS, Kind, Refused, kind_of, rendition_names, sniff_file

_log = logging.getLogger(__name__)
_PORTAL: Final = Path(__file__).parents[1]
_MAX_ANSWER: Final = 64 * 1024
_DECODERS: Final = {Kind.HEIC: ["portal.photos.heic"]}  # what the child imports before it locks itself in
_FORMATS: Final = {"webp": Kind.WEBP, "jpg": Kind.JPEG}

# `portal/__init__.py` builds the Flask application. The child gets empty packages in its place, so that it imports
# the modules below them and nothing else; -I -S leaves site-packages out but for the folder that Pillow is in.
_START: Final = """
import importlib, sys, types
libraries, portal, folder, *decoders = sys.argv[1:]
sys.path += libraries.split(":")
for name, path in (("portal", portal), ("portal.photos", portal + "/photos")):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]
for name in decoders:
    importlib.import_module(name)
from portal.photos.child import main
main(folder)
"""


class Failed(Exception):
    """A picture that gives no renditions. `code` is broken, too_many_pixels, too_slow, too_heavy or crashed.

    `again` says whether the same file may do better later: the machine was busy, full, or the child died.
    """

    def __init__(self, code: str, again: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


@dataclass(frozen=True)
class Processed:
    """Width and height in pixels, upright. Renditions by file name in the output folder, "l.webp" … "s.jpg"."""

    width: int
    height: int
    kind: Kind
    renditions: dict[str, Rendition]
    colour: str  # "#rrggbb"
    evidence: Evidence
    cpu_ms: int
    peak_kb: int


def process(original: Path, out_dir: Path) -> Processed:
    """Makes the renditions of `original` in `out_dir` (made if missing), or raises Failed and leaves nothing there.

    Takes up to CAPS.wall_seconds of its kind: for a worker, with no transaction open, and for one at a time per
    folder. May be run again over its own result. An original that cannot be read raises OSError.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    for left_over in out_dir.glob(".part-*"):  # of a worker that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    with original.open("rb") as source, _part(out_dir) as name:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        source.seek(0)
        said = _run(source, Path(name))
        try:
            processed = _checked(said, Path(name), sha256)
            for file in processed.renditions:
                Path(name, file).replace(out_dir / file)
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            _log.warning("photo child gave a wrong answer: %r", error)
            raise Failed("crashed", again=True) from error
    _sync(out_dir)
    return processed


def _part(out_dir: Path) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=".part-", dir=out_dir, ignore_cleanup_errors=True)


def _run(source: BinaryIO, folder: Path) -> dict[str, Any]:
    kind = _kind(source)
    arguments = [":".join(_libraries()), str(_PORTAL), str(folder), *_DECODERS.get(kind, [])]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, *arguments],
            stdin=source,
            stdout=out,
            stderr=err,
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,
        )
        try:
            code = child.wait(CAPS.wall_seconds[kind])
        except subprocess.TimeoutExpired as error:
            raise Failed("too_slow", again=True) from error
        finally:
            child.kill()
            child.wait()
        return _read(code, _tail(out), _tail(err))


def _kind(source: BinaryIO) -> Kind:
    try:
        return kind_of(source.read(MAGIC))
    except Refused:
        return Kind.JPEG  # the child says it again, and why
    finally:
        source.seek(0)


def _libraries() -> list[str]:
    """The folders that Pillow and libheif's binding are in."""
    found = [find_spec(name) for name in ("PIL", "pillow_heif")]
    return list(dict.fromkeys(str(Path(spec.origin).parents[1]) for spec in found if spec and spec.origin))


def _read(code: int, out: bytes, err: bytes) -> dict[str, Any]:
    """What the child said, or why it said nothing."""
    if code == -signal.SIGXCPU:
        raise Failed("too_slow")
    if code != 0:
        _log.warning("photo child ended with %s: %s", code, logs.stderr_summary(err[-2000:].decode("utf-8", "replace")))
        raise Failed("crashed", again=True)
    try:
        said = json.loads(out)
    except ValueError as error:
        raise Failed("crashed", again=True) from error
    if not isinstance(said, dict):
        raise Failed("crashed", again=True)
    if "failed" in said:
        raise Failed(str(said["failed"]))
    return said


def _tail(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, os.SEEK_END) - _MAX_ANSWER))
    return file.read()


def _checked(said: dict[str, Any], folder: Path, sha256: str) -> Processed:
    """The child decoded a stranger's bytes: what it says and wrote is proven once more."""
    renditions = {name: Rendition(*map(int, said["renditions"][name])) for name in rendition_names()}
    for name, rendition in renditions.items():
        with (folder / name).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            header = sniff_file(file, size)
            os.fsync(file.fileno())
        size_name, extension = name.split(".")
        if (header.width, header.height, size) != rendition or header.kind is not _FORMATS[extension]:
            raise ValueError(f"{name} is not what the child said")
        if max(header.width, header.height) > RENDITIONS[size_name]:
            raise ValueError(f"{name} is too large")
    if not re.fullmatch("#[0-9a-f]{6}", said["colour"]):
        raise ValueError("no colour")
    return Processed(
        width=int(said["width"]),
        height=int(said["height"]),
        kind=Kind(said["kind"]),
        renditions=renditions,
        colour=said["colour"],
        evidence=evidence.unpack(said["evidence"], sha256),
        cpu_ms=int(said["cpu_ms"]),
        peak_kb=int(said["peak_kb"]),
    )


def _sync(folder: Path) -> None:
    """Makes the new names outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
