"""No page is wider than its window, and no column so narrow that a short word breaks: any words, any names, any day."""

import threading
from datetime import datetime

import pytest
from werkzeug.serving import make_server

from tests import clocks
from tests.factories import moderation as made
from tests.factories.longest import HANDLE, RUBRIC, WARD, WORD, Longest

pytestmark = pytest.mark.outside

LONGEST = "2026-09-30T22:48+07:00"  # Wednesday, 30 September 2026, 22:48 WIB: no stamp is longer
WIDTHS = (320, 360, 1280)
OPEN = (
    *(
        "/",
        "/berita",
        "/lacak",
        "/kelurahan",
        "/rubrik",
        f"/kelurahan/{WARD}",
        f"/kelurahan/{WARD}/langganan",
        f"/rubrik/{RUBRIC}",
    ),
    *("/cari", "/cari?q=pemutakhirandata", f"/cari?q={WORD}", "/teks", f"/teks/kelurahan/{WARD}", "/masuk", "/daftar"),
    *("/lupa", "/kirim", "/pedoman", "/syarat", "/privasi", "/tentang", "/ralat", "/pencabutan", f"/penulis/{HANDLE}"),
    "/lacak",
)
OWN = ("/akun", "/akun/sandi", "/akun/dua-langkah", "/kiriman", "/kiriman/kabar", "/kirim/berita", "/kirim/aduan")
WARDS = ("/meja", "/meja?saring=ditahan", "/meja?q=pemutakhirandata", "/kabar-tugas", "/akun", "/kiriman", "/")
NEWSROOM = (
    *("/siar", "/siar/jadwal", "/siar/koreksi", "/siar/kanal", "/siar/kanal/baru", "/siar/kanal/telegram"),
    *("/siar/pencabutan", "/siar/orang", "/siar?q=pemutakhirandata", "/kabar-tugas", "/akun", "/"),
)
ADMIN = (
    *("/admin", "/admin/orang", "/admin/penunjukan", "/admin/kelurahan", f"/admin/kelurahan/{WARD}", "/admin/libur"),
    *("/admin/audit", "/kabar-tugas", "/"),
)
# the innermost elements that reach out of the window, but for what scrolls in a frame of its own
WIDE = """() => {
  const out = each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
  const framed = each => each && (getComputedStyle(each).overflowX !== "visible" || framed(each.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter(each => out(each) && !framed(each.parentElement) && ![...each.children].some(out))
    .slice(0, 3).map(each => each.outerHTML.slice(0, 160));
}"""
# words of at most fourteen letters that stand on two lines: their column was squeezed
BROKEN = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode()); ) {
    if (node.parentElement.closest("textarea,select,script,.map,.sr,.skip")) continue;
    for (const match of node.data.matchAll(/[^\\s-]+/g)) {
      if (match[0].length > 14 || match[0].includes("\\u00ad")) continue;
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(match[0]);
    }
  }
  return [...new Set(found)].slice(0, 5);
}"""


@pytest.fixture
def site(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def faults(app, session, chromium, site):
    """faults(user, paths, widths): what is wrong with these pages as that person sees them."""

    def look(user, paths, widths):
        found, context = [], chromium.new_context(base_url=site)
        if user:
            client = app.test_client()
            made.sign_in(client, session, user)
            context.add_cookies([{"name": "sesi", "value": client.get_cookie("sesi").value, "url": site}])
        page = context.new_page()
        for path in paths:
            assert page.goto(path).status == 200, path
            for width in widths:
                page.set_viewport_size({"width": width, "height": 780})
                page.wait_for_function("width => window.innerWidth === width", arg=width)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append((path, width, "wider than the window", page.evaluate(WIDE)))
                if broken := page.evaluate(BROKEN):
                    found.append((path, width, "broken words", broken))
        context.close()
        return found

    return look


@pytest.fixture
def too_wide_at_200(app, session, chromium, site):
    """too_wide_at_200(user, paths): pages that scroll sideways once their text is twice its size."""

    def look(user, paths):
        found, context = [], chromium.new_context(base_url=site)
        if user:
            client = app.test_client()
            made.sign_in(client, session, user)
            context.add_cookies([{"name": "sesi", "value": client.get_cookie("sesi").value, "url": site}])
        page = context.new_page()
        for path in paths:
            assert page.goto(path).status == 200, path
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 780})
                page.wait_for_function("width => window.innerWidth === width", arg=width)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append((path, width, page.evaluate(WIDE)))
        context.close()
        return found

    return look


def told(app, session):
    with app.app_context():
        return Longest(session)


def places(city, language):
    """Who looks at what, in one language."""
    shown, waits, back = city.shown, city.waits, city.back
    papers = [f"/siar/berita/{shown[0]}", f"/siar/berita/{shown[0]}/unggah", f"/siar/pencabutan/{city.asked}"]
    walk = [f"/siar/{post}/unggah" for post in city.posts[:16:3]]
    mine = [f"/kiriman/{code}" for code in (waits, back, city.approved, city.asked, *shown)]
    return {
        user: [language + path for path in paths]
        for user, paths in {
            None: [
                *OPEN,
                *(f"{top}/berita/{code}" for top in ("", "/teks") for code in shown),
                *(f"/lacak/{code}" for code in (waits, back, shown[0])),
            ],
            city.author: [*OWN, *mine, f"/kiriman/{back}/ubah", f"/kiriman/{waits}/foto"],
            city.director: [*WARDS, f"/meja/{waits}", f"/meja/{back}", f"/meja/{city.approved}"],
            city.humas: [*NEWSROOM, *(f"/siar/{post}" for post in city.posts[:16]), *walk, *papers],
            city.admin: [*ADMIN, f"/admin/orang/{city.author.id}"],
        }.items()
    }


@pytest.mark.parametrize("language", ["", "/en"], ids=["id", "en"])
def test_the_longest_words_names_and_dates_fit(app, session, faults, language):
    clocks.at(datetime.fromisoformat(LONGEST))
    wrong = []
    for user, paths in places(told(app, session), language).items():
        wrong += faults(user, paths, WIDTHS)
    assert not wrong, "\n".join(map(str, wrong))


def test_text_at_twice_its_size_fits(app, session, too_wide_at_200):
    clocks.at(datetime.fromisoformat(LONGEST))
    wrong = []
    for user, paths in places(told(app, session), "").items():
        wrong += too_wide_at_200(user, paths)
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.dated
@pytest.mark.parametrize("language", ["", "/en"], ids=["id", "en"])
def test_lists_and_desks_fit_on_this_day(app, session, faults, language):
    city, wrong = told(app, session), []
    lists = {None: OPEN[:3], city.author: OWN[3:5], city.director: WARDS[:1], city.humas: NEWSROOM[:3]}
    for user, paths in lists.items():
        wrong += faults(user, [language + path for path in paths], (360,))
    assert not wrong, "\n".join(map(str, wrong))
