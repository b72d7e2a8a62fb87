"""The words of the portal: glossary.csv says what a thing is called, forbidden_words.csv what it is no longer called.

Read are both catalogues, the texts of the public pages, the letters and the words in the data files.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.messages.pofile import read_po
from flask_babel import force_locale

from portal.kernel.labels import POST, STORY

ROOT = Path(__file__).parents[2]
DATA = ROOT / "portal" / "data"
LANGUAGES = ("id", "en")
KEYS = {"id": {"id", "fix_id"}, "en": {"en", "fix_en"}}  # of the data files: which language a value is in
TIMES = re.compile(r"\d ?x ?\d|\d× ?\d|\d ×\d")  # for "3 × 24 jam"


OTHER_SENSE = {  # messages whose English word is a term in another sense
    "Alt text": "Teks alternatif",  # on the desks; residents are asked to describe the photo
    "Caption": "Keterangan foto",  # of a photo, not of a post
    "Consent": "Izin",  # of the people in a photo
    "Source": "Sumber",  # how the author knows, which need not be a person
    "Story": "Cerita",  # the field an author writes into
}


class Forbidden(NamedTuple):
    lang: str
    word: str
    instead: str
    allowed: tuple[str, ...]

    def found_in(self, text: str) -> bool:
        """Whether the word stands there as a whole word, outside the contexts in which it is right."""
        for context in self.allowed:
            text = re.sub(re.escape(context), " ", text, flags=re.IGNORECASE)
        return bool(re.search(rf"(?<![\w-]){re.escape(self.word)}(?![\w-])", text, re.IGNORECASE))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


FORBIDDEN = [
    Forbidden(row["lang"], row["word"], row["instead"], tuple(filter(None, row["allowed"].split("|"))))
    for row in rows("forbidden_words.csv")
]
GLOSSARY = {row["key"]: row for row in rows("glossary.csv")}


def catalogue(lang: str) -> Iterator[tuple[str, str]]:
    """(msgid, text) of everything the portal says in that language."""
    with (ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as handle:
        for message in read_po(handle, locale=lang):
            if message.id:
                texts = [message.string] if isinstance(message.string, str) else message.string
                yield from ((message.id if isinstance(message.id, str) else message.id[0], text) for text in texts)


def values(data: Any, keys: set[str]) -> Iterator[str]:
    """Every text of a data file that stands under one of the keys, at any depth."""
    if isinstance(data, list):
        for each in data:
            yield from values(each, keys)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from values(value, keys)


def own_words(lang: str) -> Iterator[tuple[str, str]]:
    """(where, text) of all words of ours in a language."""
    yield from ((f"catalogue: {msgid}", text) for msgid, text in catalogue(lang))
    for file in sorted((ROOT / "portal" / "content" / lang).glob("*.md")):
        yield from ((f"{file.name}: {line[:40]}", line) for line in file.read_text("utf-8").splitlines())
    for file in sorted(DATA.rglob("*.json")):
        for text in values(json.loads(file.read_text("utf-8")), KEYS[lang]):
            if not re.fullmatch(r"[0-9a-f]{64}", text):  # the hash of a consent
                yield f"{file.name}: {text[:40]}", text
    for file in sorted((ROOT / "portal" / "templates" / "email").rglob("*.*")):
        bare = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|<[^>]*>", " ", file.read_text("utf-8"))
        yield f"letter {file.name}", bare


def faults(lang: str, texts: list[tuple[str, str]]) -> list[str]:
    """What is said with a forbidden word, and the word to use."""
    words = [each for each in FORBIDDEN if each.lang == lang]
    return [f"{where} – {w.word!r}: use {w.instead!r}" for where, text in texts for w in words if w.found_in(text)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_forbidden_word_is_used(lang):
    assert faults(lang, list(own_words(lang))) == []


@pytest.mark.parametrize(
    ("lang", "text", "word"),
    [
        ("id", "Naskah master kosong.", "naskah"),
        ("id", "8 berita menunggu disiarkan", "disiarkan"),
        ("id", "Kiriman ini sudah diputus sebelum Anda.", "diputus"),
        ("id", "Putusan Anda tidak dijalankan.", "putusan"),
        ("id", "Facebook menolak token kita", "kita"),
        ("en", "The story was carried on Facebook.", "carried"),
        ("en", "Follows the master", "master"),
    ],
)
def test_the_old_words_would_be_found(lang, text, word):
    (fault,) = [each for each in faults(lang, [("page", text)]) if f"'{word}'" in each]
    assert fault.startswith("page – ")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("id", "Keputusan Anda disimpan; kitab, terbitan dan pegangan adalah kata lain."),
        ("id", "Berita dicabut berdasarkan putusan atau perintah yang berwenang nomor 7."),
        ("en", "Write at least three letters of the name."),
    ],
)
def test_whole_words_are_meant_and_some_contexts_allowed(lang, text):
    assert faults(lang, [("page", text)]) == []


@pytest.mark.parametrize("row", FORBIDDEN, ids=lambda row: f"{row.lang}-{row.word}")
def test_what_to_say_instead_is_allowed_itself(row):
    assert row.lang in LANGUAGES
    assert faults(row.lang, [("", f"Kata: {row.word}.")])
    assert row.instead
    assert not faults(row.lang, [("", row.instead)])


def test_each_allowed_context_is_used_somewhere():
    said = {lang: "\n".join(text for _, text in own_words(lang)).lower() for lang in LANGUAGES}
    unused = [
        (row.word, context) for row in FORBIDDEN for context in row.allowed if context.lower() not in said[row.lang]
    ]
    assert unused == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hours_of_a_deadline_and_quotes_are_written_in_one_way(lang):
    texts = list(own_words(lang))
    assert [where for where, text in texts if TIMES.search(text)] == []
    assert [where for where, text in texts if '"' in re.sub(r"(?m)^> .*$", "", text)] == []


def plain(term: str) -> str:
    """A term without what explains it in brackets: "takarir (caption)" is said as "takarir" too."""
    return re.sub(r" \(.*\)", "", term).lower()


def test_a_term_has_one_row_and_no_forbidden_word():
    assert len(GLOSSARY) == len(rows("glossary.csv"))
    for lang in LANGUAGES:
        assert faults(lang, [(key, row[lang]) for key, row in GLOSSARY.items()]) == []


def test_a_message_that_is_a_term_is_translated_as_the_glossary_has_it():
    terms: dict[str, set[str]] = {}
    for row in GLOSSARY.values():
        terms.setdefault(plain(row["en"]), set()).update((row["id"].lower(), plain(row["id"])))
    same = {msgid: text for msgid, text in catalogue("id") if msgid.lower() in terms}
    assert len(same) > 25
    assert {msgid: text for msgid, text in same.items() if text.lower() not in terms[msgid.lower()]} == OTHER_SENSE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_states_are_called_as_the_glossary_has_them(app, lang):
    terms = {
        **{key: STORY[key] for key in ("draft", "submitted", "in_review", "rejected", "published", "withdrawn")},
        **{"on_hold": STORY["held"], "shared": POST["published"], "scheduled": POST["scheduled"]},
    }
    with app.test_request_context("/"), force_locale(lang):
        said = {key: str(label.words).lower() for key, label in terms.items()}
    assert said == {key: GLOSSARY[key][lang].lower() for key in terms}
