import pytest

from portal.kernel import kept, ui

MACRO = (
    '{% macro piece(words, n=1) %}{{ icon("pen") }}{{ words }}'
    '{{ _("Send a story") }}{{ path("/kirim") }}{{ tick() }}{% endmacro %}'
)


@pytest.fixture
def draw(page_app):
    drawn = []
    page_app.jinja_env.globals["tick"] = lambda: drawn.append(1) or ""
    piece = page_app.jinja_env.from_string(MACRO).module.piece

    def draw(*args, path="/", lang="id", **named):
        root = "/en" if lang == "en" else ""
        with page_app.test_request_context(path, environ_overrides={"portal.language": lang, "SCRIPT_NAME": root}):
            return kept.kept(piece, *args, **named), ui.sprite(), len(drawn)

    return draw


def test_a_piece_is_drawn_once_and_brings_its_icons_each_time(draw):
    first, again = draw("a"), draw("a", path="/berita")
    assert first == again
    assert "i-pen" in again[1]


def test_other_words_numbers_and_languages_are_other_pieces(draw):
    assert draw("a")[2] == 1
    assert draw("b")[2] == 2
    assert draw("a", n=2)[2] == 3
    english, _, count = draw("a", lang="en")
    assert (count, "/en/kirim" in english, "Send a story" in english) == (4, True, True)
    assert draw("a")[2] == 4


def test_a_piece_is_escaped_as_its_macro_escapes(draw):
    assert "&lt;b&gt;" in draw("<b>")[0]


def test_a_key_stands_for_what_cannot_be_hashed(draw):
    assert draw({"a": 1}, key="v1")[2] == 1
    assert draw({"a": 1}, key="v1")[2] == 1
    assert draw({"a": 2}, key="v2")[2] == 2
    with pytest.raises(TypeError):
        draw({"a": 1})
    assert draw(["a"])[2] == draw(["a"])[2]


def test_icons_asked_for_before_are_not_lost(page_app):
    piece = page_app.jinja_env.from_string('{% macro piece() %}{{ icon("pen") }}{% endmacro %}').module.piece
    with page_app.test_request_context("/"):
        ui.icon("check")
        kept.kept(piece)
        assert {"i-check", "i-pen"} <= set(ui.sprite().replace('"', " ").split())


def test_memory_is_bounded(draw, page_app, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    for n in range(10):
        draw(n)
    assert len(page_app.extensions["portal.kept"]) <= 3
