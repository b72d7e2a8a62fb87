import os
import stat

import pytest

from portal.kernel import modes
from portal.kernel.page_folder import PageFolder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def instance(tmp_path):
    """An instance as an earlier version left it."""
    for folder in ("mail", "media/originals/ab", "pages/17"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("portal.db", "secret", "mail/a.eml", "media/originals/ab/cd", "pages/17/berita@.html"):
        (tmp_path / file).write_bytes(b"x")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "pages/current").symlink_to("17")
    return tmp_path


def test_what_others_can_read_is_named_and_closed(instance):
    names = {os.path.relpath(found.path, instance) for found in modes.loose(instance)}
    private = {"portal.db", "mail", "mail/a.eml", "media", "media/originals", "media/originals/ab"}
    assert names == private | {"media/originals/ab/cd", "."}
    assert modes.repair(instance) == len(names)
    assert list(modes.loose(instance)) == []
    assert mode(instance) == 0o711
    assert mode(instance / "media/originals/ab/cd") == 0o600
    assert mode(instance / "media") == 0o700
    assert (mode(instance / "pages"), mode(instance / "pages/17/berita@.html")) == (0o755, 0o644)
    assert modes.repair(instance) == 0


def test_nobody_else_may_write_public_pages(instance):
    modes.repair(instance)
    (instance / "pages/17/berita@.html").chmod(0o666)
    assert [found.wanted for found in modes.loose(instance)] == [0o644]
    modes.repair(instance)
    assert mode(instance / "pages/17/berita@.html") == 0o644


def test_a_repair_that_was_cut_off_begins_again(instance):
    """The folder is closed last, so an open one is looked into."""
    (instance / "mail/a.eml").chmod(0o600)
    modes.repair(instance)
    assert list(modes.loose(instance)) == []


def test_a_link_out_of_the_instance_is_left_alone(instance, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "file"
    other.write_text("x")
    other.chmod(0o644)
    (instance / "link").symlink_to(other)
    modes.repair(instance)
    assert mode(other) == 0o644


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_pages_are_open_whatever_the_umask_says(tmp_path, umask):
    before = os.umask(umask)
    try:
        folder = PageFolder(tmp_path / "pages")
        folder.open()
        folder.show(3)
        folder.write("3", "/kelurahan/medono", "text/html; charset=utf-8", (b"a", b"b", b""), 1_700_000_000)
    finally:
        os.umask(before)
    for path in (tmp_path / "pages/3/kelurahan", tmp_path / "pages/3", tmp_path / "pages"):
        assert mode(path) == 0o755
    assert mode(tmp_path / "pages/3/kelurahan/medono@.html") == 0o644
    assert mode(tmp_path / "pages/3/kelurahan/medono@.html.gz") == 0o644
