"""What a person needs to post by hand: the text, the pictures cut for the channel, their descriptions, a checklist."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.channels.compose import compose_url
from portal.channels.limits import limits_for
from portal.channels.names import account
from portal.kernel import codes
from portal.kernel.clock import WIB
from portal.newsroom.checklists import Item, checklist
from portal.newsroom.crops import Crop, crop_for
from portal.newsroom.facts import checked_picture, pictures_of
from portal.newsroom.fitting import alt_text
from portal.newsroom.models import Post
from portal.photos import imaging
from portal.photos.models import Photo
from portal.photos.rules import sniff_file


@dataclass(frozen=True)
class KitPicture:
    """One picture as it leaves here; `name` is its file's, sizes are in pixels."""

    number: int  # from 1
    name: str
    alt: str
    credit: str
    consent: bool  # the people in it agreed, or nobody is in it
    photo: Photo
    width: int
    height: int


@dataclass(frozen=True)
class Kit:
    """`name` is the folder's and the zip's; `open_url` is empty where nobody knows the channel's address."""

    name: str
    text: str
    pictures: tuple[KitPicture, ...]
    checklist: tuple[Item, ...]
    brief: tuple[Item, ...]  # those of it that count most
    open_url: str
    crop: Crop | None


def assemble(post: Post, lang: str) -> Kit:
    """The kit of a post; `lang` ("id" or "en") is the checklist's."""
    channel, limits = post.channel, limits_for(post.channel.kind)
    name = f"{codes.pretty(post.story.code)}-{channel.code}"
    items = checklist(channel.kind, lang, name=channel.name, handle=account(channel.kind, channel.handle, ""))
    pictures = []
    for number, each in enumerate(pictures_of(post.story, post.pictures), start=1):
        size, alt = checked_picture(each, limits), alt_text(each.alt, limits) or each.alt
        file = f"{name}-{number}.jpg"
        pictures.append(
            KitPicture(number, file, alt, each.credit, each.consent, each.photo, size.width or 0, size.height or 0)
        )
    return Kit(
        name=name,
        text=post.text,
        pictures=tuple(pictures),
        checklist=tuple(items),
        brief=tuple(item for item in items if item.brief),
        open_url=compose_url(channel.kind, post.text, channel.handle, channel.address),
        crop=crop_for(limits),
    )


def cut(source: bytes, crop: Crop) -> bytes:
    """A JPEG of our own, cut to the channel's proportion and made light enough for it; without metadata."""
    header = sniff_file(io.BytesIO(source), len(source))
    if crop.ratio is None and len(source) <= crop.bytes_max and max(header.width, header.height) <= crop.width:
        return source
    width, height = (crop.width, crop.height) if crop.ratio else crop.size(header.width, header.height)
    made = b""
    for quality in crop.qualities:
        made = imaging.crop(source, width, height, quality)
        if len(made) <= crop.bytes_max:
            break
    return made


def pack(kits: Iterable[Kit], read: Callable[[Photo], bytes], at: datetime) -> bytes:
    """Kits as a zip file, a folder each; `read` gives the large JPEG rendition of a picture, `at` dates the files."""
    out, stamp = io.BytesIO(), at.astimezone(WIB).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for kit in kits:
            for name, data in _files(kit, read):
                info = zipfile.ZipInfo(f"{kit.name}/{name}", stamp)
                info.external_attr = 0o644 << 16
                packing = zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED
                folder.writestr(info, data, packing)
    return out.getvalue()


def _files(kit: Kit, read: Callable[[Photo], bytes]) -> Iterator[tuple[str, bytes]]:
    yield "teks.txt", f"{kit.text}\n".encode()
    yield "daftar-periksa.txt", "".join(f"[ ] {item.text}\n" for item in kit.checklist).encode()
    if not kit.pictures or kit.crop is None:
        return
    yield "teks-alternatif.txt", "\n\n".join(f"{each.name}\n{each.alt}" for each in kit.pictures).encode() + b"\n"
    for each in kit.pictures:
        yield each.name, cut(read(each.photo), kit.crop)
