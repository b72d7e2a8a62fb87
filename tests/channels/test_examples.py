import pytest

from portal.channels.examples import post_address
from portal.channels.identity import post_url_ok
from portal.channels.limits import SITES, Kind

KNOWN = {
    **dict.fromkeys(SITES, ("", "https://pekalongankota.go.id")),
    Kind.FACEBOOK: ("pemkot.pekalongan", ""),
    Kind.INSTAGRAM: ("pemkotpekalongan", ""),
    Kind.X: ("pemkotpkl", ""),
    Kind.TELEGRAM: ("PemkotPekalongan", ""),
    Kind.WHATSAPP: ("0029VaAbCdEfGhIjKlMnOp", ""),
    Kind.YOUTUBE: ("BatikTV", ""),
    Kind.TIKTOK: ("pemkot.pkl", ""),
    Kind.THREADS: ("pemkotpekalongan", ""),
    Kind.BLUESKY: ("kota.bsky.social", ""),
    Kind.MASTODON: ("kota@mastodon.example", ""),
}


@pytest.mark.parametrize("kind", list(Kind))
def test_the_example_at_the_field_would_be_taken_there(kind):
    handle, address = KNOWN[kind]
    assert post_url_ok(kind, post_address(kind, handle, address), handle=handle, address=address)
    if kind not in SITES and kind is not Kind.MASTODON:
        assert post_url_ok(kind, post_address(kind, "", ""))


def test_nothing_is_made_up_for_a_site_nobody_has_recorded():
    assert post_address("website", "", "") == post_address("mastodon", "", "") == ""
