"""A director with a conflict of interest passes a story on and is out of it for ever; somebody else decides."""

import uuid

import pytest

from tests.outside import Resident, code_in

pytestmark = pytest.mark.journey
OPEN = "each => { for (let box = each; box; box = box.parentElement) if (box.matches('details')) box.open = true }"
REASON = "[name=reasons][value=KONFLIK_KEPENTINGAN]"


@pytest.fixture
def resident(portal):
    return Resident(portal).sign_in("warga2")


def decide(desk, decision, note="", reason=""):
    """Open the sheet, choose, and press the button in it."""
    page = desk.page
    if decision == "approve":
        desk.press(".decide button[value=approve]")
        return
    page.click(f".decide [data-sheet={'return' if decision == 'return' else 'other'}]")
    if reason:
        page.locator(reason).evaluate(OPEN)
        page.check(reason)
    if note:
        page.fill("[name=note]", note)
    desk.look()
    desk.press(f"dialog button[value={decision}]")


def test_a_declared_conflict_binds_through_the_next_version(person, resident):
    key = str(uuid.uuid4())
    assert resident.send(key)
    code = code_in(resident.acknowledged[key])

    # the director declares it, and the story is gone: by the queue, by search, by its address
    director = person("direktur@demo.test")
    director.go(f"/meja/{code}")
    decide(director, "escalate", "Penulisnya adik saya.", REASON)
    assert director.page.url.endswith("/meja")
    assert code not in director.page.locator("main").inner_html()
    assert director.page.goto(f"/meja/{code}").status == 404
    assert director.page.goto(f"/meja?q={code}").status == 200
    assert f"/meja/{code}" not in director.page.content()

    # humas returns it; the author sends the next version
    humas = person("humas@demo.test")
    humas.go(f"/meja/{code}")
    decide(humas, "return", "Tulis jam bukanya.", "[name=reasons][value=KURANG_5W1H]")
    author = person("warga2@demo.test")
    author.go(f"/kiriman/{code}/ubah")
    author.page.fill("[name=body]", author.page.input_value("[name=body]") + "\n\nBuka pukul 16.00 sampai 22.00.")
    author.press("button[value=submit]")
    assert author.state() == "submitted"

    # still not there for the director; the deputy, who did not pass it on, approves
    assert director.page.goto(f"/meja/{code}").status == 404
    deputy = person("wakil@demo.test")
    deputy.go(f"/meja/{code}")
    decide(deputy, "approve")
    author.go(f"/kiriman/{code}")
    assert author.state() == "published"
    assert director.page.goto(f"/meja/{code}").status == 404


def test_a_story_passed_on_for_another_reason_can_be_read_and_not_decided(person, resident):
    key = str(uuid.uuid4())
    assert resident.send(key)
    code = code_in(resident.acknowledged[key])
    director = person("direktur@demo.test")
    director.go(f"/meja/{code}")
    decide(director, "escalate", "Saya tidak yakin soal aturannya.")
    director.go(f"/meja/{code}")
    assert "Anda meneruskan kiriman ini pada" in director.page.locator("main").inner_text()
    assert director.page.locator("main button[name=decision]").count() == 0
