import pytest

from portal.kernel import paging
from portal.kernel.search import Ask, Cut
from portal.kernel.search_pages import page
from portal.kernel.search_query import parse

OPEN = parse("kebanj")
WHOLE = parse('"kebanj"')


def finder(lists, begun=()):
    """A find over lists by their ask's place; `begun` is what the beginning of a word finds besides."""
    asked = []

    def find(ask):
        asked.append(ask)
        ids = sorted({*lists[ask.cut.place], *(begun if ask.open else ())}, reverse=True)
        return [each for each in ids if ask.before is None or each < ask.before][: ask.size]

    return find, asked


def asks(query, places=1):
    return tuple(Ask(query, Cut(place=number)) for number in range(places))


def all_pages(find, wanted, size):
    seen, cursor = [], ""
    while True:
        found = page(find, wanted, cursor, size)
        seen.append(list(found.ids))
        if found.next is None:
            return seen
        cursor = found.next


def test_a_list_is_cut_into_pages():
    find, _asked = finder([range(1, 8)])
    assert all_pages(find, asks(WHOLE), 3) == [[7, 6, 5], [4, 3, 2], [1]]


def test_a_full_last_page_leads_nowhere():
    find, _asked = finder([range(1, 7)])
    assert all_pages(find, asks(WHOLE), 3) == [[6, 5, 4], [3, 2, 1]]


def test_the_second_list_begins_where_the_first_ends():
    find, _asked = finder([[9, 5, 1], [8, 7, 6]])
    assert all_pages(find, asks(WHOLE, 2), 2) == [[9, 5], [1, 8], [7, 6]]


def test_a_cursor_into_the_second_list_leaves_the_first_alone():
    find, asked = finder([[9, 5], [8, 7, 6]])
    cursor = page(find, asks(WHOLE, 2), "", 3).next
    asked.clear()
    assert page(find, asks(WHOLE, 2), cursor, 3).ids == [7, 6]
    assert [ask.cut.place for ask in asked] == [1]


def test_nothing_more_is_asked_for_than_a_page_needs():
    find, asked = finder([range(50), range(50)])
    page(find, asks(WHOLE, 2), "", 3)
    assert [(ask.cut.place, ask.size) for ask in asked] == [(0, 4)]


def test_beginnings_count_where_whole_words_do_not_fill_a_page():
    find, _asked = finder([[9, 5]], begun=[7, 6, 4])
    found = page(find, asks(OPEN), "", 3)
    assert (found.ids, found.open) == ([9, 7, 6], True)
    assert page(find, asks(OPEN), found.next, 3).ids == [5, 4]


def test_a_short_word_that_is_a_word_of_its_own_is_no_beginning():
    find, _asked = finder([[9, 5]], begun=[7, 6, 4])
    found = page(find, asks(parse("rob")), "", 3)
    assert (found.ids, found.open) == ([9, 5], False)


def test_a_short_word_that_no_story_holds_is_a_beginning():
    find, _asked = finder([[]], begun=[7, 6, 4])
    assert page(find, asks(parse("rob")), "", 3).ids == [7, 6, 4]


@pytest.mark.parametrize(("query", "ids"), [(OPEN, range(9)), (WHOLE, range(2))])
def test_beginnings_are_not_asked_for_where_they_do_not_count(query, ids):
    find, asked = finder([ids], begun=[99])
    found = page(find, asks(query), "", 3)
    assert 99 not in found.ids
    assert not found.open
    assert len(asked) == 1


@pytest.mark.parametrize(
    "cursor", ["x", "a0", "c0-1", "a1-5", "a9-5", "a0-ZZ", "a0-zzzzzzzzzzzzz", "a0-1\n", "a0-٣", "a0-1", "😀" * 99]
)
def test_a_cursor_that_is_none_of_ours_or_leads_nowhere_is_refused(cursor):
    find, _asked = finder([[9, 5]])
    with pytest.raises(paging.BadCursor):
        page(find, asks(WHOLE), cursor, 3)


def test_nothing_found_is_an_empty_page():
    find, _asked = finder([[]])
    found = page(find, asks(OPEN), "", 3)
    assert (found.ids, found.next) == ([], None)
