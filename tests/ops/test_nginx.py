"""docs/nginx.conf under a real nginx, before a running portal: the same pages, and nothing of the past."""

import contextlib
import getpass
import gzip
import os
import re
import shutil
import signal
import socket
import subprocess
import uuid
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from portal.kernel import headers, pages
from portal.kernel.page_folder import TYPES
from tests.factories.pictures import phone_jpeg
from tests.outside import FORM, PHOTO, TITLE, Visitor, people_only
from tests.server import ROOT, Portal, free_port
from tests.slow_senders import KINDS, drip, half_sent, longest, told_at_once
from tests.test_page_store import generation, get, hide, inside, published, soon

pytestmark = pytest.mark.outside

CONF = ROOT / "docs/nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
OWN = {"server", "date", "connection", "last-modified"}


class Nginx:
    """nginx with the configuration we hand out, its four changes made."""

    def __init__(self, folder: Path, portal: Portal, *, wait: bool = True) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        changes = {
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{portal.port};",
            "listen 80;": f"listen 127.0.0.1:{self.port};",
            "/srv/warga/instance/pages;": f"{portal.folder}/pages;",
            "/srv/warga/portal/static/;": f"{ROOT}/portal/static/;",
        }
        text = CONF.read_text()
        for old, new in changes.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        user = "user root;" if getpass.getuser() == "root" else ""
        temp = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
        # gzip on, as Debian's own configuration has it
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            f"http {{ access_log off; gzip on; client_body_temp_path {folder}/body; {temp}\n{text}}}"
        )
        command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
        self.process = subprocess.Popen(command)
        assert not wait or soon(self.answers, 20), (folder / "error.log").read_text()

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return get(self, "/healthz")[0] == 200
        return False

    def listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(people_only(tmp_path_factory.mktemp("behind")), PORTAL_TRUSTED_PROXIES="1").start()
    yield portal
    portal.kill()


@pytest.fixture(scope="module")
def nginx(portal, tmp_path_factory):
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), portal)
    yield nginx
    nginx.process.terminate()
    nginx.process.wait()


def told(answer):
    """(status, headers without those of the server itself, body)."""
    status, sent, body = answer
    return status, {name.lower(): value for name, value in sent.items() if name.lower() not in OWN}, body


def by_nginx(nginx, portal, path, **asked):
    """nginx's answer from the folder; the portal is asked first, so that the page is there: a query keeps none."""
    for _ in range(10):
        before = generation(portal)
        get(portal, path.partition("?")[0])
        with asleep(portal):
            if generation(portal) == before:  # else the worker has just dropped it
                return get(nginx, path, **asked)
    raise AssertionError("the pages never came to rest")


@contextlib.contextmanager
def asleep(portal):
    """While nginx alone can answer: the pages come from the folder or not at all."""
    kids = [pid for parent, children in portal.tree().items() for pid in (parent, *children)]
    send_signal(kids, signal.SIGSTOP)
    try:
        yield
    finally:
        send_signal(kids, signal.SIGCONT)


def send_signal(processes, sign):
    """Send it to each; a child that lives for one picture may have ended since it was listed."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, sign)


PAGES = ["/", "/en/", "/berita", "/en/berita", "/kelurahan/medono", "/tentang", "/umpan.xml", "/umpan.json"]


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", PAGES)
def test_nginx_answers_with_the_same_bytes_and_headers(portal, nginx, path, coding):
    asked = {"Accept-Encoding": coding}
    got = by_nginx(nginx, portal, path, **asked)
    assert told(got) == told(get(portal, path, **asked))
    assert got[1].get("Content-Encoding", "identity") == coding
    again = by_nginx(nginx, portal, path, **asked, **{"If-None-Match": got[1]["ETag"]})
    assert told(again) == told(get(portal, path, **asked, **{"If-None-Match": got[1]["ETag"]}))
    assert again[0] == 304


def test_the_types_of_kept_files_are_the_same_in_both():
    block = re.search(r"types \{(.*?)\}", CONF.read_text(), re.S)[1]
    assert dict(reversed(line.split()) for line in block.replace(";", "").strip().splitlines()) == {
        ending: kind.split(";")[0] for kind, ending in TYPES.items()
    }
    assert re.findall(r" /current\$portal_path@\.(\w+)", CONF.read_text()) == list(TYPES.values())


def test_the_parameters_that_pages_know_are_the_same_in_both(app):
    named = re.search(r'"~\(\^\|&\)\(([\w|]+)\)', CONF.read_text())[1]
    assert set(named.split("|")) == pages.PARAMS


def test_the_cookies_that_go_past_are_the_same_in_both(app):
    assert set(re.search(r'"~\((\w+\|\w+)\)" known', CONF.read_text())[1].split("|")) == set(pages.cookie_names(app))


@pytest.mark.parametrize("where", ["/current", "/static/", "= /_own"])
def test_the_headers_of_every_answer_are_the_same_in_both(where):
    block = CONF.read_text().split(f"location {where} {{")[1].split("\n    }")[0]
    said = dict(re.findall(r'^        add_header (\S+) "?(.*?)"? always;$', block, re.M))
    assert headers.HEADERS.items() <= said.items()
    assert said["Strict-Transport-Security"] == "$portal_hsts"


def test_what_holds_of_kept_pages_is_the_same_in_both():
    https = headers.constant(https=True)["Strict-Transport-Security"]
    assert f'https "{https}";' in CONF.read_text()
    assert (
        re.search(r"location /current .*?add_header Cache-Control (.*?);", CONF.read_text(), re.S)[1] == pages.CACHE[1]
    )


def usual(sent):
    return headers.HEADERS.items() <= sent.items()


OWN_ANSWERS = {
    "a file that is not there": (404, lambda nginx: get(nginx, "/static/tidak-ada.css")),
    "a form that is too large": (413, lambda nginx: get(nginx, "/masuk", "POST", **{"Content-Length": str(301 << 20)})),
    "a photo that is too large": (
        413,
        lambda nginx: get(nginx, "/unggah", "POST", **{"Content-Length": str(301 << 20)}),
    ),
    "a method that files have not": (405, lambda nginx: get(nginx, "/static/css/portal.css", "POST")),
}


@pytest.mark.parametrize("what", OWN_ANSWERS)
def test_what_nginx_says_itself_has_words_and_the_usual_headers(portal, nginx, what):
    code, ask = OWN_ANSWERS[what]
    with asleep(portal):
        status, sent, body = ask(nginx)
    page = body.decode()
    assert (status, sent["Content-Type"], sent["Cache-Control"]) == (code, "text/html; charset=utf-8", "no-store")
    assert usual(sent)
    assert "Strict-Transport-Security" not in sent
    assert page.count("<h1") == page.count("<main") == page.count('<html lang="id">') == 1
    assert f"Kode {code}" in page
    assert "nginx" not in page


def test_every_error_of_the_portal_passes_as_it_is(portal, nginx):
    for path, method in (("/tidak-ada", "GET"), ("/unggah", "PATCH"), ("/masuk", "POST")):
        assert told(get(nginx, path, method)) == told(get(portal, path, method))


def test_one_address_cannot_have_every_line_and_is_told_when_to_come_again(portal, nginx):
    lines = []
    try:
        for _ in range(40):
            lines.append(half_sent(nginx.port, "POST /unggah"))
        answers = [told_at_once(line) for line in lines]
        refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 429")]
        assert 40 - 32 <= len(refused) < 40
        assert b"Retry-After: 30" in refused[0]
        assert b"Content-Security-Policy" in refused[0]
    finally:
        for line in lines:
            line.close()


@pytest.mark.parametrize("kinds", [KINDS, ("POST /unggah", "PATCH /unggah/x")])
def test_half_sent_bodies_keep_nobody_waiting_behind_nginx(portal, nginx, kinds):
    director = Visitor(nginx).sign_in("direktur")
    lines = [half_sent(nginx.port, kinds[n % len(kinds)]) for n in range(24)]
    asks = [lambda path=path: get(nginx, path) for path in ("/", "/masuk", "/healthz", "/cari?q=rob")]
    asks.append(lambda: director.opener.open(nginx.url + "/meja", timeout=20).read())
    try:
        worst = 0.0
        for _ in range(4):
            worst = max(worst, longest(asks))
            drip(lines)
        print(f"24 half-sent bodies behind nginx: slowest other page {worst:.3f} s")
        assert worst < 3.0  # the bar is one; the machine of a test may be busy
    finally:
        for line in lines:
            line.close()


def test_a_portal_that_is_away_is_said_in_words(nginx, portal, tmp_path):
    other = Nginx(tmp_path, SimpleNamespace(port=free_port(), folder=portal.folder), wait=False)
    try:
        assert soon(lambda: other.listens(), 10)
        status, sent, body = get(other, "/healthz")
        assert (status, sent.get("Retry-After"), usual(sent)) == (502, "30", True), body
        assert "tidak hilang" in body.decode()
    finally:
        other.process.terminate()
        other.process.wait()


def test_a_story_shows_and_goes_at_once_through_nginx(portal, nginx):
    code, path = published(portal)
    assert get(nginx, path)[0] == 200
    assert code.encode() in get(nginx, "/berita")[2]
    assert code.encode() in by_nginx(nginx, portal, "/berita")[2]
    with inside(portal.folder):
        hide(code)
    assert get(nginx, path)[0] == 410
    assert code.encode() not in get(nginx, "/berita")[2]


@pytest.mark.parametrize("cookie", ["masuk=1", "a=1; masuk=1; sesi=x", "remember_token=x"])
def test_somebody_who_may_be_signed_in_reaches_the_portal(portal, nginx, cookie):
    get(portal, "/berita")
    _status, sent, _body = told(get(nginx, "/berita", Cookie=cookie))
    assert sent["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("cookie", ["sesi=x", "a=1; sesi=x", "_ga=1"])
def test_a_session_of_nobody_reads_from_the_folder(portal, nginx, cookie):
    asked = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    assert told(by_nginx(nginx, portal, "/berita", **asked)) == told(get(portal, "/berita", **asked))


@pytest.mark.parametrize("path", ["/umpan.xml", "/kelurahan/medono/umpan.json", "/sitemap.xml", "/robots.txt"])
def test_feeds_and_sitemaps_come_from_the_folder_for_signed_in_people_too(portal, nginx, path):
    asked = {"Cookie": "masuk=1; sesi=x", "Accept-Encoding": "gzip"}
    got = by_nginx(nginx, portal, path, **asked)
    assert got[0] == 200
    assert told(got) == told(get(portal, path, **asked)) == told(get(portal, path, **{"Accept-Encoding": "gzip"}))


def test_a_person_signs_in_reads_and_sends_through_nginx(portal, nginx):
    visitor = Visitor(nginx).sign_in()
    assert 'name="csrf_token"' in visitor.fresh("/kirim/berita")
    fields = FORM | PHOTO | {"title": f"{TITLE} lewat nginx", "submission_key": str(uuid.uuid4())}
    answer = visitor.post("/kirim/berita", fields, phone_jpeg(4000, 3000))
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/terima/") or "/kiriman/" in answer.headers["Location"]


def test_what_has_arrived_of_an_upload_outlives_a_broken_line(portal, nginx):
    visitor, photo = Visitor(nginx).sign_in(), phone_jpeg(4000, 3000)
    (jar,) = [each.cookiejar for each in visitor.opener.handlers if hasattr(each, "cookiejar")]
    known = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in jar), "Tus-Resumable": "1.0.0"}
    status, sent, _body = get(nginx, "/unggah", "POST", **known, **{"Upload-Length": str(len(photo))})
    assert status == 201
    address = urlsplit(next(value for name, value in sent.items() if name.lower() == "location")).path
    lines = [f"{name}: {value}" for name, value in known.items()]
    lines += [
        "Host: x",
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {len(photo)}",
    ]
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=10) as line:
        line.sendall("\r\n".join([f"PATCH {address} HTTP/1.1", *lines, "", ""]).encode() + photo[: len(photo) // 2])

    def arrived():
        status, found, _body = told(get(nginx, address, "HEAD", **known))
        assert status == 200, (status, found)
        return int(found["upload-offset"]) > 0

    assert soon(arrived, 10)


def test_an_unknown_parameter_is_ignored_and_a_known_one_is_not(portal, nginx):
    plain = by_nginx(nginx, portal, "/berita")
    for query in ("utm_source=wa", "fbclid=x&utm_medium=y", "x[]=1"):
        assert told(by_nginx(nginx, portal, f"/berita?{query}")) == told(plain)
    for query in ("sebelum=x", "a=1&sebelum=x", "%73ebelum=x"):
        assert get(nginx, f"/berita?{query}")[0] == 404


@pytest.mark.parametrize(
    "path", ["//berita", "/berita/", "/x/../berita", "/./berita", "/%62erita", "/BERITA", "/berita@.html"]
)
def test_another_spelling_is_answered_by_the_portal(portal, nginx, path):
    get(portal, "/berita")
    assert get(nginx, path)[0] == get(portal, path)[0]


@pytest.mark.parametrize(
    "path", ["/current/berita@.html", "/lock", "/../secret", "/%2e%2e/secret", "/static/../../wsgi.py"]
)
def test_nothing_beside_the_pages_can_be_read(portal, nginx, path):
    status, _headers, body = get(nginx, path)
    assert status in (400, 404)
    assert (portal.folder / "secret").read_bytes() not in body


def test_only_reading_is_answered_from_the_folder(portal, nginx):
    get(portal, "/berita")
    assert get(nginx, "/berita", method="POST")[0] in (400, 405)
    assert get(nginx, "/berita", method="HEAD")[::2] == (200, b"")


def test_a_file_with_its_version_may_be_kept_for_ever(portal, nginx):
    page = get(nginx, "/")[2].decode()
    address = re.search(r'href="(/static/[^"]+\.css\?v=[^"]+)"', page)[1]
    with asleep(portal):
        status, sent, body = get(nginx, address)
        bare = get(nginx, address.split("?")[0])
        packed = get(nginx, address, **{"Accept-Encoding": "gzip"})
    assert (status, sent["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert bare[1]["Cache-Control"] == "no-cache"
    assert body == get(portal, address)[2] == gzip.decompress(packed[2])
    ours = told(get(portal, address))[1]
    assert packed[1]["Vary"] == ours["vary"] == "Accept-Encoding"
    assert ours["cache-control"] == sent["Cache-Control"]
    assert usual(sent)
    assert usual(bare[1])


def test_the_readers_address_is_the_one_nginx_saw(portal, nginx):
    """A forged X-Forwarded-For is replaced: sign-ins that fail are counted by the true address."""
    text = CONF.read_text()
    assert "X-Forwarded-For $remote_addr" in text
    assert "$proxy_add_x_forwarded_for" not in text


def test_compressed_bytes_are_the_page(portal, nginx):
    plain = by_nginx(nginx, portal, "/berita")[2]
    assert gzip.decompress(by_nginx(nginx, portal, "/berita", **{"Accept-Encoding": "gzip"})[2]) == plain
    assert by_nginx(nginx, portal, "/berita", **{"Accept-Encoding": "gzip;q=0"})[2] == plain
