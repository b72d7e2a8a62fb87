"""Whatever is typed: no tag but the listed ones, no letter lost, no endless work.

`fuzz(examples)` runs every property; `make test` runs a few hundred examples, a bench as many as it has minutes for.
"""

import re
import time
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel import html

SECONDS = 2.0  # of CPU, for one text of at most a thousand characters
TAGS = re.compile(
    r"</?(?:p|em|strong|ul|ol|li|blockquote)>|<br>|<ol start=\"\d{1,2}\">|</a>"
    r"|<a href=\"(?:https?://[^\"<>]*|mailto:[^\"<>]*)\" rel=\"[a-z ]+\">"
)
WORDS = ["air ", "RT 05", "a", "Z", "é", "7", "1998", "الحي", "ꦥꦼ", "🌊", "M.Si", "contoh.id", "budi@contoh.id", "C:\\x"]
MARKS = [*"<>\"'/\\[]!*_`~#>-+=:;.,?@ \n\t", "\n\n", "**", "__", "- ", "> ", "3. ", "12) ", "\n1998. "]
LINKS = ["&", "(", ")", "](", "&amp;", "&lt;", "&#8238;", "https://", "www.", "javascript:", "//", "{", "|", "1. "]
ANY = st.lists(st.sampled_from(WORDS + MARKS + LINKS), max_size=60).map("".join) | st.text(max_size=200)
NO_LINK = st.lists(st.sampled_from(WORDS + MARKS), max_size=60).map("".join)
NO_MARK = st.lists(st.sampled_from([*WORDS, " ", "\n\n", ", ", ". ", "! ", "“", "”", "#", "@"]), max_size=60).map(
    "".join
)


def only_listed_tags(typed: str) -> None:
    for out in (html.render(typed), html.from_plain(typed)):
        rest = TAGS.sub("", out)
        assert "<" not in rest, rest
        assert ">" not in rest, rest


def quick(typed: str) -> None:
    began = time.process_time()
    html.plain(typed)
    assert time.process_time() - began < SECONDS


def no_letter_lost(typed: str) -> None:
    """Letters, digits, "#" and "@" stand in the plain text and on WordPress as they were typed, in their order."""
    plain = html.plain(typed)
    assert _letters(plain) == _letters(typed)
    assert _letters(html.words_of(html.from_plain(plain))) == _letters(typed)


def _letters(words: str) -> list[str]:
    return [letter for letter in words if letter.isalnum() or letter in "#@"]


def plain_stays(typed: str) -> None:
    """Text without a mark is itself, once and twice."""
    assert html.plain(typed).split() == typed.split()
    assert html.plain(html.plain(typed)) == html.plain(typed)


PROPERTIES: tuple[tuple[Callable[[str], None], st.SearchStrategy[str]], ...] = (
    (only_listed_tags, ANY),
    (quick, ANY),
    (no_letter_lost, NO_LINK),
    (plain_stays, NO_MARK),
)


def run(holds: Callable[[str], None], typed: st.SearchStrategy[str], examples: int) -> None:
    checked = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(
        given(typed)(holds)
    )
    checked()


def fuzz(examples: int) -> None:
    """Every property on so many texts. Raises AssertionError with the smallest text that breaks one."""
    for holds, typed in PROPERTIES:
        run(holds, typed, examples)
