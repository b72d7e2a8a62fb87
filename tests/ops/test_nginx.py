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
from urllib.parse import urlsplit

import pytest

from portal.kernel import headers, pages
from portal.kernel.page_folder import TYPES
from tests.factories.pictures import phone_jpeg
from tests.outside import FORM, PHOTO, TITLE, Visitor, people_only
from tests.server import ROOT, Portal, free_port
from tests.test_page_store import generation, get, hide, inside, published, soon

CONF = ROOT / "docs/nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
OWN = {"server", "date", "connection", "last-modified"}


class Nginx:
    """nginx with the configuration we hand out, its four changes made."""

    def __init__(self, folder: Path, portal: Portal) -> None:
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
        assert soon(self.answers, 20), (folder / "error.log").read_text()

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return get(self, "/healthz")[0] == 200
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
    for pid in kids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in kids:
            os.kill(pid, signal.SIGCONT)


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


def test_the_headers_of_every_answer_are_the_same_in_both():
    said = dict(
        re.findall(r'^        add_header (\S+) "?(.*?)"?;$', CONF.read_text().split("location /static/")[0], re.M)
    )
    assert headers.HEADERS.items() <= said.items()
    https = headers.constant(https=True)["Strict-Transport-Security"]
    assert f'https "{https}";' in CONF.read_text()
    assert said["Cache-Control"] == pages.CACHE[1]


def test_a_story_shows_and_goes_at_once_through_nginx(portal, nginx):
    code, path = published(portal)
    assert get(nginx, path)[0] == 200
    assert code.encode() in get(nginx, "/berita")[2]
    assert code.encode() in by_nginx(nginx, portal, "/berita")[2]
    with inside(portal.folder):
        hide(code)
    assert get(nginx, path)[0] == 410
    assert code.encode() not in get(nginx, "/berita")[2]


@pytest.mark.parametrize("cookie", ["sesi=x", "a=1; sesi=x", "remember_token=x"])
def test_somebody_who_may_be_signed_in_reaches_the_portal(portal, nginx, cookie):
    get(portal, "/berita")
    _status, sent, _body = told(get(nginx, "/berita", Cookie=cookie))
    assert sent["cache-control"] == "private, no-cache"


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


def test_the_readers_address_is_the_one_nginx_saw(portal, nginx):
    """A forged X-Forwarded-For is replaced: sign-ins that fail are counted by the true address."""
    text = CONF.read_text()
    assert "X-Forwarded-For $remote_addr" in text
    assert "$proxy_add_x_forwarded_for" not in text


def test_compressed_bytes_are_the_page(portal, nginx):
    plain = by_nginx(nginx, portal, "/berita")[2]
    assert gzip.decompress(by_nginx(nginx, portal, "/berita", **{"Accept-Encoding": "gzip"})[2]) == plain
    assert by_nginx(nginx, portal, "/berita", **{"Accept-Encoding": "gzip;q=0"})[2] == plain
