"""One story, fitted to one channel: caption, choice and cut of the pictures. Pure.

The caption is built from blocks: a hook, two or three short paragraphs, who sent it, who took the pictures, where to
read on, a few tags. What is owed (the label of an unverified story, the names) gets its room first, the paragraphs
take what is left, cut where a sentence ends. The result never exceeds the channel's ceiling, whatever the story holds.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.channels.identity import Identity
from portal.channels.limits import SITES, Kind, Limits
from portal.channels.measure import clip, clusters, count, fits, measure
from portal.newsroom.checking import Issue, Picture, Severity, check
from portal.newsroom.crops import Crop, crop_for
from portal.newsroom.sentences import clean, is_open, sentences

__all__ = [
    "Crop", "Fitted", "Identity", "Issue", "Picture", "Severity", "StoryFacts",
    "alt_text", "check", "count", "fit", "hashtag",
]  # fmt: skip

HOOK_MAX: Final = 125
NAME_MAX: Final = 80
WORDS_MIN: Final = 60  # less room than this is left empty rather than filled with half a sentence
GAP: Final = "\n\n"
UNVERIFIED_FIRST: Final = "Belum terverifikasi"
UNVERIFIED_LAST: Final = "(Berita ini masih memerlukan verifikasi lebih lanjut. Kami mengupayakannya secepatnya.)"


@dataclass(frozen=True)
class StoryFacts:
    """What a caption may say of a story.

    `byline` is the name as the author chose to appear (full, initials), None for no name at all. `credits` has one
    entry per picture, in the story's order. `paragraphs` are plain text, `tags` come with or without "#".
    """

    title: str
    paragraphs: tuple[str, ...]
    ward: str
    rubric: str
    standfirst: str = ""
    byline: str | None = None
    credits: tuple[str, ...] = ()
    url: str = ""
    tags: tuple[str, ...] = ()
    unverified: bool = False


@dataclass(frozen=True)
class Fitted:
    """A proposal for one post. `picture_indexes` point into the story's pictures; `notes` name what was left out:
    `body_cut`, `hook_cut`, `link_left_out`, `tags_left_out`, `credit_cut`, `pictures_left_out`, `label_first`."""

    text: str
    picture_indexes: tuple[int, ...]
    crop: Crop | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Style:
    """How long-winded a kind of channel is: paragraphs at most, characters at most in each. `brief` ones go without
    dateline and closing note and name sender and photographer on one line when they are the same."""

    paragraphs: int = 3
    length: int = 320
    brief: bool = False


STYLES: Final = MappingProxyType(
    {
        **dict.fromkeys(SITES, Style(paragraphs=200, length=20_000)),
        Kind.FACEBOOK: Style(length=420),
        Kind.X: Style(paragraphs=1, length=280, brief=True),
        Kind.BLUESKY: Style(paragraphs=1, length=300, brief=True),
        Kind.THREADS: Style(paragraphs=2, length=280, brief=True),
        Kind.MASTODON: Style(paragraphs=2, length=280, brief=True),
    }
)


def hashtag(words: str) -> str:
    """A tag that a screen reader can read: "Kandang Panjang" becomes "#KandangPanjang". Empty when nothing is left."""
    parts = re.findall(r"[^\W_]+", clean(words))
    joined = "".join(part[:1].upper() + part[1:] for part in parts) if len(parts) > 1 else "".join(parts)
    return f"#{joined[:40]}" if joined and not joined.isdigit() else ""


def alt_text(alt: str, limits: Limits) -> str:
    """The text alternative as this channel can carry it; empty where the network has no place for one."""
    alt = clean(alt)
    if len(alt) <= limits.alt_max or not limits.alt_max:
        return alt if limits.alt_max else ""
    return f"{alt[: limits.alt_max - 1].rsplit(' ', 1)[0].rstrip(' ,;')}…"


def fit(story: StoryFacts, limits: Limits, identity: Identity, *, link: bool | None = None) -> Fitted:
    """The caption and the pictures of a story for one channel.

    `link` says whether the story's address is printed; None leaves it to the channel (X prints none, it costs).
    """
    return _Fitting(story, limits, identity, limits.link_by_default if link is None else link).result()


class _Fitting:
    """One run of `fit`: the blocks, the room they share, and what had to be left out."""

    def __init__(self, story: StoryFacts, limits: Limits, identity: Identity, link: bool) -> None:
        self.story, self.limits, self.identity, self.link = story, limits, identity, link
        self.style = STYLES.get(limits.kind, Style())
        self.picked = tuple(range(min(len(story.credits), limits.media_max)))
        self.room = limits.text_limit(len(self.picked))
        self.notes = ["pictures_left_out"] if len(self.picked) < len(story.credits) else []

    def result(self) -> Fitted:
        owed, url, tags = self._owed(), self._url(), self._tags()
        hook = self._hook(HOOK_MAX)
        while tags and not self._fit([hook, *owed, url, " ".join(tags)]):
            tags.pop()
            self.notes.append("tags_left_out")
        if url and not self._fit([hook, *owed, url]):
            url = ""
            self.notes.append("link_left_out")
        if not self._fit([hook, *owed]):
            hook = self._hook(HOOK_MAX // 2)
        rest = [*owed, url, " ".join(tags)]
        text = _join([hook, *self._body([hook, *rest]), *rest])
        crop = crop_for(self.limits) if self.picked else None
        return Fitted(clip(text, self.limits, self.room), self.picked, crop, tuple(dict.fromkeys(self.notes)))

    def _fit(self, blocks: Iterable[str]) -> bool:
        return fits(_join(blocks), self.limits, self.room)

    def _hook(self, most: int) -> str:
        """The line that must carry the post before the fold; an unverified story says so before anything else."""
        title, label = clean(self.story.title), ""
        if self.story.unverified:
            label = f"{UNVERIFIED_FIRST}: "
            self.notes.append("label_first")
        hook = title if len(title) <= most - len(label) else _clip_chars(title, most - len(label))
        if hook != title:
            self.notes.append("hook_cut")
        return f"{label}{hook}" if hook else label.removesuffix(": ")

    def _name(self, text: str) -> str:
        text = clean(text)
        if len(text) <= NAME_MAX:
            return text
        self.notes.append("credit_cut")
        return _clip_chars(text, NAME_MAX)

    def _owed(self) -> list[str]:
        """What stands below the text in any case: the note of an unverified story, the sender, the photographers."""
        ward, sender = self._name(self.story.ward), self._name(self.story.byline or "")
        people = dict.fromkeys(filter(None, (clean(self.story.credits[index]) for index in self.picked)))
        photographers = self._name(", ".join(people))
        who = f"{sender}, {self.identity.ward_label} {ward}" if sender else f"Warga {ward}"
        if self.style.brief and photographers == sender != "":
            line = f"Kiriman dan foto: {who}"
        else:
            line = f"Kiriman: {who}" + (f"\nFoto: {photographers}" if photographers else "")
        return [UNVERIFIED_LAST if self.story.unverified and not self.style.brief else "", line]

    def _url(self) -> str:
        url = clean(self.story.url) if self.link else ""
        return f"Baca: {url}" if url else ""

    def _tags(self) -> list[str]:
        own, story = self.identity.hashtags, self.story
        wanted = [*own[:1], story.ward, story.rubric, *own[1:], *story.tags]
        tags: dict[str, str] = {}
        for tag in filter(None, map(hashtag, wanted)):
            tags.setdefault(tag.casefold(), tag)
        return list(tags.values())[: self.limits.hashtags_max]

    def _paragraphs(self) -> list[str]:
        """The story's own words, the standfirst only where it says something new, the first with its dateline."""
        body = [text for text in map(clean, self.story.paragraphs) if text]
        lead = clean(self.story.standfirst)
        if lead and not " ".join(body).startswith(lead.rstrip("… .")):
            body.insert(0, lead)
        if body and not self.style.brief and not body[0].startswith(self.identity.dateline):
            body[0] = f"{self.identity.dateline} – {body[0]}"
        return body

    def _chunks(self) -> Iterator[str]:
        """The text without a gap, long paragraphs taken apart between sentences."""
        for paragraph in self._paragraphs():
            chunk = ""
            for sentence in sentences(paragraph):
                longer = f"{chunk} {sentence}".lstrip()
                if chunk and len(longer) > self.style.length:
                    yield chunk
                    chunk = sentence
                else:
                    chunk = longer
            if chunk:
                yield chunk

    def _body(self, others: list[str]) -> list[str]:
        """As many paragraphs as the channel's style and the remaining room allow."""
        kept: list[str] = []
        chunks = list(self._chunks())
        for chunk in chunks[: self.style.paragraphs]:
            if len(chunk) > 2 * self.style.length or not self._fit([*kept, chunk, *others]):
                kept += self._beginning(chunk, [*kept, *others], alone=not kept)
                break
            kept.append(chunk)
        if kept != chunks:
            self.notes.append("body_cut")
        return kept

    def _beginning(self, chunk: str, others: list[str], *, alone: bool) -> list[str]:
        """The leading sentences that fit; where nothing else stands there, the leading words of the first."""
        best = ""
        for sentence in sentences(chunk):
            longer = f"{best} {sentence}".lstrip()
            if len(longer) > self.style.length or not self._fit([longer, *others]):
                break
            best = longer
        left = self.room - measure(_join(others), self.limits) - len(GAP)
        if best or not alone or left < WORDS_MIN:
            return [best] if best else []
        words = clip(chunk, self.limits, min(left, self.style.length))
        return [] if is_open(words) else [words]


def _join(blocks: Iterable[str]) -> str:
    return GAP.join(block for block in blocks if block)


def _clip_chars(text: str, most: int) -> str:
    """The beginning of a text within that many characters, cut between words."""
    cut = ""
    for part in clusters(text):
        if len(cut) + len(part) > most - 1:
            break
        cut += part
    border = cut.rfind(" ")
    return f"{(cut[:border] if border > most // 2 else cut).rstrip(' ,;:–-(“')}…"
