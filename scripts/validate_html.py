"""Ask the Nu HTML checker about every public page of a running portal, in both languages.

`python -m scripts.validate_html http://127.0.0.1:8000` reads the sitemap and the pages it leads to, prints one line for
each fault and a last line with the count, and exits 1 when there is a fault. It needs java; the checker (npm `vnu-jar`,
pinned in package.json) is installed when it is missing.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from scripts import frontend

JAR = frontend.ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
# what no sitemap names: forms, pages of words alone, error pages
BESIDE = (
    *("/masuk", "/daftar", "/lupa", "/kirim", "/kirim/berita", "/kirim/aduan", "/cari", "/cari?q=rob", "/teks"),
    *("/teks/kelurahan/medono", "/kelurahan/medono/langganan", "/tidak-ada", "/berita?sebelum=salah"),
)


class CheckError(Exception):
    """Why nothing could be checked, in one line."""


def checker() -> Path:
    """The jar, installed beside what the site needs."""
    if not shutil.which("java"):
        raise CheckError("java is missing: apt-get install default-jre-headless")
    if not JAR.is_file():
        npm, env = frontend.tools()
        frontend.run(
            [*npm, "install", "--include=dev", "--no-save", "--ignore-scripts", "--no-audit"], "npm install", env
        )
    if not JAR.is_file():
        raise CheckError(f"{JAR.relative_to(frontend.ROOT)} did not come with the package")
    return JAR


def fetch(address: str) -> tuple[int, str, bytes]:
    """Status, media type and body."""
    try:
        with urlopen(Request(address, headers={"Accept": "text/html"}), timeout=60) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def addresses(base: str) -> Iterator[str]:
    """Every page of the sitemap (of all its parts), then what no sitemap names."""
    yield from _located(f"{base}/sitemap.xml", base)
    for path in BESIDE:
        yield f"{base}{path}"
        yield f"{base}/en{path}"


def _located(sitemap: str, base: str) -> Iterator[str]:
    tree = ET.fromstring(fetch(sitemap)[2])
    for each in tree.iter(LOC):
        path = str(each.text)
        path = base + path[path.index("/", len("https://")) :]  # it names the configured host, not the one asked
        if tree.tag.endswith("sitemapindex"):
            yield from _located(path, base)
            continue
        yield path
        if "/berita/" in path:
            yield path.replace("/berita/", "/teks/berita/")


def faults(jar: Path, files: dict[Path, str]) -> list[str]:
    """What the checker calls an error, with the address of the page."""
    command = ["java", "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        said = json.loads(done.stderr or done.stdout)["messages"]
    except (ValueError, KeyError, TypeError) as error:
        raise CheckError(f"the checker did not answer: {(done.stderr or done.stdout)[:200]}") from error
    return [_line(each, files) for each in said]


def _line(said: dict[str, object], files: dict[Path, str]) -> str:
    page = files.get(Path(str(said.get("url", "")).removeprefix("file:")), "?")
    extract = " ".join(str(said.get("extract", "")).split())[:160]
    return f"{page}:{said.get('lastLine', '?')}: {said.get('message')} | {extract}"


def keep(found: Iterable[str], folder: Path) -> dict[Path, str]:
    """The pages as files, by file; what is no HTML is left out."""
    kept: dict[Path, str] = {}
    for n, address in enumerate(dict.fromkeys(found)):
        status, kind, body = fetch(address)
        if status >= 500:
            print(f"{address} answers {status}", file=sys.stderr)
        if kind == "text/html":
            kept[folder / f"{n:05}.html"] = address
            (folder / f"{n:05}.html").write_bytes(body)
    return kept


def main(base: str = "http://127.0.0.1:8000") -> int:
    try:
        jar = checker()
        with tempfile.TemporaryDirectory() as folder:
            files = keep(addresses(base.rstrip("/")), Path(folder))
            found = faults(jar, files)
    except (CheckError, frontend.BuildError, OSError, ET.ParseError) as failure:
        print(f"html: {failure}", file=sys.stderr)
        return 1
    for line in found:
        print(line)
    print(f"{len(files)} pages, {len(found)} errors", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
