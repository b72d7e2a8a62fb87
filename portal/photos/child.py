"""The process that decodes one picture: locks itself in, reads the file from standard input, answers in JSON.

Started by sandbox.py as `main(folder)`. It imports neither Flask nor anything of the portal but the pure files of
this package and imaging, so that it starts in about 60 ms; sandbox.py has it import heic before, for a HEIC.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

from PIL import Image

from portal.photos import evidence, imaging
from portal.photos.rules import CAPS, MAGIC, Kind, Refused, kind_of, sniff_file

THREADS: Final = 64


def lock_in(kind: Kind = Kind.JPEG) -> None:
    """No more than the caps allow: time, memory for that kind, file size, files, and no process besides.

    libheif decodes in threads of its own, so that with a HEIC a few more tasks may run than there are.
    """
    memory, seconds = CAPS.memory_bytes[kind], CAPS.cpu_seconds[kind]
    others = tasks() + THREADS if kind is Kind.HEIC else 0
    limits = {
        resource.RLIMIT_CPU: (seconds, seconds + 1),  # SIGXCPU, then SIGKILL
        # AS counts what is mapped, libraries too, so it bounds the resident size; DATA lets file mappings through.
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_FSIZE: (CAPS.written_bytes, CAPS.written_bytes),
        resource.RLIMIT_NOFILE: (16, 16),
        resource.RLIMIT_NPROC: (others, others),
        resource.RLIMIT_CORE: (0, 0),
    }
    for limit, values in limits.items():
        resource.setrlimit(limit, values)
    os.nice(10)


def tasks() -> int:
    """How many processes and threads this machine has; a limit counts all those of a user."""
    return int(Path("/proc/loadavg").read_text().split()[3].split("/")[1])


def kind(fh: BinaryIO) -> Kind:
    """What the file is by its first bytes; a file that is no picture is treated like a JPEG until that is said."""
    fh.seek(0)  # the parent shares the place in the file and may have read on
    try:
        return kind_of(fh.read(MAGIC))
    except Refused:
        return Kind.JPEG


def answer(fh: BinaryIO, folder: Path) -> dict[str, Any]:
    """What became of the picture, or {"failed": code}."""
    try:
        header = sniff_file(fh, fh.seek(0, os.SEEK_END))
        found = evidence.read_exif(fh, header.kind)
        picture = imaging.render(fh, header, found.orientation, folder)
    except MemoryError:
        return {"failed": "too_heavy"}
    except Refused as refused:
        return {"failed": "too_many_pixels" if refused.code == "too_many_pixels" else "broken"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"failed": "too_many_pixels"}
    except Exception as error:  # Pillow and its plugins raise nearly anything at a broken file
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a full disk is not the picture's fault
        return {"failed": "broken"}
    return {
        "kind": header.kind,
        "width": picture.width,
        "height": picture.height,
        "renditions": picture.renditions,
        "colour": picture.colour,
        "evidence": evidence.pack(found, picture.dhash),
    }


def cost() -> dict[str, int]:
    """CPU time in ms and the largest resident size in KB, of the whole process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    # ru_maxrss also remembers the parent's size across exec; the kernel's own peak starts anew.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return {"cpu_ms": round(1000 * (used.ru_utime + used.ru_stime)), "peak_kb": int(peak.split()[1])}


def main(folder: str) -> None:
    """Reads standard input, writes into `folder`, prints one JSON object."""
    with open(0, "rb", closefd=False) as fh:
        lock_in(kind(fh))
        said = answer(fh, Path(folder))
    json.dump(said | cost(), sys.stdout)
