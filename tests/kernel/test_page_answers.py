import gzip
import hashlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import page_answers
from portal.kernel.page_answers import BR, GZIP, IDENTITY, Page, choose, encoded, holds

HTML = "text/html; charset=utf-8"
BODY = b"<p>Warga bergotong royong membersihkan selokan.</p>" * 40
NOISE = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(9))


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", IDENTITY),
        ("gzip", GZIP),
        ("br", BR),
        ("gzip, deflate, br, zstd", BR),
        ("GZIP, BR;Q=0.5", GZIP),
        ("gzip;q=0.9, br;q=0.1", GZIP),
        ("gzip;q=0.5, br;q=0.5", BR),
        ("gzip;q=0", IDENTITY),
        ("gzip; q=0.0 , br;q=0.000", IDENTITY),
        ("identity, gzip;q=0.5", IDENTITY),
        ("identity;q=0.5, gzip;q=0.4", IDENTITY),
        ("identity;q=0, gzip;q=0.1", GZIP),
        ("*", BR),
        ("*;q=0", IDENTITY),
        ("br;q=0, *", GZIP),
        ("x-gzip", GZIP),
        ("deflate, zstd", IDENTITY),
        ("gzip;q=1.5", IDENTITY),
        ("gzip;q=-1", IDENTITY),
        ("gzip;q=nan", IDENTITY),
        ("gzip;q=1e3", IDENTITY),
        ("gzip;q=", IDENTITY),
        (";;;,,,q=1", IDENTITY),
        ("gzipbr", IDENTITY),
    ],
)
def test_the_best_liked_encoding_is_chosen(accepted, chosen):
    assert choose(accepted) == chosen


@given(st.text(max_size=60))
def test_any_wish_is_answered(accepted):
    assert choose(accepted) in (IDENTITY, GZIP, BR)


def test_each_encoding_holds_the_same_page():
    plain, packed, br = encoded(HTML, BODY)
    assert plain == gzip.decompress(packed) == brotli.decompress(br) == BODY
    assert len(packed) < len(BODY) > len(br)


def test_the_same_page_is_the_same_bytes_whoever_packs_it_and_when(monkeypatch):
    first = encoded(HTML, BODY)
    monkeypatch.setattr("time.time", lambda: 1.0)
    assert encoded(HTML, BODY) == first


def test_only_what_was_asked_for_is_packed():
    assert encoded(HTML, BODY, wanted=[GZIP])[BR] == b""
    assert encoded(HTML, BODY, wanted=[IDENTITY]) == (BODY, b"", b"")


@pytest.mark.parametrize(("kind", "body"), [("image/png", BODY), (HTML, b"short"), (HTML, NOISE)])
def test_what_would_not_get_smaller_goes_as_it_is(kind, body):
    page = Page("1", kind, [], encoded(kind, body))
    for answer in page.answers:
        assert answer.body == body
        assert "Content-Encoding" not in dict(answer.headers)


def test_every_encoding_has_an_etag_and_a_length_of_its_own():
    page = Page("1", HTML, [("X-Own", "1")], encoded(HTML, BODY))
    assert len({answer.etag for answer in page.answers}) == 3
    for answer, coding in zip(page.answers, (None, "gzip", "br"), strict=True):
        headers = dict(answer.headers)
        assert headers["Content-Length"] == str(len(answer.body))
        assert headers.get("Content-Encoding") == coding
        assert (headers["Vary"], headers["X-Own"], headers["ETag"]) == ("Accept-Encoding", "1", answer.etag)
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(dict(answer.unchanged))


def test_the_etag_is_what_nginx_makes_of_time_and_length():
    page = Page("1", HTML, [], encoded(HTML, BODY))
    assert 0 <= page.stamp < 2**31
    assert page.answers[GZIP].etag == f'"{page.stamp:x}-{len(page.bodies[GZIP]):x}"'


def test_an_etag_follows_the_words_and_not_the_generation():
    etags = [Page(number, HTML, [], encoded(HTML, BODY)).answers[IDENTITY].etag for number in ("1", "2")]
    other = Page("2", HTML, [], encoded(HTML, BODY.replace(b"selokan", b"saluran"))).answers[IDENTITY].etag
    assert etags[0] == etags[1] != other


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ('"1a-2b"', True),
        ('W/"1a-2b"', True),
        ('"x", "1a-2b"', True),
        ('"x",W/"1a-2b" , "y"', True),
        ("*", True),
        (" * ", True),
        ('"1a-2"', False),
        ("1a-2b", False),
        ('"1A-2B"', False),
        ('"x"', False),
        ("", False),
        ('"*"', False),
    ],
)
def test_a_condition_names_an_etag_alone_in_a_list_weakly_or_all(condition, held):
    assert holds(condition, '"1a-2b"') is held


def test_a_page_keeps_its_own_headers_and_not_those_of_its_bytes():
    given_headers = [("Content-Length", "9"), ("ETag", '"x"'), ("vary", "Cookie"), ("X-Frame-Options", "DENY")]
    assert page_answers.own_headers(given_headers) == [("X-Frame-Options", "DENY")]
