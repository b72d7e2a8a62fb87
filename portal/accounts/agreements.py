"""The texts people agree to, each with its version and a hash of the exact words, so that consent can be proven. Pure.

From UU PDP 27/2022 (written, per purpose, provable), Pedoman Pemberitaan Media Siber 3b–3d and PP 17/2025 (children).
Whoever changes a text gives it a new version and hash; what was agreed to before keeps the old ones.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

LANGUAGES = ("id", "en")


class Record(NamedTuple):
    """What is kept of a consent besides who and when; `sha256` is of the text in the language it was read in."""

    version: str
    sha256: str


@dataclass(frozen=True)
class Choice:
    """One answer of an agreement that is a question."""

    value: str
    label: dict[str, str]


@dataclass(frozen=True)
class Agreement:
    """One text.

    `at` is where it is asked (registration, submission, photo, guardian, profile), `required` when it must be given:
    always, recognisable (a person can be recognised in the photo), child (a child can be seen), never.
    """

    code: str
    version: str
    at: str
    required: str
    text: dict[str, str]
    choices: tuple[Choice, ...]
    printed: dict[str, str]  # the hashes as the file has them

    def exact(self, lang: str) -> str:
        """Everything that was to be read: the text, and each choice on a line of its own."""
        return "\n".join((self.text[lang], *(choice.label[lang] for choice in self.choices)))


def _agreement(row: dict[str, Any]) -> Agreement:
    return Agreement(
        code=row["code"],
        version=row["version"],
        at=row["at"],
        required=row["required"],
        text=_languages(row),
        choices=tuple(Choice(choice["value"], _languages(choice)) for choice in row.get("choices", ())),
        printed=_languages(row["sha256"]),
    )


def _languages(row: dict[str, Any]) -> dict[str, str]:
    return {lang: str(row[lang]) for lang in LANGUAGES}


_DATA = json.loads((Path(__file__).parents[1] / "data" / "consents.json").read_text("utf-8"))
AGREEMENTS = {row["code"]: _agreement(row) for row in _DATA["consents"]}


def agreement(code: str) -> Agreement:
    """The agreement of that code.

    Raises:
        ValueError: there is none.
    """
    if code not in AGREEMENTS:
        raise ValueError(f"no agreement {code}")
    return AGREEMENTS[code]


def text(code: str, lang: str = "id") -> str:
    """The words to agree to; Indonesian for any language but `en`."""
    return agreement(code).text[_known(lang)]


def choices(code: str, lang: str = "id") -> list[tuple[str, str]]:
    """Values and labels of the answers, empty for a plain yes."""
    return [(choice.value, choice.label[_known(lang)]) for choice in agreement(code).choices]


def record(code: str, lang: str = "id") -> Record:
    """Version and hash to keep with a consent that was given to the text in that language."""
    found = agreement(code)
    return Record(found.version, sha256(found.exact(_known(lang)).encode()).hexdigest())


def asked_at(place: str) -> tuple[Agreement, ...]:
    """The agreements asked at registration, submission, photo or profile, in the order of the file."""
    return tuple(each for each in AGREEMENTS.values() if each.at == place)


def _known(lang: str) -> str:
    return lang if lang in LANGUAGES else "id"
