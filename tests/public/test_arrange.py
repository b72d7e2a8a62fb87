from collections import namedtuple
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from portal.public.arrange import FRONT, RAIL, RIVER, blocks, by_day, default_lead, front, interleave, places

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
Ward = namedtuple("Ward", "url")


class Card(NamedTuple):
    """A story `hours` old, of a ward of its own unless one is named."""

    n: int
    photo: str | None = "photo"
    hours: float = 0
    ward: Ward = Ward("w")
    length: int = 1800

    @property
    def url(self):
        return f"/berita/{self.n}"

    @property
    def published_at(self):
        return NOON - timedelta(hours=self.hours)


def cards(*with_photo):
    return [Card(n, "photo" if yes else None, n, Ward(f"w{n}")) for n, yes in enumerate(with_photo)]


def test_nothing_leads_an_empty_front():
    assert front([]) == (front([]).__class__)(None, (), ())


@pytest.mark.parametrize(
    ("n", "rail", "river"),
    [(1, 0, 0), (2, 1, 0), (3, 1, 1), (6, 3, 2), (7, 3, 3), (9, 4, 4), (FRONT, RAIL, RIVER), (FRONT + 9, RAIL, RIVER)],
)
def test_every_number_of_stories_finds_its_places(n, rail, river):
    arranged = front(cards(*[True] * n))
    assert (arranged.lead.n, len(arranged.rail), len(arranged.river)) == (0, rail, river)


def test_stories_stand_under_the_days_of_pekalongan():
    late, early = Card(0, hours=0), Card(1, hours=4)
    days = by_day([late, early, Card(2, hours=24 + 4), Card(3, hours=24 * 3)])
    assert [(str(day), [card.n for card in found]) for day, found in days] == [
        ("2026-11-24", [0, 1]),
        ("2026-11-23", [2]),
        ("2026-11-21", [3]),
    ]


def test_a_picture_leads_when_one_of_the_newest_has_one_and_the_others_keep_their_order():
    arranged = front(cards(False, False, True, False, True, True))
    assert arranged.lead.n == 2
    assert [card.n for card in (*arranged.rail, *arranged.river)] == [0, 1, 3, 4, 5]


def test_an_old_picture_does_not_jump_the_queue():
    assert default_lead([Card(0, None), Card(1, hours=48)]).n == 0


def test_a_whole_story_outweighs_a_note_that_is_a_little_newer():
    assert default_lead([Card(0, length=100, ward=Ward("a")), Card(1, hours=3, ward=Ward("b"))]).n == 1


def test_a_ward_leads_once_a_day_with_its_first_story_that_has_a_picture():
    medono, kauman = Ward("medono"), Ward("kauman")
    day = [Card(0, ward=medono), Card(1, hours=1, ward=kauman), Card(2, hours=2, ward=medono)]
    assert default_lead(day).n == 1  # the newest is the second of Medono, whose first is older
    assert default_lead([day[0], Card(1, None, 3, medono)]).n == 0
    assert default_lead([day[0], Card(1, hours=13, ward=medono)]).n == 0  # that one was yesterday's


def test_weights_keep_their_order_as_stories_grow_old():
    now = [Card(0, None, 0, Ward("a")), Card(1, "photo", 9, Ward("b"))]
    later = [card._replace(hours=card.hours + 200) for card in now]
    assert default_lead(now).n == default_lead(later).n


def test_what_humas_chose_leads_wherever_it_stands_and_stands_nowhere_else():
    listed = cards(*[True] * (FRONT + 1))
    arranged = front(listed, listed[3])
    assert arranged.lead.n == 3
    assert 3 not in [card.n for card in (*arranged.rail, *arranged.river)]
    old = Card(99, None, 500)
    assert front(listed, old).lead is old
    assert len(front(listed, old).river) == RIVER


def test_blocks_are_the_outermost_elements():
    html = "<p>Satu</p>\n<blockquote>\n<p>Dua</p>\n<p>Tiga</p>\n</blockquote>\n<ul>\n<li><p>a</p></li>\n</ul>\nsisa"
    assert blocks(html) == [
        "<p>Satu</p>",
        "<blockquote>\n<p>Dua</p>\n<p>Tiga</p>\n</blockquote>",
        "<ul>\n<li><p>a</p></li>\n</ul>",
        "sisa",
    ]
    assert blocks("") == []


def text(n, **special):
    paragraphs = [f"<p>Paragraf {i}.</p>" for i in range(n)]
    for at, words in special.items():
        paragraphs[int(at[1:])] = words
    return paragraphs


@pytest.mark.parametrize(
    ("paragraphs", "pictures", "expected"),
    [(0, 3, []), (1, 1, []), (2, 1, []), (3, 1, [2]), (6, 1, [3]), (6, 2, [2, 4]), (6, 5, [2, 4]), (10, 3, [2, 5, 8])],
)
def test_pictures_stand_evenly_between_paragraphs_and_never_end_the_text(paragraphs, pictures, expected):
    assert places(text(paragraphs), pictures) == expected


def test_no_picture_parts_a_colon_from_its_list():
    assert places(text(6, p2="<p>Tinggi air:</p>", p3="<ul><li>31 cm</li></ul>"), 1) == [4]
    assert places(text(6, p2="<p>Katanya:</p>"), 1) == [4]
    assert places(text(3, p1="<p>Tinggi air:</p>", p2="<ul><li>31 cm</li></ul>"), 1) == []


def test_what_finds_no_room_is_left_for_after_the_text():
    flow, rest = interleave(text(3), ["foto 1", "foto 2"])
    assert flow == ["<p>Paragraf 0.</p>", "<p>Paragraf 1.</p>", "foto 1", "<p>Paragraf 2.</p>"]
    assert list(rest) == ["foto 2"]


def test_two_pictures_never_stand_in_one_place():
    paragraphs = text(6, p1="<p>A:</p>", p2="<p>B:</p>", p3="<p>C:</p>")
    flow, rest = interleave(paragraphs, ["foto 1", "foto 2"])
    assert sorted([*flow, *rest]) == sorted([*paragraphs, "foto 1", "foto 2"])
    assert [part for part in flow if part.startswith("<")] == paragraphs
