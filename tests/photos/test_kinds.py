"""Every kind of picture of the table: shown upright in its colours, or refused with a sentence of its own."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from portal.photos import sandbox
from portal.photos.rules import STATUS, Refused, sniff_file
from portal.photos.sandbox import Failed
from portal.photos.words import WORDS
from tests.factories import kinds, pictures
from tests.factories.kinds import KINDS, Kind
from tests.photos.metadata import extras
from tests.photos.test_imaging import corners

PAPER = Path(__file__).parents[2] / "docs" / "pictures.md"
SHOWN = (kinds.SHOWN, kinds.GREY, kinds.HALF, kinds.GREY_HALF, kinds.TILED)
TOLERANCE = 20  # of 255


def expected(fate: str) -> dict[str, tuple[int, ...]]:
    scene = pictures.scene()
    seen = corners(scene.convert("L").convert("RGB") if fate in (kinds.GREY, kinds.GREY_HALF) else scene)
    gone = ("top_left", "bottom_left") if fate in (kinds.HALF, kinds.GREY_HALF) else ()
    return seen | dict.fromkeys(gone, (255, 255, 255))


def average(picture: Image.Image) -> tuple[int, ...]:
    return tuple(picture.resize((1, 1), Image.Resampling.BOX).tobytes())


def apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.fate in SHOWN], ids=lambda kind: kind.name)
def test_what_viewers_show_is_shown(kind: Kind, tmp_path: Path) -> None:
    data = kind.make()
    sniff_file(io.BytesIO(data), len(data))
    (tmp_path / "original").write_bytes(data)
    done = sandbox.process(tmp_path / "original", tmp_path / "out")
    for name in done.renditions:
        assert extras((tmp_path / "out" / name).read_bytes()) == []
    with Image.open(tmp_path / "out" / "l.jpg") as image:
        if kind.fate == kinds.TILED:
            assert apart(average(image), average(pictures.scene())) <= TOLERANCE
        else:
            seen = corners(image)
            assert {spot: apart(seen[spot], want) <= TOLERANCE for spot, want in expected(kind.fate).items()} == (
                dict.fromkeys(seen, True)
            ), seen


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.fate not in SHOWN], ids=lambda kind: kind.name)
def test_what_is_refused_is_told_by_kind_and_as_soon_as_it_can_be(kind: Kind, tmp_path: Path) -> None:
    data = kind.make()
    assert kind.fate in WORDS
    if kind.later:
        (tmp_path / "original").write_bytes(data)
        with pytest.raises(Failed) as failed:
            sandbox.process(tmp_path / "original", tmp_path / "out")
        assert failed.value.code == kind.fate
    else:
        with pytest.raises(Refused) as refused:
            sniff_file(io.BytesIO(data), len(data))
        assert refused.value.code == kind.fate


def test_every_refusal_has_a_sentence() -> None:
    assert set(STATUS) <= set(WORDS)


def row(kind: Kind) -> str:
    words = "" if kind.fate in SHOWN else str(WORDS[kind.fate]) % {"photo": "*Photo 1*"}
    fate = kind.fate if kind.fate in SHOWN else "refused later" if kind.later else "refused at once"
    return f"| {kind.name} | {fate} | {words} |"


def test_the_paper_says_what_happens() -> None:
    rows = re.findall(r"^\| (?!---|Kind ).*", PAPER.read_text(), re.MULTILINE)
    assert rows == [row(kind) for kind in KINDS]
