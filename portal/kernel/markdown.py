"""The portal's Markdown profile, see docs/markdown.md. Pure.

Paragraphs, line breaks, emphasis, lists, quotes, links. It is narrower than CommonMark where CommonMark would change
what residents typed: asterisks of dial codes, years at the start of a line, Windows paths, relative links.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from portal.kernel import bare_links

OPTIONS: Final = {"html": False, "breaks": True, "maxNesting": 12}
_STOP: Final = re.compile(rf"[\n\\*_\[\]&]|{bare_links.START}")
_ESCAPED: Final = re.compile(r"\\(?:[*\[\]<>&#+\-.!~|`]|_(?=\w)|(?<=\w\\)_|(?<=\d\\)\))")
_WINDOWS_PATH: Final = re.compile(r"(?:(?<=\b[A-Za-z]:)\\|(?<![^\s(\"'“‘])\\\\(?=\w))[^\s\[\]]*(?<![*_])")
_NO_LIST: Final = re.compile(r"(?![1-9]\d?[.)]\s+\S)\d|\+\s*\d|[-+*](?:\s+[-+*])*\s*$")
_NO_PLAIN_LIST: Final = re.compile(_NO_LIST.pattern + r"|[*+]")
_OTHER_NUMBER: Final = re.compile(r"(?![1-9]\d?[.)])\d+[.)](?:\s|$)")
_NO_QUOTE: Final = re.compile(r">(?:[>\s]*$|[_:.<=/-])")
_MORE_THAN: Final = re.compile(r">[>\s]*\d(?!\d?[.)]\s)")
# a host of its own, and no user name before it, which makes one site look like another
_ABSOLUTE: Final = re.compile(r"https?://[^/?#@%]+(?![^/?#])|mailto:[^@]+@", re.IGNORECASE)
_MARKS: Final = {"*": re.compile(r"\*+"), "_": re.compile("_+")}


class House(MarkdownIt):
    """The parser; `relative` lets links lead within the portal, for the portal's own pages."""

    def __init__(self, rules: Sequence[str], *, relative: bool = False) -> None:
        super().__init__("zero", OPTIONS)
        self._relative = relative
        self.enable(list(rules))
        self.inline.ruler.at("text", _text)
        self.inline.ruler.before("text", "address", _address)

    def validateLink(self, url: str) -> bool:  # noqa: N802 – markdown-it's name
        """A link must say its host: a relative one means another site in a feed or on a channel."""
        return bool(_ABSOLUTE.match(url)) or (self._relative and super().validateLink(url))


def markdown(*rules: str, relative: bool = False) -> House:
    """The parser for what people write; `rules` are further ones of markdown-it."""
    parser = House(["emphasis", "list", "blockquote", "link", "newline", "escape", "entity", *rules], relative=relative)
    parser.inline.ruler.at("escape", _escape)
    parser.inline.ruler.before("escape", "windows_path", _windows_path)
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "blockquote", "list"]})
    return _numbered(parser, _NO_LIST)


def plain_text() -> House:
    """The parser for text that is no Markdown: paragraphs, line breaks, bare addresses, lists with "-" or a number."""
    return _numbered(House(["list", "newline"]), _NO_PLAIN_LIST)


def _numbered(parser: House, no_list: re.Pattern[str]) -> House:
    """Lists are numbered from 1 to 99 and keep their numbers: a year begins none, nor does a line of marks alone."""

    def listed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        fits = _has_room(state, 2)  # the list and its item
        return fits and not no_list.match(_line(state, start)) and list_block(state, start, end, silent)

    parser.block.ruler.at("list", listed, {"alt": ["paragraph", "blockquote"]})
    parser.block.ruler.before("list", "other_number", _other_number, {"alt": ["list"]})
    parser.core.ruler.after("block", "keep_numbers", _keep_numbers)
    return parser


def _text(state: StateInline, silent: bool) -> bool:
    """Everything up to the next character that may be markup, or the next address."""
    found = _STOP.search(state.src, state.pos, state.posMax)
    stop = found.start() if found else state.posMax
    if stop == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : stop])
    state.pos = stop
    return True


def _address(state: StateInline, silent: bool) -> bool:
    """A bare address, as a link; inside a link, and where no link may lead, as text without any markup in it."""
    stop = bare_links.end(state.src, state.pos, state.posMax)
    if stop == state.pos:
        return False
    if not silent:
        words = state.src[state.pos : stop]
        href = state.md.normalizeLink(bare_links.target(words))
        linked = not state.linkLevel and state.md.validateLink(href)
        if linked:
            state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = words.replace("&amp;", "&")
        if linked:
            state.push("link_close", "a", -1)
    state.pos = stop
    return True


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash before a mark of the profile takes its meaning away; every other backslash is one."""
    if state.src[state.pos] != "\\" or not _ESCAPED.match(state.src, state.pos, state.posMax):
        return False
    return _literal(state, silent, state.src[state.pos + 1], 2)


def _windows_path(state: StateInline, silent: bool) -> bool:
    r"""`C:\_data` and `\\server\share`: no mark means anything in it."""
    found = _WINDOWS_PATH.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "\\" else None
    return found is not None and _literal(state, silent, found[0], len(found[0]))


def _literal(state: StateInline, silent: bool, words: str, length: int) -> bool:
    if not silent:
        state.push("text_special", "", 0).content = words
    state.pos += length
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Offer a run of asterisks or underscores for pairing, only where it stands around words."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    start = stop = state.pos
    while stop < state.posMax and state.src[stop] == marker:
        stop += 1
    before = state.src[start - 1] if start else " "
    after = state.src[stop] if stop < state.posMax else " "
    length = stop - start
    may_open, may_close = opens(before, after, length), closes(before, after)
    if may_open and _is_code(after):  # "**12 rumah**" is emphasis, "**21* lalu **61*" are codes: nothing is split there
        other = _MARKS[marker].search(state.src, stop, state.posMax)
        may_open = other is not None and len(other[0]) >= length
    for _ in range(length):
        state.push("text", "", 0).content = marker
        token = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(marker), length, token, -1, may_open, may_close))
    state.pos = stop
    return True


def opens(before: str, after: str, length: int) -> bool:
    """Whether a run of `length` marks between these characters may begin emphasis.

    A single mark before a digit or "#" is a dial code or a factor, never emphasis.
    """
    if after.isspace() or after in "/\\.,;:)]}=+%|>?!…~^-–&" or (length == 1 and _is_code(after)):
        return False
    return before.isspace() or before in "\"'*_,;:!?|>" or unicodedata.category(before) in ("Ps", "Pi", "Pd", "So")


def _is_code(letter: str) -> bool:
    """Whether a mark before this letter may belong to a dial code, a factor or a tag."""
    return letter.isdecimal() or letter == "#"


def closes(before: str, after: str) -> bool:
    """Whether a run of marks between these characters may end emphasis."""
    if before.isspace() or before in "/\\([{=+|<~^@&#":
        return False
    if after.isspace() or after in "\"'*_|<":
        return True
    return unicodedata.category(after) in ("Pe", "Pf", "Pd", "So", "Po") and after not in "@#/\\&%"


def _has_room(state: StateBlock, levels: int) -> bool:
    """Whether a block may open `levels` more. Markdown-it drops what stands deeper than `maxNesting`."""
    return state.level + levels < state.md.options.maxNesting


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _other_number(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Ends a list before a number that no list has; it would be counted as the next item."""
    return silent and bool(_OTHER_NUMBER.match(_line(state, start)))


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A quote; "> 50 orang" says "more than", unless the next line goes on quoting."""
    line, after = _line(state, start), _line(state, start + 1) if start + 1 < end else ""
    if _NO_QUOTE.match(line) or not _has_room(state, 1):
        return False
    if _MORE_THAN.match(line) and (not after.startswith(">") or _MORE_THAN.match(after)):
        return False
    return blockquote(state, start, end, silent)


def _keep_numbers(state: StateCore) -> None:
    """Begin a new list where the numbers jump, so that each item keeps the number that was typed."""
    kept: list[Token] = []
    lists: list[tuple[Token, list[int]]] = []
    for token in state.tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append((token, []))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and lists[-1][0].tag == "ol":
            opened, numbers = lists[-1]
            kept += _gap(opened, numbers, int(token.info))
        kept.append(token)
    state.tokens = kept


def _gap(opened: Token, typed: list[int], number: int) -> list[Token]:
    """The end of one list and the beginning of the next, where `number` does not follow. "1. 1. 1." counts on."""
    follows = not typed or number == typed[0] + len(typed) or (number == 1 and set(typed) == {1})
    if follows:
        typed.append(number)
        return []
    typed[:] = [number]
    attrs: dict[str, Any] = {"start": number} if number != 1 else {}
    close = opened.copy(type="ordered_list_close", nesting=-1, attrs={}, map=None)
    return [close, opened.copy(attrs=attrs)]
