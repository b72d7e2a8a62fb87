"""A returned story: its points are ticked off, an unchanged one is asked about; anybody tracks it by its code."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.journeys.test_main_job import BODY, choose

pytestmark = pytest.mark.journey
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NUMBERED = f"{BODY}\n\nHubungi Pak Darsono di 0857-1234-5678."


def send(resident, title):
    """Write and send a story that holds a mobile number: marked while typing, asked about once, then sent."""
    page = resident.page
    resident.go("/kirim/berita")
    page.fill("[name=title]", title)
    page.fill("[name=body]", NUMBERED)
    assert "nomor HP" in page.locator("#body-numbers").inner_text()
    page.select_option("[name=ward]", "medono")
    choose(page, "rubric", "kabar-kelurahan")
    page.locator("[data-date-chips] button").last.click()
    assert page.input_value("[name=event_date]")
    page.check("[name=agree]")
    resident.look()
    resident.press("button[value=submit]")
    assert "Ada nomor 0857-1234-5678 di isi berita. Sengaja?" in page.locator("main").inner_text()
    assert page.input_value("[name=body]").replace("\r\n", "\n") == NUMBERED
    resident.press("button[name=confirm]")
    return resident.text("receipt-code")


def send_back(director, code, note):
    director.go(f"/meja/{code}")
    director.page.click(".decide [data-sheet=return]")
    director.page.fill("#cari-alasan", "sumber")
    director.page.check("dialog [name=reasons][value=SUMBER_TIDAK_JELAS]")
    director.page.fill("[name=note]", note)
    director.press("dialog button[value=return]")


def tracked(visitor, code):
    visitor.go(f"/lacak/{code}")
    return visitor.state(), visitor.page.locator("main").inner_text()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_is_asked_is_ticked_off_and_an_unchanged_story_keeps_its_place(person, viewport):
    title = f"Selokan musala bersih lagi, lebar {viewport['width']}"
    resident = person("warga@demo.test", viewport=viewport)
    page = resident.page
    code = send(resident, title)
    visitor = person(viewport=viewport)
    state, before = tracked(visitor, code)
    assert state == "submitted"
    assert "Direktur rubrik Medono" in before

    director = person("direktur@demo.test", viewport=viewport)
    send_back(director, code, "Siapa yang mencatat dua belas orang itu?")
    assert tracked(visitor, code)[0] == "returned"

    # one tap from the status page to the form, which begins with what is asked
    resident.go(f"/kiriman/{code}")
    asked = page.locator("#diminta")
    assert "Siapa yang mencatat dua belas orang itu?" in asked.inner_text()
    resident.press("#diminta a.btn")
    top = page.locator("#diminta").bounding_box()["y"]
    assert top < page.locator("[name=title]").bounding_box()["y"]
    page.check("[name=done][value=note]")

    # unchanged: a question, with the tick still there; then it goes back with the deadline it had
    resident.press("button[value=submit]")
    assert "Belum ada yang berubah, tetap kirim?" in page.locator("main").inner_text()
    assert page.is_checked("[name=done][value=note]")
    resident.press("button[name=confirm]")
    assert resident.state() == "submitted"
    assert deadline(tracked(visitor, code)[1]) == deadline(before)
    director.go(f"/meja/{code}")
    assert "Penulis mengirimnya lagi tanpa perubahan" in director.page.locator("main").inner_text()

    # asked again, changed, sent: no question, and the director sees what the author calls done
    send_back(director, code, "Tolong tulis nama pencatatnya.")
    resident.go(f"/kiriman/{code}/ubah")
    page.fill("[name=body]", NUMBERED.replace("dua belas orang", "dua belas orang, kata Pak Darsono"))
    page.check("[name=done][value=SUMBER_TIDAK_JELAS]")
    resident.press("button[value=submit]")
    resident.press("button[name=confirm][value=numbers]")
    assert resident.state() == "submitted"
    director.go(f"/meja/{code}")
    answered = director.page.locator("[aria-labelledby=diminta] li")
    assert "Ditandai selesai oleh penulis" in answered.first.inner_text()
    assert "Belum ditandai" in answered.last.inner_text()


def deadline(words):
    """The line under "Sampai"."""
    lines = words.splitlines()
    return lines[lines.index("Sampai") + 1]


def test_the_receipt_leads_to_tracking_without_an_account(person):
    resident = person("warga@demo.test")
    code = send(resident, "Kabar yang dilacak tetangga lewat kode")
    said = parse_qs(urlsplit(resident.page.locator("a[href*='wa.me/?text']").get_attribute("href")).query)["text"][0]
    assert said.startswith("Kiriman saya: Kabar yang dilacak tetangga lewat kode, kode BW-")
    path = urlsplit(said.split()[-1]).path
    assert path == f"/lacak/{code}"

    for script in (True, False):
        neighbour = person(script=script)
        neighbour.go("/")
        neighbour.press("footer a[href='/lacak']")
        neighbour.page.fill("[name=kode]", code.lower().replace("-", " "))
        neighbour.press("main form button")
        assert neighbour.page.url.endswith(path)
        assert neighbour.state() == "submitted"
        assert "Kabar yang dilacak" not in neighbour.page.content()
        assert neighbour.context.cookies() == []
    neighbour.page.fill("[name=kode]", "BW-000001")
    neighbour.press("main form button")
    assert "Kode ini keliru" in neighbour.text("field-error")
    assert neighbour.page.input_value("[name=kode]") == "BW-000001"

    # the same code typed into the search: the author's own page, tracking for everybody else
    neighbour.go(f"/cari?q={code}")
    assert neighbour.page.url.endswith(path)
    resident.go(f"/cari?q={code}")
    assert resident.page.url.endswith(f"/kiriman/{code}")
