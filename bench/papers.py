"""What the index holds of a made-up story: what the product's own functions make of it, worked out once a paragraph.

A text is its paragraphs one after the other, and so are its words, its stems and the wards it names.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup

from bench.words import Passage
from portal.kernel import search_fts
from portal.kernel.search_cut import Document
from portal.kernel.search_words import stem, words
from portal.stories.indexing import MENTIONS, OUT
from portal.wards.spelling import Spellings


class Filed(NamedTuple):
    """A story that search knows of; `passages` are places in the pool."""

    at: datetime
    public: bool
    ward: Any
    rubric: Any  # with `id`, `name` and `name_en`
    title: str
    passages: Sequence[int]


class Paper(NamedTuple):
    """A document without its paragraphs' words; `tail` follows them."""

    document: Document  # its text is the title
    passages: Sequence[int]
    tail: str


class Papers:
    def __init__(self, pool: Sequence[Passage], wards: Sequence[Any]) -> None:
        self.spellings = Spellings(wards)
        self.pool = [words(str(Markup(each.html).striptags())) for each in pool]
        self._named = [self._wards(each) for each in self.pool]

    def _wards(self, found: Sequence[str]) -> frozenset[int]:
        return frozenset(each.ward.id for each in self.spellings.named(found))

    def paper(self, of: Filed) -> Paper:
        tags = [OUT] if of.public else []
        if of.public:
            named = self._wards(words(of.title)).union(*(self._named[each] for each in of.passages)) - {of.ward.id}
            tags += [MENTIONS.format(ward_id) for ward_id in sorted(named)]
        document = Document(of.at, of.title, of.public, of.ward.id, of.rubric.id, tags)
        around = f"{of.ward.name}\n{of.rubric.name}\n{of.rubric.name_en}"
        return Paper(document, of.passages, around if of.public else "")

    # ---- what SQLite keeps ----

    def terms(self, of: Paper) -> str:
        front = "" if of.document.public else search_fts.HIDDEN
        head = str(search_fts.values(of.document)["terms"])
        return " ".join([head, *(self._stems(each, front) for each in of.passages), *_stems(of.tail, front)])

    @cache  # noqa: B019 – lives as long as the city
    def _stems(self, passage: int, front: str) -> str:
        return " ".join(front + stem(word) for word in self.pool[passage])


def _stems(text: str, front: str) -> list[str]:
    return [front + stem(word) for word in words(text)]
