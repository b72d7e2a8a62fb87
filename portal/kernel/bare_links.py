"""Find URLs in plain text: where one starts and ends, and its target. Pure.

A URL starts with http(s):// or www., or is a bare domain with one of a few endings. A wider rule would turn academic
degrees and missing spaces ("M.Si", "pasar.Ke") into links to unrelated hosts.
"""

import re
import unicodedata
from typing import Final

_LABEL: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_HOST: Final = rf"(?:{_LABEL}\.)+(?!\d+(?![\w-])){_LABEL}"
_IPV4: Final = r"(?:\d{1,3}\.){3}\d{1,3}(?![.\w-])"
_BARE: Final = rf"(?:{_LABEL}\.)+(?:id|com|org|net)(?!_*(?:@|[^\W_])|-|\.\w)"
_PORT: Final = r"(?::\d{2,5}(?!\w|\.\d))?"
START: Final = (
    rf"(?:(?<![^\W_])(?i:https?)://(?:{_HOST}|{_IPV4}){_PORT}"
    rf"|(?<![^\W_])(?<![@/.\\-])(?i:www)\.{_HOST}{_PORT}"
    rf"|(?<![\w@/.\\:#&=-]){_BARE}{_PORT})(?!_*(?:@|[^\W_])|:[^\s/@]*@)"
)
_START: Final = re.compile(START)
_NAME: Final = re.compile(r"[^\W\d_]{3}")
# a full stop without a blank before the next sentence: "contoh.id.Kemudian" is the host contoh.id
_NEXT_SENTENCE: Final = re.compile(r"(?<=[a-z])\.(?:id|com|org|net)(?=\.[A-Z][a-z])")
# what an address may hold after its host; "&" begins an entity unless it is "&amp;" or none at all
_PATH: Final = re.compile(
    r"(?:&amp;|&(?!#?\w{1,31};)|[^\s&<>\"“”„«»‹›`|\\^{}\u2190-\u2bff\U0001f000-\U0001faff\ufe0f"
    r"\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u3000])*"
)
_ANOTHER: Final = re.compile(r"[,;](?=https?://|www\.)", re.IGNORECASE)
# account names and video numbers may end in "_": it ends emphasis only where some was begun before
_EMPHASIS: Final = re.compile(r"(?<![^\s(\[\"'“‘*])_+(?=[^\W_]|[*\[(\"“])")
_PAIRS: Final = {")": "(", "]": "["}
_LAST: Final = frozenset("/#=&%+-~$@")  # marks an address may end with


def end(text: str, start: int, limit: int) -> int:
    """Return the end of the URL that starts at `start`, or `start` if there is none."""
    found = _START.match(text, start, limit)
    if found is None:
        return start
    host = found[0]
    if cut := _NEXT_SENTENCE.search(host):
        return start + cut.end()
    if not host[:4].casefold().startswith(("http", "www.")) and not _NAME.search(host.rpartition(".")[0]):
        return start
    stop = found.end()
    if stop < limit and text[stop] in "/?#":
        stop += len(_path(text, stop, limit))
        if text.startswith("_", stop, limit) and not _EMPHASIS.search(text, 0, start + 1):
            stop = limit - len(text[stop:limit].lstrip("_"))
    return stop


def _path(text: str, start: int, limit: int) -> str:
    found = _PATH.match(text, start, limit)
    path = found[0] if found else ""
    if another := _ANOTHER.search(path):
        path = path[: another.start()]
    return _trimmed(path[: _balanced(path)])


def _balanced(path: str) -> int:
    """Where the first bracket closes that was not opened inside the address."""
    opened: list[str] = []
    for at, letter in enumerate(path):
        if letter in "([":
            opened.append(letter)
        elif letter in _PAIRS and (not opened or opened.pop() != _PAIRS[letter]):
            return at
    return len(path)


def _trimmed(path: str) -> str:
    """The path without the punctuation of the sentence around it."""
    stop = len(path)
    while stop:
        letter = path[stop - 1]
        whole = letter in _LAST or letter in _PAIRS or path.endswith("&amp;", 0, stop)
        if whole or unicodedata.category(letter)[0] not in "PS":
            break
        stop -= 1
    return path[:stop]


def target(address: str) -> str:
    """Return the target of a URL as typed."""
    address = address.replace("&amp;", "&")
    return address if re.match("https?://", address, re.IGNORECASE) else f"http://{address}"
