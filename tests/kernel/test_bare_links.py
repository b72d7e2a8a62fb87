import pytest

from portal.kernel import bare_links, html


def linked(text):
    """The addresses a text links to, in order."""
    found, at = [], 0
    while at < len(text):
        end = bare_links.end(text, at, len(text))
        found += [text[at:end]] if end > at else []
        at = max(end, at + 1)
    return found


NONE = [
    "M.Si",
    "S.Ag.",
    "A.Md",
    "S.Pd.I",
    "M.Kom",
    "pasar.Ke",
    "rumah.Di",
    "Selesai.Io",
    "a.id",
    "ab.id",
    "x.com",
    "12.id",
    "5.id",
    "Rp10.000",
    "13.00",
    "No.5",
    "contoh.ID",
    "CONTOH.COM",
    "contoh.Id",
    "contoh.io",
    "contoh.me",
    "contoh.co",
    "t.me/a",
    "contoh.idx",
    "contoh.id.au",
    "budi@contoh.id",
    "budi.s@mail.contoh.id",
    "contoh.id@a",
    "ftp://contoh.id",
    "//contoh.id",
    "/contoh.id",
    "#contoh.id",
    "https://",
    "https:///a.id",
    "http:contoh.id",
    "https://contoh",
    "www.contoh",
    "https://www.1",
    "https://1.2.3",
    "https://a.id@b.id",
    "https://a.id:80@b.id",
    "xhttps://a.id",
    "javascript:contoh.com",
]
ADDRESSES = [
    "contoh.id",
    "contoh.com",
    "contoh.org",
    "contoh.net",
    "a.contoh.go.id",
    "toko.co.id/a",
    "contoh.id:8080/a",
    "contoh.id?a=1",
    "http://a.id",
    "https://a.id",
    "HTTPS://A.ID/b",
    "Https://a.id",
    "www.a.id",
    "Www.contoh.id/a",
    "WWW.CONTOH.ID",
    "https://10.0.0.1/a",
    "https://a.xyz/b#c",
    "https://a.id/?q=b;c,d",
    "https://a.id/(b)/c[d]",
    "https://pekalongán.id/ḥ",
    "https://id.wikipedia.org/wiki/Batik_(kain)",
    "https://a.id/@b",
    "https://a.id/a*b_c",
    "https://a.id/b'c",
    "https://a.id/b–c",
    "https://web.arsip.org/2020/https://a.id/b",
    "https://a.id/#",
    "https://a.id/a/",
]
AROUND = [
    "{}",
    "{}.",
    "({})",
    "[{}]",
    "({}).",
    "“{}”",
    '"{}"',
    "'{}'",
    "‘{}’,",
    "<{}>",
    "{};",
    "{}:",
    "{}!",
    "{}?",
    "{}…",
    "{}؟",
    "«{}»",
    "**{}**",
    "_{}.",
    "{}👍",
    "{{{}}}",
    "{}]",
    "{})",
]


@pytest.mark.parametrize("text", NONE)
def test_these_are_no_addresses(text):
    assert linked(f"Kata {text}") == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("around", [*AROUND, "{} kata", "lihat: {}،"])
def test_an_address_ends_where_its_sentence_goes_on(address, around):
    bare = around.startswith("_") and "/" not in address[:8] and not address.lower().startswith("www")
    assert linked(around.format(address)) == ([] if bare else [address])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.id/b,https://c.id/d", ["https://a.id/b", "https://c.id/d"]),
        ("https://contoh.id.Kemudian", ["https://contoh.id"]),
        ("www.contoh.com.Lalu pulang", ["www.contoh.com"]),
        ("https://a.id/b&nbsp;c", ["https://a.id/b"]),
        ("https://a.id/b&lt;c", ["https://a.id/b"]),
        ("https://a.id/b]c", ["https://a.id/b"]),
        ("contoh.id:08.00", ["contoh.id"]),
    ],
)
def test_two_addresses_and_missing_blanks(text, found):
    assert linked(text) == found


def test_where_an_address_leads():
    assert bare_links.target("contoh.id/a") == "http://contoh.id/a"
    assert bare_links.target("HTTPS://a.id") == "HTTPS://a.id"
    assert 'href="https://a.id/?b=1&amp;c=2"' in html.render("https://a.id/?b=1&amp;c=2")
    assert 'href="https://xn--pekalongn-71a.id/"' in html.render("https://pekalongán.id/")
    assert html.render("[https://a.id/b](https://c.id/d)").count("<a ") == 1


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://www.instagram.com/warga_pkl_", "https://www.instagram.com/warga_pkl_"),
        ("(https://youtu.be/dQw4w9WgXc_).", "https://youtu.be/dQw4w9WgXc_"),
        ("https://contoh.id/a_ dan _miring_", "https://contoh.id/a_"),
        ("_lihat https://contoh.id/a_.", "https://contoh.id/a"),
        ("_https://contoh.id/a_", "https://contoh.id/a"),
        ("_https://contoh.id_, ya", "https://contoh.id"),
        ("_lihat contoh.id_", "http://contoh.id"),
        ("https://contoh.id/?a&amp;, ya", "https://contoh.id/?a&amp;"),
    ],
)
def test_an_underscore_behind_an_address_is_its_own_unless_it_ends_emphasis(typed, link):
    made = html.render(typed)
    assert f'href="{link}"' in made
    assert ("<em>" in made) == ("_lihat" in typed or "_http" in typed or "_miring" in typed)


@pytest.mark.parametrize("typed", ["contoh.id_@a", "https://a.id_@b.id", "contoh.id_x", "contoh.id__x"])
def test_an_underscore_hides_no_user_name_and_no_longer_word(typed):
    assert linked(typed) == []
