import io

from PIL import Image

from scripts import share_picture


def test_the_picture_of_all_other_pages_is_drawn_from_the_city(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(share_picture, "STATIC", tmp_path)
    (tmp_path / "img").mkdir()
    share_picture.main()
    assert Image.open(io.BytesIO((tmp_path / "img" / "kartu.png").read_bytes())).size == (1200, 630)
    assert capsys.readouterr().out == "portal/static/img/kartu.png\n"


def test_the_one_that_is_kept_has_the_right_size():
    kept = share_picture.STATIC / "img" / "kartu.png"
    with Image.open(kept) as picture:
        assert picture.size == (1200, 630)
    assert kept.stat().st_size < 100_000
