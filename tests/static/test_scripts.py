"""The scripts in a real browser: each improves a page that works without it."""

import pytest
from playwright.sync_api import expect

from portal.stories.personal_numbers import PATTERNS, URL, numbers_in
from tests.stories.test_personal_numbers import ACCOUNTS, FOUND, LEFT_ALONE

pytestmark = pytest.mark.outside

CHOOSE = "input[data-tus]"
SEND = "button:text-is('Send')"  # "sendiri" stands on the page too
STORED = "Object.keys(localStorage).filter(k => k.startsWith('bdw.draft')).length"


def stored(tab, number):
    """Wait until that many drafts lie in this browser (wait_for_function would need eval, which the policy forbids)."""
    for _ in range(80):
        if tab.evaluate(STORED) == number:
            return
        tab.wait_for_timeout(100)
    raise AssertionError(f"{tab.evaluate(STORED)} drafts are kept, not {number}")


def titles(tab):
    return tab.locator("[data-part=title]").all_inner_texts()


def names(post, beginning):
    return [name for name, _ in post if name.startswith(beginning)]


def test_the_counter_follows_the_typing_and_cuts_nothing(tab):
    tab.goto("/story")
    tab.fill("#title", "Jalan 😀 rusak")
    expect(tab.locator("#title-count")).to_have_text("lebih 3 karakter13/10")
    assert tab.input_value("#title") == "Jalan 😀 rusak"
    tab.fill("#title", "Pendek")
    expect(tab.locator("#title-count")).to_have_text("6/10")


def test_the_page_finds_the_personal_numbers_that_the_server_finds(tab):
    texts = [f"Hubungi {number} ya." for _kind, number in FOUND] + [text for text, _number in ACCOUNTS] + LEFT_ALONE
    kinds = [[kind, pattern] for kind, pattern in PATTERNS.items()]
    rules = {"url": URL, "kinds": kinds, "public": ["628166440000"]}
    script = """async ([texts, rules]) => {
      const { compiled, kindsIn } = await import("/static/js/personal-numbers.js");
      return texts.map((text) => kindsIn(text, compiled(rules)));
    }"""
    tab.goto("/story")
    texts.append("Lapor ke 0816 6440 000")
    said = [list(dict.fromkeys(found.kind for found in numbers_in(text, {"628166440000"}))) for text in texts]
    assert tab.evaluate(script, [texts, rules]) == said


def test_the_summary_of_faults_has_the_focus_and_leads_to_the_field(tab):
    tab.goto("/story")
    tab.fill("#title", "x" * 11)
    tab.click(SEND)
    expect(tab.locator(".errsum")).to_be_focused()
    assert tab.title().startswith("Galat: ")
    tab.click(".errsum a")
    expect(tab.locator("#title")).to_be_focused()


def test_a_text_is_copied_as_it_stands_now(tab):
    tab.goto("/story")
    tab.fill("#body", "Sudah 22 hari kering.")
    tab.click("text=Copy it")
    expect(tab.get_by_role("button", name="Tersalin")).to_be_visible()
    expect(tab.get_by_role("status").filter(has_text="Tersalin")).to_have_count(1)
    assert tab.evaluate("navigator.clipboard.readText()") == "Sudah 22 hari kering."


def test_typed_words_survive_a_lost_page_but_never_a_password(tab):
    tab.goto("/story?key=key-1")
    tab.fill("#title", "Judul")
    tab.fill("#body", "Baris satu\nBaris dua")
    tab.fill("#secret", "hunter2")
    stored(tab, 1)
    assert "hunter2" not in tab.evaluate("JSON.stringify(localStorage)")
    tab.goto("/story?key=key-2")
    expect(tab.locator("#body")).to_have_value("Baris satu\nBaris dua")
    expect(tab.locator("#secret")).to_have_value("")
    assert tab.input_value("[name=submission_key]") == "key-1", "a second key would make a second story"


def test_what_the_server_filled_in_is_not_overwritten(tab):
    tab.goto("/story")
    tab.fill("#body", "Ketikan lama")
    stored(tab, 1)
    tab.fill("#title", "x" * 11)
    tab.fill("#body", "Ketikan baru")
    tab.click(SEND)
    expect(tab.locator(".errsum")).to_be_visible()
    expect(tab.locator("#body")).to_have_value("Ketikan baru")


def test_another_persons_draft_stays_away(tab):
    tab.goto("/story?owner=siti")
    tab.fill("#body", "Milik Siti")
    stored(tab, 1)
    tab.goto("/story?owner=budi&key=key-2")
    expect(tab.locator("#body")).to_have_value("")


def test_the_receipt_clears_the_draft_that_arrived(tab, site):
    tab.goto("/story")
    tab.fill("#body", "Cerita")
    stored(tab, 1)
    tab.click(SEND)
    tab.wait_for_url("**/receipt?key=key-1")
    stored(tab, 0)
    assert len(site.posts) == 1


def test_signing_out_leaves_nothing_behind(tab):
    tab.goto("/story")
    tab.fill("#body", "Cerita")
    stored(tab, 1)
    tab.goto("/receipt")
    tab.click("text=Leave")
    stored(tab, 0)


def test_starting_anew_empties_the_form(tab):
    tab.goto("/story")
    tab.fill("#body", "Cerita")
    stored(tab, 1)
    tab.goto("/story")
    tab.click("text=Mulai dari formulir kosong")
    expect(tab.locator("#body")).to_have_value("")
    assert tab.evaluate(STORED) == 0


def test_photos_arrive_in_order_with_their_fields_and_no_second_copy(tab, site, photos):
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[:2])
    expect(tab.locator("[name=upload_ids]")).to_have_count(2)
    assert titles(tab) == ["Foto 1 terkirim", "Foto 2 terkirim"]
    tab.get_by_label("Keterangan foto").nth(1).fill("Yang kedua")
    tab.click(SEND)
    tab.wait_for_url("**/receipt*")
    [post] = site.posts
    assert [value for name, value in post if name == "upload_ids"] == list(site.sizes)
    assert dict(post)["photo-1-caption"] == "Yang kedua"
    assert [name for name, _ in post if name == "photos"] == [], "the bytes were sent twice"


def test_a_photo_that_stops_says_so_and_goes_on_when_asked(tab, site, photos):
    site.refuse = 415
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[:1])
    row = tab.locator("[data-row]")
    expect(row).to_have_class("pic bad")
    expect(row.locator("[data-part=text]")).to_contain_text("bukan foto")
    site.refuse = 507
    tab.set_input_files(CHOOSE, photos[1:2])
    second = tab.locator("[data-row]").nth(1)
    expect(second.locator("[data-part=text]")).to_contain_text("penuh")
    site.refuse = 0
    second.get_by_role("button", name="Coba lagi").click()
    expect(second.locator("[data-part=title]")).to_have_text("Foto 2 terkirim")


def test_what_the_server_says_of_a_photo_it_refuses_stands_at_it(tab, site, photos):
    site.refuse, site.sentence = 415, "stiker.gif adalah GIF. Kirim sebagai JPEG.\n"
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[:1])
    expect(tab.locator("[data-part=text]")).to_have_text("stiker.gif adalah GIF. Kirim sebagai JPEG.")


def test_words_kept_on_the_phone_go_to_no_other_photo(tab, site):
    tab.goto("/story?photo=aaa")
    tab.fill("[name=photo-0-caption]", "Kata foto pertama")
    tab.fill("[name=body]", "Kata cerita")
    tab.goto("/story?photo=bbb")
    expect(tab.locator("[name=body]")).to_have_value("Kata cerita")
    expect(tab.locator("[name=photo-0-caption]")).to_have_value("")


def test_sending_is_held_back_while_a_photo_has_failed(tab, site, photos):
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[3:])
    expect(tab.locator("[data-part=text]")).to_contain_text("bukan foto")
    tab.click(SEND)
    expect(tab.locator("[data-upload-status]")).to_contain_text("belum sampai")
    expect(tab.get_by_role("button", name="Hapus foto 1")).to_be_focused()
    tab.get_by_role("button", name="Hapus foto 1").click()
    tab.click(SEND)
    tab.wait_for_url("**/receipt*")
    assert names(site.posts[0], "photo-") == []


def test_a_file_that_is_no_photo_keeps_no_empty_fields(tab, photos):
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[3:])
    expect(tab.locator("[data-part=text]")).to_contain_text("bukan foto")
    expect(tab.locator("[data-row] input:not([type=hidden])")).to_have_count(0)


def test_the_box_for_all_photos_is_there_once_there_is_a_photo(tab, photos):
    tab.goto("/story")
    box = tab.locator("#photos_consent")
    expect(box).to_be_hidden()
    tab.set_input_files(CHOOSE, photos[:2])
    expect(box).to_be_visible()


def test_times_are_said_as_people_say_them(tab):
    tab.goto("/story")
    module = "/static/js/send-time.js"
    said = """async ([url, cases]) => {
      const { timeLeft } = await import(url);
      return cases.map(([sent, left, ms]) => timeLeft(sent, left, ms)).map((t) => t && `${t.n} ${t.unit}`);
    }"""
    cases = [
        (0, 9, 9000),
        (5, 5, 2999),
        (10, 10, 4000),
        (10, 120, 4000),
        (10, 224, 4000),
        (10, 225, 4000),
        (1, 763, 3000),
    ]
    wanted = [None, None, "10 seconds", "50 seconds", "90 seconds", "2 minutes", "38 minutes"]
    assert tab.evaluate(said, [module, cases]) == wanted


def test_a_story_waits_for_its_photos_and_then_goes_off_by_itself(tab, site, photos):
    site.held.clear()
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[:1])
    expect(tab.locator("[data-part=title]")).to_have_text("Foto 1 sedang dikirim")
    tab.click(SEND)
    expect(tab.locator("[data-upload-status]")).to_contain_text("Mengirim foto 1 dari 1")
    expect(tab.locator("[data-upload-status]")).to_contain_text("Kiriman terkirim begitu semuanya selesai")
    assert site.posts == []
    site.held.set()
    tab.wait_for_url("**/receipt*")
    assert names(site.posts[0], "upload_ids") == ["upload_ids"]
    assert dict(site.posts[0])["action"] == "submit", "the button that was pressed is lost"


def test_a_photo_chosen_before_the_script_has_come_is_not_lost(tab, site, photos):
    held = []
    tab.route("**/dist/uploads.js*", lambda route: held.append(route))  # Playwright looks at the signature
    tab.goto("/story", wait_until="commit")
    tab.set_input_files(CHOOSE, photos[:1])
    while not held:
        tab.wait_for_timeout(50)
    held[0].continue_()
    expect(tab.locator("[data-part=title]")).to_have_text("Foto 1 terkirim")
    tab.click(SEND)
    tab.wait_for_url("**/receipt*")
    assert names(site.posts[0], "upload_ids") == ["upload_ids"]


def test_removing_a_photo_closes_the_gap(tab, site, photos):
    tab.goto("/story")
    tab.set_input_files(CHOOSE, photos[:3])
    expect(tab.locator("[name=upload_ids]")).to_have_count(3)
    kept = tab.locator("[name=upload_ids]").nth(2).input_value()
    for _ in range(2):
        tab.locator("[data-part=remove]").first.click()
    assert titles(tab) == ["Foto 1 terkirim"]
    tab.click(SEND)
    tab.wait_for_url("**/receipt*")
    post = site.posts[0]
    assert [value for name, value in post if name == "upload_ids"] == [kept]
    assert set(names(post, "photo-")) == {"photo-0-caption", "photo-0-alt", "photo-0-credit"}
    assert names(post, "photos_consent") == ["photos_consent_asked"]


def test_one_photo_too_many_is_refused_before_it_travels(tab, site, photos):
    tab.goto("/story")
    tab.set_input_files(CHOOSE, [*photos[:3]])
    expect(tab.locator("[name=upload_ids]")).to_have_count(3)
    tab.set_input_files(CHOOSE, photos[:1])
    expect(tab.locator("[data-row]").nth(3).locator("[data-part=text]")).to_contain_text("paling banyak 3 foto")
    assert len(site.sizes) == 3


@pytest.mark.parametrize("field", ["caption", "alt", "credit"])
def test_without_scripts_everything_still_posts(chromium, site, photos, field):
    context = chromium.new_context(java_script_enabled=False, base_url=site.url)
    page = context.new_page()
    page.goto("/story")
    page.fill("#body", "Tanpa skrip")
    page.set_input_files(CHOOSE, photos[:2])
    if field != "caption":
        page.locator(f"details:has(#photo-1-{field}) summary").click()
    page.fill(f"#photo-1-{field}", "Yang kedua")
    page.click(SEND)
    page.wait_for_url("**/receipt*")
    context.close()
    [post] = site.posts
    assert [value for name, value in post if name == "photos"] == ["one.png", "two.png"]
    assert dict(post)[f"photo-1-{field}"] == "Yang kedua"
