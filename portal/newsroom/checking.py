"""Whether a post may go to its channel as it stands: one list of findings, worst first. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from enum import StrEnum

from portal.channels.limits import Kind, Limits
from portal.channels.measure import BARE_DOMAIN, HASHTAG, URL, measure
from portal.kernel.text import visible

ALT_MIN = 20


class Severity(StrEnum):
    """`hold`: the post waits, with words. `error`: nothing can be scheduled before it is mended. The rest informs."""

    HOLD = "hold"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_ORDER = list(Severity)


@dataclass(frozen=True)
class Issue:
    """One finding. `field` is the form field it belongs to (`text`, `pictures`, `picture-0`, …)."""

    code: str
    severity: Severity
    field: str
    params: Mapping[str, int | str] = made(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether the post cannot be sent like this."""
        return self.severity in (Severity.HOLD, Severity.ERROR)


@dataclass(frozen=True)
class Picture:
    """What is known of one chosen picture; sizes in pixels, `bytes` of the file, None where not known yet."""

    alt: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    mime: str = "image/jpeg"
    ready: bool = True


def check(text: str, limits: Limits, pictures: Sequence[Picture]) -> list[Issue]:
    """Everything a channel or the house would object to, the gravest first."""
    found = [*_text(text, limits, len(pictures)), *_links(text, limits), *_choice(limits, pictures)]
    for number, picture in enumerate(pictures):
        found += _picture(number, picture, limits)
    if any(picture.credit for picture in pictures) and "foto:" not in text.casefold():
        found.append(Issue("credit_missing", Severity.WARNING, "text"))
    return sorted(found, key=lambda issue: _ORDER.index(issue.severity))


def _text(text: str, limits: Limits, pictures: int) -> Iterator[Issue]:
    if not visible(text):
        yield Issue("text_empty", Severity.ERROR, "text")
        return
    room, length = limits.text_limit(pictures), measure(text, limits)
    if length > room:
        yield Issue("text_too_long", Severity.ERROR, "text", {"over": length - room, "count": length, "max": room})
    size = len(text.encode("utf-8", "surrogatepass"))
    if limits.text_bytes_max is not None and size > limits.text_bytes_max:
        over = size - limits.text_bytes_max
        yield Issue("text_too_heavy", Severity.ERROR, "text", {"over": over, "max": limits.text_bytes_max})
    tags = len(HASHTAG.findall(URL.sub("", text)))
    if tags > limits.hashtags_max:
        severity = Severity.ERROR if limits.hashtags_refused else Severity.WARNING
        yield Issue("hashtags_too_many", severity, "text", {"count": tags, "max": limits.hashtags_max})
    first = text.strip().split("\n", 1)[0]
    if limits.fold is not None and len(first) > limits.fold:
        yield Issue("hook_over_fold", Severity.WARNING, "text", {"over": len(first) - limits.fold, "max": limits.fold})


def _links(text: str, limits: Limits) -> Iterator[Issue]:
    has_link = bool(URL.search(text) or (limits.kind is Kind.X and BARE_DOMAIN.search(text)))
    if has_link and not limits.links:
        yield Issue("link_not_clickable", Severity.INFO, "text")
    if has_link and limits.links and not limits.link_by_default:
        yield Issue("link_costs", Severity.WARNING, "text", {"price": "0.20", "usual": "0.015"})


def _choice(limits: Limits, pictures: Sequence[Picture]) -> Iterator[Issue]:
    count = len(pictures)
    if limits.needs_video:
        yield Issue("needs_video", Severity.HOLD, "pictures")
    if count < limits.media_min:
        yield Issue("needs_picture", Severity.HOLD, "pictures", {"min": limits.media_min})
    if count > limits.media_max and not limits.needs_video:
        yield Issue("pictures_too_many", Severity.ERROR, "pictures", {"count": count, "max": limits.media_max})


def _picture(number: int, picture: Picture, limits: Limits) -> Iterator[Issue]:
    where, name = f"picture-{number}", {"number": number + 1}
    if not picture.ready:
        yield Issue("picture_not_ready", Severity.ERROR, where, name)
    alt = len(visible(picture.alt))
    if not alt:
        yield Issue("alt_missing", Severity.ERROR, where, name)
    elif alt < ALT_MIN:
        yield Issue("alt_short", Severity.WARNING, where, {**name, "min": ALT_MIN})
    elif limits.alt_max and alt > limits.alt_max:
        yield Issue("alt_cut", Severity.INFO, where, {**name, "max": limits.alt_max})
    if limits.image_types and picture.mime not in limits.image_types:
        yield Issue("picture_type", Severity.ERROR, where, name)
    if picture.bytes is not None and picture.bytes > limits.image_bytes:
        mib = f"{limits.image_bytes / 1_000_000:.0f}"
        yield Issue("picture_heavy", Severity.ERROR, where, {**name, "max": mib})
    if picture.width and picture.height:
        yield from _shape(where, name, picture.width, picture.height, limits)


def _shape(where: str, name: Mapping[str, int], width: int, height: int, limits: Limits) -> Iterator[Issue]:
    if limits.image_edge is not None and max(width, height) > limits.image_edge:
        yield Issue("picture_large", Severity.ERROR, where, {**name, "max": limits.image_edge})
    if limits.ratio is not None and not limits.ratio[0] - 0.005 <= width / height <= limits.ratio[1] + 0.005:
        yield Issue("picture_ratio", Severity.ERROR, where, name)
