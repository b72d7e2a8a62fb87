"""Whatever is typed: no tag but the listed ones, no letter lost, no endless work."""

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import html
from tests.fuzzing import fuzz

SECONDS = 2.0  # of CPU, for one text of a few hundred characters
TAGS = re.compile(
    r"</?(?:p|em|strong|ul|ol|li|blockquote)>|<br>|<ol start=\"\d{1,2}\">|</a>"
    r"|<a href=\"(?:https?://[^\"<>]*|mailto:[^\"<>]*)\" rel=\"[a-z ]+\">"
)
WORDS = ["air ", "RT 05", "a", "Z", "é", "7", "1998", "الحي", "ꦥꦼ", "🌊", "M.Si", "contoh.id", "budi@contoh.id", "C:\\x"]
MARKS = [*"<>\"'/\\[]!*_`~#>-+=:;.,?@ \n\t", "\n\n", "**", "__", "- ", "> ", "3. ", "12) ", "\n1998. "]
LINKS = ["&", "(", ")", "](", "&amp;", "&lt;", "&#8238;", "https://", "www.", "javascript:", "//", "{", "|", "1. "]


def texts(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=60).map("".join)


def letters(words: str) -> list[str]:
    """What must come through in its order."""
    return [letter for letter in words if letter.isalnum() or letter in "#@"]


@fuzz(300)
@given(texts(*WORDS, *MARKS, *LINKS) | st.text(max_size=200))
def test_only_listed_tags_come_out_and_soon(typed):
    began = time.process_time()
    for out in (html.render(typed), html.from_plain(typed)):
        rest = TAGS.sub("", out)
        assert "<" not in rest, rest
        assert ">" not in rest, rest
    assert time.process_time() - began < SECONDS


@fuzz(300)
@given(texts(*WORDS, *MARKS))
def test_no_letter_is_lost_on_the_way_to_a_channel(typed):
    plain = html.plain(typed)
    assert letters(plain) == letters(typed)
    assert letters(html.words_of(html.from_plain(plain))) == letters(typed)


@fuzz(300)
@given(texts(*WORDS, " ", "\n\n", ", ", ". ", "! ", "“", "”", "#", "@"))
def test_text_without_a_mark_is_itself_once_and_twice(typed):
    assert html.plain(typed).split() == typed.split()
    assert html.plain(html.plain(typed)) == html.plain(typed)
