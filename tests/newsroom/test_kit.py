import io
import zipfile

import pytest
from PIL import Image

from portal.channels.limits import LIMITS, Kind
from portal.newsroom import kit
from portal.newsroom.crops import Crop, crop_for
from tests.factories import newsroom as factories
from tests.factories import pictures
from tests.factories.newsroom import NOON

ALTS = ["Warga menyapu jalan basah di depan musala.", "Seorang ibu menjemur kain batik di halaman."]


def large(_photo=None, width=1600, height=1067):
    """A rendition as the portal stores it: no metadata."""
    return pictures.jpeg_of(pictures.grainy(width, height))


def opened(data):
    return Image.open(io.BytesIO(data), formats=["JPEG"])


@pytest.fixture
def instagram(room):
    return factories.post(room, "instagram", pictures=2, alts=ALTS)


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        assert folder.testzip() is None
        return {name: folder.read(name) for name in folder.namelist()}


def test_the_zip_holds_text_descriptions_checklist_and_the_cut_pictures(instagram):
    made = kit.assemble(instagram, "id")
    files = unpacked(kit.pack([made], large, NOON))
    name = f"BW-{instagram.story.code}-instagram"
    assert list(files) == [
        f"{name}/teks.txt",
        f"{name}/daftar-periksa.txt",
        f"{name}/teks-alternatif.txt",
        f"{name}/{name}-1.jpg",
        f"{name}/{name}-2.jpg",
    ]
    assert files[f"{name}/teks.txt"].decode() == f"{instagram.text}\n"
    assert files[f"{name}/teks-alternatif.txt"].decode() == f"{name}-1.jpg\n{ALTS[0]}\n\n{name}-2.jpg\n{ALTS[1]}\n"
    checklist = files[f"{name}/daftar-periksa.txt"].decode().splitlines()
    assert all(line.startswith("[ ] ") for line in checklist)
    assert "[ ] Masuk sebagai Pemerintah Kota Pekalongan (@pemkotpekalongan)" in checklist[0]


def test_the_pictures_have_the_channels_proportion_and_carry_nothing_else(instagram):
    files = unpacked(kit.pack([kit.assemble(instagram, "id")], large, NOON))
    for name, data in files.items():
        if name.endswith(".jpg"):
            picture = opened(data)
            assert abs(picture.width / picture.height - 4 / 5) < 0.005
            assert (picture.getexif(), picture.info.get("comment"), picture.info.get("icc_profile")) == ({}, None, None)
            assert b"Exif" not in data
            assert b"http://ns.adobe.com" not in data


def test_a_file_has_the_size_the_page_says(instagram):
    made = kit.assemble(instagram, "id")
    picture = opened(kit.cut(large(), made.crop))
    assert abs(made.pictures[0].width - picture.width) <= 1
    assert abs(made.pictures[0].height - picture.height) <= 1


def test_a_picture_that_needs_no_cut_is_the_stored_one():
    source = large(width=800, height=600)
    assert kit.cut(source, crop_for(LIMITS[Kind.FACEBOOK])) == source


def test_a_file_too_heavy_for_its_channel_is_made_lighter():
    source = large()
    crop = Crop("asli", None, 1600, 1600, len(source) // 2)
    made = kit.cut(source, crop)
    assert len(made) <= crop.bytes_max
    assert opened(made).size == (1600, 1067)


@pytest.mark.parametrize("kind", [kind for kind, limits in LIMITS.items() if limits.image_types])
def test_every_channel_accepts_what_it_is_given(kind):
    limits = LIMITS[kind]
    data = kit.cut(large(), crop_for(limits))
    width, height = opened(data).size
    assert len(data) <= limits.image_bytes
    assert max(width, height) <= (limits.image_edge or 1600)
    assert limits.ratio is None or limits.ratio[0] - 0.005 <= width / height <= limits.ratio[1] + 0.005


def test_a_kit_without_pictures_has_text_and_checklist_only(room):
    post = factories.post(room, "facebook", pictures=0)
    files = unpacked(kit.pack([kit.assemble(post, "id")], large, NOON))
    assert [name.rsplit("/", 1)[1] for name in files] == ["teks.txt", "daftar-periksa.txt"]


def test_the_kit_leads_to_the_network_and_speaks_the_pages_language(room):
    made = kit.assemble(factories.post(room, "x"), "en")
    assert made.open_url.startswith("https://x.com/intent/post?text=")
    assert made.checklist[0].text.startswith("Sign in as Pemerintah Kota Pekalongan.")
