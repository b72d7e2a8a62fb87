import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.channels.identity import ProofRefused, post_url_ok
from portal.channels.limits import Kind
from portal.channels.proofs import READERS

PFBID = "pfbid0" + "a1" * 20
WA = "0029VaDemoKanalKota1906"
OWN = {
    "website": {"address": "https://pekalongankota.go.id"},
    "wordpress": {"address": "https://pekalongankota.go.id/"},
    "ghost": {"address": "https://pekalongankota.go.id"},
    "facebook": {"handle": "kota.batik"},
    "instagram": {"handle": "@pemkotpekalongan", "address": "https://instagram.com/pemkotpekalongan"},
    "x": {"handle": "pkl_diskominfo"},
    "telegram": {"handle": "KotaBatik"},
    "whatsapp": {"address": f"https://whatsapp.com/channel/{WA}"},
    "youtube": {"handle": "kotabatik"},
    "tiktok": {"handle": "kota.batik"},
    "threads": {"handle": "kota.batik"},
    "bluesky": {"handle": "kota.bsky.social"},
    "mastodon": {"handle": "humas@sosial.example"},
}

GOOD = [
    ("wordpress", "https://pekalongankota.go.id/2026/11/rob/", "https://pekalongankota.go.id/2026/11/rob"),
    ("ghost", "https://pekalongankota.go.id/rob/?ref=surat", "https://pekalongankota.go.id/rob"),
    ("website", "https://pekalongankota.go.id/berita/rob?utm_source=ig&fbclid=1#top", "https://pekalongankota.go.id/berita/rob"),
    ("website", "HTTPS://PekalonganKota.go.id/?p=12&utm_medium=x", "https://pekalongankota.go.id/?p=12"),
    ("website", "https://pekalongankota.go.id//berita/rob/", "https://pekalongankota.go.id/berita/rob"),
    ("instagram", "https://instagram.com/p/DemoKota_01?igsh=abc", "https://www.instagram.com/p/DemoKota_01/"),
    ("instagram", "https://www.instagram.com/pemkotpekalongan/reel/DemoKota_01/", "https://www.instagram.com/p/DemoKota_01/"),
    ("x", "https://twitter.com/PKL_diskominfo/status/1860000000000000000?s=20", "https://x.com/i/status/1860000000000000000"),
    ("x", "https://x.com/i/web/status/1860000000000000000/photo/1", "https://x.com/i/status/1860000000000000000"),
    ("telegram", "https://t.me/s/kotabatik/17?single", "https://t.me/kotabatik/17"),
    ("whatsapp", f"https://www.whatsapp.com/channel/{WA}/104", f"https://whatsapp.com/channel/{WA}/104"),
    ("facebook", "https://m.facebook.com/story.php?story_fbid=123456&id=654321&ref=x", "https://www.facebook.com/permalink.php?story_fbid=123456&id=654321"),
    ("facebook", "https://web.facebook.com/KotaBatik/posts/judul-berita/1234567", "https://www.facebook.com/kotabatik/posts/1234567"),
    ("facebook", f"https://www.facebook.com/61550000000000/posts/{PFBID}", f"https://www.facebook.com/61550000000000/posts/{PFBID}"),
    ("facebook", "https://www.facebook.com/reel/1234567890", "https://www.facebook.com/reel/1234567890"),
    ("facebook", "https://www.facebook.com/photo.php?fbid=1234567&set=a.1", "https://www.facebook.com/photo/?fbid=1234567"),
    ("facebook", "https://www.facebook.com/kota.batik/videos/1234567/", "https://www.facebook.com/kota.batik/videos/1234567"),
    ("youtube", "https://youtu.be/abcDEF_-123?si=zzz", "https://www.youtube.com/watch?v=abcDEF_-123"),
    ("youtube", "https://m.youtube.com/watch?v=abcDEF_-123&t=3", "https://www.youtube.com/watch?v=abcDEF_-123"),
    ("youtube", "https://www.youtube.com/shorts/abcDEF_-123", "https://www.youtube.com/watch?v=abcDEF_-123"),
    ("tiktok", "https://www.tiktok.com/@Kota.Batik/photo/7400000000000000000?_r=1", "https://www.tiktok.com/@kota.batik/photo/7400000000000000000"),
    ("threads", "https://www.threads.net/@kota.batik/post/DemoKota01", "https://www.threads.com/@kota.batik/post/DemoKota01"),
    ("bluesky", "https://bsky.app/profile/kota.bsky.social/post/3lbdemo2demo2", "https://bsky.app/profile/kota.bsky.social/post/3lbdemo2demo2"),
    ("mastodon", "https://sosial.example/@humas/113500000000000000", "https://sosial.example/@humas/113500000000000000"),
    ("mastodon", "https://sosial.example/users/humas/statuses/113500000000000000", "https://sosial.example/@humas/113500000000000000"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "kept"), GOOD)
def test_a_post_of_the_channel_is_kept_in_one_form(kind, typed, kept):
    assert post_url_ok(kind, typed, **OWN[kind]) == kept
    assert post_url_ok(kind, kept, **OWN[kind]) == kept


def test_every_kind_of_channel_can_be_proven():
    assert set(READERS) == set(Kind)
    assert {kind for kind, _, _ in GOOD} == {kind.value for kind in Kind}


BAD = [
    ("instagram", "", "not_a_url"),
    ("instagram", "sudah tayang", "not_a_url"),
    ("instagram", "javascript:alert(1)", "not_a_url"),
    ("instagram", "//instagram.com/p/DemoKota01", "not_a_url"),
    ("instagram", "https://instagram.com/p/Demo Kota", "not_a_url"),
    ("instagram", "https://instagram.com/p/Demo\\..\\x", "not_a_url"),
    ("instagram", "https://[::1", "not_a_url"),
    ("instagram", "https://instagram.com:99999/p/DemoKota01", "not_a_url"),
    ("instagram", "https://instаgram.com/p/DemoKota01", "not_a_url"),  # a Cyrillic a
    ("instagram", "https://instagram.com/p/DemoKota01?" + "a" * 500, "too_long"),
    ("instagram", "http://instagram.com/p/DemoKota01", "not_https"),
    ("instagram", "https://instagram.com@evil.example/p/DemoKota01", "userinfo"),
    ("instagram", "https://instagram.com:443/p/DemoKota01", "port"),
    ("instagram", "https://instagram.com.evil.example/p/DemoKota01", "host"),
    ("instagram", "https://127.0.0.1/p/DemoKota01", "host"),
    ("instagram", "https://instagram.com/pemkotpekalongan/", "path"),
    ("instagram", "https://instagram.com/stories/pemkotpekalongan/1234567", "path"),
    ("instagram", "https://instagram.com/oranglain/p/DemoKota01", "account"),
    ("website", "https://pekalongankota.go.id/", "path"),
    ("website", "https://pekalongankota.go.id/?utm_source=ig", "path"),
    ("website", "https://pekalongankota.go.id/a/../b", "path"),
    ("website", "https://www.pekalongankota.go.id/berita", "host"),
    ("website", "https://kominfo.pekalongankota.go.id/berita", "host"),
    ("x", "https://x.com/orang_lain/status/1860000000000000000", "account"),
    ("x", "https://x.com/pkl_diskominfo", "path"),
    ("telegram", "https://t.me/c/1234567890/5", "path"),
    ("telegram", "https://t.me/saluranlain/5", "account"),
    ("whatsapp", f"https://whatsapp.com/channel/{WA}", "path"),
    ("whatsapp", f"https://whatsapp.com/channel/{WA.swapcase().replace('0029vA', '0029Va')}/5", "account"),
    ("whatsapp", "https://wa.me/62816644000", "host"),
    ("facebook", "https://www.facebook.com/share/p/abcDEF123/", "short_link"),
    ("facebook", "https://fb.watch/abc/", "short_link"),
    ("facebook", "https://www.facebook.com/halamanlain/posts/1234567", "account"),
    ("facebook", "https://www.facebook.com/permalink.php?story_fbid=1&id=x", "path"),
    ("youtube", "https://www.youtube.com/@kotabatik", "path"),
    ("youtube", "https://www.youtube.com/watch?v=pendek", "path"),
    ("tiktok", "https://vm.tiktok.com/ZM123/", "short_link"),
    ("tiktok", "https://www.tiktok.com/@lain/video/7400000000000000000", "account"),
    ("threads", "https://www.threads.com/@lain/post/DemoKota01", "account"),
    ("bluesky", "https://bsky.app/profile/lain.bsky.social/post/3lbdemo2demo2", "account"),
    ("mastodon", "https://lain.example/@humas/113500000000000000", "host"),
    ("mastodon", "https://sosial.example/@lain/113500000000000000", "account"),
]


@pytest.mark.parametrize(("kind", "typed", "code"), BAD)
def test_anything_else_is_refused_with_its_reason(kind, typed, code):
    with pytest.raises(ProofRefused) as refused:
        post_url_ok(kind, typed, **OWN[kind])
    assert refused.value.code == code


def test_a_website_without_an_address_can_prove_nothing():
    with pytest.raises(ProofRefused) as refused:
        post_url_ok("website", "https://pekalongankota.go.id/berita/rob")
    assert refused.value.code == "no_address"


def test_an_account_nobody_has_recorded_yet_is_taken_from_the_address():
    assert post_url_ok("telegram", "https://t.me/kanalbaru/3") == "https://t.me/kanalbaru/3"


@pytest.mark.parametrize("kind", Kind)
@given(typed=st.text(max_size=80) | st.from_regex(r"https://[a-z.]{1,12}/[ -~]{0,30}", fullmatch=True))
def test_whatever_is_typed_is_an_address_or_a_reason(kind, typed):
    try:
        kept = post_url_ok(kind, typed, **OWN[kind.value])
    except ProofRefused:
        return
    assert kept.startswith("https://")
    assert post_url_ok(kind, kept, **OWN[kind.value]) == kept
