"""Words as search keeps and compares them: folded, cut into tokens, and reduced to their Indonesian stem. Pure."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

LONGEST = 40  # letters; what is longer is no word and would only fatten the index
_TOKEN = re.compile(r"[^\W_]+")
_UNDECOMPOSED = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
_APOSTROPHES = re.compile("['’‘ʼ`\u00ad]")  # Jum'at is written Jumat as well
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_STEMMER = snowballstemmer.stemmer("indonesian")

# what nearly every story holds and nobody looks for; left out of a query, but kept in the index for phrases
STOP_WORDS = frozenset(
    (
        *("ada", "adalah", "agar", "akan", "atau", "bagi", "bahwa", "bisa", "dalam", "dan", "dapat", "dari", "dengan"),
        *("di", "hal", "harus", "ia", "ini", "itu", "itulah", "jadi", "jika", "juga", "kami", "karena", "ke", "kita"),
        *("lagi", "lalu", "maka", "mereka", "oleh", "pada", "para", "pun", "saat", "saja", "saya", "sang", "sebagai"),
        *("sebuah", "sedang", "seorang", "serta", "si", "sudah", "supaya", "tapi", "telah", "tentang", "tersebut"),
        *("tetapi", "untuk", "yaitu", "yakni", "yang"),
    )
)


def fold(text: str) -> str:
    """Lower case without accents, apostrophes and soft hyphens: `Jum’at`, `JUMAT` and `jumát` are one."""
    plain = _APOSTROPHES.sub("", text).casefold()
    if plain.isascii():
        return plain
    return _NOT_ASCII.sub(_base_letters, unicodedata.normalize("NFKD", plain).casefold())


def _base_letters(found: re.Match[str]) -> str:
    """Letters without their marks; only what is not ASCII comes here, because letter by letter is slow."""
    letters = found[0].translate(_UNDECOMPOSED)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words of a text in order, folded; letters and digits of any script, at most LONGEST each."""
    return [found[:LONGEST] for found in _TOKEN.findall(fold(text))]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word: `membersihkan`, `dibersihkan` and `kebersihan` are `bersih`."""
    return str(_STEMMER.stemWord(word))
