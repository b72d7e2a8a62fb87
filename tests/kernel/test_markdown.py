"""The profile of docs/markdown.md: its table is the data these tests go by."""

import json

import pytest

from portal.kernel import html, markdown
from scripts import markdown_table

ROWS = json.loads(markdown_table.DATA.read_text())


def test_the_documented_table_is_the_data():
    page = markdown_table.PAGE.read_text()
    assert len(ROWS) >= 60
    assert page == markdown_table.written(page), "run python -m scripts.markdown_table"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["typed"][:30].encode("unicode_escape").decode())
def test_each_input_becomes_what_the_table_says(row):
    assert markdown_table.outcome(row["typed"]) == row


LITERAL = (
    r"""
*888#|*123*45*6#|*#06#|*#06#*|2*3*4|2 * 3 * 4|a*b*c|**21*0812#|8*1 dan 8*2|*1*|*2*3*|(a)*(b)*(c)|*.txt *.doc|/a/*/b/*
_a_b|a_b_c|@_a_|/_x_/|x_1_y|____|* * *|**|C:\x|C:\Users\_a_|a\b|\n|\o/|\(^o^)/|\\server\_a_\
**21* lalu **61*|**62*|##002# **62*, *#21#
1998. Tahun|100) Seratus|0. Nol|007. Bond|1.5 meter|13.00 mulai|1)satu|+5 derajat|+ 5 derajat|> 5 orang|>5 orang
[a](/b)|[a](//b.id)|[a](b.html)|[a](#b)|[a](?b)|[a](https:b)|[a](data:x)|//b.id/c|[a]
[a](https:///b.id)|[a](https://c@b.id)
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("typed", LITERAL)
def test_what_is_no_markup_is_shown_as_typed(typed):
    assert html.plain(f"Kata {typed}\n\n{typed}") == f"Kata {typed}\n\n{typed}"
    assert "<a" not in html.render(typed)


@pytest.mark.parametrize(
    "typed", ["*kata*", "(*kata*)", '"*kata*"', "*kata*.", "“*kata*”,", "🌊*kata*🌊", "_kata_", "*kata 5*"]
)
def test_emphasis_beside_punctuation_is_emphasis(typed):
    assert "<em>" in html.render(typed)
    assert "*" not in html.plain(typed)
    assert "_" not in html.plain(typed)


def test_a_list_ends_before_a_year_and_begins_anew_where_numbers_jump():
    assert "1998. c" in html.plain("1. a\n2. b\n\n1998. c")
    assert html.plain("8. a\n\n9. b\n\n12. c") == "8. a\n\n9. b\n\n12. c"
    assert html.render("1. a\n2. b\n1. c").count("<ol") == 2


def test_numbers_inside_lists_and_quotes_stay():
    text = html.plain("- a\n  4. b\n\n> 7. c\n>\n> d")
    assert text == "– a\n4. b\n\n7. c\n\nd", "a number above 1 begins no list inside a paragraph"
    assert html.plain("- a\n\n  4. b") == "– a\n\n4. b"
    assert html.plain("> 17 Agustus\n> hari merdeka") == "17 Agustus\nhari merdeka"
    assert html.plain("> 50 orang\n> 20 rumah") == "> 50 orang\n> 20 rumah"


def test_the_house_may_link_within_itself():
    assert 'href="/syarat"' in markdown.markdown(relative=True).render("[Syarat](/syarat)")


@pytest.mark.parametrize(
    "typed",
    [
        "\n".join(f"{'  ' * depth}- kata{depth}" for depth in range(9)),
        "\n".join(f"{'   ' * depth}1. kata{depth}" for depth in range(9)),
        "- - - - - - - - kata",
        "> > > > - - - - - > kata",
        "- > - > - > - > - > kata",
    ],
)
def test_no_word_is_lost_however_deep_it_stands(typed):
    for made in (html.render(typed), html.from_plain(typed)):
        assert [word for word in typed.split() if word.startswith("kata") and word not in made] == []
