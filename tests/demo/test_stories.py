import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from portal.channels.identity import post_url_ok
from portal.demo.people import PEOPLE, person
from portal.demo.pictures import SCENES
from portal.demo.stories import press_date, stories
from portal.newsroom.lifecycle import PostState
from portal.stories.lifecycle import Status
from portal.wards.city import CITIES

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CITY = json.loads((CITIES / "pekalongan.json").read_text("utf-8"))
CHANNELS = {channel["code"]: channel for channel in CITY["channels"] if channel["active"]}
REASONS = (Path(CITIES).parent / "reasons.json").read_text("utf-8")
ALL = pytest.mark.parametrize("story", stories(), ids=lambda story: story.key)


def test_an_empty_portal_becomes_a_full_newspaper():
    states = Counter(story.state for story in stories())
    published = [story for story in stories() if story.state == "published"]
    assert states == {"published": 29, "submitted": 8, "in_review": 1, "returned": 1, "held": 1, "rejected": 1}
    assert set(states) <= {status.value for status in Status}
    assert len(published) >= 24
    assert len({story.ward for story in published}) >= 14
    rubrics = Counter(story.rubric for story in published)
    assert set(rubrics) == {rubric["slug"] for rubric in CITY["rubrics"]}
    assert min(rubrics.values()) >= 2


def test_the_news_is_spread_over_four_weeks_with_much_of_it_fresh():
    hours = [story.decided_hours_ago for story in stories() if story.state == "published"]
    assert max(hours) <= 28 * 24
    assert sum(each <= 72 for each in hours) >= 8
    assert all(any(week * 168 <= each < (week + 1) * 168 for each in hours) for week in range(4))


def test_no_ward_publishes_two_stories_on_one_day():
    days = Counter(
        (story.ward, int(story.decided_hours_ago // 24)) for story in stories() if story.state == "published"
    )
    assert max(days.values()) == 1


def test_some_authors_have_a_page_with_several_stories():
    named = Counter(story.author for story in stories() if (story.state, story.credit) == ("published", "full"))
    assert sum(count >= 3 for count in named.values()) >= 2
    assert {story.credit for story in stories() if story.state == "published"} == {"full", "initials", "anonymous"}


def test_the_directors_find_work():
    waiting = Counter(story.ward for story in stories() if story.state in {"submitted", "in_review"})
    assert waiting["medono"] >= 6
    assert waiting["kauman"] >= 2


@ALL
def test_a_story_keeps_the_limits_of_the_form(story):
    text = story.text(NOW)
    assert 10 <= len(story.title) <= 70
    assert 100 <= len(text) <= 10_000
    assert 120 <= len(text.split()) <= 500
    assert "{" not in text
    assert "\r" not in text
    assert 0 < len(story.place) <= 160
    assert 0 < len(story.source) <= 400
    assert story.credit in {"full", "initials", "anonymous"}
    assert story.event(NOW) <= date(2026, 11, 24)


@ALL
def test_a_story_names_places_and_people_that_exist_in_the_demo(story):
    assert story.ward in {ward["slug"] for ward in CITY["wards"]}
    assert story.rubric in {rubric["slug"] for rubric in CITY["rubrics"]}
    assert story.author in {each.email for each in PEOPLE}
    for email in filter(None, (story.decided_by, story.claimed_by)):
        who = person(email)
        assert who.role in {"director", "deputy", "humas"}
        assert who.email != story.author
        assert who.role == "humas" or who.ward == story.ward
    assert all(f'"{code}"' in REASONS for code in story.reasons)


@ALL
def test_the_times_of_a_story_follow_each_other(story):
    assert story.event_days_ago * 24 + 10 >= story.submitted_hours_ago > 0
    assert bool(story.decided_by) == (story.state not in {"submitted", "in_review"})
    if story.decided_by:
        assert 0 < story.decided_hours_ago < story.submitted_hours_ago
    for post in story.posts:
        assert post.hours_ago < story.decided_hours_ago


@ALL
def test_a_story_quotes_somebody_and_decides_for_no_one(story):
    text = story.text(NOW)
    quotes = re.findall(r"“[^”]+”", text)
    assert text.count("“") == text.count("”") == len(quotes) >= 1
    assert not re.search(r"\b(mengapresiasi|sukses besar|luar biasa|bapak wali kota|sinergi)\b", text, re.IGNORECASE)
    if story.state in {"returned", "rejected", "held"}:
        assert story.reasons
        assert len(story.note) > 60


@ALL
def test_every_picture_has_its_words(story):
    for each in story.photos:
        assert each.scene in SCENES
        assert 20 <= len(each.alt) <= 250
        assert 20 <= len(each.caption) <= 300
        assert 0 < len(each.credit) <= 120
        assert each.caption.startswith("Ilustrasi: ")
        assert each.credit == "Ilustrasi: Berita dan Warga"
        assert each.orientation in {1, 3, 6, 8}
        assert re.fullmatch(r"[012]\d\.[0-5]\d", each.taken)


def test_an_author_who_chose_initials_or_no_name_is_not_named_below_a_picture():
    for story in stories():
        name = person(story.author).name
        if story.credit != "full":
            assert all(name not in each.credit for each in story.photos)
            assert name not in story.body


def test_most_stories_have_pictures_turned_in_every_way_and_one_has_none():
    turned = {each.orientation for story in stories() for each in story.photos}
    assert turned == {1, 3, 6, 8}
    bare = [story.key for story in stories() if not story.photos]
    assert "02-lampu-noyontaansari" in bare
    assert 4 <= len(bare) <= 8


def test_hardly_any_scene_is_seen_twice():
    scenes = Counter(each.scene for story in stories() for each in story.photos)
    assert len(scenes) >= 26
    assert max(scenes.values()) <= 2
    assert set(scenes) == set(SCENES), "a scene that no story shows"


def test_some_stories_are_long_and_some_are_told_in_several_pictures():
    published = [story for story in stories() if story.state == "published"]
    assert sum(350 <= len(story.text(NOW).split()) <= 500 for story in published) >= 4
    series = [[each.scene for each in story.photos] for story in published if len(story.photos) >= 3]
    assert len(series) >= 2
    assert all(len(set(scenes)) == len(scenes) for scenes in series)


def test_no_caption_of_a_drawing_says_that_it_is_a_photograph():
    captions = [each.caption for story in stories() for each in story.photos]
    assert not [
        caption
        for caption in captions
        if re.search(r"\b(difoto|memotret|foto ini)\b", caption) and "bukan difoto" not in caption
    ]


def test_the_picture_was_taken_on_the_day_and_stands_in_the_file():
    story = next(story for story in stories() if story.key.startswith("11"))
    image = Image.open(BytesIO(story.photos[0].jpeg(story.event(NOW), (5, 0))))
    assert image.getexif().get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2026:11:23 05:34:00"


def test_every_state_of_an_assisted_post_can_be_seen():
    wanted = Counter(post.state for story in stories() for post in story.posts)
    published = [story for story in stories() if story.state == "published"]
    wanted["queued"] = sum(len(CHANNELS) - len(story.posts) for story in published if not story.skip_rest)
    assert set(wanted) == {
        "queued",
        "kit_ready",
        "kit_claimed",
        "scheduled",
        "published",
        "held",
        "skipped",
        "cancelled",
    }
    assert set(wanted) <= {state.value for state in PostState}
    assert all(wanted.values())


@ALL
def test_posts_belong_to_published_stories_and_proofs_to_their_channel(story):
    assert not story.posts or story.state == "published"
    assert len({post.channel for post in story.posts}) == len(story.posts)
    for post in story.posts:
        channel = CHANNELS[post.channel]
        assert (post.state == "published") == bool(post.proof_url) == bool(post.hours_ago)
        assert (post.state == "scheduled") == bool(post.due_in_hours)
        assert bool(post.reason) == (post.state in {"held", "skipped", "cancelled"})
        if post.proof_url:
            known = {"handle": channel["handle"], "address": channel["address"]}
            assert post_url_ok(channel["kind"], post.proof_url, **known) == post.proof_url


def test_no_address_proves_two_posts():
    urls = [post.proof_url for story in stories() for post in story.posts if post.proof_url]
    assert len(urls) == len(set(urls)) >= 8


def test_a_date_reads_as_in_the_local_press():
    assert press_date(date(2026, 11, 23)) == "Senin (23/11/2026)"
    assert press_date(date(2026, 11, 23), -30) == "Sabtu (24/10/2026)"
    assert "{event" not in stories()[0].text(NOW)
    assert "Senin (23/11/2026)" in stories()[0].text(NOW)
