"""The one seam where a person's words become HTML. What a browser gets has always gone through nh3, last."""

import re
from html import unescape

import bleach
import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from portal.kernel.text import visible

MAX_CHARS = 20_000
MAX_QUOTES = 4  # nested quotes beyond this are hostile, not journalism
STORY_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a"}
PAGE_TAGS = STORY_TAGS | {"h2", "h3", "hr"}
_ADDRESS = re.compile(r"\w\.[A-Za-z]")  # every address has this, most stories do not: linkify parses the text again
_DEEP = re.compile(rf"^(\s*>){{{MAX_QUOTES},}}", re.MULTILINE)


def _parser(*, headings: bool) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 12})
    parser.enable(["emphasis", "list", "blockquote", "link", "newline", "escape", "entity", "autolink"])
    return parser.enable(["heading", "hr"]) if headings else parser


_STORY, _PAGE = _parser(headings=False), _parser(headings=True)


def render(text: str) -> Markup:
    """A resident's Markdown (paragraphs, emphasis, lists, quotes, links) as safe HTML; bare addresses become links."""
    source = _DEEP.sub("> " * MAX_QUOTES, text[:MAX_CHARS].replace("\x00", ""))
    html = _STORY.render(source)
    if _ADDRESS.search(html):
        html = bleach.linkify(html, callbacks=[], skip_tags=["a"], parse_email=False)
    return _clean(html, STORY_TAGS, rel="nofollow ugc noopener")


def render_page(text: str) -> Markup:
    """The portal's own pages: the same, with headings and ordinary links."""
    return _clean(_PAGE.render(text), PAGE_TAGS, rel="noopener")


def plain(text: str) -> str:
    """Markdown as plain text, one blank line between paragraphs, for captions, excerpts and mail."""
    html = str(render(text))
    html = re.sub(r"<br ?/?>\n?", "\n", html)
    html = re.sub(r"<li>", "– ", html)
    html = re.sub(r"</(p|li|blockquote|ul|ol)>\n?", "\n\n", html)
    words = unescape(bleach.clean(html, tags=set(), strip=True))
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def shown(text: str) -> str:
    """The words that a reader of rendered Markdown sees, without bullets and numbers: what a minimum counts."""
    html = str(render(text)).replace("</p>\n", "</p>\n\n")
    return visible(unescape(nh3.clean(html, tags=set())))


def _clean(html: str, tags: set[str], rel: str) -> Markup:
    safe = nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}, "*": set()},  # without "*" nh3 adds title and lang to every tag
        url_schemes={"http", "https", "mailto"},
        link_rel=rel,
    )
    return Markup(safe)  # noqa: S704 – the seam itself: nh3 has just sanitised it
