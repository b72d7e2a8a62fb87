"""A story as the HTML of a WordPress post: its text, its pictures in place, the way back. Sanitised last."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

import nh3

from portal.channels.adapter_api import Media, Parcel

_TAGS: Final = {
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "blockquote",
    "a",
    "h2",
    "h3",
    "figure",
    "figcaption",
    "img",
}
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "a": {"href"},
    "ol": {"start"},
    "img": {"src", "alt", "class"},
    "figure": {"class"},
    "p": {"class"},
    "*": set(),  # without it nh3 adds title and lang to every tag
}
_TAG: Final = re.compile(r"(<[^>]*>)")
# what WordPress rewrites when it shows a post: short codes, quotation marks, dashes, "2x3", smilies, its own name
_REWRITTEN: Final = re.compile(
    r"""["'\[\]]|--+|(?<![^\s;])-(?![^\s&])|\.{3,}|``|(?<=\d)x(?=\d)|\(tm\)|(?<=Word)p(?=ress)"""
    r"""|(?<!\S):(?=\S)|(?<!\S);(?=-?\))|(?<!\S)8(?=-?[)O])""",
    re.IGNORECASE,
)
_BLOCK: Final = re.compile(r"<(/?)(?:p|ul|ol|li|blockquote|h2|h3)\b[^>]*>")


def content(parcel: Parcel, media: Sequence[tuple[Media, int, str]]) -> str:
    """The post's content. `media` holds each picture with its id and address there; the key marks it as ours."""
    blocks = list(_blocks(parcel.html)) or [f"<p>{escape(parcel.text)}</p>"]
    figures = [_figure(*each) for each in media]
    parts = figures[:1] + _spread(blocks, figures[1:])
    if parcel.link:
        link = escape(parcel.link)
        parts.append(f'<p class="{mark(parcel.key)}">Berita asli: <a href="{link}">{link}</a></p>')
    return literal(
        nh3.clean(
            "\n\n".join(parts),
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    )


def literal(html: str) -> str:
    """The same HTML, written so that WordPress shows each character as it was typed.

    Its filters look for characters; they leave numeric references alone, and a browser reads both the same.
    """
    parts = _TAG.split(html)
    parts[::2] = (_REWRITTEN.sub(_references, words) for words in parts[::2])
    parts[1::2] = (tag.replace("[", "&#91;").replace("]", "&#93;") for tag in parts[1::2])
    return "".join(parts)


def _references(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(letter)};" for letter in found[0])


def plain(words: str) -> str:
    """A single field – a title, an excerpt, a caption – as HTML for WordPress: nothing in it is markup."""
    return literal(escape(words, quote=False))


def mark(key: str) -> str:
    """The class of the last line, by which our own post is told from another with the same address."""
    return f"warga-{key}"


def is_ours(raw: str, parcel: Parcel) -> bool:
    """Whether this content was made by us for this very post, even after somebody edited it."""
    return mark(parcel.key) in raw or (bool(parcel.link) and escape(parcel.link) in raw)


def caption(media: Media) -> str:
    """What stands under a picture: its caption and who took it, as plain text."""
    credit = f"Foto: {media.credit}" if media.credit else ""
    words = media.caption.strip()
    if words and credit:
        words += "" if words[-1] in ".!?…”" else "."
    return " ".join(filter(None, (words, credit)))


def _figure(media: Media, number: int, address: str) -> str:
    image = f'<img src="{escape(address)}" alt="{escape(media.alt)}" class="wp-image-{number}">'
    words = caption(media)
    under = f'<figcaption class="wp-element-caption">{escape(words)}</figcaption>' if words else ""
    return f'<figure class="wp-block-image size-large">{image}{under}</figure>'


def _blocks(html: str) -> Iterator[str]:
    """The outermost blocks of well-formed HTML: no picture may land inside a list or a quotation."""
    depth = start = 0
    for tag in _BLOCK.finditer(html):
        depth += -1 if tag[1] else 1
        if depth == 0:
            yield html[start : tag.end()].strip()
            start = tag.end()
    if rest := html[start:].strip():
        yield rest


def _spread(blocks: list[str], figures: list[str]) -> list[str]:
    """Pictures between blocks, as evenly as there is room; none before the first block."""
    places = [max(1, round((number + 1) * len(blocks) / (len(figures) + 1))) for number in range(len(figures))]
    mixed: list[str] = []
    for position, block in enumerate(blocks, start=1):
        mixed.append(block)
        mixed += [figure for figure, place in zip(figures, places, strict=True) if place == position]
    return mixed
