"""The portal's own jlamprang flower, drawn from numbers: eight petals in a ring, a diamond where four tiles meet.

One geometry, three uses: the cloth (a 64-unit tile), the mark (masthead, empty states) and the favicon. Pure.
"""

from math import cos, radians, sin

MIDDLE = 32
KUNYIT, KAPAS, SOGA, KAIN = "#f6b91c", "#f5f3ee", "#b9722f", "#1b2263"
CORNERS = ((0, 0), (64, 0), (0, 64), (64, 64))
EDGES = ((32, 0), (32, 64), (0, 32), (64, 32))


def petals(radius: float, width: float, height: float) -> str:
    """Eight ellipses around the middle; all lengths in tile units."""
    return "".join(
        f'<ellipse cx="32" cy="{MIDDLE - radius:g}" rx="{width:g}" ry="{height:g}"'
        f' transform="rotate({turn} {MIDDLE} {MIDDLE})"/>'
        for turn in range(0, 360, 45)
    )


def dots(radius: float, size: float) -> str:
    """Eight dots between the petals."""
    angles = (radians(22.5 + 45 * step) for step in range(8))
    return "".join(
        f'<circle cx="{MIDDLE + radius * sin(a):.1f}" cy="{MIDDLE - radius * cos(a):.1f}" r="{size:g}"/>'
        for a in angles
    )


def diamonds(centres: tuple[tuple[int, int], ...], size: float) -> str:
    """One path of squares standing on a corner."""
    steps = f"l{size:g} {size:g}-{size:g} {size:g}-{size:g}-{size:g}z"
    return "<path d=" + '"' + "".join(f"M{x} {y - size:g}{steps}" for x, y in centres) + '"/>'


def tile(flower: str, lines: str) -> str:
    """The repeating tile in two colours, without the outer svg element."""
    return (
        f'<g fill="{flower}">{petals(11.5, 3.4, 6.6)}</g>'
        f'<g fill="none" stroke="{lines}" stroke-width="1.6"><circle cx="32" cy="32" r="22"/>'
        f"{diamonds(CORNERS, 11)}</g>"
        f'<g fill="{lines}"><circle cx="32" cy="32" r="3.2"/>{dots(16.6, 1.5)}'
        f"{diamonds(CORNERS, 4.5)}{diamonds(EDGES, 3.5)}</g>"
    )


def flower(petal: str, ring: str) -> str:
    """The mark: the same flower alone in its ring, without the outer svg element."""
    return (
        f'<g fill="{petal}">{petals(15, 4.6, 9)}</g>'
        f'<g fill="none" stroke="{ring}" stroke-width="2.4"><circle cx="32" cy="32" r="29.5"/></g>'
        f'<g fill="{ring}"><circle cx="32" cy="32" r="4.2"/>{dots(22.5, 2)}</g>'
    )


MARK = flower("var(--mark-a,#f6b91c)", "var(--mark-b,currentColor)")


def svg(inner: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">{inner}</svg>\n'


def files() -> dict[str, str]:
    """File name in static/img → its SVG text."""
    ground = f'<rect width="64" height="64" rx="10" fill="{KAIN}"/>'
    return {
        "jlamprang.svg": svg(tile(KUNYIT, KAPAS)),
        "jlamprang-soga.svg": svg(tile(SOGA, SOGA)),
        "mark.svg": svg(ground + flower(KUNYIT, KAPAS)),
    }
