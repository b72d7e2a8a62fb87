import pytest

from portal.channels.limits import Kind
from portal.channels.names import account, kind_name, place_name


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_name(kind):
    assert kind_name(kind)


def test_channels_of_one_account_are_told_apart_by_their_format():
    codes = ("instagram", "instagram_story", "instagram_live", "ig_dinkominfo")
    assert [place_name("instagram", code) for code in codes] == [
        *("Instagram", "Instagram Story", "Instagram Live", "Instagram")
    ]
    assert place_name("facebook", "facebook_story") == "Facebook"


def test_a_kind_nobody_described_is_an_error():
    with pytest.raises(ValueError, match="fax"):
        kind_name("fax")


@pytest.mark.parametrize(
    ("kind", "handle", "address", "shown"),
    [
        ("instagram", "pemkotpekalongan", "https://www.instagram.com/pemkotpekalongan", "@pemkotpekalongan"),
        ("x", "@kota", "", "@kota"),
        ("website", "", "https://pekalongankota.go.id/", "pekalongankota.go.id"),
        ("mastodon", "kota@sosial.id", "", "@kota@sosial.id"),
        ("whatsapp", "0029VaAbCdEfGhIjKlMnOp", "", "0029VaAbCdEfGhIjKlMnOp"),
        ("facebook", "", "", ""),
    ],
)
def test_an_account_is_written_as_people_write_it(kind, handle, address, shown):
    assert account(kind, handle, address) == shown
