"""How long a text is for a network, and where it may be cut. Pure.

Depends on `regex` beside the standard library: only it knows the borders of user-perceived characters (UAX #29).
"""

import unicodedata
from functools import partial
from typing import Final

import regex

from portal.channels.limits import Limits, Unit

_TLD: Final = "com|org|net|info|id|io|me|tv|co|gov|edu|app|dev"
_HOST: Final = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
_PATH: Final = r"(?:[/?#](?:[\w!*';:=+,.$/%#\[\]\-~@|&?()]*[\w=+$/%#\-~@|&])?)?"
URL: Final = regex.compile(rf"https?://{_HOST}[a-z0-9]+(?::\d+)?{_PATH}", regex.IGNORECASE | regex.ASCII)
# X turns a bare domain into a link too; counted as the longer of the two readings, so never too short.
BARE_DOMAIN: Final = regex.compile(rf"(?<![\w@./-]){_HOST}(?:{_TLD})\b{_PATH}", regex.IGNORECASE | regex.ASCII)
_KNOWN_LINK: Final = regex.compile(rf"https?://{_HOST}(?:{_TLD})(?=[/?#:]|$)", regex.IGNORECASE | regex.ASCII)
HASHTAG: Final = regex.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")
_CLUSTER: Final = regex.compile(r"\X")
_EMOJI: Final = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3")
_KEYCAP_OR_SYMBOL: Final = frozenset("©®™‼⁉ℹ")
# twitter-text configuration v3: code points that weigh one; everything else weighs two.
_X_LIGHT: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def clusters(text: str) -> list[str]:
    """The user-perceived characters of a text, in order."""
    found: list[str] = _CLUSTER.findall(text)
    return found


def count(text: str, unit: Unit | str, url_length: int | None = None) -> int:
    """Length of a text in a network's own unit; `url_length` is what any link counts, where the network fixes it."""
    unit = Unit(unit)
    if unit is Unit.X_WEIGHTED:
        return _x_weight(unicodedata.normalize("NFC", text), url_length or 23)
    length = {
        Unit.CHARS: len,
        Unit.GRAPHEMES: lambda part: len(clusters(part)),
        Unit.UTF8_EMOJI: _utf8_emoji,
        Unit.UTF16: utf16,
    }[unit]
    if url_length is None:
        return length(text)
    links = sum(_link_weight(link, url_length) for link in URL.findall(text))
    return length(URL.sub("", text)) + links


def utf16(text: str) -> int:
    """UTF-16 code units: one for most characters, two for an emoji. So Telegram counts, after entity parsing."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def measure(text: str, limits: Limits) -> int:
    """Length of a text as the channel counts it."""
    return count(text, limits.unit, limits.url_length)


def fits(text: str, limits: Limits, room: int) -> bool:
    """Whether a text keeps within `room` (in the channel's unit) and within the channel's ceiling in bytes."""
    if limits.text_bytes_max is not None and len(text.encode("utf-8", "surrogatepass")) > limits.text_bytes_max:
        return False
    return measure(text, limits) <= room


def clip(text: str, limits: Limits, room: int) -> str:
    """The longest beginning of a text that fits, ending in an ellipsis when something is lost.

    Cuts between words where there are words, never inside a user-perceived character or a link.
    """
    if fits(text, limits, room):
        return text
    parts = clusters(text)
    keep = _largest(parts, partial(_fits_with_ellipsis, limits=limits, room=room))
    kept = "".join(parts[:keep])
    border = max(kept.rfind(" "), kept.rfind("\n"))
    if keep < len(parts) and not parts[keep].isspace() and border >= len(kept) // 2:
        kept = kept[:border]
    kept = _without_half_link(kept, text).rstrip(" \n,;:–-(“")
    while kept and not _fits_with_ellipsis(kept, limits, room):
        kept = "".join(clusters(kept)[:-1]).rstrip()
    return f"{kept}…" if _fits_with_ellipsis(kept, limits, room) and kept else ""


def _fits_with_ellipsis(text: str, limits: Limits, room: int) -> bool:
    return fits(f"{text}…", limits, room)


def _largest(parts: list[str], good: partial[bool]) -> int:
    """Number of leading parts that still pass; a search, as a hostile text may hold ten thousand of them."""
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if good("".join(parts[:middle])):
            low = middle
        else:
            high = middle - 1
    return low


def _without_half_link(kept: str, whole: str) -> str:
    for link in URL.finditer(whole):
        if link.start() < len(kept) < link.end():
            return kept[: link.start()]
    return kept


def _is_emoji(cluster: str) -> bool:
    if cluster[0] in _KEYCAP_OR_SYMBOL:
        return "\ufe0f" in cluster
    return _EMOJI.search(cluster) is not None


def _utf8_emoji(text: str) -> int:
    """Characters, but an emoji by its bytes, as Threads counts."""
    parts = clusters(text)
    return sum(len(part.encode("utf-8", "surrogatepass")) if _is_emoji(part) else len(part) for part in parts)


def _x_weight(text: str, url_length: int) -> int:
    links = sum(_link_weight(link, url_length) for link in URL.findall(text))
    rest = URL.sub("\n", text)  # a border stays a border, or two bare words could become a domain
    extra = sum(max(0, url_length - len(match)) for match in BARE_DOMAIN.findall(rest))
    weight = sum(2 if _is_emoji(part) else sum(map(_x_light, part)) for part in clusters(rest))
    return weight - len(URL.findall(text)) + links + extra


def _link_weight(link: str, url_length: int) -> int:
    """A network shortens only what it takes for a link; of a doubtful one the longer reading counts."""
    return url_length if _KNOWN_LINK.match(link) else max(url_length, len(link))


def _x_light(char: str) -> int:
    point = ord(char)
    return 1 if any(first <= point <= last for first, last in _X_LIGHT) else 2
