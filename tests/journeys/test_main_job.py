"""The main job, end to end, at 360 px: sent with three photos → returned → fixed → approved → read → kit → proof."""

import re
import time
import uuid
import zipfile
from io import BytesIO

import pytest

from tests.factories.pictures import phone_jpeg
from tests.photos.metadata import extras

pytestmark = pytest.mark.journey
BODY = """Sejak pukul enam pagi warga RT 02 bergiliran mengangkat lumpur dari selokan di depan musala.

"Kalau tidak dibersihkan sekarang, air naik lagi," kata Pak Darsono, ketua RT.

- tiga gerobak lumpur
- dua belas orang"""
FIXED = BODY.replace("dua belas orang", "dua belas orang, menurut catatan Pak Darsono")


def eventually(check, patience=20):
    """Work is done by the worker a moment later; a page is asked until it shows it."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if found := check():
            return found
        time.sleep(0.3)
    raise AssertionError("it never came")


def photo_files(folder):
    paths = []
    for number in range(3):
        path = folder / f"IMG_{number}.jpg"
        path.write_bytes(phone_jpeg(1200, 900, orientation=(1, 6, 3)[number], gps=(-6.88, 109.67)))
        paths.append(str(path))
    return paths


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_story_goes_its_whole_way(person, tmp_path, language):
    title = f"Warga RT 02 Medono membersihkan selokan bersama ({language})"

    # a resident sends a story with three photos
    resident = person("warga@demo.test", language=language)
    resident.go("/kirim")
    resident.press("a.way.main")
    page = resident.page
    page.fill("[name=title]", title)
    page.fill("[name=body]", BODY)
    page.select_option("[name=ward]", "medono")
    choose(page, "rubric", "kabar-kelurahan")
    page.fill("[name=event_date]", "2026-11-20")
    page.fill("[name=place]", "Gang 4 RT 02/RW 05")
    page.fill("[name=source]", "Saya ikut bekerja dan bertanya kepada ketua RT")
    choose(page, "credit", "full")
    page.set_input_files("input[type=file][name=photos][multiple]", photo_files(tmp_path))
    eventually(lambda: page.locator("input[name=upload_ids]").count() == 3)
    for more in page.locator("details.more > summary").all():
        more.click()
    for number in range(3):
        page.fill(f"[name=photo-{number}-caption]", f"Warga mengangkat lumpur, foto {number + 1}.")
        page.fill(
            f"[name=photo-{number}-alt]", f"Beberapa orang mengangkat lumpur dari selokan, gambar ke-{number + 1}."
        )
        page.fill(f"[name=photo-{number}-credit]", "Nur Aini")
    page.check("[name=photos_consent]")
    page.check("[name=agree]")
    resident.look()
    resident.press("button[value=submit]")
    assert re.fullmatch(r"BW-[0-9A-Z]{6}", resident.text("receipt-code"))
    assert resident.state() == "submitted"
    code = resident.text("receipt-code")

    # the director returns it with a reason and a note
    director = person("direktur@demo.test", language=language)
    director.go("/meja")
    assert title in director.page.locator("main").inner_text()
    director.go(f"/meja/{code}")
    eventually(lambda: director.page.reload() and director.page.locator("article img").count() >= 3)
    director.page.click(".decide [data-sheet=return]")
    director.page.fill("#cari-alasan", "source" if language == "en" else "sumber")
    director.page.check("dialog [name=reasons][value=SUMBER_TIDAK_JELAS]")
    assert "Tulis nama atau peran sumber" in director.page.input_value("[name=note]")
    director.look()
    director.page.fill("[name=note]", "Siapa yang mencatat dua belas orang itu?")
    director.press("dialog button[value=return]")
    assert "BW-" in director.page.content() or director.page.url.endswith("/meja")

    # the resident reads why and how, and fixes it in place
    resident.go(f"/kiriman/{code}")
    assert resident.state() == "returned"
    assert "Siapa yang mencatat dua belas orang itu?" in page.content()
    resident.go(f"/kiriman/{code}/ubah")
    assert page.input_value("[name=body]").replace("\r\n", "\n") == BODY
    page.fill("[name=body]", FIXED)
    resident.press("button[value=submit]")
    assert resident.state() == "submitted"

    # the director sees the difference and approves
    director.go(f"/meja/{code}")
    assert "menurut catatan Pak Darsono" in director.page.locator("ins").first.inner_text()
    director.press("button[value=approve]")

    # anybody reads it, with its pictures and without their metadata
    reader = person(language=language)
    reader.go("/")
    reader.page.get_by_role("link", name=title).first.click()
    reader.look()
    assert reader.text("story-title") == title
    pictures = reader.page.locator("main figure img")
    eventually(lambda: pictures.count() == 3)
    for source in {pictures.nth(n).evaluate("img => img.currentSrc || img.src") for n in range(3)}:
        answer = reader.context.request.get(source)
        assert answer.status == 200
        assert extras(answer.body()) == []
    assert reader.context.cookies() == []

    # humas takes the kit for Facebook, posts by hand and proves it
    humas = person("humas@demo.test", language=language)
    story = eventually(lambda: find_post(humas, title, "facebook"))
    humas.go(story)
    humas.press("button[value=publish]")
    assert humas.state("delivery-state") == "kit_ready"
    assert humas.page.locator("[data-test=kit]").count() == 1
    humas.press("button[value=claim]")
    assert humas.state("delivery-state") == "kit_claimed"
    text = humas.page.locator("[data-test=kit-text]").input_value()
    assert title in text
    archive = humas.context.request.get(f"{humas.prefix}{story}/kit.zip")
    names = zipfile.ZipFile(BytesIO(archive.body())).namelist()
    assert sum(name.endswith(".jpg") for name in names) == 3
    address = f"https://www.facebook.com/pemkot.peragaan/posts/{uuid.uuid4().int % 10**15}"
    humas.page.fill("[name=proof_url]", address)
    humas.press("button[value=proof]")
    assert humas.state("delivery-state") == "published"

    # the resident learns where the story went
    eventually(lambda: "facebook.com" in resident.context.request.get(f"{resident.prefix}/kiriman/{code}").text())
    resident.go(f"/kiriman/{code}")
    assert resident.state() == "published"
    resident.go("/kiriman/kabar")
    assert "Facebook" in page.locator("main").inner_text()


def choose(page, name, value):
    """A select or a row of radio buttons, whichever the form has."""
    if page.locator(f"select[name={name}]").count():
        page.select_option(f"select[name={name}]", value)
    else:
        page.locator(f"[name={name}][value={value}]").check()


def find_post(humas, title, channel):
    """The address of a story's post on a channel, from the board."""
    humas.page.goto(f"{humas.prefix}/siar")
    group = humas.page.locator("section, article").filter(has_text=title)
    item = group.locator(f"[data-test=queue-item][data-channel={channel}] a[href]")
    if not item.count():
        return None
    return re.search(r"/siar/\d+", item.first.get_attribute("href"))[0]
