"""What templates may call."""

import re
from types import SimpleNamespace as Thing

import pytest

from portal.kernel import ui
from portal.kernel.icons import ICONS
from tests.pages import HOSTILE, Tree


@pytest.fixture
def context(page_app):
    with page_app.test_request_context("/"):
        yield page_app


def test_there_are_37_icons_of_numbers_and_path_letters_only():
    assert len(ICONS) == 37
    for name, path in ICONS.items():
        assert re.fullmatch(r"[MmLlHhVvCcSsAaQqZz0-9 .\-]+", path), name


def test_the_sprite_holds_what_was_used_and_starts_anew(context):
    ui.icon("pen")
    ui.icon("check")
    ui.icon("pen")
    assert re.findall(r'id="([^"]+)"', ui.sprite()) == ["i-check", "i-pen"]
    assert ui.sprite() == ""
    ui.mark()
    assert re.findall(r'id="([^"]+)"', ui.sprite()) == ["mark"]


def test_a_misspelt_icon_is_a_fault(context):
    with pytest.raises(KeyError, match="pencil"):
        ui.icon("pencil")


@pytest.mark.parametrize(
    "call",
    [
        lambda: ui.icon("pen", HOSTILE),
        lambda: ui.mark(HOSTILE),
        lambda: ui.bar(50, HOSTILE),
        lambda: ui.monogram(HOSTILE),
        lambda: ui.qr(HOSTILE),
    ],
)
def test_arguments_are_escaped(context, call):
    tree = Tree(call())
    assert tree.problems == []
    assert {tag for tag, _ in tree.elements} <= {"svg", "use", "rect", "span", "path"}
    assert not any(name.startswith("on") for _, attributes in tree.elements for name in attributes)


@pytest.mark.parametrize(
    ("percent", "width"), [(0, "0"), (-5, "0"), (37.5, "37.5"), (100, "100"), (130, "100"), (33.333, "33.3")]
)
def test_a_bar_is_filled_by_an_attribute(percent, width):
    tree = Tree(ui.bar(percent, "prog", 8))
    assert tree.all("rect", **{"class": "fg"})[0]["width"] == width
    assert "style" not in str(tree.elements)


def test_a_qr_code_says_what_it_was_given():
    matrix = _modules(ui.qr("https://warga.test/kiriman/BW-7K3F2Q"))
    size = len(matrix)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert [row[left : left + 7] for row in matrix[top : top + 7]] == finder
    assert (size - 17) % 4 == 0
    assert _modules(ui.qr("another text")) != matrix


def _modules(svg):
    """The dark squares of the drawing as rows of 0 and 1."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    rows = [["0"] * size for _ in range(size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        for column in range(int(x), int(x) + int(width)):
            rows[int(y)][column] = "1"
    return ["".join(row) for row in rows]


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (4000, 3000, [("s", 400), ("m", 800), ("l", 1600)]),
        (3000, 4000, [("s", 300), ("m", 600), ("l", 1200)]),
        (600, 300, [("s", 400), ("m", 600)]),
        (120, 90, [("s", 120)]),
    ],
)
def test_renditions_are_named_with_their_true_widths(width, height, sizes):
    assert ui.renditions(width, height) == sizes


def test_map_cells_go_row_by_row_with_gaps():
    wards = [Thing(slug="a", column=2, row=0), Thing(slug="b", column=1, row=1)]
    assert [ward and ward.slug for ward in ui.map_cells(wards)] == [None, "a", "b", None]
    assert ui.map_cells([]) == []


def test_an_asset_has_a_new_address_when_its_bytes_change(context, tmp_path):
    context.static_folder = str(tmp_path)
    file = tmp_path / "a.css"
    file.write_text("one")
    first = ui.static_url("a.css")
    assert re.fullmatch(r"/static/a\.css\?v=[0-9a-f]{12}", first)
    assert ui.static_url("a.css") == first
    file.write_text("three")
    context.extensions["portal.static"].clear()  # a second has passed
    assert ui.static_url("a.css") != first
    assert ui.static_url("not-built.css") == "/static/not-built.css"


def test_paths_follow_the_language_and_assets_do_not(render):
    source = '{{ path("/kirim") }} {{ static_url("img/mark.svg") }}'
    assert render(source, "/").startswith("/kirim /static/img/mark.svg")
    english = render(source, "/", {"SCRIPT_NAME": "/en", "portal.language": "en"})
    assert english.startswith("/en/kirim /static/img/mark.svg")


@pytest.mark.parametrize(
    ("kind", "letters"), [("instagram", "IG"), ("WordPress", "Web"), ("pinterest", "Pi"), ("x", "X")]
)
def test_channels_are_letters(kind, letters):
    assert f">{letters}<" in ui.monogram(kind)


@pytest.mark.parametrize(
    ("width", "height", "jpg", "one"),
    [
        (4000, 3000, "/foto/a/s.jpg 400w, /foto/a/m.jpg 800w, /foto/a/l.jpg 1600w", "/foto/a/m.jpg"),
        (300, 200, "/foto/a/s.jpg 300w", "/foto/a/s.jpg"),
    ],
)
def test_the_files_of_a_photo(width, height, jpg, one):
    found = ui.sources("a", width, height)
    assert (found.jpg, found.one) == (jpg, one)
    assert found.webp == jpg.replace("jpg", "webp")
