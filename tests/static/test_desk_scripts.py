"""The scripts of the newsroom in a real browser: ticks, usual times, and typed words that were not saved."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.kernel import clock
from portal.newsroom.models import Master, Post
from portal.stories import service
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.models import StoryPhoto
from tests.factories import newsroom as factories
from tests.factories import stories
from tests.journeys import test_six_kits

pytestmark = [pytest.mark.dated, pytest.mark.outside]
officer = test_six_kits.officer  # fixture
COVERED = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const bar = document.querySelector("[data-bulk-bar]");
  return !bar.contains(here) && box.bottom > bar.getBoundingClientRect().top + 1;
}"""


@pytest.fixture
def story(app, session):
    """make(**changes): a published story; its code and its posts."""

    def make(**changes):
        with app.app_context():
            posts = factories.posts(session, **changes)
            session.commit()
        return f"BW-{posts['web'].story.code}", posts

    return make


@pytest.fixture
def humas(officer):
    return officer()


def test_a_story_s_box_ticks_its_channels_where_it_is_seen(story, humas):
    story()
    page = humas.page
    page.goto("/siar")
    bar = page.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()
    page.check("[data-all]")
    expect(page.locator("[data-post].picked")).to_have_count(6)
    expect(bar).to_be_in_viewport()
    expect(page.locator("[data-bulk-count]")).to_have_text("6 kanal dipilih")
    humas.look()
    page.locator("[data-story] summary").click()
    expect(page.locator("[name=post]:checked")).to_have_count(6)
    page.locator("[name=post]").nth(2).uncheck()
    # the whole story is not meant any more: the server would take the third too
    assert page.locator("[data-all]").evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    expect(page.locator("[data-bulk-count]")).to_have_text("5 kanal dipilih")
    page.locator("[name=post]").nth(2).check()
    assert page.locator("[data-all]").is_checked()
    page.uncheck("[data-all]")
    expect(bar).to_be_hidden()


def test_a_usual_time_is_one_press_and_the_ticked_get_it(session, story, humas):
    story()
    page = humas.page
    page.goto("/siar")
    page.check("[data-all]")
    page.locator("[data-fills=many-due] button").last.click()
    chosen = page.locator("[data-fills=many-due] button").last.get_attribute("data-value")
    assert page.input_value("#many-due") == chosen
    with page.expect_navigation():
        page.locator("[data-bulk-bar] > button").click()
    assert "6 unggahan terjadwal" in page.locator("main").inner_text()


def test_ticks_are_shown_again_after_back(story, humas):
    story()
    page = humas.page
    page.goto("/siar")
    page.check("[data-all]")
    page.goto("/siar/jadwal")
    page.go_back()
    number = page.locator("[name=post]:checked").count()
    expect(page.locator("[data-post].picked")).to_have_count(number)
    expect(page.locator("[data-bulk-bar]")).to_be_visible(visible=number > 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_focused_lies_under_the_bar(story, officer, width):
    for _n in range(4):
        story()
    page = officer(width=width).page
    page.goto("/siar")
    page.locator("[data-all]").first.check()
    page.locator(".desk-top a").first.focus()
    for _n in range(70):
        page.keyboard.press("Tab")
        assert not page.evaluate(COVERED), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_typed_words_are_offered_again_and_never_put_back_unasked(session, story, humas):
    code, posts = story()
    page = humas.page
    for path, field in ((f"/siar/berita/{code}", "[name=text]"), (f"/siar/{posts['x'].id}", "#editor [name=text]")):
        page.goto(path)
        stored = page.input_value(field)
        page.fill(field, "Kata-kata yang belum disimpan.")
        page.goto("/siar")
        page.goto(path)
        assert page.input_value(field) == stored
        offer = page.locator("[data-unsaved-offer]")
        expect(offer).to_contain_text("belum disimpan")
        humas.look()
        offer.get_by_role("button", name="Pulihkan yang belum disimpan").click()
        assert page.input_value(field) == "Kata-kata yang belum disimpan."
        page.goto("/siar")
        page.goto(path)
        page.locator("[data-unsaved-drop]").click()
        page.reload()
        expect(page.locator("[data-unsaved-offer]")).to_be_hidden()


def test_what_was_saved_is_not_offered(session, story, humas):
    code, _posts = story()
    page = humas.page
    page.goto(f"/siar/berita/{code}")
    page.fill("[name=text]", "Judul baru\n\nParagraf baru.")
    page.wait_for_timeout(600)
    with page.expect_navigation():
        page.locator("button[value=save]").click()
    assert session.scalar(select(Master.text)) == "Judul baru\n\nParagraf baru."
    page.goto(f"/siar/berita/{code}")
    expect(page.locator("[data-unsaved-offer]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(k => k.includes('unsaved')).length") == 0


def test_a_newer_saved_text_is_said_to_be_there(app, session, story, humas, officer):
    code, _posts = story()
    page = humas.page
    page.goto(f"/siar/berita/{code}")
    page.fill("[name=text]", "Punya Ratna")
    page.goto("/siar")
    other = officer("Budi Santoso").page
    other.goto(f"/siar/berita/{code}")
    other.fill("[name=text]", "Punya Budi")
    with other.expect_navigation():
        other.locator("button[value=save]").click()
    page.goto(f"/siar/berita/{code}")
    assert page.input_value("[name=text]") == "Punya Budi"
    expect(page.locator("[data-unsaved-offer]")).to_contain_text("versi lebih baru")


def test_captions_are_suggested_and_saved_only_by_who_has_read_them(app, session, story, humas):
    with app.app_context():
        of = factories.story(session, pictures=2, alts=["", ""])
        for number, row in enumerate(of.photos):
            row.caption = f"Warga membersihkan selokan, foto {number + 1}."
        factories.posts(session, of)
        session.commit()
    page = humas.page
    page.goto(f"/siar/berita/BW-{of.code}")
    assert page.locator("main").inner_text().count("belum punya teks alternatif") == 1
    assert page.input_value("[name=alt-0]") == "Warga membersihkan selokan, foto 1."
    humas.look()
    page.fill("[name=text]", "Judul lain\n\nIsi.")
    with page.expect_navigation():
        page.locator("button[value=save]").click()
    assert session.scalars(select(StoryPhoto.alt)).all() == ["", ""]
    session.commit()
    page.fill("[name=alt-1]", "Tiga orang mengangkat lumpur dari selokan.")
    with page.expect_navigation():
        page.locator("button[value=save_alts]").click()
    found = session.scalars(select(StoryPhoto.alt).order_by(StoryPhoto.position)).all()
    assert found == ["Warga membersihkan selokan, foto 1.", "Tiga orang mengangkat lumpur dari selokan."]
    assert page.locator("[data-test=no-alt]").count() == 0
    assert session.scalars(select(Post.text)).first()


def test_an_approved_story_that_its_author_takes_back_is_never_said_to_be_public(app, session, humas):
    at, page = clock.now(), humas.page
    story = stories.story(session, status=Status.APPROVED, at=at, publish_at=at + timedelta(seconds=8), escalated_at=at)
    session.commit()
    page.goto("/meja")
    told = page.locator(".recent [data-countdown]")
    expect(told).to_contain_text("Tayang dalam")
    with app.app_context():
        service.move(session, story, Action.WITHDRAW, {Part.AUTHOR}, clock.now(), story.author_id)
        session.commit()
    expect(told).to_contain_text("Tidak jadi tayang.")
    assert "Sudah tayang" not in told.inner_text()
    expect(told.get_by_role("button")).to_have_count(0)
    assert page.request.get(told.get_attribute("data-public")).status == 404
