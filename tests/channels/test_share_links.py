from urllib.parse import quote

import pytest

from portal.channels import share_links
from portal.channels.identity import post_url_ok
from portal.channels.proofs import ProofRefused
from portal.channels.share_links import Elsewhere

STORY = "https://m.facebook.com/story.php?story_fbid=12345&id=67890"
PAGE = "https://www.facebook.com/pemkotpekalongan/posts/1234567890"


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("facebook", "https://www.facebook.com/share/p/1AbCdEfGhI/", "https://www.facebook.com/share/p/1AbCdEfGhI/"),
        ("facebook", "https://facebook.com/share/p/1AbCdEfGhI", "https://www.facebook.com/share/p/1AbCdEfGhI/"),
        ("facebook", "https://m.facebook.com/share/v/1AbC-_Ef/?mibextid=wwXIfr", "https://www.facebook.com/share/v/1AbC-_Ef/"),
        ("facebook", "https://web.facebook.com/share/r/1AbCdEf", "https://www.facebook.com/share/r/1AbCdEf/"),
        ("facebook", "https://www.facebook.com/share/1AbCdEf/", "https://www.facebook.com/share/1AbCdEf/"),
        ("facebook", "https://fb.watch/abc123/", "https://fb.watch/abc123/"),
        ("instagram", "https://www.instagram.com/share/p/BAbCdEf12", "https://www.instagram.com/share/p/BAbCdEf12/"),
        ("instagram", "https://instagram.com/share/reel/_AbCdEf?igsh=x", "https://www.instagram.com/share/reel/_AbCdEf/"),
        ("tiktok", "https://vm.tiktok.com/ZMabcdef/", "https://vm.tiktok.com/ZMabcdef/"),
        ("tiktok", "https://www.tiktok.com/t/ZTabcdef/", "https://www.tiktok.com/t/ZTabcdef/"),
    ],
)  # fmt: skip
def test_what_apps_copy_is_kept_in_one_form(kind, given, kept):
    with pytest.raises(ProofRefused, match="short_link"):
        post_url_ok(kind, given, handle="pemkotpekalongan")
    assert share_links.normal(kind, given) == kept
    assert share_links.is_one(kind, kept)
    assert not share_links.is_one(kind, "https://www.facebook.com/x/posts/1234567890")


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("facebook", "https://fb.watch/"),
        ("facebook", "https://www.facebook.com/share/q/a/b/c"),
        ("facebook", "https://www.facebook.com/share/p/ab"),
        ("facebook", "https://www.facebook.com/l.php"),
        ("x", "https://t.co/abcdef"),
        ("telegram", "https://www.facebook.com/share/p/1AbCdEfGhI/"),
    ],
)
def test_what_is_no_share_link_of_the_network_is_refused(kind, url):
    with pytest.raises(ProofRefused, match="short_link"):
        share_links.normal(kind, url)


@pytest.mark.parametrize(
    ("kind", "url", "canonical"),
    [
        ("instagram", "https://www.instagram.com/p/C1a2B3c4/?igsh=abc", "https://www.instagram.com/p/C1a2B3c4/"),
        ("youtube", "https://youtu.be/abcdefghijk?si=1", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("x", "https://x.com/i/status/123456789?s=20", "https://x.com/i/status/123456789"),
        ("telegram", "https://t.me/PemkotPekalongan/41", "https://t.me/pemkotpekalongan/41"),
    ],
)
def test_short_forms_that_name_the_post_are_canonical_at_once(kind, url, canonical):
    assert post_url_ok(kind, url) == canonical


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        (f"{PAGE}?rdid=aBc&share_url=https%3A%2F%2Fwww.facebook.com%2Fshare%2Fp%2F1%2F#", PAGE),
        ("/pemkotpekalongan/posts/1234567890/", f"{PAGE}/"),
        (f"https://www.facebook.com/login/?next={quote(PAGE, safe='')}", PAGE),
        (f"{STORY}&mibextid=x", STORY),
        (f"{PAGE}?x={'y' * 900}", PAGE),
    ],
)  # fmt: skip
def test_a_redirect_is_read_without_what_follows_people(location, leads):
    assert share_links.next_address("facebook", "https://www.facebook.com/share/p/1AbCdEfGhI/", location) == leads


@pytest.mark.parametrize(
    "location",
    [
        "http://www.facebook.com/pemkotpekalongan/posts/1234567890",
        "https://evil.example/pemkotpekalongan/posts/1234567890",
        "https://www.facebook.com.evil.example/x",
        "https://www.facebook.com@evil.example/x",
        "https://www.facebook.com:8443/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://www.facebook.com/login/?next=https%3A%2F%2Fevil.example%2F",
        "https://www.facebook.com/login/",
        "javascript:alert(1)",
        "fb://post/1234567890",
        "",
    ],
)
def test_nothing_leads_out_of_the_network(location):
    here = "https://fb.watch/abc123/"
    if location in ("", "https://www.facebook.com/login/"):
        # back to where it came from, which the number of hops ends
        assert share_links.next_address("facebook", here, location) in (here, "https://fb.watch/abc123/")
        return
    with pytest.raises(Elsewhere):
        share_links.next_address("facebook", here, location)


def test_only_a_post_of_this_account_is_the_one():
    known = {"handle": "pemkotpekalongan", "address": ""}
    assert share_links.post_at("facebook", PAGE, **known) == PAGE
    assert share_links.post_at("facebook", "https://www.facebook.com/watch/live", **known) is None
    with pytest.raises(ProofRefused, match="account"):
        share_links.post_at("facebook", "https://www.facebook.com/lain/posts/1234567890", **known)
