import io

import pytest

from portal.photos import segments
from portal.photos.segments import Broken, Splice
from tests.factories import pictures


def test_jpeg_segments_follow_each_other_to_the_scan() -> None:
    data = pictures.phone_jpeg()
    parts = list(segments.jpeg_parts(io.BytesIO(data)))
    assert [part.start for part in parts] == [2, *(part.end for part in parts[:-1])]
    assert {"APP0", "APP1", "APP2", "APP13", "COM", "DQT", "SOF0", "DHT"} < {part.name for part in parts}
    assert parts[-1].name == "SOS"
    assert data[parts[0].body :].startswith(b"http://ns.adobe.com/xap/1.0/")


def test_fill_bytes_and_markers_without_length_are_stepped_over() -> None:
    data = pictures.jpeg_of(pictures.scene())
    stuffed = pictures.with_segments(data, b"\xff\xff", b"\xff\x01", b"\xff\xd0")
    assert len(list(segments.jpeg_parts(io.BytesIO(stuffed)))) == len(list(segments.jpeg_parts(io.BytesIO(data))))


def test_png_chunks_go_to_the_end_and_a_cut_file_just_ends() -> None:
    data = pictures.phone_png()
    names = [part.name for part in segments.png_parts(io.BytesIO(data))]
    assert names[:4] == ["IHDR", "tEXt", "iTXt", "tIME"]
    assert {"eXIf", "IDAT"} < set(names)
    assert names[-1] == "IEND"
    assert [part.name for part in segments.png_parts(io.BytesIO(data[:40]))] == ["IHDR"]


def test_webp_chunks_stay_inside_their_file() -> None:
    data = pictures.phone_webp()
    assert [part.name for part in segments.webp_parts(io.BytesIO(data))] == ["VP8X", "VP8 ", "EXIF", "XMP "]
    longer = data[:16] + b"\xff\xff\xff\x0f" + data[20:]
    with pytest.raises(Broken):
        list(segments.webp_parts(io.BytesIO(longer)))


@pytest.mark.parametrize(
    ("walk", "data"),
    [
        (segments.png_parts, segments.PNG_MAGIC + pictures.chunk(b"aaAa", b"") * (segments.MAX_PARTS + 1)),
        (segments.webp_parts, b"RIFF\0\0\xff\0WEBP" + b"ABCD\0\0\0\0" * (segments.MAX_PARTS + 1)),
        (segments.jpeg_parts, b"\xff\xd8" + b"\xff" * (segments.MAX_PARTS + 5)),
    ],
)
def test_no_file_walks_for_ever(walk: object, data: bytes) -> None:
    assert callable(walk)
    with pytest.raises(Broken):
        list(walk(io.BytesIO(data)))


def test_a_splice_reads_like_the_stretches_joined() -> None:
    source = bytes(range(256))
    joined = source[10:20] + source[20:30] + source[5:6] + source[200:256]
    splice = io.BufferedReader(Splice(io.BytesIO(source), [(10, 20), (20, 30), (5, 6), (200, 256)]), 7)
    assert splice.read() == joined
    for at in (0, 19, 20, 21, len(joined) - 1, len(joined), 500):
        splice.seek(at)
        assert splice.read(12) == joined[at : at + 12]
    assert splice.seek(-3, io.SEEK_END) == len(joined) - 3
    assert splice.read() == joined[-3:]
