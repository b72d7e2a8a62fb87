"""The seam: whatever is typed, a browser gets only the tags of the list."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel import html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](javascript&colon;alert(1))",
    "[klik](data:text/html,<script>alert(1)</script>)",
    "[klik](vbscript:x)",
    "<javascript:alert(1)>",
    '[x](https://a.id "onmouseover=alert(1)")',
    "![x](https://a.id/x.png)",
    "<a href='https://a.id' onclick='x()'>x</a>",
    "<svg><animate onbegin=alert(1)>",
    "<style>*{display:none}</style>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    '"><iframe src=//evil.id>',
    "<!--<img src=x>-->",
    'https://a.id/"onmouseover=alert(1)',
    "//evil.id/x javascript:alert(1)",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
]
ALLOWED = re.compile(
    r"</?(p|em|strong|ul|ol|li|blockquote)>|<br>|<a href=\"(https?|mailto):[^\"<>]*\" rel=\"[a-z ]+\">|</a>"
)


def assert_inert(out: str) -> None:
    rest = ALLOWED.sub("", out)
    assert "<" not in rest, rest
    assert ">" not in rest, rest


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_runs_comes_through(text):
    assert_inert(html.render(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>&\"'/\\[]()!*_`~#>-+=:;. \n\tajsx1é\u202e\u0000")), max_size=80))
def test_no_combination_of_marks_makes_another_tag(text):
    assert_inert(html.render(text))


def test_what_the_rubric_allows():
    out = html.render("Satu *dua* **tiga**\nbaris\n\n> kutipan\n\n- a\n- b\n\n1. c\n\n[laman](https://a.id)")
    for tag in (
        "<em>dua</em>",
        "<strong>tiga</strong>",
        "<br>",
        "<blockquote>",
        "<ul>",
        "<ol>",
        '<a href="https://a.id"',
    ):
        assert tag in out


def test_headings_and_pictures_of_a_resident_stay_text():
    out = html.render("# Judul\n\n![x](https://a.id/x.png)\n\n`kode`\n\n| a |\n|---|")
    assert "<h1" not in out
    assert "<img" not in out
    assert "<code" not in out


def test_bare_addresses_become_links_that_pass_nothing_on():
    out = html.render("Lihat https://pekalongankota.go.id/berita. Nomor 0285.421243")
    assert '<a href="https://pekalongankota.go.id/berita" rel="nofollow ugc noopener">' in out
    assert out.count("<a ") == 1


@pytest.mark.parametrize(
    "bomb",
    [
        *(">" * 9000, "> " * 5000, "[" * 9000, "*" * 9000, "**a " * 2500, "- " * 5000, "<b>" * 3000, "(" * 9000),
        *("[a](" * 2500, "\\" * 9000, "&amp;" * 2000, "1. " * 3000, "a\n" * 5000, "![" * 4500, "http://" * 1400),
        "_*" * 4500,
    ],
)
def test_bombs_are_bounded(bomb):
    out = html.render(bomb)
    assert len(out) < 40 * len(bomb)
    assert_inert(out)


def test_pages_may_have_headings():
    out = html.render_page("## Tentang\n\n[Syarat](/syarat)")
    assert "<h2>Tentang</h2>" in out
    assert 'href="/syarat"' in out


def test_plain_text_for_captions():
    text = html.plain("Satu *dua*\n\n> kutip\n\n- a & b\n- <c>\n\n[laman](https://a.id)")
    assert text == "Satu dua\n\nkutip\n\n– a & b\n\n– <c>\n\nlaman"


def test_a_link_whose_address_is_none_is_its_words():
    assert html.render("[kata](https://a.id:99999/)") == "<p>kata</p>"


def test_entities_bring_in_nothing_that_no_page_can_carry():
    assert html.render("a&#8238;b&#1;c&#x200b;d") == "<p>ab\ufffdcd</p>"


def test_plain_text_is_shown_as_it_stands():
    out = html.from_plain("*a* _b_ [c](https://a.id) &amp; <i>\n\n– satu\n\n– dua\n\n7. tujuh\n\n1998. Tahun\nbaris")
    assert (
        html.words_of(out) == "*a* _b_ [c](https://a.id) &amp; <i>\n\n– satu\n\n– dua\n\n7. tujuh\n\n1998. Tahun\nbaris"
    )
    assert '<ol start="7">' in out
    assert "<em>" not in out
    assert out.count("<a ") == 1


def test_a_number_in_an_attribute_is_digits():
    assert '<ol start="12">' in html.render("12. a")
    assert html.line_of(html.render("12. a\n13. b\n\nc")) == "12. a 13. b c"
