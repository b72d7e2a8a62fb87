from urllib.parse import parse_qs, urlsplit

import pytest

from portal.channels.compose import TEXT_MAX, compose_url
from portal.channels.limits import Kind

TEXT = "Rob surut & jalan kering\n\n#KotaPekalongan"


@pytest.mark.parametrize("kind", [Kind.X, Kind.THREADS, Kind.BLUESKY])
def test_where_the_network_allows_it_the_text_is_already_there(kind):
    parts = urlsplit(compose_url(kind, TEXT))
    assert parts.scheme == "https"
    assert parse_qs(parts.query)["text"] == [TEXT]
    assert parts.fragment == ""


def test_mastodon_opens_on_its_own_server():
    url = compose_url("mastodon", TEXT, "kota@sosial.id")
    assert url.startswith("https://sosial.id/share?text=")
    assert parse_qs(urlsplit(url).query)["text"] == [TEXT]
    assert compose_url("mastodon", TEXT, "", "") == ""


def test_a_text_too_long_for_an_address_is_left_out():
    assert compose_url("x", "a" * (TEXT_MAX + 1)) == "https://x.com/intent/post?text="


@pytest.mark.parametrize(
    ("kind", "handle", "address", "url"),
    [
        ("instagram", "kota", "https://www.instagram.com/kota", "https://www.instagram.com/kota"),
        ("instagram", "", "", "https://www.instagram.com/"),
        ("facebook", "", "", "https://www.facebook.com/"),
        ("telegram", "kotapkl", "", "https://t.me/kotapkl"),
        ("telegram", "", "", "https://web.telegram.org/"),
        ("whatsapp", "", "", "https://web.whatsapp.com/"),
        ("website", "", "https://pekalongankota.go.id", "https://pekalongankota.go.id"),
        ("website", "", "", ""),
        ("wordpress", "", "https://situs.go.id/", "https://situs.go.id/wp-admin/post-new.php"),
        ("ghost", "", "https://situs.go.id", "https://situs.go.id/ghost/#/editor/post"),
        ("website", "", "javascript:alert(1)", ""),
        ("facebook", "", "http://www.facebook.com/kota", ""),
    ],
)
def test_every_channel_opens_where_its_people_write(kind, handle, address, url):
    assert compose_url(kind, TEXT, handle, address) == url


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_opened_or_says_that_it_cannot(kind):
    url = compose_url(kind, TEXT, "kota", "")
    assert url == "" or urlsplit(url).scheme == "https"
