"""Uploads against the real server: connections cut and servers killed in the middle, a client with sockets only."""

import hashlib
import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.accounts.models import LoginSession
from portal.kernel import clock
from portal.photos import service, uploads
from portal.photos.models import Photo
from tests import clocks
from tests.conftest import SECRET
from tests.factories import pictures

pytestmark = pytest.mark.outside

DATA = pictures.jpeg_of(pictures.grainy(3000, 2000).convert("RGB"), quality=100, exif=pictures.exif(6))
PATCH = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class Server:
    """`serve` as a process of its own, on the app's own database."""

    def __init__(self, folder, cookie):
        self.folder, self.cookie = folder, cookie
        self.port, self.process = 0, None

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE"))}
        environ |= {"PORTAL_INSTANCE": str(self.folder), "PORTAL_PORT": str(self.port)}
        environ |= clocks.environ()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        self.process = subprocess.Popen(command, cwd=Path(__file__).parents[2], env=environ)
        for _ in range(600):
            assert self.process.poll() is None, "the server ended"
            try:
                if self.ask("OPTIONS", "/unggah")[0] == 204:
                    return
            except OSError:
                time.sleep(0.05)
        pytest.fail("the server did not start")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, method, path, body=b"", **headers):
        """Status, headers and text of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
            connection.request(method, path, body, PATCH | {"Cookie": self.cookie} | named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def begin(self, length):
        return self.ask("POST", "/unggah", Upload_Length=length)[1]["Location"]

    def offset(self, where):
        return int(self.ask("HEAD", where)[1]["Upload-Offset"])

    @contextmanager
    def sending(self, where, offset, announced):
        """A PATCH whose head is sent and whose body comes by hand."""
        head = PATCH | {"Cookie": self.cookie, "Host": "x", "Upload-Offset": offset, "Content-Length": announced}
        lines = [f"PATCH {where} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall("\r\n".join(lines).encode())
            yield line

    def settled(self, where, least):
        """The offset once the server has noticed; at least that many bytes."""
        for _ in range(200):
            if (offset := self.offset(where)) >= least:
                return offset
            time.sleep(0.05)
        return offset


@pytest.fixture
def server(app, session, resident, settings):
    key, at = secrets.token_urlsafe(16), clock.now()
    row = LoginSession(key_hash=hashlib.sha256(key.encode()).hexdigest(), user_id=resident.id, created_at=at)
    row.seen_at, row.standing, row.agent = at, [], "tests"
    session.add(row)
    session.commit()
    (settings.instance / "secret").write_text(SECRET)
    kept = {"sid": key, "_user_id": resident.fs_uniquifier, "_fresh": True}
    server = Server(settings.instance, f"sesi={app.session_interface.get_signing_serializer(app).dumps(kept)}")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def photo(session):
    def read():
        found = session.scalars(select(Photo)).all()
        session.rollback()
        return [(row.public_id, row.sha256, row.size) for row in found]

    return read


def answered(line):
    """Status and text of what comes back on a socket."""
    answer = http.client.HTTPResponse(line)
    answer.begin()
    return answer.status, answer.read().decode()


def whole(where):
    return [(where.rsplit("/")[-1], hashlib.sha256(DATA).hexdigest(), len(DATA))]


def test_a_cut_at_any_byte_loses_nothing_that_arrived(server, photo):
    where, offset, cuts = server.begin(len(DATA)), 0, [1, 17, 70_000, 262_144, 400_001]
    assert len(DATA) > sum(cuts)
    for count in cuts:
        with server.sending(where, offset, len(DATA) - offset) as line:
            line.sendall(DATA[offset : offset + count])
        offset += count
        assert server.settled(where, offset) == offset
    assert photo() == []
    assert server.ask("PATCH", where, DATA[offset:], Upload_Offset=offset)[0] == 204
    assert photo() == whole(where)
    assert server.offset(where) == len(DATA)


def test_kill_9_in_the_middle_costs_less_than_one_piece(server, photo, settings):
    where, sent = server.begin(len(DATA)), len(DATA) // 2
    with server.sending(where, 0, len(DATA)) as line:
        line.sendall(DATA[:sent])
        assert server.settled(where, sent - uploads.PIECE) > sent - uploads.PIECE
        server.kill()
    server.start()
    offset = server.offset(where)
    assert sent - uploads.PIECE < offset <= sent
    assert server.ask("PATCH", where, DATA[offset:], Upload_Offset=offset)[0] == 204
    assert photo() == whole(where)
    stored = settings.instance / "media" / service.original_key(where.rsplit("/")[-1])
    assert stored.read_bytes() == DATA


def test_an_upload_that_hangs_is_taken_over_and_stops_nobody(server, photo):
    where = server.begin(len(DATA))
    with server.sending(where, 0, len(DATA)) as hanging:
        hanging.sendall(DATA[:100_000])
        offset = server.settled(where, 65_536)
        assert server.ask("GET", "/healthz")[0] == 200
        assert server.ask("PATCH", where, DATA[offset:], Upload_Offset=offset)[0] == 204
        assert photo() == whole(where)
        hanging.sendall(DATA[100_000:])
        assert answered(hanging)[0] == 409


def test_a_phone_that_vanishes_is_noticed_by_the_kernel(server):
    where = server.begin(len(DATA))
    for _ in range(8):  # both web processes have taken an upload once
        assert server.ask("PATCH", where, b"", Upload_Offset=0)[0] == 204
    with server.sending(where, 0, len(DATA)) as line:
        line.sendall(DATA[:100])
        server.ask("GET", "/healthz")
        ours = f":{line.getsockname()[1]:04X}"
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        timers = [row[5] for row in rows if row[2].endswith(ours) and row[1].endswith(f":{server.port:04X}")]
    assert [timer.split(":")[0] for timer in timers] == ["02"], "the keepalive timer runs"


def test_a_large_file_that_is_no_picture_is_answered_while_it_is_still_being_sent(server, photo):
    data = b"<!doctype html>" + b"x" * 20_000_000
    where = server.begin(len(data))
    with server.sending(where, 0, len(data)) as line:
        line.sendall(data[:200_000])
        status, words = answered(line)
    assert status == 415
    assert "bukan JPEG, HEIC, PNG, atau WebP" in words
    assert server.ask("HEAD", where)[0] == 404
    assert photo() == []


def test_a_whole_photo_is_ready_after_the_worker_and_served_by_the_real_server(server, photo, run_jobs):
    where = server.begin(len(DATA))
    assert server.ask("PATCH", where, DATA, Upload_Offset=0)[0] == 204
    run_jobs()
    status, headers, body = server.ask("GET", f"/foto/{where.rsplit('/')[-1]}/m.webp")
    assert (status, headers["Content-Type"], headers["Content-Length"]) == (200, "image/webp", str(len(body)))
    assert (headers["Cache-Control"], headers["Set-Cookie"]) == ("private, no-store", None)
    status, headers, nothing = server.ask("HEAD", f"/foto/{where.rsplit('/')[-1]}/m.webp")
    assert (status, headers["Content-Length"], nothing) == (200, str(len(body)), b"")
