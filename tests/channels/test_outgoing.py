"""Over real sockets on loopback: a name is made to resolve as the test wants, the rest is what production does."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
import traceback
import tracemalloc
import zlib
from contextlib import contextmanager

import brotli
import httpx
import pytest

from portal.channels import outgoing
from portal.channels.adapter_api import Failed, FailureKind, Phase
from portal.channels.error_codes import Code
from portal.channels.outgoing import ANSWER_MAX, Outgoing
from tests.channels.fakes.faults import whole

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-One: Two\r\n\r\n{"ok": true}'
SECRET = "s3cr3t-t0ken"


class Server:
    """Does one thing with each connection; `requests` holds what arrived, `peers` how many came."""

    def __init__(self, act, tls=None) -> None:
        self.act, self.tls, self.requests, self.connections = act, tls, [], 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.one, args=(client,), daemon=True).start()

    def one(self, client) -> None:
        try:
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            with client:
                self.act(self, client)
        except OSError:
            pass

    def read(self, client) -> None:
        self.requests.append(whole(client))


@contextmanager
def serving(act, tls=None):
    server = Server(act, tls)
    try:
        yield server
    finally:
        server.listener.shutdown(socket.SHUT_RDWR)  # or the waiting accept would keep the port
        server.listener.close()


def says(*parts, wait=0.0):
    def act(server, client):
        server.read(client)
        for part in parts:
            client.sendall(part)
            time.sleep(wait)

    return act


def line(server, **changes):
    return Outgoing(f"http://127.0.0.1:{server.port}", trusted=True, **changes)


def fails(call, *args, **more):
    with pytest.raises(Failed) as caught:
        call(*args, **more)
    return caught.value


def test_an_answer_comes_back_whole():
    with serving(says(OK)) as server:
        answer = line(server).call("GET", "/a/b", Phase.FIND, query={"q": "x y&z"}, auth=("humas", "rahasia"))
        assert (answer.status, answer.fine, answer.json(), answer.headers["x-one"]) == (200, True, {"ok": True}, "Two")
        head = server.requests[0].decode()
        assert head.startswith("GET /a/b?q=x%20y%26z HTTP/1.1\r\n") or head.startswith(
            "GET /a/b?q=x+y%26z HTTP/1.1\r\n"
        )
        assert "authorization: basic" in head.lower()
        assert "accept-encoding: identity" in head.lower()


def test_a_base_below_the_root_is_kept():
    with serving(says(OK)) as server:
        Outgoing(f"http://127.0.0.1:{server.port}/berita/", trusted=True).call("GET", "/wp-json/", Phase.TEST)
        assert server.requests[0].startswith(b"GET /berita/wp-json/ HTTP")


@pytest.mark.parametrize("path", ["//evil.example/x", "/x?y#z", "/../../etc", "/@evil.example", "/\r\nX: y", "/é"])
def test_no_path_leads_to_another_server(path):
    with serving(says(OK)) as server:
        line(server).call("GET", path, Phase.FIND)
        head = server.requests[0]
        assert f"host: 127.0.0.1:{server.port}".encode() in head.lower()
        assert b"\r\nx: y" not in head.lower()
        assert head.split(b" ")[1].startswith(b"/")


def test_what_is_no_path_is_a_fault_of_ours():
    with pytest.raises(ValueError):
        Outgoing("http://127.0.0.1:1", trusted=True).call("GET", "http://evil.example/", Phase.FIND)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status):
    moved = f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n".encode()
    with serving(says(moved)) as server:
        assert line(server).call("POST", "/", Phase.PUBLISH, json={}).status == status
        assert server.connections == 1


def test_each_call_has_a_connection_of_its_own():
    with serving(says(OK)) as server:
        mine = line(server)
        for _ in range(3):
            mine.call("GET", "/", Phase.FIND)
        assert server.connections == 3


def test_proxies_and_certificates_of_the_environment_are_ignored(monkeypatch):
    with serving(says(OK)) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
        assert line(server).call("GET", "/", Phase.FIND).fine


# ---- where we may call ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["64:ff9b::7f00:1"]])
def test_a_name_that_leads_into_a_private_network_is_not_called(found):
    with serving(says(OK)) as server:
        guarded = Outgoing(f"http://kota.example.id:{server.port}", resolver=lambda host, port: found)
        told = fails(guarded.call, "POST", "/", Phase.PUBLISH, json={}).failure
        assert (told.kind, told.code) == (FailureKind.RETRY, Code.PRIVATE)
        assert server.connections == 0


def test_a_private_number_in_the_address_is_not_called_either():
    with serving(says(OK)) as server:
        told = fails(Outgoing(f"http://127.0.0.1:{server.port}").call, "GET", "/", Phase.FIND).failure
        assert told.code == Code.PRIVATE
        assert server.connections == 0


def test_a_name_is_asked_once_and_the_answer_that_was_checked_is_called(monkeypatch):
    """DNS rebinding: the second answer of the name server would be another one."""
    answers = [["203.0.113.7"], ["127.0.0.1"]]
    asked, called = [], []
    monkeypatch.setattr("portal.channels.addresses.public", lambda address: address == "203.0.113.7")
    monkeypatch.setattr(socket, "create_connection", lambda address, *rest, **more: called.append(address) or 1 / 0)
    guarded = Outgoing(
        "http://kota.example.id", resolver=lambda host, port: asked.append(host) or answers[len(asked) - 1]
    )
    with pytest.raises(ZeroDivisionError):
        guarded.call("GET", "/", Phase.FIND)
    assert asked == ["kota.example.id"]
    assert called == [("203.0.113.7", 80)]


def test_the_next_address_of_a_name_is_tried_when_the_first_takes_no_connection():
    with serving(says(OK)) as server:
        found = ["127.0.0.2", "127.0.0.1"]
        guarded = Outgoing(f"http://kota.example.id:{server.port}", trusted=True, resolver=lambda host, port: found)
        assert guarded.call("GET", "/", Phase.FIND).fine
        assert f"Host: kota.example.id:{server.port}".lower().encode() in server.requests[0].lower()


# ---- whether anything was sent -------------------------------------------------------------------------------------


def refused(port):
    return Outgoing(f"http://127.0.0.1:{port}", trusted=True)


def test_a_port_where_nobody_listens_got_nothing():
    with serving(says()) as server:
        port = server.port
    told = fails(refused(port).call, "POST", "/", Phase.PUBLISH, json={}).failure
    assert (told.kind, told.code) == (FailureKind.RETRY, Code.UNREACHABLE)


@pytest.mark.parametrize("error", [socket.gaierror(-2, "x"), UnicodeError("x"), None])
def test_a_name_nobody_knows_got_nothing(error):
    def resolver(host, port):
        if error:
            raise error
        return []

    told = fails(Outgoing("http://kota.example.id", resolver=resolver).call, "POST", "/", Phase.PUBLISH).failure
    assert (told.kind, told.code) == (FailureKind.RETRY, Code.NO_NAME)


def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("portal.channels.lines.CONNECT", 0.05)
    held = threading.Event()
    guarded = Outgoing("http://kota.example.id", resolver=lambda host, port: held.wait(30) and [])
    assert fails(guarded.call, "POST", "/", Phase.PUBLISH).failure.code == Code.NO_NAME
    held.set()


LOST = {
    "cut before an answer": (says(), Code.CUT),
    "cut in the headers": (says(b"HTTP/1.1 200 OK\r\nContent-Le"), Code.CUT),
    "cut in the body": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), Code.CUT),
    "no HTTP at all": (says(b"SSH-2.0-OpenSSH\r\n\r\n"), Code.CUT),
    "silence": (says(b"", wait=2.0), Code.SLOW),
    "silence in the body": (says(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", b"", wait=1.0), Code.SLOW),
    "dripping": (says(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 40, wait=0.1), Code.SLOW),
}


@pytest.mark.parametrize("how", LOST)
@pytest.mark.parametrize("phase", Phase)
def test_an_answer_that_is_lost_leaves_a_publishing_call_in_doubt_and_no_other(how, phase):
    act, code = LOST[how]
    with serving(act) as server:
        told = fails(line(server, read=0.3, total=1.0).call, "POST", "/", phase, json={}).failure
    assert told.code == code
    assert told.kind is (FailureKind.UNKNOWN if phase is Phase.PUBLISH else FailureKind.RETRY)


def test_an_answer_without_end_is_cut_at_five_megabytes():
    flood = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (ANSWER_MAX + 65536)
    with serving(says(flood)) as server:
        assert fails(line(server).call, "GET", "/", Phase.FIND).failure.code == Code.TOO_MUCH
    whole = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * ANSWER_MAX
    with serving(says(whole)) as server:
        assert len(line(server).call("GET", "/", Phase.FIND).body) == ANSWER_MAX


def packed(coding, data):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(data)}\r\n\r\n"
    return says(head.encode() + data)


MANY = b"0" * (64 * 1024 * 1024)
BOMBS = {
    "gzip": ("gzip", lambda: gzip.compress(MANY)),
    "gzip twice": ("gzip, gzip", lambda: gzip.compress(gzip.compress(MANY))),
    "br": ("br", lambda: brotli.compress(MANY, quality=1)),
    "deflate": ("deflate", lambda: zlib.compress(MANY)),
    "in capitals": ("GZip", lambda: gzip.compress(MANY)),
    "not even compressed": ("gzip", lambda: b"{}"),
    "unknown": ("snappy", lambda: b"{}"),
    "after identity": ("identity, gzip", lambda: gzip.compress(MANY)),
}


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("how", BOMBS)
def test_what_would_have_to_be_unpacked_is_not(how, phase):
    coding, made = BOMBS[how]
    with serving(packed(coding, made())) as server:
        calling = line(server)
        tracemalloc.start()
        try:
            told = fails(calling.call, "POST", "/", phase, json={}).failure
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert told.code == Code.UNREADABLE
    assert told.kind is (FailureKind.UNKNOWN if phase is Phase.PUBLISH else FailureKind.RETRY)
    assert most < 16 * 1024 * 1024


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_an_answer_that_says_it_is_not_packed_is_read(coding):
    with serving(packed(coding, b'{"ok": 1}')) as server:
        assert line(server).call("GET", "/", Phase.FIND).json() == {"ok": 1}


def test_a_packed_transfer_is_no_answer_either():
    data = gzip.compress(b"{}")
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
    with serving(says(head + b"%x\r\n" % len(data) + data + b"\r\n0\r\n\r\n")) as server:
        assert fails(line(server).call, "GET", "/", Phase.FIND).failure.code == Code.CUT


def test_an_answer_in_tiny_pieces_counts_with_their_marks(monkeypatch):
    monkeypatch.setattr("portal.channels.lines.CARRIED_MAX", 100_000)
    flood = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 40_000
    with serving(says(flood)) as server:
        assert fails(line(server).call, "GET", "/", Phase.FIND).failure.code == Code.TOO_MUCH


@pytest.mark.parametrize(
    "flood", [b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000, b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000]
)
def test_no_head_of_an_answer_goes_on_for_ever(flood, monkeypatch):
    monkeypatch.setattr("portal.channels.lines.CARRIED_MAX", 1_000_000)
    with serving(says(flood)) as server:
        assert fails(line(server, read=5, total=20).call, "GET", "/", Phase.FIND).failure.code in (
            Code.TOO_MUCH,
            Code.CUT,
        )


def test_a_server_that_takes_a_request_too_slowly_is_given_up():
    with serving(lambda server, client: time.sleep(3)) as server:
        began = time.monotonic()
        told = fails(
            line(server, read=0.3, total=1.0).call, "POST", "/", Phase.PUBLISH, content=b"x" * 50_000_000
        ).failure
    assert told.kind is FailureKind.UNKNOWN
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["127.0.0.1", "192.168.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"]]
)
def test_a_test_server_may_be_this_machine_and_nothing_else_that_is_private(found):
    with serving(says(OK)) as server:
        named = Outgoing(f"http://uji.example.id:{server.port}", trusted=True, resolver=lambda host, port: found)
        assert fails(named.call, "GET", "/", Phase.FIND).failure.code == Code.PRIVATE
        assert server.connections == 0


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"\xff\xfe", b'{"a":'])
def test_a_body_that_is_no_json_is_none(body):
    assert outgoing.Answer(200, {}, body).json() is None


# ---- encryption ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    names = ["-subj", "/CN=kota.example.id", "-addext", "subjectAltName=DNS:kota.example.id"]
    subprocess.run([*command, *names, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))


def https(server, name, tls):
    where = f"https://{name}:{server.port}"
    return Outgoing(where, trusted=True, resolver=lambda host, port: ["127.0.0.1"], tls=tls, read=2)


def test_the_certificate_is_checked_for_the_name_and_not_for_the_number(certificate):
    server_tls, ours = certificate
    with serving(says(OK), server_tls) as server:
        assert https(server, "kota.example.id", ours).call("POST", "/", Phase.PUBLISH, json={}).fine
        assert https(server, "kota.example.id", ours).encrypted


@pytest.mark.parametrize("name", ["lain.example.id", "127.0.0.1"])
def test_a_certificate_of_another_name_means_that_nothing_was_sent(certificate, name):
    server_tls, ours = certificate
    with serving(says(OK), server_tls) as server:
        told = fails(https(server, name, ours).call, "POST", "/", Phase.PUBLISH, json={}).failure
        assert (told.kind, told.code) == (FailureKind.RETRY, Code.CERTIFICATE)
        assert server.requests == []


def test_a_certificate_nobody_signed_means_that_nothing_was_sent(certificate):
    with serving(says(OK), certificate[0]) as server:
        told = fails(https(server, "kota.example.id", None).call, "POST", "/", Phase.PUBLISH, json={}).failure
        assert (told.kind, told.code) == (FailureKind.RETRY, Code.CERTIFICATE)


def test_a_server_that_does_not_encrypt_got_nothing(certificate):
    with serving(lambda server, client: client.sendall(OK)) as server:
        told = fails(https(server, "kota.example.id", certificate[1]).call, "POST", "/", Phase.PUBLISH, json={}).failure
        assert told.kind is FailureKind.RETRY


# ---- secrets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [*LOST, "fine"])
def test_no_secret_is_in_a_log_an_error_or_a_traceback(how, caplog):
    caplog.set_level("DEBUG")
    act = LOST[how][0] if how in LOST else says(OK)
    with serving(act) as server:
        mine = line(server, read=0.3, total=1.0)
        shown = repr(mine)
        try:
            shown += repr(
                mine.call("POST", f"/bot{SECRET}/x", Phase.PUBLISH, auth=("humas", SECRET), json={"a": SECRET})
            )
        except Failed as error:
            shown += "".join(traceback.format_exception(error, chain=True)) + repr(error.failure)
            shown += repr(error.__cause__)
    lines = [part for part in shown.splitlines() if "mine.call" not in part]
    assert SECRET not in "".join(lines) + caplog.text


def test_the_libraries_work_as_we_use_them():
    """httpx has no public way to bring a network backend; a new version that moves it must fail here."""
    transport = httpx.HTTPTransport()
    assert hasattr(transport, "_pool")
    assert httpx.__version__ == "0.28.1"
