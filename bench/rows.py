"""The rows of a city with many stories: what a share of them waits for, and what its channels carry.

Every row is a tuple of plain values that SQLite and PostgreSQL take alike: times are text in UTC, truths are 0 and 1.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from bench.papers import Filed, Papers
from bench.words import Words
from portal.kernel import codes
from portal.kernel.search import place_in_time
from portal.kernel.text import slugify
from portal.newsroom.lifecycle import PostState
from portal.newsroom.ranking import Standing, rank
from portal.stories import cards
from portal.stories.models import Credit

YEARS = timedelta(days=3650)  # over which the stories are spread
PEOPLE_SHARE = 50  # stories for each author
PHOTO_EVERY = 3  # stories
POSTED = 0.2  # the newest part of the published stories is on the board, in POSTS posts each
POSTS = 3

COLUMNS = {
    "account": "id email password active fs_uniquifier create_datetime update_datetime name handle home_ward_id"
    " age_group is_demo",
    "story": "id code author_id submission_key status version ward_id rubric_id title slug body body_html excerpt"
    " event_date place source credit created_at changed_at submitted_at due_at due_code escalated_at published_at"
    " shared_at card",
    "revision": "id story_id number title body made_by_id made_at",
    "decision": "id story_id moderator_id role action before after revision reasons note made_at",
    "timeline_entry": "id story_id kind at public detail key",
    "photo": "id public_id owner_id original_key original_name sha256 size kind width height state dhash colour"
    " evidence received_at ready_at",
    "story_photo": "id story_id photo_id position caption alt credit consent",
    "post": "id story_id channel_id round state version text pictures notes edited reason fault created_at entered_at"
    " changed_at due_at published_at published_by_id remote_url",
    "board_row": "story_id bucket position act scheduled published skipped",
    "search_document": "id item_id public place topic terms",
}
Row = tuple[str, tuple[Any, ...]]


class Place(NamedTuple):
    """A ward as the index and a card want it."""

    id: int
    name: str
    slug: str
    aliases: tuple[str, ...]


class Section(NamedTuple):
    """A rubric as a card wants it."""

    id: int
    slug: str
    name: str
    name_en: str
    tone: str


class Town(NamedTuple):
    """What is there already: seeded rows, and where counting starts."""

    wards: list[Place]
    rubrics: list[Section]
    channels: list[int]
    director: int  # account
    humas: int
    home: int  # the director's ward
    first: dict[str, int]  # the next free id, by table


class Picture(NamedTuple):
    caption: str
    alt: str
    credit: str


PICTURE = Picture("Suasana di lokasi pada pagi hari.", "Beberapa warga berdiri di tepi jalan.", "")


class Plan(NamedTuple):
    stories: int
    waiting: int  # for the directors; half as many wait on the board


def stamp(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


class City:
    """Draws the rows of a plan, one story after another, oldest first."""

    def __init__(self, plan: Plan, town: Town, now: datetime) -> None:
        self.plan, self.town, self.now = plan, town, now.astimezone(UTC)
        self.words = Words()
        self.papers = Papers(self.words.pool, town.wards)
        self.names: list[str] = []
        self.pick = self.words.chance.random
        self.next = dict(town.first)
        self.authors = max(10, plan.stories // PEOPLE_SHARE)
        self.first_author = town.first["account"]
        # some wards write more than others
        heavy = sorted(town.wards, key=lambda ward: ward.id != town.home)
        self.wards, weights = heavy, [1 / (rank + 8) for rank in range(len(heavy))]
        self.weights = list(accumulate(weights))

    def rows(self) -> Iterator[Row]:
        yield from self._people()
        gap = YEARS / self.plan.stories
        for number in range(self.plan.stories):
            yield from self._story(number, self.now - YEARS + gap * (number + 0.5))

    def _people(self) -> Iterator[Row]:
        at = stamp(self.now - YEARS)
        for number in range(self.authors):
            row = (self._id("account"), f"penulis{number}@contoh.test", "!", 1, f"u{number:031x}", at, at)
            rare = self.words.rare
            name = f"{rare[number % len(rare)]} {rare[number // 7 % len(rare)]}".title()
            self.names.append(name)
            yield "account", (*row, name, handle_of(number), self.wards[number % len(self.wards)].id, "adult", 0)

    def _id(self, table: str) -> int:
        found = self.next[table]
        self.next[table] = found + 1
        return found

    def _ward(self) -> Place:
        return self.wards[bisect_right(self.weights, self.pick() * self.weights[-1])]

    def _status(self, number: int) -> str:
        left = self.plan.stories - number
        if left <= 2 * self.plan.waiting and left % 2 == 0:  # the newest wait, each second one
            return "in_review" if self.pick() < 0.3 else "submitted"
        at = self.pick()
        for share, status in ((0.93, "published"), (0.96, "rejected"), (0.97, "withdrawn"), (0.98, "draft")):
            if at < share:
                return status
        return "published"

    def _story(self, number: int, at: datetime) -> Iterator[Row]:
        status, ward = self._status(number), self._ward()
        if status in ("submitted", "in_review") and self.pick() < 0.6:  # one desk is always full
            ward = self.wards[0]
        story, writer = self._id("story"), int(self.pick() * self.authors)
        author, rubric = self.first_author + writer, self.town.rubrics[number % len(self.town.rubrics)]
        passages = self.words.body()
        pool = [self.words.pool[each] for each in passages]
        body = "\n\n".join(each.text for each in pool)
        title = self.words.title(ward.name)
        published = at + timedelta(hours=5) if status in ("published", "withdrawn") else None
        due = self.now + timedelta(hours=24 * self.pick() - 2) if status in ("submitted", "in_review") else None
        posted = status == "published" and number > self.plan.stories * (1 - POSTED)
        made, credit = stamp(at), Credit.FULL if number % 5 else Credit.INITIALS
        out = stamp(published) if published else None
        photo = list(self._photo(story, author, made)) if number % PHOTO_EVERY == 0 and status != "draft" else []
        card = None
        if status == "published" and published:
            head = (story, credit, self.names[writer], handle_of(writer), ward.name, ward.slug, *rubric[1:])
            shown = [(row[1], *row[8:10], PICTURE.alt, PICTURE.caption, PICTURE.credit) for _, row in photo[:1]]
            card = cards.written(head, shown, [["published", published.isoformat(), {}]])
        yield (
            "story",
            (
                *(story, code_of(story), author, f"bench-{story}", status, 2, ward.id, rubric.id, title),
                *(slugify(title), body, "".join(each.html for each in pool), body[:197]),
                *(made[:10], "", "Saya melihat sendiri", credit.value, made, out or made),
                *(None if status == "draft" else made, stamp(due) if due else None, "MOD_FIRST" if due else None, None),
                *(out, stamp(published + timedelta(hours=2)) if published and posted else None, card),
            ),
        )
        if status == "draft":
            return
        yield "revision", (self._id("revision"), story, 1, title, body, author, made)
        yield "timeline_entry", (self._id("timeline_entry"), story, "submitted", made, 0, "{}", None)
        yield from photo
        if status != "withdrawn":
            filed = Filed(published or at, status == "published", ward, rubric, title, passages)
            yield "search_document", (place_in_time(filed.at, story), story, self.papers.paper(filed))
        if published:
            yield (
                "decision",
                (
                    *(self._id("decision"), story, self.town.director, "director", "approve", "submitted", "published"),
                    *(1, "[]", "", out),
                ),
            )
            yield "timeline_entry", (self._id("timeline_entry"), story, "published", out, 1, "{}", None)
        if published and posted:
            yield from self._posts(story, title, body, published)

    def _photo(self, story: int, author: int, at: str) -> Iterator[Row]:
        photo = self._id("photo")
        name = f"{photo:024x}"
        yield (
            "photo",
            (
                *(photo, name, author, f"originals/00/{name}", "IMG_0001.jpg", f"{photo:064x}", 3_000_000, "jpeg"),
                *(4000, 3000, "ready", dhash_of(photo), "#7a8b6c", "{}", at, at),
            ),
        )
        yield "story_photo", (self._id("story_photo"), story, photo, 0, *PICTURE, 1)

    def _posts(self, story: int, title: str, body: str, published: datetime) -> Iterator[Row]:
        waits = self.pick() < self.plan.waiting / 2 / (self.plan.stories * POSTED)
        state = ("queued", "kit_ready", "scheduled", "held")[int(self.pick() * 4)] if waits else "published"
        text, entered = f"{title}\n\n{body[:400]}", published + timedelta(hours=2)
        due = self.now + timedelta(hours=20 * self.pick()) if state in ("scheduled", "kit_ready") else None
        for number, channel in enumerate(self.town.channels[:POSTS]):
            post, mine = self._id("post"), state if number == 0 else "published"
            sent = mine == "published"
            yield (
                "post",
                (
                    *(post, story, channel, 1, mine, 3, text, "[0]", "[]", 0, "", "", stamp(published), stamp(entered)),
                    *(stamp(entered), stamp(due) if due and not sent else None, stamp(entered) if sent else None),
                    *(self.town.humas if sent else None, f"https://contoh.test/p/{post}" if sent else None),
                ),
            )
        stands = [Standing(PostState(state), entered, due), Standing(PostState.PUBLISHED, entered)]
        place = rank(stands)
        flags = (place.act, place.scheduled, place.published, place.skipped)
        yield "board_row", (story, int(place.bucket), place.position, *map(int, flags))


def handle_of(number: int) -> str:
    return f"penulis-{number}"


def dhash_of(number: int) -> str:
    """Of a picture like no other: its bits are scattered, as those of real pictures are."""
    return f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"


def code_of(number: int) -> str:
    """A story code of its own for each number."""
    mixed = number * 7_368_787 % 32**5  # odd, so no two numbers meet
    body = "".join(codes.ALPHABET[mixed >> shift & 31] for shift in (20, 15, 10, 5, 0))
    return body + codes.check_letter(body)
