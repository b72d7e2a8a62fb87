import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from portal.photos import share_press
from portal.photos.share_press import NotDrawn, has_fonts, press
from tests.photos.test_share_art import FONTS, SHEET, photo


def test_a_child_draws_it(tmp_path):
    original = tmp_path / "l.jpg"
    original.write_bytes(photo())
    data = press(SHEET, original, FONTS.folder)
    assert Image.open(io.BytesIO(data)).size == (1200, 630)
    assert press(SHEET, original, FONTS.folder) == data, "the same words draw the same bytes"
    assert press(SHEET, None, FONTS.folder) != data


def test_without_fonts_it_is_drawn_all_the_same(tmp_path):
    assert press(SHEET, None, tmp_path).startswith(share_press.PNG)


def test_a_picture_that_cannot_be_read_gives_none(tmp_path, caplog):
    broken = tmp_path / "l.jpg"
    broken.write_bytes(b"no picture")
    with pytest.raises(NotDrawn):
        press(SHEET, broken, FONTS.folder)
    assert "share picture child ended with 1" in caplog.text
    assert SHEET.title not in caplog.text


def test_a_child_that_hangs_is_ended(monkeypatch):
    def hang(*args, **kwargs):
        raise subprocess.TimeoutExpired("child", kwargs["timeout"])

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(NotDrawn, match="too slow"):
        press(SHEET, None, Path())


def test_what_is_no_png_is_not_handed_on(monkeypatch):
    monkeypatch.setattr(share_press, "_START", "print('<script>')")
    with pytest.raises(NotDrawn):
        press(SHEET, None, Path())


def test_the_child_holds_no_more_memory_than_it_may(monkeypatch):
    """A picture of a gigabyte is refused by the limit, not by the machine."""
    monkeypatch.setattr(
        share_press,
        "_START",
        share_press._START.replace("main(fonts, photo)", "")
        + "import portal.photos.share_child as c\nc.draw = lambda *a: bytes(1 << 30)\nc.main(fonts, photo)\n",
    )
    with pytest.raises(NotDrawn):
        press(SHEET, None, Path())


def test_the_child_imports_neither_flask_nor_the_portal(tmp_path):
    spy = share_press._START.replace(
        "main(fonts, photo)", "import json; print(json.dumps(sorted(m.split('.')[0] for m in sys.modules)))"
    )
    pillow = Path(sys.modules["PIL"].__file__).parents[1]
    arguments = [str(pillow), str(Path(share_press.__file__).parents[1]), "", ""]
    done = subprocess.run([sys.executable, "-I", "-S", "-c", spy, *arguments], capture_output=True, check=True)
    assert not {"flask", "sqlalchemy", "jinja2"} & set(json.loads(done.stdout))


def test_fonts_are_there_or_not(tmp_path):
    assert not has_fonts(tmp_path)
    assert not has_fonts(tmp_path / "gone")
    (tmp_path / "roboto.woff2").touch()
    assert has_fonts(tmp_path)
