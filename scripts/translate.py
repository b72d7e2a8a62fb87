"""Keep the catalogues: `python -m scripts.translate` merges a JSON object {msgid: Indonesian} from standard input.

A plural is {"%(num)d photo": ["%(num)d photo", "%(num)d photos", "%(num)d foto"]}: singular, plural, Indonesian.
With --check it only says what the templates and code ask for and the catalogues lack; with --prune it drops the rest.
"""

import fcntl
import json
import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "translations"
METHODS = [("**.py", "python"), *((f"templates/**.{kind}", "jinja2") for kind in ("html", "txt", "xml"))]
SKIP = {"static", "node_modules"}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_n": (1, 2), "N_": None}


def path(lang: str, domain: str = "messages") -> Path:
    return FOLDER / lang / "LC_MESSAGES" / f"{domain}.po"


def load(lang: str) -> Catalog:
    file = path(lang)
    if file.exists():
        with file.open("rb") as handle:
            catalog = read_po(handle, locale=lang)
    else:
        catalog = Catalog(locale=lang, project="Berita dan Warga", charset="utf-8")
    if lang == "id":
        # Babel writes two forms for Indonesian, which has one
        catalog._num_plurals, catalog._plural_expr = 1, "0"
    return catalog


def save(lang: str, catalog: Catalog) -> None:
    file = path(lang)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as handle:
        write_po(handle, catalog, sort_output=True, no_location=True, omit_header=False, width=110)


def compile_all() -> None:
    """Every .po to its .mo, for all languages and domains."""
    for po in FOLDER.glob("*/LC_MESSAGES/*.po"):
        with po.open("rb") as handle:
            catalog = read_po(handle, locale=po.parent.parent.name)
        part = po.with_suffix(f".{os.getpid()}")
        with part.open("wb") as out:
            write_mo(out, catalog)
        part.replace(po.with_suffix(".mo"))  # whole or not at all: a server may be reading it


def asked_for() -> set[str | tuple[str, ...]]:
    """Every msgid the portal's code and templates name."""
    found: set[str | tuple[str, ...]] = set()
    options = {pattern: {"extensions": "jinja2.ext.i18n", "silent": "false"} for pattern, _ in METHODS[1:]}
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT / "portal", METHODS, options, KEYWORDS, directory_filter=lambda d: Path(d).name not in SKIP
    ):
        if message:
            found.add(message if isinstance(message, str) else tuple(message[:2]))
    return found


def merge(entries: dict[str, str | list[str]]) -> None:
    indonesian, english = load("id"), load("en")
    for msgid, text in entries.items():
        for catalog in (indonesian, english):
            catalog.delete(text[0] if isinstance(text, list) else msgid)  # add() would keep the old words
        if isinstance(text, list):
            pair = (text[0], text[1])
            indonesian.add(pair, (text[2],))
            english.add(pair, pair)
        else:
            indonesian.add(msgid, text)
            english.add(msgid, msgid)
    save("id", indonesian)
    save("en", english)


def missing() -> list[str]:
    """What is asked for and not translated."""
    lines = []
    for lang in ("id", "en"):
        catalog = load(lang)
        for msgid in sorted(asked_for(), key=str):
            message = catalog.get(msgid if isinstance(msgid, str) else msgid[0])
            if message is None or not message.string or message.fuzzy or not all(_texts(message.string)):
                lines.append(f"{lang}: {msgid!r}")
    return lines


def prune() -> None:
    wanted = {m if isinstance(m, str) else m[0] for m in asked_for()}
    for lang in ("id", "en"):
        catalog = load(lang)
        for message in list(catalog):
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            if msgid and msgid not in wanted:
                catalog.delete(msgid)
        save(lang, catalog)


def _texts(string: str | tuple[str, ...] | list[str]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if "--check" in sys.argv:
            lines = missing()
            print("\n".join(lines) or "translations complete")
            return 1 if lines else 0
        if "--prune" in sys.argv:
            prune()
        elif "--compile" not in sys.argv:
            merge(json.load(sys.stdin))
        compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
