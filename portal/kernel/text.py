"""What people type, made fit to keep and to show: clean text, slugs, excerpts, names. Pure.

Dates and numbers (`portal.kernel.dates`) and the word difference (`portal.kernel.diff`) are offered from here too.
"""

import re
import unicodedata
from functools import lru_cache

import regex

from portal.kernel.dates import (
    Relative,
    clock,
    date_en,
    date_id,
    day_date,
    day_stamp,
    field_wib,
    long_date,
    number,
    parse_wib,
    relative,
    relative_day,
    rupiah,
    short_date,
    stamp,
    start_of_day,
    wib,
)
from portal.kernel.diff import word_diff

__all__ = [
    "Relative",
    "clean",
    "clean_line",
    "clock",
    "date_en",
    "date_id",
    "day_date",
    "day_stamp",
    "excerpt",
    "field_wib",
    "first_name",
    "initials",
    "long_date",
    "monogram",
    "number",
    "parse_wib",
    "relative",
    "relative_day",
    "rupiah",
    "short_date",
    "slugify",
    "stamp",
    "start_of_day",
    "visible",
    "wib",
    "word_diff",
]

# what no page, feed or file name can carry: controls, halves of surrogate pairs, characters XML forbids, and marks
# that turn the reading direction of everything after them
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# characters that show nothing: controls, formats, fillers, variation selectors (all Default_Ignorable), unassigned and
# private ones, and the blank braille pattern, note head, hieroglyphs and object mark. Format characters
# all count as invisible: the few Arabic and Syriac signs among them mean nothing without a number or letter.
_INVISIBLE = regex.compile(r"[[\p{DI}\p{C}\u2800\uFFFC\U0001D159\U00013441\U00013442]--\s]", regex.V1)
_LOOSE_MARKS = regex.compile(r"(?<![\p{L}\p{N}\p{P}\p{S}\p{M}])\p{M}+")  # with no letter to stand on
_PILED_MARKS = regex.compile(r"([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+")
_LATIN = re.compile("[!-~]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNDECOMPOSED = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")
_TITLES = frozenset(
    (
        *("bapak", "bp", "bpk", "ibu", "bu", "sdr", "sdri", "tn", "ny"),
        *("dr", "drg", "drs", "dra", "ir", "prof"),
        *("h", "hj", "haji", "hajah", "k", "kh", "kyai", "nyai", "ustaz", "ustazah"),
    )
)
_ABBREVIATIONS = _TITLES | {"jl", "jln", "kel", "kec", "kab", "no", "rp", "tgl", "a.n", "u.p", "hlm"}
_PARTICLES = frozenset(("bin", "binti"))


def clean(text: str) -> str:
    """Text as it is kept: line feeds only, nothing invisible that harms, composed (NFC), trimmed at both ends.

    Empty when nothing in it can be seen.
    """
    kept = unicodedata.normalize("NFC", _UNFIT.sub("", _BREAKS.sub("\n", text))).strip()
    return kept if _LATIN.search(kept) or visible(kept) else ""


def visible(text: str) -> str:
    """The part of a text that a reader can see, for every minimum and every "is there anything"; never for keeping.

    White space counts as one space between words and one blank line between paragraphs.
    """
    seen = _PILED_MARKS.sub(r"\1", _LOOSE_MARKS.sub("", _INVISIBLE.sub("", text)))
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """One line of text: as `clean`, and every run of white space one space."""
    return " ".join(clean(text).split())


_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`\u00ad")


def slugify(text: str, limit: int = 80, fallback: str = "berita") -> str:
    """`rob-naik-di-krapyak`: lower-case ASCII words joined by hyphens, cut at a word; `fallback` if nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " dan ")).translate(_UNDECOMPOSED)
    letters = plain.translate(_APOSTROPHES)
    if not letters.isascii():
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", letters)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:limit]
        if len(longer) > limit:
            break
        slug = longer
    return slug or fallback


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of a plain text in at most `limit` characters.

    It ends with a sentence when that fills at least half of the space, else with a whole word and "…".
    """
    line = clean_line(text)
    if len(line) <= limit:
        return line
    ends = [found.end() for found in _SENTENCE_END.finditer(line, 0, limit + 1) if _ends_sentence(line, found.start())]
    if ends and ends[-1] >= limit / 2:
        return line[: ends[-1]]
    cut = line[: limit - 1]
    if line[limit - 1] != " " and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:-–—") + "…"


def _ends_sentence(line: str, at: int) -> bool:
    """Whether the stop there closes a sentence and not an abbreviation like "Jl.", an initial or an item's number."""
    word = line[:at].rsplit(" ", 1)[-1].lower().strip("(\"'“‘")
    short = word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or (len(word) <= 2 and word.isdigit())
    return line[at] != "." or not short


def initials(name: str) -> str:
    """`Siti Maryam` → `S.M.`; titles before and after a name and "bin" are left out, empty for an empty name."""
    return "".join(f"{_first_letter(word)}." for word in _names(name))


@lru_cache(maxsize=2000)  # the same people write again and again
def monogram(name: str) -> str:
    """One or two capitals for a round picture: first and last name."""
    words = _names(name)
    if len(words) == 1 and _INITIALS.fullmatch(words[0]):
        words = words[0].rstrip(".").split(".")
    return "".join(_first_letter(word) for word in [*words[:1], *words[1:][-1:]])


def first_name(name: str) -> str:
    """What a person is called in a greeting: the first word that is neither a title nor a single letter."""
    words = _names(name)
    return next((word for word in words if len(word.strip(".")) > 1), words[0] if words else "")


def _names(name: str) -> list[str]:
    """The words of a name without titles; degrees stand behind a comma."""
    words = [word for word in clean_line(name).split(",")[0].split() if any(letter.isalpha() for letter in word)]
    kept = [word for word in words if word.lower() not in _PARTICLES]
    while len(kept) > 1 and kept[0].lower().strip(".") in _TITLES:
        kept = kept[1:]
    return kept


def _first_letter(word: str) -> str:
    return next(letter for letter in word if letter.isalpha()).upper()
