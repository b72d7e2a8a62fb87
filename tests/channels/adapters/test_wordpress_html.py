import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.channels.adapters import wordpress_html as html
from tests.factories import parcels
from tests.factories.parcels import media, parcel


def made(parcel_, count=None):
    chosen = parcel_.media if count is None else parcel_.media[:count]
    return html.content(parcel_, [(each, n + 7, f"https://x.test/{n}.jpg") for n, each in enumerate(chosen)])


def blocks(content):
    return re.findall(
        r"<(figure|p|ul|ol|blockquote|h2|h3)\b",
        re.sub(r"<(figure|ul|blockquote)\b.*?</\1>", r"<\1>", content, flags=re.S),
    )


def test_the_first_picture_stands_on_top_and_the_others_between_the_paragraphs():
    four = "".join(f"<p>{n}</p>" for n in range(4))
    assert blocks(made(parcel(3, html=four))) == ["figure", "p", "figure", "p", "p", "figure", "p", "p"]


def test_more_pictures_than_paragraphs_all_find_a_place():
    content = made(parcel(10, html="<p>a</p>"))
    assert content.count("<figure") == 10
    assert content.index("</figure>") < content.index("<p>a</p>") < content.rindex("<figure")


def test_no_picture_lands_inside_a_list_or_a_quotation():
    nested = "<ul><li><p>a</p></li><li><p>b</p></li></ul><blockquote><p>c</p><p>d</p></blockquote><p>e</p>"
    content = made(parcel(5, html=nested))
    for inside in re.findall(r"<(?:ul|blockquote)>.*?</(?:ul|blockquote)>", content, re.S):
        assert "<figure" not in inside
    assert content.count("<figure") == 5


@pytest.mark.parametrize(
    ("caption", "credit", "words"),
    [
        ("Gang RT 05", "Siti", "Gang RT 05. Foto: Siti"),
        ("Gang RT 05.", "Siti", "Gang RT 05. Foto: Siti"),
        ("Banjir?", "Siti", "Banjir? Foto: Siti"),
        ("", "Siti", "Foto: Siti"),
        ("Gang", "", "Gang"),
        (" ", "", ""),
    ],
)
def test_what_stands_under_a_picture(caption, credit, words):
    each = media(caption=caption, credit=credit)
    assert html.caption(each) == words
    assert ("<figcaption" in made(parcel(media=(each,)))) == bool(words)


def test_hostile_words_and_markup_are_harmless():
    evil = media(alt='"><script>x</script>', caption="<img src=x onerror=y>", credit="</figure><script>")
    content = made(
        parcel(media=(evil,), html='<p onclick="a">b<script>c</script><a href="javascript:d">e</a></p>', link="")
    )
    assert "<script" not in content
    assert not re.search(r"<[^>]+\son\w+=", content.replace('alt="', "").split("<figcaption")[0].split(">", 2)[0])
    assert "javascript:" not in content
    assert content.count("<img") == 1


def test_an_empty_html_falls_back_to_the_text():
    assert "<p>a &lt; b</p>" in made(parcel(html="", text="a < b"))


def test_our_post_is_known_by_its_mark_or_its_link_even_after_an_edit():
    each = parcel()
    content = made(each)
    assert html.is_ours(content, each)
    assert html.is_ours(content.replace(html.mark(each.key), ""), each)
    assert html.is_ours(content.replace(parcels.LINK, ""), each)
    assert not html.is_ours("Tulisan lain", each)
    assert not html.is_ours("Tulisan lain", parcel(link=""))
    assert not html.is_ours(content, parcel(key="bw-lain-web-1", link="https://warga.test/berita/lain"))


@given(st.text(alphabet=st.sampled_from(list("<>&\"'[]-.x:;8)(OPD`amp 2#\n")), max_size=40))
def test_a_single_field_is_its_words(words):
    assert unescape(html.plain(words)) == words


def test_short_codes_and_typography_go_out_as_references():
    out = html.plain("[gallery] \"a\" -- 'b' ... 2x3 :) a - b")
    assert not re.search(r"[\[\]\"']|--|\.\.\.|2x3|:\)| - ", out)
    assert unescape(out) == "[gallery] \"a\" -- 'b' ... 2x3 :) a - b"
    assert made(parcel(html='<p>[a] <a href="https://a.id/[b]">"c"</a></p>')).count("[") == 0


def test_numbers_of_lists_reach_the_site():
    assert '<ol start="2">' in made(parcel(html='<ol start="2"><li>Dua</li></ol>'))
