"""What leaves the house."""

import io

import pytest

from portal.channels.adapter_api import Failed, FailureKind
from portal.kernel import html
from portal.newsroom import facts, parcels
from portal.photos import imaging
from portal.photos import service as photos
from portal.photos.rules import sniff_file
from tests.factories import deliveries as make
from tests.factories import newsroom
from tests.factories.pictures import phone_jpeg

BASE = "https://warga.test"


def parcel(post, **changes):
    return parcels.build(post, BASE, photos.storage(), **changes)


def store(photo, width=1600, height=1067):
    """Put a large rendition where the photo has it."""
    photos.storage().put(photos.rendition_key(photo.public_id, "l.jpg"), io.BytesIO(phone_jpeg(width, height)))


def test_a_site_gets_headline_html_and_excerpt_and_no_headline_in_the_text(room):
    post = newsroom.post(room, "web")
    made = parcel(post)
    assert made.title == post.story.title
    assert made.html.startswith("<p>")
    assert post.story.title not in made.html
    assert post.story.title not in made.excerpt
    assert 0 < len(made.excerpt) <= 201
    assert "<script" not in made.html
    assert made.link == f"{BASE}/berita/{post.story.slug}-BW-{post.story.code}"
    assert made.link in made.text


def test_a_headline_edited_in_the_master_is_the_sites_headline(room):
    post = newsroom.post(room, "web")
    post.text = "Judul humas\n\nIsi berita yang cukup panjang."
    made = parcel(post, headline="Judul humas")
    assert made.title == "Judul humas"
    assert "Judul humas" not in made.html
    assert parcels.digest(post, made) != parcels.digest(post, parcel(post))


def test_a_headline_that_loses_its_tag_in_a_caption_is_not_repeated(room):
    post = newsroom.post(room, "web", title="Pekan *batik* #BatikPekalongan <b>")
    made = parcel(post)
    assert made.title == "Pekan *batik* #BatikPekalongan <b>"
    assert "Pekan" not in made.html


def test_a_post_is_no_markdown(room):
    post = newsroom.post(room, "web")
    post.text = "Tekan *888*1# atau *tebal* _a_ &amp; [b](https://a.id).\n\n2. Dua\n\n1998. Tahun"
    made = parcel(post)
    assert html.words_of(made.html) == post.text
    assert '<ol start="2">' in made.html
    assert "<em>" not in made.html


def test_the_label_before_a_credit_is_written_once(room):
    post = newsroom.post(room, "facebook", pictures=1)
    post.story.photos[0].credit = "Foto: Nisa"
    assert parcel(post).media[0].credit == "Nisa"
    assert facts.story_facts(post.story, post.story.photos, BASE).credits == ("Nisa",)


def test_a_line_of_its_own_stays_one(room):
    post = newsroom.post(room, "web")
    post.text = "Paragraf.\n\nKiriman: Siti\nFoto: Siti"
    assert "Kiriman: Siti<br" in parcel(post).html


def test_typed_html_is_shown_and_never_obeyed(room):
    post = newsroom.post(room, "web")
    post.text = "Halo <script>alert(1)</script> <img src=x onerror=alert(1)>"
    assert "<script" not in parcel(post).html
    assert "<img" not in parcel(post).html


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Judul\n\nIsi berita.", "Isi berita."),
        ("Judul yang lain\n\nIsi.", "Judul yang lain\n\nIsi."),
        ("Isi saja.", "Isi saja."),
        ("Judul", "Judul"),
        ("  Judul\nIsi  ", "Isi"),
    ],
)
def test_only_a_whole_first_line_is_the_headline(words, kept):
    assert parcels.without_title(words, "Judul") == kept


def test_pictures_carry_what_belongs_to_them(room):
    post = newsroom.post(room, "facebook", pictures=2, alts=["Gambar satu dengan warga.", "Gambar dua dengan perahu."])
    for each in post.story.photos:
        each.caption, each.credit = f"Keterangan {each.position}", "Nisa"
        store(each.photo)
    made = parcel(post)
    assert [(each.alt, each.caption, each.credit) for each in made.media] == [
        ("Gambar satu dengan warga.", "Keterangan 0", "Nisa"),
        ("Gambar dua dengan perahu.", "Keterangan 1", "Nisa"),
    ]
    assert len({each.name for each in made.media}) == 2
    jpeg = made.media[0].jpeg()
    assert sniff_file(io.BytesIO(jpeg), len(jpeg)).kind == "jpeg"


def test_pictures_are_cut_for_the_channel_when_they_are_asked_for_and_once(room, monkeypatch):
    post = newsroom.post(room, "instagram")
    store(post.story.photos[0].photo)
    cuts = []
    crop = imaging.crop
    monkeypatch.setattr(imaging, "crop", lambda *args: cuts.append(args) or crop(*args))
    (media,) = parcel(post).media
    assert cuts == []
    first = media.jpeg()
    assert media.jpeg() is first
    header = sniff_file(io.BytesIO(first), len(first))
    assert abs(header.width / header.height - 4 / 5) < 0.01
    assert len({args[1:3] for args in cuts}) == 1


def test_a_picture_that_cannot_be_read_is_a_failure_before_anything_is_sent(room):
    (media,) = parcel(newsroom.post(room, "facebook")).media
    with pytest.raises(Failed) as caught:
        media.jpeg()
    assert caught.value.failure.kind is FailureKind.RETRY


@pytest.mark.parametrize(
    "change",
    [
        lambda post: setattr(post, "text", post.text + " Lagi."),
        lambda post: setattr(post, "pictures", []),
        lambda post: setattr(post.story.photos[0], "alt", "Keterangan yang lain sekali."),
        lambda post: setattr(post.story.photos[0], "credit", "Orang lain"),
        lambda post: setattr(post.story, "title", "Judul lain"),
    ],
)
def test_whatever_would_be_sent_differently_changes_the_hash(room, change):
    post = newsroom.post(room, "web")
    before = parcels.digest(post, parcel(post))
    assert parcels.digest(post, parcel(post)) == before
    change(post)
    assert parcels.digest(post, parcel(post)) != before


def test_arming_changes_nothing_that_is_sent(room):
    post = newsroom.post(room, "web")
    assert parcels.digest(post, parcel(post, armed_at=newsroom.NOON)) == parcels.digest(post, parcel(post))


def test_an_approval_is_for_these_words_and_these_pictures(room):
    post = newsroom.post(room, "web", pictures=2)
    assert parcels.is_approved(post)
    post.channel.needs_approval = True
    assert not parcels.is_approved(post)
    post.approved_hash = parcels.approval_hash(post)
    assert parcels.is_approved(post)
    post.pictures = post.pictures[::-1]
    assert not parcels.is_approved(post)
    post.pictures = post.pictures[::-1]
    post.text += " Satu kata."
    assert not parcels.is_approved(post)


def test_the_key_names_story_channel_and_round(room):
    post = newsroom.post(room, "web")
    code = post.story.code.lower()
    assert parcels.key_of(post) == f"bw-{code}-web-1"
    post.round = 2
    assert parcels.key_of(post) == f"bw-{code}-web-2"
    assert make.WORD not in repr(parcel(post))
