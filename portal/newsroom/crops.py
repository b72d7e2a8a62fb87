"""How a picture is cut for a channel: proportion, size and weight. Pure arithmetic, no pixels."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.channels.limits import Kind, Limits

QUALITIES: Final = (86, 80, 72, 64, 55, 45)  # tried in turn until the file is light enough
EDGE: Final = 1600


@dataclass(frozen=True)
class Crop:
    """A target for one JPEG. `ratio` None keeps the whole picture; sizes in pixels, `bytes_max` for the file."""

    code: str
    ratio: tuple[int, int] | None
    width: int
    height: int
    bytes_max: int
    qualities: tuple[int, ...] = QUALITIES

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The part to keep of a picture of that size: left, top, right, bottom. Centred, a little above the middle."""
        if self.ratio is None:
            return (0, 0, width, height)
        across, down = self.ratio
        if width * down > height * across:
            kept = max(1, round(height * across / down))
            left = (width - kept) // 2
            return (left, 0, left + kept, height)
        kept = max(1, round(width * down / across))
        top = (height - kept) * 2 // 5
        return (0, top, width, top + kept)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The size the cut part is brought to; a small picture is never enlarged unless the ratio needs it."""
        left, top, right, bottom = self.box(width, height)
        kept_width, kept_height = right - left, bottom - top
        scale = min(1.0, self.width / kept_width, self.height / kept_height)
        if self.ratio is not None and scale >= 1.0:
            return (kept_width, kept_height)
        return (max(1, round(kept_width * scale)), max(1, round(kept_height * scale)))


_SHAPES: Final = MappingProxyType(
    {
        Kind.INSTAGRAM: ("4x5", (4, 5), 1080, 1350),
        Kind.TIKTOK: ("4x5", (4, 5), 1080, 1350),
        Kind.THREADS: ("4x5", (4, 5), 1080, 1350),
        Kind.WHATSAPP: ("1x1", (1, 1), 1080, 1080),
    }
)


def crop_for(limits: Limits) -> Crop | None:
    """How pictures go to this kind of channel; None where it takes no picture at all."""
    if not limits.image_types:
        return None
    code, ratio, width, height = _SHAPES.get(limits.kind, ("asli", None, EDGE, EDGE))
    return Crop(code, ratio, width, height, int(limits.image_bytes * 0.95))
