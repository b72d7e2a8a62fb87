"""The master text of a story: a headline and paragraphs that all channels are fitted from. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

from portal.newsroom.fitting import StoryFacts

_GAP = re.compile(r"\n\s*\n")


def own_words(title: str, paragraphs: Iterable[str]) -> str:
    """The story itself as a master text, before anybody has edited one."""
    return "\n\n".join(part for part in (title.strip(), *map(str.strip, paragraphs)) if part)


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """The first line, which is the headline, and the paragraphs below it; a line break inside one becomes a space."""
    head, _, rest = text.strip().partition("\n")
    paragraphs = (" ".join(part.split()) for part in _GAP.split(rest.strip()))
    return head.strip(), tuple(filter(None, paragraphs))


def facts(story: StoryFacts, text: str) -> StoryFacts:
    """What a caption may say once the master has been edited: its words, and all else as the story has it."""
    title, paragraphs = split(text)
    return replace(story, title=title, paragraphs=paragraphs, standfirst="")
