"""Damaged headers of every kind: an answer in words, bounded work, no surprise."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given

from portal.photos import child, evidence, sandbox
from portal.photos.rules import CAPS, Header, Kind, Refused, rendition_names, sniff_file
from portal.photos.words import WORDS
from tests.factories.damage import damaged, seeds
from tests.fuzzing import fuzz
from tests.photos.metadata import extras

READS = 4 * 50_000  # four a part, and as many parts as there may be


class Counted(io.BytesIO):
    """A file that counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


def header_of(data: bytes) -> Header | None:
    """What a header proves, or None where it is refused in words."""
    fh = Counted(data)
    try:
        header = sniff_file(fh, len(data))
    except Refused as refused:
        return None if refused.code in WORDS else pytest.fail(f"no words for {refused.code}")
    finally:
        assert fh.reads <= READS
    assert 0 < header.width * header.height <= CAPS.pixels[header.cap]
    return header


@fuzz(400)
@given(damaged())
def test_every_header_is_proven_or_refused_in_words(data: bytes) -> None:
    header = header_of(data)
    if header:
        assert 1 <= evidence.read_exif(io.BytesIO(data), header.kind).orientation <= 8


@fuzz(120)
@given(damaged())
@example(seeds()[0])
@example(seeds()[5])
def test_what_passes_is_drawn_bare_or_fails_in_words(data: bytes) -> None:
    """Decoded in this process, so without HEIC, whose library belongs into the child."""
    header = header_of(data)
    if header is None or header.kind is Kind.HEIC:
        return
    with tempfile.TemporaryDirectory() as folder:
        said = child.answer(io.BytesIO(data), Path(folder))
        if "failed" in said:
            assert said["failed"] in WORDS
        else:
            for name in rendition_names():
                assert extras(Path(folder, name).read_bytes()) == []


@fuzz(24)
@given(damaged())
def test_no_file_ends_the_limited_child(data: bytes) -> None:
    """HEIC too."""
    if header_of(data) is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "original").write_bytes(data)
        try:
            done = sandbox.process(Path(folder, "original"), Path(folder, "out"))
        except sandbox.Failed as failed:
            if failed.code not in WORDS or failed.again:
                pytest.fail(f"the child ended with {failed.code}")
        else:
            assert done.peak_kb * 1024 <= CAPS.memory_bytes[done.kind]
