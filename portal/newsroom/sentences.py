"""Plain Indonesian text: cleaned, and taken apart where a sentence ends. Pure."""

import re
import unicodedata
from typing import Final

import regex

from portal.channels.measure import URL

# An opened direction must not swallow what follows once its closing mark has been cut away.
_BIDI: Final = "\u202a-\u202e\u2066-\u2069"
_UNWANTED: Final = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}\ud800-\udfff\ufeff]")
_SPACES: Final = re.compile(r"\s+")
# regex, as tags are counted: it knows more letters than re. "C#dur" is no tag
_HASH: Final = regex.compile(r"(?<![\w&/#＃])[#＃]+(?=\w*[^\W\d_])")
_BORDER: Final = re.compile(r"(?<=[.!?…])(?P<close>[\"”’)\]]*)\s+(?=[\"“‘(\[]*\w)")
# Words that end in a full stop without ending the sentence.
_SHORT: Final = frozenset(
    {"jl", "jln", "gg", "no", "dr", "drs", "dra", "ir", "hj", "ny", "tn", "kh", "ust", "bpk", "sdr", "rt", "rw"}
    | {"prof", "spd", "mm", "dok", "tgl", "hlm", "jend", "kol", "a.n", "s.d", "d.a"}
)


def clean(text: str) -> str:
    """One line of a text: composed characters, single spaces, no control or direction marks, no tags of its own."""
    text = _UNWANTED.sub("", unicodedata.normalize("NFC", text.replace("\r", "\n")))
    return _without_tags(_SPACES.sub(" ", text)).strip()


def _without_tags(line: str) -> str:
    """A line without the "#" of tags; links keep theirs."""
    links = [*URL.findall(line), ""]
    return "".join(_HASH.sub("", words) + link for words, link in zip(URL.split(line), links, strict=True))


def sentences(text: str) -> list[str]:
    """The sentences of a cleaned paragraph, in order. A quotation is never taken apart."""
    parts: list[str] = []
    start = 0
    for border in _BORDER.finditer(text):
        piece = text[start : border.end("close")]
        if is_open(piece) or _ends_short(piece):
            continue
        parts.append(piece)
        start = border.end()
    if start < len(text):
        parts.append(text[start:])
    return parts


def is_open(piece: str) -> bool:
    """Whether a text ends inside a quotation or bracket that has not been closed yet."""
    return piece.count("“") > piece.count("”") or piece.count('"') % 2 == 1 or piece.count("(") > piece.count(")")


def _ends_short(piece: str) -> bool:
    if not piece.endswith("."):
        return False
    if piece[:-1].isdigit():  # an item's number at the beginning
        return True
    word = piece[:-1].rsplit(" ", 1)[-1].lstrip("(“\"'").lower()
    return word in _SHORT or (len(word) == 1 and word.isalpha())
