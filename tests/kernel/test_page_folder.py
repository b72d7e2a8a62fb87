import errno
import os
import threading

import pytest

from portal.kernel import page_folder
from portal.kernel.page_folder import PageFolder, is_plain

HTML = "text/html; charset=utf-8"
BODIES = (b"<p>plain</p>", b"gz", b"br")


@pytest.fixture
def folder(tmp_path):
    folder = PageFolder(tmp_path / "pages")
    folder.open()
    return folder


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en", "/berita", "/berita/pasar-pagi-BW-7K3F2Q", "/umpan.xml", "/kartu/a_b.png", "/penulis/"]
)
def test_a_page_of_ours_may_be_a_file(path):
    assert is_plain(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", "berita", "//", "//berita", "/berita//x", "/..", "/../x", "/berita/../x", "/.", "/./x", "/.htaccess"),
        *("/a\0b", "/a b", "/a\nb", "/berita\n", "/a@.html", "/\u00e9", "/a%2fb", "/a\\b", "/a:b", "/~x", "/a?b"),
        *("/" + "x" * 201, "/" + "x/" * 300, "/x/" + "y" * 600),
    ],
)
def test_any_other_path_is_never_one(path):
    assert not is_plain(path)


def test_a_page_comes_back_as_it_was_written(folder):
    folder.show(3)
    for path in ("/", "/berita", "/berita/x", "/en/"):
        folder.write("3", path, HTML, (path.encode() * 9, b"gz", b""), 77)
    for path in ("/", "/berita", "/berita/x", "/en/"):
        assert folder.read("3", path) == (HTML, (path.encode() * 9, b"gz", b""))
    assert folder.read("3", "/en") is None
    assert folder.read("2", "/") is None


@pytest.mark.parametrize("kind", page_folder.TYPES)
def test_the_ending_tells_the_type(folder, kind):
    folder.show(1)
    folder.write("1", "/x", kind, BODIES, 0)
    assert folder.read("1", "/x") == (kind, BODIES)
    assert (folder.root / f"1/x@.{page_folder.TYPES[kind]}").stat().st_mtime == 0


def test_another_type_is_not_written(folder):
    folder.show(1)
    folder.write("1", "/x", "image/svg+xml", BODIES, 0)
    assert list((folder.root / "1").iterdir()) == []


def test_the_generation_only_rises(folder):
    assert folder.generation() == ""
    for number, shown in ((2, "2"), (1, "2"), (10, "10"), (9, "10")):
        folder.show(number)
        assert folder.generation() == shown
    assert folder.highest() == 10


def test_of_many_that_show_at_once_the_highest_holds(folder):
    barrier = threading.Barrier(12)

    def show(number):
        barrier.wait()
        folder.show(number)

    threads = [threading.Thread(target=show, args=(number,)) for number in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folder.generation() == "12"
    assert [each.name for each in folder.root.iterdir() if each.name.startswith(".")] == []


def test_tidying_keeps_the_generation_that_holds_and_those_to_come(folder):
    folder.tidy()
    for number in (1, 2, 3):
        folder.show(number)
        folder.write(str(number), "/", HTML, BODIES, 0)
    (folder.root / "4").mkdir()
    folder.tidy()
    assert {each.name for each in folder.root.iterdir()} == {"3", "4", "current", "lock"}
    assert folder.read("3", "/") == (HTML, BODIES)


def test_a_closed_folder_shows_nothing_until_it_is_shown_again(folder):
    folder.show(5)
    folder.close()
    folder.close()
    assert folder.generation() == ""
    folder.show(5)
    assert folder.generation() == "5"


def test_a_full_disk_keeps_no_half_page(folder, monkeypatch):
    folder.show(1)

    def full(path, times):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "utime", full)
    folder.write("1", "/x", HTML, BODIES, 0)
    assert list((folder.root / "1").iterdir()) == []
    assert folder.read("1", "/x") is None


def test_the_last_free_bytes_are_left_to_the_database(folder, monkeypatch):
    folder.show(1)
    monkeypatch.setattr(page_folder, "FREE_FLOOR", 2**62)
    folder.write("1", "/x", HTML, BODIES, 0)
    assert folder.read("1", "/x") is None


def test_one_generation_cannot_fill_the_disk(folder, monkeypatch):
    monkeypatch.setattr(page_folder, "MOST", 3 * sum(map(len, BODIES)))
    folder.show(1)
    for number in range(5):
        folder.write("1", f"/{number}", HTML, BODIES, 0)
    assert [folder.read("1", f"/{number}") is not None for number in range(5)] == [True, True, True, False, False]
    folder.show(2)
    folder.write("2", "/again", HTML, BODIES, 0)
    assert folder.read("2", "/again")


def test_the_plain_file_comes_last(folder, monkeypatch):
    """Whoever finds the page finds its compressed bytes too."""
    folder.show(1)
    written = []
    write = page_folder._write
    monkeypatch.setattr(page_folder, "_write", lambda name, *rest: (written.append(name), write(name, *rest)))
    folder.write("1", "/x", HTML, BODIES, 0)
    assert written[-1].endswith("/x@.html")
    assert len(written) == 3
