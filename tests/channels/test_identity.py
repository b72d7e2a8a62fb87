import pytest

from portal.channels.identity import HANDLES, HandleRefused, check_handle
from portal.channels.limits import Kind


def test_every_kind_of_channel_has_a_rule_for_names():
    assert set(HANDLES) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("instagram", "@PemkotPekalongan", "pemkotpekalongan"),
        ("instagram", " pkl.diskominfo ", "pkl.diskominfo"),
        ("x", "@pkl_diskominfo", "pkl_diskominfo"),
        ("telegram", "KotaBatik", "KotaBatik"),
        ("youtube", "@Kota.Batik-TV", "Kota.Batik-TV"),
        ("tiktok", "kota.batik", "kota.batik"),
        ("threads", "kota.batik", "kota.batik"),
        ("facebook", "kota.batik", "kota.batik"),
        ("bluesky", "kota.bsky.social", "kota.bsky.social"),
        ("mastodon", "@humas@mastodon.example", "humas@mastodon.example"),
        ("website", "pekalongankota.go.id", "pekalongankota.go.id"),
        ("wordpress", "Pekalongankota.go.id", "pekalongankota.go.id"),
        ("whatsapp", "0029VaDemoKanalKota1906", "0029VaDemoKanalKota1906"),
    ],
)
def test_a_possible_name_is_kept_without_its_at_sign(kind, typed, kept):
    assert check_handle(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("x", "@pkl.diskominfo"),  # the name printed for both networks, impossible on this one
        ("x", "a" * 16),
        ("instagram", "dua..titik"),
        ("instagram", "titik."),
        ("instagram", "spasi di tengah"),
        ("telegram", "1batik"),
        ("telegram", "pkl"),
        ("tiktok", "a"),
        ("youtube", "ko"),
        ("whatsapp", "081 6644 000"),  # a complaint line is no channel
        ("website", "https://pekalongankota.go.id"),
        ("bluesky", "tanpatitik"),
        ("mastodon", "humas"),
        ("facebook", "<b>humas</b>"),
        ("x", "kоta"),  # a Cyrillic o
        ("youtube", "kota\nbatik"),
    ],
)
def test_an_impossible_name_is_refused(kind, typed):
    with pytest.raises(HandleRefused) as refused:
        check_handle(kind, typed)
    assert refused.value.code == "shape"


@pytest.mark.parametrize("typed", ["", "  ", "@"])
def test_an_empty_name_says_so(typed):
    with pytest.raises(HandleRefused) as refused:
        check_handle("instagram", typed)
    assert refused.value.code == "empty"
