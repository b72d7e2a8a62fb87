"""Whatever stands in the headers of an upload, the answer is one of the protocol's and never a fault of ours."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from portal.photos import tus
from tests.fuzzing import fuzz
from tests.photos.test_tus import DATA, Tus

# what a header may carry after the server has read it: bytes as latin-1, without line ends
LINE = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)
NUMBER = st.one_of(
    LINE,
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(
        ["", " 1", "1 ", "+1", "-1", "1e3", "0x10", "1_000", "٣", "²", "9" * 400, "1, 2", "1.0", "00001", "NaN"]
    ),
)
BASE64 = st.binary(max_size=30).map(lambda data: base64.b64encode(data).decode())
PAIRS = st.lists(st.tuples(LINE, st.one_of(LINE, BASE64)).map(" ".join), max_size=6).map(",".join)
CHECKSUM = st.one_of(
    LINE, st.tuples(st.sampled_from(["sha1", "md5", "sha256", "crc32", "SHA1", ""]), BASE64).map(" ".join)
)
FIELDS = {
    "HTTP_UPLOAD_LENGTH": NUMBER,
    "HTTP_UPLOAD_OFFSET": NUMBER,
    "HTTP_UPLOAD_METADATA": st.one_of(LINE, PAIRS),
    "HTTP_UPLOAD_CHECKSUM": CHECKSUM,
    "HTTP_UPLOAD_DEFER_LENGTH": LINE,
    "HTTP_UPLOAD_CONCAT": LINE,
    "HTTP_TRANSFER_ENCODING": st.one_of(st.sampled_from(["chunked", "gzip, chunked", "CHUNKED", "identity"]), LINE),
    "HTTP_CONTENT_ENCODING": LINE,
    "HTTP_EXPECT": st.one_of(st.just("100-continue"), LINE),
    "HTTP_X_HTTP_METHOD_OVERRIDE": st.one_of(st.sampled_from(["PATCH", "patch", "HEAD", "DELETE", "TRACE"]), LINE),
    "HTTP_ACCEPT": LINE,
    "CONTENT_TYPE": st.one_of(st.just(tus.BODY), LINE),
    "CONTENT_LENGTH": st.one_of(st.none(), NUMBER),
}
HEADERS = st.fixed_dictionaries({"HTTP_TUS_RESUMABLE": st.one_of(st.just("1.0.0"), LINE)}, optional=FIELDS)
BODIES = st.one_of(st.just(b""), st.binary(max_size=64), st.just(DATA[:1000]), st.just(DATA))
SAID = {200, 201, 204, 400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 423, 460}


def ask(http, method, path, fields, body):
    builder = EnvironBuilder(path, method=method, data=body)
    environ = builder.get_environ() | {name: value for name, value in fields.items() if value is not None}
    environ["wsgi.input_terminated"] = True  # as the web server says
    return http.open(environ)


@fuzz(300)
@given(st.sampled_from(["POST", "OPTIONS", "GET"]), HEADERS, BODIES)
def test_any_beginning_of_an_upload_is_answered(sender, method, fields, body):
    assert ask(sender.http, method, "/unggah", fields, body).status_code in SAID


@fuzz(300)
@given(st.sampled_from(["PATCH", "HEAD", "POST", "DELETE", "OPTIONS", "PUT"]), HEADERS, BODIES)
def test_anything_sent_to_an_upload_is_answered(sender, method, fields, body):
    where = sender.create(len(DATA)).headers["Location"]
    assert ask(sender.http, method, where, fields, body).status_code in SAID
    assert sender.delete(where).status_code in (204, 404)


@fuzz(200)
@given(HEADERS, BODIES, LINE)
def test_anything_sent_by_nobody_to_anywhere_is_answered(client, fields, body, name):
    path = "/unggah/" + name.replace("/", "").replace("?", "").replace("#", "").replace("\\", "")
    assert ask(client, "PATCH", path, fields, body).status_code in SAID


@fuzz(500)
@given(st.one_of(st.none(), LINE, PAIRS))
def test_metadata_are_texts_or_nothing(text):
    found = tus.metadata(text)
    assert "" not in found
    assert all(isinstance(value, str) for value in found.values())


@fuzz(500)
@given(st.one_of(st.none(), NUMBER))
def test_a_number_is_a_count_or_malformed(text):
    try:
        found = tus.number("Upload-Length", text)
    except tus.Malformed:
        return
    assert 0 <= found < 10**15


@fuzz(500)
@given(st.one_of(st.none(), CHECKSUM))
def test_a_checksum_can_be_computed_or_is_malformed(text):
    try:
        found = tus.checksum(text)
    except tus.Malformed:
        return
    assert found is None or len(found.digest) == found.new().digest_size


@pytest.fixture
def sender(browser, resident):
    return Tus(browser(resident))
