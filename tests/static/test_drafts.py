"""Photos and words survive what happens to phones: reload, back, a killed browser, no signal, another phone."""

import os
import re
import signal
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from portal.kernel import codes
from portal.stories import service
from portal.stories.lifecycle import Action, Part
from tests.browser import FLAGS
from tests.factories import moderation as made
from tests.factories import pictures
from tests.factories import stories as make

pytestmark = pytest.mark.outside

CHOOSE = "input[data-tus]"
DOCK = "[data-upload-status]"


class Line:
    """The portal behind a line on which pieces of photos can be held up."""

    def __init__(self, app):
        self.app, self.open = app, threading.Event()
        self.open.set()

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "PATCH" and not self.open.wait(20):
            start_response("500 Held", [])
            return [b""]
        return self.app(environ, start_response)


@pytest.fixture
def line(app):
    return Line(app)


@pytest.fixture
def site(line):
    server = make_server("127.0.0.1", 0, line, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    line.open.set()
    server.shutdown()


@pytest.fixture
def author(session):
    user = make.person(session)
    session.commit()
    return user


@pytest.fixture
def cookie(app, session, author, site):
    client = app.test_client()
    made.sign_in(client, session, author)
    return {"name": "sesi", "value": client.get_cookie("sesi").value, "url": site}


@pytest.fixture
def phone(chromium, site, cookie):
    """`phone()`: a browser of its own in which the author is signed in."""
    opened = []

    def make_one(**more):
        context = chromium.new_context(base_url=site, viewport={"width": 360, "height": 740}, **more)
        context.add_cookies([cookie])
        opened.append(context)
        return context.new_page()

    yield make_one
    for context in opened:
        context.close()


@pytest.fixture
def files(tmp_path):
    found = []
    for name in ("satu.jpg", "dua.jpg", "tiga.jpg"):
        (tmp_path / name).write_bytes(pictures.phone_jpeg() + name.encode())
        found.append(str(tmp_path / name))
    return found


def write(page, files):
    """Some words and photos, kept at the server."""
    page.goto("/kirim/berita")
    page.fill("#title", "Rob di Krapyak naik lagi")
    page.set_input_files(CHOOSE, files)
    expect(page.locator("[name=upload_ids]")).to_have_count(len(files))
    with page.expect_response(lambda answer: "Kunti" in (answer.request.post_data or "")):
        page.locator("[name=photo-1-caption]").fill("Dua, Jalan Kunti")
    page.wait_for_url("**/kirim/berita?draf=*")


def has_all(page, count=3):
    expect(page.locator("[name=upload_ids]")).to_have_count(count)
    expect(page.locator("#title")).to_have_value("Rob di Krapyak naik lagi")
    expect(page.locator("[name=photo-1-caption]")).to_have_value("Dua, Jalan Kunti")


def test_a_reload_and_the_way_back_keep_photos_and_their_words(phone, files):
    page = phone()
    write(page, files)
    page.reload()
    has_all(page)
    page.goto("/")
    page.go_back()
    has_all(page)
    page.goto("/kirim/berita")
    page.wait_for_url("**/kirim/berita?draf=*")
    has_all(page)


def test_another_phone_goes_on_with_the_draft(phone, files):
    write(phone(), files)
    page = phone()
    page.goto("/kirim/berita")
    page.get_by_role("link", name="Lanjutkan menulis Rob di Krapyak").click()
    has_all(page)


def test_a_photo_taken_out_stays_out(phone, files):
    page = phone()
    write(page, files)
    with page.expect_response("**/kirim/draf"):
        page.get_by_role("button", name="Hapus foto 1").click()
    page.reload()
    expect(page.locator("[name=upload_ids]")).to_have_count(2)
    expect(page.locator("[name=photo-0-caption]")).to_have_value("Dua, Jalan Kunti")
    with page.expect_response("**/kirim/draf"):
        page.get_by_role("button", name="Hapus foto 2").click()
    page.reload()
    expect(page.locator("[name=upload_ids]")).to_have_count(1)


def test_the_second_window_is_told_and_goes_on_when_asked(phone, files):
    first, second = phone(), phone()
    write(first, files[:2])
    second.goto(first.url)
    second.fill("#place", "Gang 3")
    expect(second.locator("[data-autosave-note]")).to_contain_text("Draf tersimpan")
    first.fill("#place", "Gang 4")
    expect(first.locator(DOCK)).to_contain_text("jendela lain")
    expect(first.locator(f"{DOCK} use:visible")).to_have_attribute("href", "#i-alert")
    first.get_by_role("button", name="Pakai yang ada di sini").click()
    expect(first.locator(DOCK)).to_be_hidden()
    second.reload()
    expect(second.locator("#place")).to_have_value("Gang 4")


REASON = {"code": "SUMBER", "title": "Sumber informasi belum jelas.", "title_en": "The source is unclear."}


@pytest.fixture
def returned(session, author):
    story = make.story(session, author)
    make.story_photo(session, story)
    service.move(session, story, Action.RETURN, {Part.DIRECTOR}, make.AT, None, reasons=[REASON], note="Tinggal ini.")
    session.commit()
    return f"/kiriman/{codes.pretty(story.code)}/ubah"


def test_a_reload_of_a_form_that_came_back_keeps_what_was_changed_since(phone, returned):
    page = phone()
    page.goto(returned)
    with page.expect_response("**/kirim/draf"):
        page.get_by_role("button", name="Kirim berita").click()
    expect(page.locator(".errsum")).to_be_visible()
    page.check("#done-SUMBER")
    page.fill("[name=photo-0-caption]", "Gang 4, RW 03")
    with page.expect_response("**/kirim/draf"):
        page.reload()
    expect(page.locator("#done-SUMBER")).to_be_checked()
    expect(page.locator("[name=photo-0-caption]")).to_have_value("Gang 4, RW 03")
    expect(page.locator(".errsum")).to_have_count(0)


def test_the_page_of_the_photos_keeps_words_over_a_reload_until_they_are_saved(phone, session, author):
    story = make.story(session, author)
    make.story_photo(session, story, caption="Kata lama")
    session.commit()
    page = phone()
    page.goto(f"/kiriman/{codes.pretty(story.code)}/foto")
    caption = page.locator("[name=photo-0-caption]")
    caption.fill("Gang 4, RW 03")
    page.reload()
    expect(caption).to_have_value("Gang 4, RW 03")
    story.version += 1
    session.commit()
    page.reload()
    expect(caption).to_have_value("Kata lama")


def test_without_a_signal_the_form_waits_and_goes_off_by_itself(phone, files):
    page = phone()
    write(page, files[:2])
    page.context.set_offline(True)
    expect(page.locator(DOCK)).to_contain_text("Tersimpan di HP ini, terkirim saat ada sinyal")
    page.get_by_role("button", name="Simpan dulu").click()
    expect(page.locator(DOCK)).to_contain_text("Kiriman terkirim begitu semuanya selesai")
    page.context.set_offline(False)
    page.wait_for_url("**/kiriman/BW-*")
    expect(page.get_by_role("heading", name="Draf Anda")).to_be_visible()


def test_a_killed_browser_goes_on_with_the_photo_that_was_under_way(playwright_of, tmp_path, site, line, cookie, files):
    folder = tmp_path / "profile"
    context, page = playwright_of(folder)
    context.add_cookies([cookie | {"expires": 4_000_000_000}])
    write(page, files[:2])
    line.open.clear()
    page.set_input_files(CHOOSE, files[2:])
    expect(page.locator(DOCK)).to_contain_text("Mengirim foto 3 dari 3")
    page.locator("[name=photo-2-caption]").fill("Tiga, di dalam rumah")
    page.wait_for_timeout(1500)  # IndexedDB is written behind the page
    kill(folder)
    line.open.set()
    context, page = playwright_of(folder)
    context.add_cookies([cookie])
    page.goto("/kirim/berita")
    page.wait_for_url("**/kirim/berita?draf=*")
    has_all(page)
    expect(page.locator("[name=photo-2-caption]")).to_have_value("Tiga, di dalam rumah")
    page.get_by_role("button", name="Simpan dulu").click()
    page.wait_for_url("**/kiriman/BW-*")
    assert page.evaluate(KEPT) == 0


KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("bdw-photos");
  asked.onsuccess = () => {
    const db = asked.result;
    if (!db.objectStoreNames.contains("files")) return done(0);
    db.transaction("files").objectStore("files").count().onsuccess = (event) => done(event.target.result);
  };
})"""


def kill(folder):
    """kill -9 of the browser that has this profile, and of nothing else."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except (OSError, NotADirectoryError):
            continue
        if f"--user-data-dir={folder}".encode() in words and not any(word.startswith(b"--type=") for word in words):
            os.kill(int(entry.name), signal.SIGKILL)


@pytest.fixture
def playwright_of(chromium, site):
    """`playwright_of(folder)`: a browser that keeps what it stores in a folder, as a phone does."""
    opened = []

    def launch(folder):
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (folder / name).unlink(missing_ok=True)
        context = chromium.browser_type.launch_persistent_context(
            str(folder), executable_path="/usr/bin/chromium", args=FLAGS, base_url=site,
            viewport={"width": 360, "height": 740},
        )  # fmt: skip
        opened.append(context)
        return context, context.new_page()

    yield launch
    opened[-1].close()


def test_without_scripts_the_file_field_is_seen_and_nothing_counts_in_vain(phone):
    page = phone(java_script_enabled=False)
    page.goto("/kirim/berita")
    expect(page.locator("input[type=file][multiple]")).to_be_visible()
    assert page.locator("input[type=file][multiple]").evaluate("each => getComputedStyle(each).opacity") == "1"
    expect(page.locator("input[capture]")).to_be_hidden()
    expect(page.locator("form[data-autosave] [data-counter]:visible")).to_have_count(0)
    expect(page.locator("[name^=photo-]:visible")).to_have_count(3)


@pytest.fixture
def photo_page(session, author):
    """The address of the photo form of a sent story with one photo, which may be published."""
    story = make.story(session, author)
    make.story_photo(session, story, caption="Kata lama", consent=True)
    session.commit()
    return f"/kiriman/{codes.pretty(story.code)}/foto"


def test_a_new_photo_is_agreed_to_anew_and_leaving_keeps_no_copy(phone, photo_page, line, files):
    page = phone()
    page.goto(photo_page)
    box, again = page.locator("#photos_consent"), page.locator("[data-consent-again]")
    expect(box).to_be_checked()
    line.open.clear()
    page.set_input_files(CHOOSE, files[:1])
    expect(box).not_to_be_checked()
    expect(again).to_be_visible()
    box.check()
    expect(again).to_be_hidden()
    page.wait_for_timeout(1500)  # IndexedDB is written behind the page
    assert page.evaluate(KEPT) == 1
    page.reload()
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(box).not_to_be_checked()
    page.get_by_role("link", name="Biarkan seperti semula").click()
    page.wait_for_url(re.compile(r"/kiriman/BW-\w+$"))
    page.wait_for_timeout(500)
    assert page.evaluate(KEPT) == 0


def test_after_a_change_the_button_that_answers_is_the_ordinary_one(phone, returned):
    page = phone()
    page.goto(returned)
    page.fill("#source", "Bu Rohmah, 0857-1234-5678")
    page.check("#photos_consent")
    page.check("#agree")
    page.get_by_role("button", name="Kirim berita").click()
    answer = page.locator("button[name=confirm]")
    expect(answer).to_be_visible()
    page.check("#done-SUMBER")
    expect(answer).to_be_visible()
    page.fill("#place", "Gang 4")
    expect(answer).to_have_count(0)
    expect(page.get_by_role("button", name="Kirim berita")).to_have_attribute("value", "submit")
