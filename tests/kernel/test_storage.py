import io
import shutil
from collections import namedtuple

import pytest

from portal.kernel.storage import DiskFull, Storage


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "media")


@pytest.mark.parametrize(
    "key", ["../x", "a/../b", "/etc/passwd", "a", "", "a//b", "a/.hidden", "a/b\x00", "A/b", "a/b/", "a/..", "a\\b/c"]
)
def test_a_key_never_leaves_the_folder(storage, key):
    with pytest.raises(ValueError, match="not a storage key"):
        storage.path(key)


def test_what_is_stored_is_read_again(storage):
    assert storage.put("originals/ab/cd.jpg", b"bytes") == 5
    assert storage.put("originals/ef", io.BytesIO(b"stream")) == 6
    with storage.open("originals/ab/cd.jpg") as kept:
        assert kept.read() == b"bytes"
    assert list(storage.keys("originals")) == ["originals/ab/cd.jpg", "originals/ef"]
    storage.delete("originals/ef")
    storage.delete("originals/ef")
    assert not storage.exists("originals/ef")


def test_a_write_that_breaks_leaves_nothing(storage):
    class Broken(io.BytesIO):
        def read(self, *args):
            raise OSError("the phone hung up")

    with pytest.raises(OSError, match="hung up"):
        storage.put("originals/x", Broken())
    assert [p for p in storage.root.rglob("*") if p.is_file()] == []


def test_a_full_disk_is_refused_before_it_is_full(storage, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 99, 1024))
    with pytest.raises(DiskFull):
        storage.put("originals/x", b"y")
