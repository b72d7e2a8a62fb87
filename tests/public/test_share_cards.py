from pathlib import Path

import pytest

from portal.kernel import dates, events
from portal.kernel.db import db
from portal.photos import share_press
from portal.photos.share_press import NotDrawn
from portal.photos.share_sheet import lettered
from portal.public import found_queries, share_cards
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories import accounts

PICTURE = share_press.PNG + b"drawn"


@pytest.fixture
def presses(monkeypatch):
    """What was asked of the child; it draws nothing."""
    asked = []

    def press(sheet, photo, fonts):
        asked.append((sheet, photo))
        return PICTURE + str(len(asked)).encode()

    monkeypatch.setattr(share_press, "press", press)
    return asked


@pytest.fixture
def files(settings):
    return lambda: sorted(
        each.relative_to(settings.instance).as_posix() for each in settings.instance.rglob("cards/*/*")
    )


def brief(code):
    return share_cards.of_story(found_queries.brief(db.session(), code))


def tell(session, name, story):
    events.publish(session, name, {"story": story.id})
    session.commit()


def test_a_story_says_its_words_as_its_author_chose(app, published, session):
    siti = accounts.user(session, "Siti Maryam", handle="siti")
    for credit, foot in ((Credit.FULL, "Siti Maryam"), (Credit.INITIALS, "S. M."), (Credit.ANONYMOUS, "Warga Medono")):
        story = published(author=siti, credit=credit, title=f"Kabar {credit.value} dari gang")
        with app.test_request_context("/", environ_overrides={"portal.language": "en"}):
            wanted = brief(story.code)
        assert wanted.name == f"BW-{story.code}"
        assert wanted.sheet.title == story.title
        assert wanted.sheet.ribbon == "Batik dan UMKM · Medono"
        assert wanted.sheet.foot.startswith("Kiriman: ")
        assert ("Maryam" in wanted.sheet.foot) is (credit is Credit.FULL), foot
        assert wanted.photo_id == story.photos[0].photo.public_id


@pytest.mark.parametrize("title", ["الحي القديم الحي القديم", "ꦥꦼꦏꦭꦺꦴꦔꦤ꧀ ꦧꦤ꧀ꦗꦶꦂ", "🌊" * 12, "蜡染市场今天开放欢迎大家"])
def test_a_title_the_fonts_cannot_letter_gives_way_to_ward_day_and_code(app, published, title):
    one, other = published(title=title), published(title=title[:-1])
    with app.test_request_context("/"):
        first, second = brief(one.code), brief(other.code)
    assert first.sheet.title == f"Medono, {dates.long_date(one.published_at, 'id')}, BW-{one.code}"
    assert lettered(first.sheet.title) == first.sheet.title
    assert first.sheet != second.sheet


def test_titles_that_differ_only_in_what_is_left_out_have_different_pictures(app, published):
    stories = [published(title=title) for title in ("Banjir lagi di gang 🌊", "Banjir lagi di gang 🔥")]
    with app.test_request_context("/"):
        one, other = (brief(story.code).sheet for story in stories)
    assert lettered(one.title) == lettered(other.title) == "Banjir lagi di gang"
    assert one.foot != other.foot


def test_a_ward_and_the_city_have_theirs(app):
    with app.test_request_context("/"):
        ward = share_cards.of_ward(found_queries.ward_of(db.session(), "medono"))
        city = share_cards.of_city("Kota Pekalongan")
    assert (ward.name, ward.sheet.title) == ("kelurahan-medono", "Kelurahan Medono")
    assert ward.sheet.ribbon == "Kecamatan Pekalongan Barat"
    assert (city.name, city.sheet.ribbon) == ("situs", "Kota Pekalongan")


def test_it_is_drawn_once_and_kept(app, published, presses, files):
    story = published()
    with app.test_request_context("/"):
        wanted = brief(story.code)
        first = share_cards.drawn(wanted)
        assert share_cards.drawn(wanted) == share_cards.kept(wanted) == first
    assert len(presses) == 1
    assert len(files()) == 1


def test_another_title_is_another_picture_and_the_old_one_goes(app, published, session, presses, files):
    story = published()
    with app.test_request_context("/"):
        share_cards.drawn(brief(story.code))
        db.session.rollback()
        old = files()
        story.title = "Judul yang diperbaiki sesudah tayang"
        session.commit()
        assert share_cards.drawn(brief(story.code)) == PICTURE + b"2"
    assert len(files()) == 1
    assert files() != old


def test_a_photo_whose_file_is_gone_is_left_out(app, published, presses):
    story = published()
    with app.test_request_context("/"):
        share_cards.drawn(brief(story.code))
    assert presses[0][1] is None


def test_when_it_cannot_be_drawn_there_is_none_and_the_next_one_tries_again(app, published, monkeypatch, presses):
    story = published()
    with app.test_request_context("/"):
        wanted = brief(story.code)
        for error in (NotDrawn("x"), OSError(28, "full")):
            monkeypatch.setattr(share_press, "press", lambda *_, error=error: (_ for _ in ()).throw(error))
            assert share_cards.drawn(wanted) is None
        monkeypatch.setattr(share_press, "press", lambda *_: PICTURE)
        assert share_cards.drawn(wanted) == PICTURE


def test_while_another_one_is_drawn_nobody_waits_for_ever(app, published, monkeypatch, presses):
    story = published()
    monkeypatch.setattr(share_cards, "WAIT", 0)
    with app.test_request_context("/"), share_cards._turn:
        assert share_cards.drawn(brief(story.code)) is None
    assert presses == []


def test_a_publication_has_it_drawn_before_anybody_asks(app, published, session, run_jobs, presses, files):
    story = published()
    tell(session, "story.published", story)
    run_jobs()
    assert [sheet.title for sheet, _photo in presses] == [story.title]
    assert Path(files()[0]).parent.name == f"BW-{story.code}"
    tell(session, "story.restored", story)
    run_jobs()
    assert len(presses) == 1, "the same picture was drawn twice"


@pytest.mark.parametrize("news", ["story.hidden", "story.withdrawn"])
def test_a_take_down_takes_the_picture_too(app, published, session, run_jobs, presses, files, news):
    story = published()
    tell(session, "story.published", story)
    run_jobs()
    assert files()
    story.status = Status.HIDDEN
    tell(session, news, story)
    run_jobs()
    assert files() == []


def test_a_story_taken_down_while_its_picture_was_drawn_leaves_none(
    app, published, session, run_jobs, monkeypatch, files
):
    story = published()

    def press(*_):
        story.status = Status.HIDDEN
        session.commit()
        return PICTURE

    monkeypatch.setattr(share_press, "press", press)
    tell(session, "story.published", story)
    run_jobs()
    assert files() == []


def test_a_story_that_is_gone_before_its_turn_is_not_drawn(app, published, session, run_jobs, presses):
    story = published()
    tell(session, "story.published", story)
    story.status = Status.HIDDEN
    session.commit()
    run_jobs()
    assert presses == []


def test_the_key_follows_the_fonts(app, published, monkeypatch):
    story = published()
    with app.test_request_context("/"):
        wanted = brief(story.code)
        keys = set()
        for there in (True, False):
            monkeypatch.setattr(share_press, "has_fonts", lambda _folder, there=there: there)
            keys.add(wanted.key)
    assert len(keys) == 2
