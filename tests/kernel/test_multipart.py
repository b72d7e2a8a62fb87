"""A form arrives whole, however the header of one of its parts is written."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.formparser import FormDataParser

from portal.kernel.multipart import Parser, RepairedHeaders, is_sent
from tests.fuzzing import fuzz

BOUNDARY = "----bdw7K3F2Q"
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3 + b"\r\n\r\n--x\r\n"


def body(*parts, end="\r\n"):
    """A multipart body of (headers, content)."""
    line = end.encode()
    pieces = [b"--" + BOUNDARY.encode() + line + head + line + line + content + line for head, content in parts]
    return b"".join(pieces) + b"--" + BOUNDARY.encode() + b"--" + line


def parsed(data, kind=Parser, stream=None):
    _stream, form, files = kind().parse(
        stream or io.BytesIO(data), "multipart/form-data", len(data), {"boundary": BOUNDARY}
    )
    return form, files


def read(files):
    found = []
    for name, file in files.items(multi=True):
        with file.stream:
            found.append((name, file.filename, file.read()))
    return found


def disposition(tail, kind=b"image/jpeg"):
    return b'Content-Disposition: form-data; name="photos"; ' + tail + b"\r\nContent-Type: " + kind


class Dribble(io.RawIOBase):
    """Gives so many bytes at a time."""

    def __init__(self, data, step):
        self.data, self.step = io.BytesIO(data), step

    def read(self, size=-1):
        return self.data.read(min(self.step, size))


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        (b'filename="foto.jpg"', "foto.jpg"),
        (b'filename=""', ""),
        (b'filename="caf\xe9.jpg"', "café.jpg"),
        (b'filename="\x93rob\x94.jpg"', "“rob”.jpg"),
        (b'filename="\x81\x8d.jpg"', "\x81\x8d.jpg"),
        ('filename="ꦥꦼꦏꦭꦺꦴꦔꦤ꧀.jpg"'.encode(), "ꦥꦼꦏꦭꦺꦴꦔꦤ꧀.jpg"),
        (b"filename*=UTF-8''caf%C3%A9.jpg", "café.jpg"),
        (b"filename*=iso-8859-1''caf%E9.jpg", "café.jpg"),
        (b"filename*=windows-1252''caf%E9.jpg", "caf%E9.jpg"),
        (b'filename="foto.jpg', ""),
        (b"filename", ""),
        (b"filename=", ""),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 64 * 1024])
def test_a_file_is_a_file_whatever_its_name(tail, name, step):
    data = body(
        (b'Content-Disposition: form-data; name="title"', "Rob – naik".encode()),
        (disposition(tail), PICTURE),
        (b'Content-Disposition: form-data; name="body"', b"Isi"),
    )
    form, files = parsed(data, stream=Dribble(data, step))
    assert form.to_dict(flat=False) == {"title": ["Rob – naik"], "body": ["Isi"]}
    (file,) = files.getlist("photos")
    assert file.filename == name
    assert file.read() == PICTURE
    assert is_sent(file)


def test_a_picture_without_any_file_name_is_a_file():
    _form, files = parsed(body((b'Content-Type: image/heic\r\nContent-Disposition: form-data; name="photos"', PICTURE)))
    assert files["photos"].read() == PICTURE


@pytest.mark.parametrize("name", [b"filename", b"x; filename=", b"a\xe9"])
def test_a_text_field_stays_text(name):
    form, files = parsed(body((b'Content-Disposition: form-data; name="' + name + b'"', b"teks")))
    assert list(form.values()) == ["teks"]
    assert not files


def test_an_empty_file_field_is_no_file():
    _form, files = parsed(body((disposition(b'filename=""', b"application/octet-stream"), b"")))
    assert not is_sent(files["photos"])


def test_a_part_after_an_empty_one_is_mended_too():
    """Some clients let one line break end the empty part and begin the next."""
    empty = b'\r\n--%s\r\nContent-Disposition: form-data; name="a"\r\n\r\n' % BOUNDARY.encode()
    data = empty + body((disposition(b'filename="caf\xe9.jpg"'), PICTURE)) + b"\r\n"
    for step in (len(data), 64, 7):
        form, files = parsed(data, stream=Dribble(data, step))
        assert form.to_dict() == {"a": ""}
        assert files["photos"].filename == "café.jpg"


def test_headers_may_be_folded():
    head = b'Content-Disposition: form-data;\r\n name="photos";\r\n\tfilename="caf\xe9.jpg"\r\nContent-Type: image/jpeg'
    _form, files = parsed(body((head, PICTURE)))
    assert files["photos"].filename == "café.jpg"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_what_a_part_contains_is_not_touched(end):
    inside = b"--" + BOUNDARY.encode() + b"\xe9 in a line\x0d\x0a\x0d\x0a\xe9"
    _form, files = parsed(body((disposition(b'filename="a.jpg"').replace(b"\r\n", end.encode()), inside), end=end))
    assert files["photos"].read() == inside


def test_endless_headers_and_cut_bodies_end():
    for data in (b"--" + BOUNDARY.encode() + b"\r\n" + b"a" * 200_000, body((disposition(b""), PICTURE))[:-40], b""):
        assert parsed(data)[0].to_dict() == {}


@fuzz(100)
@given(
    st.lists(st.tuples(st.text("abc-_ é", min_size=1, max_size=8), st.binary(max_size=300), st.booleans()), max_size=6),
    st.integers(1, 200),
)
def test_a_form_that_was_readable_before_reads_the_same(parts, step):
    made = []
    for name, content, is_file in parts:
        head = f'Content-Disposition: form-data; name="{name}"' + ('; filename="f.jpg"' if is_file else "")
        made.append((head.encode(), content))
    data = body(*made)
    before, after = parsed(data, FormDataParser), parsed(data, stream=Dribble(data, step))
    assert before[0].to_dict(flat=False) == after[0].to_dict(flat=False)
    assert read(before[1]) == read(after[1])


@fuzz(100)
@given(st.binary(max_size=2000), st.integers(1, 300))
def test_bytes_that_are_no_form_pass_unchanged(data, step):
    mending = RepairedHeaders(Dribble(data, step), b"zzz")
    got = b""
    while piece := mending.read(1024):
        got += piece
    assert got == data
