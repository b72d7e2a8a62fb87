"""Convert people's text to HTML. nh3 always runs last on what a browser gets.

The profile of Markdown is `kernel.markdown`, described in docs/markdown.md. Titles, captions, names and other single
fields are no Markdown: templates escape them.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

import bleach
import nh3
from markupsafe import Markup

from portal.kernel import markdown, text

PROFILE: Final = 3  # raise it when `render` makes other HTML of the same words: stored HTML is then rendered anew
MAX_CHARS = 20_000
MAX_QUOTES = 4  # nested quotes beyond this are hostile, not journalism
STORY_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}
PAGE_TAGS = STORY_TAGS | {"h2", "h3", "hr"}
_DEEP = re.compile(rf"^(?:[ \t]*>){{{MAX_QUOTES},}}(?=[ \t]*[^\s>])", re.MULTILINE)
LINE_TAGS = STORY_TAGS - {"em", "strong", "a"}  # those that begin or end a line of plain text
_TAG = re.compile(r'<(/?)(p|br|ul|ol|li|blockquote)(?: start="(\d+)")?>\n?')
_DEAD_LINK = re.compile(r'<a rel="[^"]*">(.*?)</a>', re.DOTALL)  # nh3 took an address that is none
_DASH = re.compile(r"^– ", re.MULTILINE)

_STORY, _PAGE, _PLAIN = markdown.markdown(), markdown.markdown("heading", "hr", relative=True), markdown.plain_text()


def render(words: str) -> Markup:
    """A resident's Markdown (paragraphs, emphasis, lists, quotes, links) as safe HTML; bare addresses become links."""
    source = _DEEP.sub("> " * MAX_QUOTES, words[:MAX_CHARS].replace("\x00", ""))
    return _clean(_STORY.render(source), STORY_TAGS, rel="nofollow ugc noopener")


def render_page(words: str) -> Markup:
    """The portal's own pages: the same, with headings and ordinary links."""
    return _clean(_PAGE.render(words), PAGE_TAGS, rel="noopener")


def from_plain(words: str) -> Markup:
    """Render plain text, such as a post, as safe HTML: only lists and URLs are marked up."""
    source = _DASH.sub("- ", words[:MAX_CHARS].replace("\x00", ""))
    return _clean(_PLAIN.render(source), STORY_TAGS, rel="nofollow ugc noopener")


def plain(words: str) -> str:
    """Markdown as plain text, one blank line between paragraphs, for captions, excerpts and mail."""
    return words_of(render(words))


def words_of(html: str) -> str:
    """The words of HTML that `render` made: the same as `plain` of its Markdown. Items keep their dash or number."""
    lines = bleach.clean(html, tags=LINE_TAGS, attributes={"ol": ["start"]}, strip=True)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n", "\n", "".join(_words(lines)))).strip()


def line_of(html: str) -> str:
    """The same in one line."""
    return " ".join(words_of(html).split())


def _words(html: str) -> Iterator[str]:
    numbers: list[int] = []  # of the open lists, innermost last: the next item's, 0 for a list without numbers
    at, fresh = 0, False  # fresh: an item has begun and has no words yet, so its paragraph stays on its line
    for tag in _TAG.finditer(html):
        found = unescape(html[at : tag.start()])
        at = tag.end()
        if found.strip():
            fresh = False
            yield found
        elif found and not fresh:
            yield found
        closes, name = tag[1], tag[2]
        if name == "br":
            yield "\n"
        elif name in ("ul", "ol"):
            if closes:
                numbers = numbers[:-1]
            else:
                numbers.append(int(tag[3] or 1) if name == "ol" else 0)
            yield "\n\n"
        elif name == "li" and not closes:
            yield f"\n\n{numbers[-1]}. " if numbers and numbers[-1] else "\n\n– "
            if numbers and numbers[-1]:
                numbers[-1] += 1
            fresh = True
        elif name and not (fresh and not closes):
            yield "\n\n"
    yield unescape(html[at:])


def shown(words: str) -> str:
    """The words that a reader of rendered Markdown sees, without bullets and numbers: what a minimum counts."""
    html = str(render(words)).replace("</p>\n", "</p>\n\n")
    return text.visible(unescape(nh3.clean(html, tags=set())))


def _clean(html: str, tags: set[str], rel: str) -> Markup:
    safe = nh3.clean(
        text.clean(html),  # entities may stand for what no page can carry
        tags=tags,
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},  # without "*" nh3 adds title and lang to every tag
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=rel,
    )
    return Markup(_DEAD_LINK.sub(r"\1", safe))  # noqa: S704 – the seam itself: nh3 has just sanitised it


def _attribute(tag: str, name: str, value: str) -> str | None:
    return None if tag == "ol" and name == "start" and not (value.isascii() and value.isdigit()) else value
