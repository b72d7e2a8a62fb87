"""A post as it goes out: text, HTML and pictures for an adapter, and the hash that tells whether they changed."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from portal.channels.adapter_api import Failed, Failure, FailureKind, Media, Parcel
from portal.kernel import codes, html, text
from portal.kernel.credits import photographer
from portal.kernel.storage import Storage
from portal.newsroom.crops import Crop
from portal.newsroom.facts import byline, pictures_of
from portal.newsroom.kit import KitPicture, assemble, cut
from portal.newsroom.models import Post
from portal.newsroom.sentences import clean
from portal.photos import service as photos
from portal.stories.models import StoryPhoto


def key_of(post: Post) -> str:
    """What the network may keep of ours: the same for every delivery of a round, another for everything else."""
    return f"{codes.PREFIX}-{post.story.code}-{post.channel.code}-{post.round}".lower()


def build(post: Post, base_url: str, storage: Storage, armed_at: datetime | None = None, headline: str = "") -> Parcel:
    """Everything of a post. Pictures are read and cut when the adapter asks for them, each at most once.

    `headline` is the master's, where somebody has edited one; else the story's own stands.
    The caller has an open transaction; afterwards the parcel needs none.
    """
    story, kit = post.story, assemble(post, "id")
    chosen = pictures_of(story, post.pictures)
    title = headline or story.title
    body = without_title(without_title(post.text, title), clean(title))
    return Parcel(
        key=key_of(post),
        title=title,
        text=post.text,
        html=str(html.from_plain(body)),
        excerpt=text.excerpt(text.clean_line(body), 200),
        link=f"{base_url}/berita/{story.slug}-{codes.pretty(story.code)}",
        media=tuple(
            _media(picture, photo, byline(story) or "", kit.crop, storage)
            for picture, photo in zip(kit.pictures, chosen, strict=True)
            if kit.crop is not None
        ),
        tags=tuple(part.name for part in (story.rubric, story.ward) if part is not None),
        armed_at=armed_at,
    )


def without_title(words: str, title: str) -> str:
    """The text without the headline it begins with: a site has a field of its own for that."""
    rest = words.strip().removeprefix(title.strip())
    return rest.strip() if rest.startswith("\n") else words.strip()


def _media(picture: KitPicture, photo: StoryPhoto, author: str, crop: Crop, storage: Storage) -> Media:
    """Without a credit of its own a picture is the author's, under the name the story gives them."""
    name = photos.rendition_key(photo.photo.public_id, "l.jpg")
    credit = photographer(picture.credit) or author
    return Media(picture.name, picture.alt, photo.caption, credit, _reader(storage, name, crop))


def _reader(storage: Storage, name: str, crop: Crop) -> Callable[[], bytes]:
    kept: list[bytes] = []

    def read() -> bytes:
        if not kept:
            try:
                with storage.open(name) as file:
                    kept.append(cut(file.read(), crop))
            except Exception as error:
                # pictures are read before anything is sent, so nothing was made
                raise Failed(Failure(FailureKind.RETRY, "picture_unreadable", said=type(error).__name__)) from error
        return kept[0]

    return read


def digest(post: Post, parcel: Parcel) -> str:
    """The hash of what is sent, without reading a picture: changed words, pictures or descriptions change it."""
    ids = [photo.photo.public_id for photo in pictures_of(post.story, post.pictures)]
    media = [(each.alt, each.caption, each.credit) for each in parcel.media]
    return _hash([parcel.title, parcel.text, parcel.html, parcel.excerpt, parcel.link, list(parcel.tags), ids, media])


def approval_hash(post: Post) -> str:
    """The hash of what a second officer approves: the text, and which pictures."""
    return _hash([post.text, [photo.photo.public_id for photo in pictures_of(post.story, post.pictures)]])


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def is_approved(post: Post) -> bool:
    """Whether the post may go out as it stands, as far as a second pair of eyes is asked for."""
    return not post.channel.needs_approval or post.approved_hash == approval_hash(post)
