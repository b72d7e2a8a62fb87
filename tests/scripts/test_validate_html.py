"""The checker is asked about every page once; here it is a stand-in, so that no test needs java."""

import json
import subprocess
from pathlib import Path

import pytest

from scripts import validate_html
from scripts.validate_html import CheckError, addresses, faults, keep

BASE = "http://127.0.0.1:9"
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://warga.test/</loc></url><url><loc>https://warga.test/en/berita/rob-BW-000000</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://warga.test/sitemap-1.xml</loc></sitemap></sitemapindex>"""


@pytest.fixture
def site(monkeypatch):
    """site[path] = (status, type, body); what is not there is a 404 page."""
    pages = {}

    def fetch(address):
        return pages.get(address.removeprefix(BASE), (404, "text/html", b"<h1>404</h1>"))

    monkeypatch.setattr(validate_html, "fetch", fetch)
    return pages


def test_it_asks_for_all_pages_of_the_map_at_the_address_that_was_named(site):
    site["/sitemap.xml"] = (200, "application/xml", MAP.encode())
    found = list(addresses(BASE))
    assert found[:3] == [f"{BASE}/", f"{BASE}/en/berita/rob-BW-000000", f"{BASE}/en/teks/berita/rob-BW-000000"]
    assert f"{BASE}/en/masuk" in found


def test_it_follows_an_index(site):
    site["/sitemap.xml"] = (200, "application/xml", INDEX.encode())
    site["/sitemap-1.xml"] = (200, "application/xml", MAP.encode())
    assert f"{BASE}/en/berita/rob-BW-000000" in list(addresses(BASE))


def test_it_keeps_each_page_once_and_only_pages(site, tmp_path, capsys):
    site["/a"] = (200, "text/html", b"a")
    site["/b"] = (200, "image/png", b"b")
    site["/c"] = (500, "text/html", b"c")
    kept = keep([f"{BASE}/a", f"{BASE}/a", f"{BASE}/b", f"{BASE}/c"], tmp_path)
    assert [(file.read_bytes(), address) for file, address in kept.items()] == [
        (b"a", f"{BASE}/a"),
        (b"c", f"{BASE}/c"),
    ]
    assert capsys.readouterr().err == f"{BASE}/c answers 500\n"


def answering(monkeypatch, text):
    done = subprocess.CompletedProcess([], 1, stdout="", stderr=text)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)


def test_a_fault_names_its_page_line_and_words(monkeypatch, tmp_path):
    file = tmp_path / "00000.html"
    said = {"url": f"file:{file}", "lastLine": 7, "message": "Duplicate ID x.", "extract": "<p id=x>\n<p id=x>"}
    answering(monkeypatch, json.dumps({"messages": [said]}))
    assert faults(Path("vnu.jar"), {file: f"{BASE}/a"}) == [f"{BASE}/a:7: Duplicate ID x. | <p id=x> <p id=x>"]


@pytest.mark.parametrize("text", ["", "no java", "[]", "{}"])
def test_a_checker_that_says_nothing_is_no_clean_page(monkeypatch, text):
    answering(monkeypatch, text)
    with pytest.raises(CheckError):
        faults(Path("vnu.jar"), {})


def test_without_java_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert validate_html.main(BASE) == 1
    assert capsys.readouterr().err == "html: java is missing: apt-get install default-jre-headless\n"


@pytest.mark.parametrize(("found", "code"), [([], 0), (["x"], 1)])
def test_its_last_line_counts(monkeypatch, capsys, site, found, code):
    site["/sitemap.xml"] = (200, "application/xml", MAP.encode())
    monkeypatch.setattr(validate_html, "checker", lambda: Path("vnu.jar"))
    monkeypatch.setattr(validate_html, "faults", lambda _jar, _files: found)
    assert validate_html.main(BASE) == code
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"pages, {len(found)} errors")
