"""Every text and ground that meet on a page, measured in both themes from the style sheet itself (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "portal" / "static" / "css"
TEXT, LARGE = 4.5, 3.0
PAIRS = [
    ("tinta", "kertas", TEXT), ("tinta", "kapas", TEXT), ("tinta", "kapas-2", TEXT), ("tinta-2", "kertas", TEXT),
    ("tinta-2", "kapas", TEXT), ("tinta-2", "kapas-2", TEXT), ("tautan", "kertas", TEXT), ("tautan", "kapas", TEXT),
    ("nila", "kertas", TEXT), ("nila", "nila-muda", TEXT), ("soga", "kertas", TEXT), ("soga", "soga-muda", TEXT),
    ("kunyit-teks", "kunyit-muda", TEXT), ("tinta", "kunyit-muda", TEXT), ("mengkudu", "kertas", TEXT),
    ("mengkudu", "mengkudu-muda", TEXT), ("daun", "kertas", TEXT), ("daun", "daun-muda", TEXT),
    ("laut", "kertas", TEXT), ("laut", "laut-muda", TEXT), ("di-kunyit", "kunyit", TEXT), ("di-kain", "kain", TEXT),
    ("di-kain", "kain-tua", TEXT), ("di-kain-2", "kain", TEXT), ("kunyit", "kain-tua", LARGE),
    ("peta-t0", "peta-0", TEXT), ("peta-t0", "peta-1", TEXT), ("peta-t2", "peta-2", TEXT), ("kertas", "peta-3", TEXT),
    ("garis-kuat", "kertas", LARGE), ("garis-kuat", "kapas", LARGE), ("kertas", "tinta", TEXT),
    ("fokus", "kertas", LARGE), ("#fff", "#17663f", TEXT), ("#fff", "#a61c28", TEXT), ("#fff", "#1b2263", TEXT),
    ("#fff", "#3d4ab5", TEXT),
]  # fmt: skip


def blocks(css, opening):
    """The custom properties of each rule that begins with `opening`."""
    for start in re.finditer(re.escape(opening), css):
        body = css[start.end() : css.index("}", start.end())]
        yield dict(re.findall(r"--([a-z0-9-]+):([^;]+);", body))


def themes():
    css = (CSS / "tokens.css").read_text("utf-8")
    light = next(blocks(css, ":root{"))
    device = next(blocks(css, ":root:not([data-tema=terang]){"))
    chosen = next(blocks(css, ":root[data-tema=gelap]{"))
    return light, light | device, light | chosen


def luminance(color):
    digits = color.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("text", "ground", "need"), PAIRS)
def test_text_stands_out_from_its_ground_in_both_themes(text, ground, need):
    for theme in themes():
        assert contrast(theme.get(text, text), theme.get(ground, ground)) >= need


def test_the_measure_itself():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


def test_a_chosen_dark_theme_is_the_devices_dark_theme():
    _, device, chosen = themes()
    assert device == chosen


def test_every_colour_name_used_is_defined():
    defined = set(themes()[0]) | {"k", "mark-a", "mark-b", "tiles"}
    sheets = [(CSS / name).read_text("utf-8") for name in ("portal.css", "public.css")]
    used = set(re.findall(r"var\(--([a-z0-9-]+)", "".join(sheets)))
    assert used <= defined
