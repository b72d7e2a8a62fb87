"""Story codes like BW-7K3F2Q: five random letters and a check letter, made for phones, paper and a bad line.

The alphabet is Crockford's base 32 (no I, L, O, U). The letters are read as the polynomial

    c0·g⁵ + c1·g⁴ + c2·g³ + c3·g² + c4·g + c5      over GF(32) = GF(2)[x] / (x⁵ + x³ + 1), g = 9

and a code is right when it is 0. Every place then has another weight, none of them 0, and addition has no carry, so
every single wrong letter, every swap of two different letters (neighbours or not) and every doubled letter that
became another doubled letter (AA → BB) is noticed; of the codes made up at random one in 32 passes.
"""

import re
import secrets
import unicodedata
from functools import lru_cache
from typing import Protocol

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "BW"
LENGTH = 6
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_POLYNOMIAL = 0b101001
_G = 9
_IGNORED = re.compile(r"[\s\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff_.-]+")
_LONGEST = 64


class WrongCode(ValueError):
    """The text is no story code: too long, too short, a strange letter, or a slip the check letter noticed."""


class Chooser(Protocol):
    """What `new` needs of a random source; the module `secrets` has it."""

    def randbelow(self, exclusive_upper_bound: int, /) -> int: ...


def new(rng: Chooser = secrets) -> str:
    """A fresh canonical code, e.g. `7K3F2Q`; one of 33,554,432, so the caller keeps it unique."""
    body = "".join(ALPHABET[rng.randbelow(32)] for _ in range(LENGTH - 1))
    return body + check_letter(body)


def check_letter(body: str) -> str:
    """The last letter of a code that starts with these five canonical letters."""
    return ALPHABET[_times(_fold(body), _G)]


def parse(text: str) -> str:
    """The canonical code (six capitals without prefix or hyphen) meant by what somebody typed.

    Case, spaces, hyphens, dots and the prefix BW do not matter; I and L are read as 1, O as 0.

    Raises:
        WrongCode: it is not a code, or a letter is wrong.
    """
    if len(text) > _LONGEST:
        raise WrongCode("too long")
    letters = _IGNORED.sub("", unicodedata.normalize("NFKC", text)).upper()
    if len(letters) == LENGTH + len(PREFIX) and letters.startswith(PREFIX):
        letters = letters[len(PREFIX) :]
    if len(letters) != LENGTH or not set(letters) <= _VALUE.keys():
        raise WrongCode("not six letters of the alphabet")
    canonical = "".join(ALPHABET[_VALUE[letter]] for letter in letters)
    if _fold(canonical):
        raise WrongCode("the check letter does not fit")
    return canonical


@lru_cache(maxsize=4096)
def pretty(code: str) -> str:
    """As it is shown, printed and put in addresses: `BW-7K3F2Q`.

    Raises:
        WrongCode: see `parse`.
    """
    return f"{PREFIX}-{parse(code)}"


def split_path(text: str) -> tuple[str, str]:
    """Slug and canonical code of the last part of a story's address, `pasar-pagi-BW-7K3F2Q`; the slug may be empty.

    Raises:
        WrongCode: there is no right code at the end.
    """
    found = re.fullmatch(r"(?:(.*?)-)??(?:bw-?)?([0-9a-z]{6})", text, re.IGNORECASE | re.ASCII | re.DOTALL)
    if not found:
        raise WrongCode("no code at the end")
    return found[1] or "", parse(found[2])


def _fold(letters: str) -> int:
    """Horner's value of the letters at g."""
    total = 0
    for letter in letters:
        total = _TIMES_G[total] ^ _VALUE[letter]
    return total


def _times(a: int, b: int) -> int:
    """The product of two elements of GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= _POLYNOMIAL
        b >>= 1
    return product


_TIMES_G = tuple(_times(each, _G) for each in range(32))
