"""Half-sent bodies against the portal as people run it: everybody else goes on reading, writing and signing in."""

import http.client
import socket
import time

import pytest

from tests.outside import Visitor, people_only
from tests.server import Portal
from tests.slow_senders import KINDS, drip, half_sent, longest
from tests.test_page_store import get

pytestmark = pytest.mark.outside

PATIENCE = 3.0  # seconds; the bar is one, and the machine of a test may be busy
PAGES = ("/", "/masuk", "/healthz", "/cari?q=rob")


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(people_only(tmp_path_factory.mktemp("slow"))).start()
    yield portal
    portal.kill()


@pytest.fixture(scope="module")
def director(portal):
    return Visitor(portal).sign_in("direktur")


def others(portal, director):
    """Seconds of the slowest among: public pages, a desk, and somebody else's sign-in."""
    asks = [lambda path=path: get(portal, path)[0] == 200 or pytest.fail(path) for path in PAGES]
    asks.append(lambda: director.opener.open(portal.url + "/meja", timeout=20).read())
    asks.append(lambda: Visitor(portal).sign_in("warga"))
    return longest(asks)


def answer(line):
    """Status of what comes back, and whether the connection is closed after it."""
    said = http.client.HTTPResponse(line)
    said.begin()
    said.read()
    return said.status, line.recv(1) == b""


@pytest.mark.parametrize("count", [24, 60])
@pytest.mark.parametrize("dripping", [True, False])
def test_half_sent_bodies_keep_nobody_else_waiting(portal, director, count, dripping):
    lines = [half_sent(portal.port, KINDS[n % len(KINDS)]) for n in range(count)]
    try:
        worst = 0.0
        for _ in range(4):
            worst = max(worst, others(portal, director))
            if dripping:
                drip(lines)
        print(f"{count} half-sent bodies, dripping={dripping}: slowest other request {worst:.3f} s")
        assert worst < PATIENCE
    finally:
        for line in lines:
            line.close()


def ends(lines):
    """What each is answered, whether it is closed then, and when the last one was."""
    began = time.monotonic()
    got = {}
    for what, line in lines.items():
        got[what] = answer(line)
        line.close()
    return got, time.monotonic() - began


def test_what_is_refused_or_needs_no_body_is_answered_and_closed(portal, director):
    assert ends({"GET": half_sent(portal.port, "GET /masuk")})[0] == {"GET": (200, True)}
    refused = ("POST /unggah", "PATCH /unggah/x", "POST /tidak-ada", "PUT /masuk")
    got, took = ends({what: half_sent(portal.port, what) for what in refused})
    assert got == dict(zip(refused, [(401, True), (401, True), (404, True), (405, True)], strict=True))
    assert took < 5 + 2 + PATIENCE, "what is left of it is waited for five seconds"


def test_a_form_that_stops_coming_is_given_up_after_its_time(portal, director):
    lines = {what: half_sent(portal.port, what) for what in ("POST /masuk", "POST /kirim/berita")}
    got, took = ends(lines | {"chunked": half_chunked(portal.port)})
    assert set(got.values()) == {(408, True)}
    assert 19 < took < 20 + 2 + PATIENCE
    assert others(portal, director) < PATIENCE


def half_chunked(port):
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.sendall(b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n")
    line.sendall(b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n")
    return line


def test_what_a_phone_with_a_weak_signal_sends_arrives(portal):
    """1,000 bytes a second, for longer than a stretch: slow, and fast enough."""
    visitor = Visitor(portal)
    visitor.fresh("/masuk")
    fields = f"csrf_token={visitor.token}&identity=x%40demo.test&password=salah&lain="
    body = fields.encode() + b"x" * (24_000 - len(fields))
    (jar,) = [each.cookiejar for each in visitor.opener.handlers if hasattr(each, "cookiejar")]
    cookie = "; ".join(f"{each.name}={each.value}" for each in jar)
    line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
    line.putrequest("POST", "/masuk")
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    for name, value in headers.items():
        line.putheader(name, value)
    line.endheaders()
    for begin in range(0, len(body), 1000):
        line.send(body[begin : begin + 1000])
        time.sleep(1)
    assert line.getresponse().status == 422
    line.close()


FRAMES = {
    "two lengths": b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "the same length twice": b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "a list of lengths": b"Content-Length: 3, 3\r\n\r\nabc",
    "a length below nothing": b"Content-Length: -1\r\n\r\n",
    "a length with a sign": b"Content-Length: +3\r\n\r\nabc",
    "a length without end": b"Content-Length: " + b"9" * 60 + b"\r\n\r\n",
    "a length that is no number": b"Content-Length: \xb2\r\n\r\n",
    "a length and pieces": b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "a packed transfer": b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer": b"Transfer-Encoding: xyz\r\n\r\n",
    "a piece without a size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "a piece of endless size": b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n",
    "nothing at all": b"\r\n",
}


@pytest.mark.parametrize("what", ["POST /masuk", "POST /unggah", "PATCH /unggah/x", "GET /masuk", "DELETE /unggah/x"])
@pytest.mark.parametrize("how", FRAMES)
def test_an_odd_frame_is_never_a_fault_of_ours(portal, how, what):
    head = (
        f"{what} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 3\r\nUpload-Metadata: \xff\r\n".encode(
            "latin-1"
        )
    )
    with socket.create_connection(("127.0.0.1", portal.port), timeout=20) as line:
        line.sendall(head + FRAMES[how])
        line.shutdown(socket.SHUT_WR)
        said = line.recv(100)
    assert said == b"" or b"200" <= said.split(b" ")[1] < b"500", said
