"""What each kind of channel accepts: text, links, tags and pictures, as dated data. Pure.

Networks change these figures without notice, so every row says where it comes from and when it was last checked.
Sizes are in bytes, ratios are width ÷ height, `text_max` is counted in `unit` (see `portal.channels.measure`).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

MIB = 1024 * 1024
CHECKED = date(2026, 11, 24)


class Kind(StrEnum):
    """The network behind a channel; a city may run several channels of one kind."""

    WEBSITE = "website"
    WORDPRESS = "wordpress"
    GHOST = "ghost"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"
    THREADS = "threads"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"


SITES = frozenset({Kind.WEBSITE, Kind.WORDPRESS, Kind.GHOST})


class Unit(StrEnum):
    """How a network counts the length of a text."""

    CHARS = "chars"
    GRAPHEMES = "graphemes"
    X_WEIGHTED = "x_weighted"
    UTF8_EMOJI = "utf8_emoji"
    UTF16 = "utf16"


@dataclass(frozen=True)
class Limits:
    """The rules of one kind of channel. `None` means the network sets no such rule (or publishes none)."""

    kind: Kind
    text_max: int
    unit: Unit
    source: str
    text_bytes_max: int | None = None  # a second ceiling, counted in UTF-8 bytes
    caption_max: int | None = None  # replaces text_max as soon as a picture is attached
    fold: int | None = None  # characters seen before "selengkapnya"
    url_length: int | None = None  # what any link counts, however long it is
    links: bool = True  # a link in the text can be tapped
    link_by_default: bool = True
    hashtags_max: int = 5
    hashtags_refused: bool = False  # True: the network itself refuses or drops more; False: our own measure
    media_min: int = 0
    media_max: int = 0
    needs_video: bool = False
    image_types: tuple[str, ...] = ("image/jpeg",)
    image_bytes: int = 5 * MIB
    image_edge: int | None = None  # longest side in pixels
    ratio: tuple[float, float] | None = None
    alt_max: int = 0  # 0: the network takes no text alternative
    checked_on: date = CHECKED

    def text_limit(self, pictures: int) -> int:
        """The ceiling for a post with that many pictures, in `unit`."""
        return self.caption_max if pictures and self.caption_max is not None else self.text_max


WEB_TYPES = ("image/jpeg", "image/png", "image/webp")

_WEBSITE = Limits(
    Kind.WEBSITE,
    20_000,
    Unit.CHARS,
    "house measure: a whole story of 10,000 characters with its credits; the site itself sets no limit",
    hashtags_max=0,
    media_max=10,
    image_types=WEB_TYPES,
    image_bytes=8 * MIB,
    alt_max=250,
)

_ROWS = (
    _WEBSITE,
    replace(_WEBSITE, kind=Kind.WORDPRESS, source="house measure, as for a website; WordPress REST 6.1 sets no limit"),
    replace(_WEBSITE, kind=Kind.GHOST, source="house measure, as for a website; Ghost 5 limits the title to 255 only"),
    Limits(
        Kind.FACEBOOK,
        63_206,
        Unit.CHARS,
        "Graph API v23 pages: photo under 4 MB (error 1366046), ten photos; the fold is a house reading",
        fold=125,
        media_max=10,
        image_types=("image/jpeg", "image/png"),
        image_bytes=4_000_000,
        alt_max=1000,
    ),
    Limits(
        Kind.INSTAGRAM,
        2_200,
        Unit.CHARS,
        "Instagram content publishing: JPEG, 8 MiB, 4:5 to 1.91:1, carousel 2–10; five tags since December 2025",
        fold=125,
        links=False,
        hashtags_refused=True,
        media_min=1,
        media_max=10,
        image_bytes=8 * MIB,
        image_edge=1_800,
        ratio=(0.8, 1.91),
        alt_max=1000,
    ),
    Limits(
        Kind.X,
        280,
        Unit.X_WEIGHTED,
        "X API v2: 280 weighted, a link counts 23 and makes the post cost $0.200 instead of $0.015; alt 1,000",
        url_length=23,
        link_by_default=False,
        hashtags_max=2,
        media_max=4,
        image_types=WEB_TYPES,
        image_bytes=5 * MIB,
        alt_max=1000,
    ),
    Limits(
        Kind.TELEGRAM,
        4_096,
        Unit.UTF16,
        "Bot API 10.1: message 4,096, caption 1,024 UTF-16 units after entities; photo 10 MB, 10,000 px, ratio 20",
        caption_max=1_024,
        media_max=10,
        image_types=WEB_TYPES,
        image_bytes=10_000_000,
        image_edge=5_000,
        ratio=(0.05, 20.0),
    ),
    Limits(
        Kind.WHATSAPP,
        4_096,
        Unit.CHARS,
        "WhatsApp channels publish no figures; the app's own ceilings, kept low because a person pastes the text",
        caption_max=1_024,
        fold=768,
        hashtags_max=0,
        media_max=1,
        image_bytes=5 * MIB,
    ),
    Limits(
        Kind.YOUTUBE,
        5_000,
        Unit.CHARS,
        "Data API v3 videos.insert: description 5,000 bytes, title 100; community posts have no API",
        text_bytes_max=5_000,
        fold=157,
        needs_video=True,
        image_types=(),
    ),
    Limits(
        Kind.TIKTOK,
        2_200,
        Unit.CHARS,
        "Content Posting API: up to 35 photos, JPEG or WebP, 20 MB, 1080p; caption 2,200; no branding on the picture",
        fold=100,
        links=False,
        media_min=1,
        media_max=35,
        image_types=("image/jpeg", "image/webp"),
        image_bytes=20_000_000,
        image_edge=1_920,
    ),
    Limits(
        Kind.THREADS,
        500,
        Unit.UTF8_EMOJI,
        "Threads API: 500, an emoji counts its UTF-8 bytes; image 8 MB; one tag a post",
        hashtags_max=1,
        hashtags_refused=True,
        media_max=20,
        image_types=("image/jpeg", "image/png"),
        image_bytes=8_000_000,
        image_edge=1_440,
        ratio=(0.1, 10.0),
        alt_max=1000,
    ),
    Limits(
        Kind.BLUESKY,
        300,
        Unit.GRAPHEMES,
        "app.bsky.feed.post: 300 graphemes and 3,000 bytes, four images, 1,000,000 bytes on PDS 0.4; alt required",
        text_bytes_max=3_000,
        hashtags_max=3,
        media_max=4,
        image_types=WEB_TYPES,
        image_bytes=1_000_000,
        alt_max=2000,
    ),
    Limits(
        Kind.MASTODON,
        500,
        Unit.CHARS,
        "Mastodon defaults of /api/v2/instance: 500, a link counts 23, four media, 16 MB; a server may differ",
        url_length=23,
        media_max=4,
        image_types=WEB_TYPES,
        image_bytes=16 * MIB,
        alt_max=1500,
    ),
)

LIMITS: dict[Kind, Limits] = {row.kind: row for row in _ROWS}


def limits_for(kind: str) -> Limits:
    """The rules of a kind of channel; `ValueError` for a kind nobody has described."""
    return LIMITS[Kind(kind)]


CHANGEABLE = frozenset(
    {"text_max", "text_bytes_max", "caption_max", "fold", "hashtags_max", "media_max", "image_bytes", "alt_max"}
)


def changed(limits: Limits, name: str, value: int, source: str, checked_on: date) -> Limits:
    """The same rules with one figure an admin has read anew; `ValueError` for another name or a negative figure."""
    if name not in CHANGEABLE or value < 0:
        raise ValueError(f"{name} cannot be {value}")
    figure: dict[str, int] = {name: value}
    return replace(limits, source=source, checked_on=checked_on, **figure)  # type: ignore[arg-type]  # name is checked
