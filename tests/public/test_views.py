"""Every public page as a reader, a robot and a nuisance see it."""

import json
import re
from datetime import date, timedelta

import pytest

from portal.kernel import codes
from portal.kernel.text import slugify
from portal.stories.lifecycle import Action, Status
from portal.stories.models import Credit
from tests.factories import accounts, moderation, stories
from tests.factories.stories import AT
from tests.pages import HOSTILE, Tree, assert_harmless
from tests.public.conftest import path_of

TEXTS = ["/tentang", "/syarat", "/privasi", "/pedoman", "/ralat", "/pencabutan"]
LISTS = ["/", "/berita", "/kelurahan", "/kelurahan/medono", "/rubrik/batik-umkm", *TEXTS]


def titles(page):
    return re.findall(r'class="hl"><a href="[^"]+" lang="id">([^<]+)</a>', page.text)


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


# ---- every page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("path", LISTS)
def test_every_page_is_whole_in_both_languages_empty_and_filled(client, published, path, lang):
    for _ in range(2):
        page = client.get(lang + path)
        assert page.status_code == 200
        tree = Tree(page.text)
        assert tree.problems == []
        own = f"http://127.0.0.1:8000{lang + path}" if path != "/" else f"http://127.0.0.1:8000{lang}/"
        assert [a["href"] for a in tree.all("link", rel="canonical")] == [own]
        assert len(tree.all("link", rel="alternate", hreflang="en")) == 1
        published()


def test_an_english_page_leads_only_to_english_pages(client, published):
    published()
    tree = Tree(client.get("/en/").text)
    inside = [a["href"] for a in tree.all("a") if (a["href"] or "").startswith("/") and a.get("hreflang") != "id"]
    assert inside
    assert all(href.startswith("/en/") for href in inside)


def test_indonesian_words_are_marked_on_an_english_page(client, published):
    story = published()
    page = client.get(path_of(story, "/en")).text
    assert re.search(r'<h1[^>]* lang="id"', page)
    assert '<div class="prose" lang="id" dir="auto">' in page


@pytest.mark.parametrize("path", ["/", "/berita", "/tentang", "/umpan.xml"])
def test_pages_are_read_and_not_written(client, path):
    assert client.post(path).status_code in (400, 405)
    assert client.delete(path).status_code in (400, 405)


# ---- front ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 1, 2, 3, 6, 12, 24, 40])
def test_the_front_page_holds_any_number_of_stories(client, many, n):
    made = [story.title for story in many(n)]
    page = client.get("/")
    shown = titles(page)
    assert len(shown) == min(n, 11)
    assert shown[1:] == [title for title in made if title not in shown[:1]][:10], "newest first, after the lead"
    assert ("Belum ada berita yang tayang" in page.text) == (n == 0)
    assert ("Terbaru dari kelurahan" in page.text) == (n > 2)
    assert page.text.count('href="/kelurahan/gamer"') == 1, "on the map; the list from A to Z is on /kelurahan"
    assert page.text.count('href="/rubrik/keagamaan"') == 1, "every section is named"


def test_the_front_leads_with_a_picture_and_says_which_days_the_map_counts(client, published):
    published(photos=0, at=AT, title="Berita paling baru tanpa foto")
    published(photos=1, at=AT - timedelta(hours=2), title="Berita lebih lama dengan foto")
    published(at=AT - timedelta(days=31), ward="gamer", title="Berita lewat sebulan di Gamer")
    page = client.get("/")
    assert titles(page)[0] == "Berita lebih lama dengan foto"
    assert "berita tayang, 30 hari terakhir" in page.text
    assert "Medono 2 berita" in text_of(page)
    assert "Gamer , belum ada berita" in text_of(page)


def test_no_ward_is_said_to_have_nought(client, published):
    published()
    for path in ("/", "/berita", "/kelurahan", "/kelurahan/medono"):
        page = client.get(path).text.split("<main")[1].split("</main>")[0]
        assert not re.search(r"<b>0</b>|>0<", page), path


def test_the_names_of_tiles_begin_with_what_is_seen(client, published):
    published()
    page = client.get("/kelurahan").text
    tiles = page.split('<ul class="map')[1].split("</ul>")[0]
    assert "aria-label" not in tiles
    assert '<a href="/kelurahan/medono"><span>Medono</span>' in tiles


def test_costs_do_not_grow_with_the_stories(client, many, session, statements):
    made = many(25, photos=1)
    session.commit()
    costs = {
        "/": 4,
        "/berita": 3,
        "/rubrik/batik-umkm": 3,
        "/kelurahan/medono": 3,
        "/kelurahan": 1,
        path_of(made[0]): 4,
    }
    costs |= {f"/penulis/{made[0].author.handle}": 3, "/umpan.xml": 1, "/tentang": 0, "/pencabutan": 1}
    session.rollback()
    for path, most in costs.items():
        with statements() as seen:
            assert client.get(path).status_code == 200
        assert len(seen) <= most, path


# ---- lists ------------------------------------------------------------------------------------------------------


def test_one_walks_back_through_all_stories_and_forth_again(client, many):
    made = many(45)
    path, seen = "/berita", []
    while path:
        page = client.get(path)
        seen += titles(page)
        further = Tree(page.text).all("a", rel="next")
        path = further[0]["href"] if further else None
    assert seen == [story.title for story in made]
    assert [a["href"] for a in Tree(page.text).all("a", rel="prev")] == ["/berita"]


def test_an_older_page_is_a_page_of_its_own(client, many):
    many(25)
    further = Tree(client.get("/en/berita").text).all("a", rel="next")[0]["href"]
    assert further.startswith("/en/berita?sebelum=")
    tree = Tree(client.get(further).text)
    assert [a["href"] for a in tree.all("link", rel="canonical")] == [f"http://127.0.0.1:8000{further}"]
    indonesian = further.removeprefix("/en")
    assert [a["href"] for a in tree.all("link", hreflang="id")] == [f"http://127.0.0.1:8000{indonesian}"]


@pytest.mark.parametrize(
    "cursor", ["", "x", "0-0", "'--", "1-1-1", "%00", "9" * 400, "zzzzzzzzzzzzz-1", "1-zzzzzzzzzzzzz"]
)
@pytest.mark.parametrize("path", ["/berita", "/kelurahan/medono", "/rubrik/kuliner", "/pencabutan"])
def test_a_cursor_that_is_none_of_ours_is_no_page(client, path, cursor):
    assert client.get(f"{path}?sebelum={cursor}").status_code == 404


def test_an_empty_ward_and_an_empty_section_offer_the_next_act(client):
    for path, words in (("/kelurahan/gamer", "Gamer belum punya berita"), ("/rubrik/kuliner", "Kuliner belum punya")):
        page = client.get(path)
        assert words in page.text
        assert '<a class="btn kunyit" href="/kirim">' in page.text.split("<main")[1]


# ---- wards and sections -----------------------------------------------------------------------------------------


def test_a_ward_shows_its_own_stories_its_place_and_its_director(client, published, session):
    mine = published(ward="kauman", title="Kabar dari Kauman sendiri")
    published(title="Kabar dari Medono saja")
    accounts.appointment(session, accounts.user(session, "Ratna Dewi"), slug="kauman", ends_on=date(2028, 7, 26))
    session.commit()
    page = client.get("/kelurahan/kauman")
    assert titles(page) == [mine.title]
    assert "Ratna Dewi" in page.text
    assert "sampai 26 Juli 2028" in page.text
    assert "Kecamatan Pekalongan Timur" in page.text
    assert re.search(r'<li class="m1 here"><a href="/kelurahan/kauman"', page.text)


def test_a_ward_without_a_director_says_so(client, session):
    accounts.appointment(session, accounts.user(session, "Sudah Lewat"), ends_on=date(2026, 11, 1))
    session.commit()
    page = client.get("/kelurahan/medono")
    assert "Belum ada direktur rubrik" in page.text
    assert 'class="gapbox' in page.text
    assert "Sudah Lewat" not in page.text


@pytest.mark.parametrize(
    ("typed", "slug"), [("Medono", "medono"), ("kebulen", "sapuro-kebulen"), ("kandang%20panjang", "kandang-panjang")]
)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_another_spelling_leads_to_the_ward(client, typed, slug, lang):
    answer = client.get(f"{lang}/kelurahan/{typed}")
    assert (answer.status_code, answer.location) == (308, f"{lang}/kelurahan/{slug}")


def test_a_spelling_that_an_admin_added_leads_there_too(client, session):
    accounts.ward(session, "medono").aliases = ["Kampung Batik Medono"]
    session.commit()
    assert client.get("/kelurahan/kampung-batik-medono").location == "/kelurahan/medono"


@pytest.mark.parametrize("slug", ["jakarta", "slamaran", "..", "%00", "'", "a" * 3000, "%F0%9F%92%A9", "%ff"])
@pytest.mark.parametrize("kind", ["kelurahan", "rubrik", "penulis"])
def test_what_is_no_place_is_not_found(client, kind, slug):
    assert client.get(f"/{kind}/{slug}").status_code in (404, 308 if slug == ".." else 404)


def test_the_wards_stand_on_a_map_and_under_their_districts(client):
    page = client.get("/kelurahan")
    tree = Tree(page.text)
    for slug in ("medono", "gamer"):
        assert len(tree.all("a", href=f"/kelurahan/{slug}")) == 2, "on the map and under its district"
    assert "Pekalongan Selatan" in page.text
    assert "Laut Jawa" in page.text


# ---- authors ----------------------------------------------------------------------------------------------------


def test_an_authors_page_holds_what_was_signed_in_full_and_nothing_else(client, published, session):
    author = accounts.user(session, "Siti Maryam", handle="siti", us_phone_number="+6281234567890")
    mine = published(author=author, title="Berita dengan nama lengkap")
    published(author=author, credit=Credit.INITIALS, title="Berita dengan inisial saja")
    published(author=author, credit=Credit.ANONYMOUS, title="Berita tanpa nama penulis")
    stories.story(session, author, Status.SUBMITTED, title="Berita yang belum ditinjau")
    session.commit()
    page = client.get("/penulis/siti")
    assert titles(page) == [mine.title]
    for secret in (author.email, "81234567890", "inisial", "tanpa nama penulis", "belum ditinjau"):
        assert secret not in page.text


@pytest.mark.parametrize("credit", [Credit.INITIALS, Credit.ANONYMOUS, None])
def test_whoever_signed_nothing_in_full_has_no_page(client, published, session, credit):
    author = accounts.user(session, "Siti Maryam", handle="siti")
    if credit:
        published(author=author, credit=credit)
    session.commit()
    page = client.get("/penulis/siti")
    assert page.status_code == 404
    assert "Maryam" not in page.text


def test_a_taken_down_story_leaves_its_author_without_a_page(client, published, session):
    author = accounts.user(session, "Siti Maryam", handle="siti")
    story = published(author=author)
    assert client.get("/penulis/siti").status_code == 200
    story.status = Status.HIDDEN
    session.commit()
    assert client.get("/penulis/siti").status_code == 404


# ---- one story --------------------------------------------------------------------------------------------------


def test_a_story_page_has_all_its_parts(client, published, session):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"), photos=2)
    other = published(title="Kabar lain dari Medono", at=AT - timedelta(days=1))
    moderation.decision(session, story, action=Action.APPROVE, role="director")
    shared = {"name": "Instagram", "account": "@pemkotpekalongan", "url": "https://www.instagram.com/p/abc/"}
    stories.timeline_entry(session, story, "shared", AT, public=True, **shared)
    session.commit()
    page = client.get(path_of(story))
    tree, words = Tree(page.text), text_of(page)
    assert tree.problems == []
    assert re.search(rf'<h1 data-test="story-title"[^>]*>{story.title}</h1>', page.text)
    assert tree.all("a", rel="author")[0]["href"] == "/penulis/siti"
    for said in (
        "Batik dan UMKM · Kelurahan Medono",
        "Siti Maryam",
        "Selasa (24/11/2026) 10.00 WIB",
        "Kiriman warga",
        "Ditinjau direktur rubrik Kelurahan Medono",
        "Foto: Nisa",
        "Kota Pekalongan – Setiap Sabtu sore",
        "Apa yang terjadi dengan berita ini",
        "Dibagikan di 1 kanal resmi Instagram @pemkotpekalongan",
        f"Kode berita: BW-{story.code}",
        "Dari Medono",
    ):
        assert said in words, said
    assert titles(page) == [other.title]
    assert len(tree.all("figure")) == 2
    assert tree.all("a", href="https://www.instagram.com/p/abc/")
    assert tree.all("a", href="/pedoman#koreksi")
    assert any(a["href"].startswith("https://wa.me/?text=Tiga%20pembatik") for a in tree.all("a"))
    assert "Ditanggapi" not in words, "nobody can answer yet"
    assert len(tree.all("img", **{"class": "printed-code"})) == 1


def test_a_story_never_ends_dead(client, published, session):
    here = published()
    assert "Berita terbaru" not in client.get(path_of(here)).text
    far = published(ward="gamer", rubric_id=stories.rubric_id(session, "kuliner"), title="Kabar dari jauh")
    session.commit()
    page = client.get(path_of(here))
    assert ("Berita terbaru" in page.text, titles(page)) == (True, [far.title])
    akin = published(ward="kauman", title="Kabar batik dari Kauman")
    near = published(title="Kabar lain dari Medono", rubric_id=far.rubric_id)
    session.commit()
    page = client.get(path_of(here))
    assert titles(page) == [near.title, akin.title, far.title], "the ward, the section, then the newest; nothing twice"
    heads = [page.text.index(each) for each in ("Dari Medono", "Lagi tentang Batik dan UMKM", "Berita terbaru")]
    assert heads == sorted(heads)
    more = [published(title=f"Kabar Medono nomor {n}") for n in range(3)]
    page = client.get(path_of(here))
    assert titles(page) == [each.title for each in (*reversed(more), near)], "enough from here"
    assert "Lagi tentang" not in page.text


def test_times_are_said_from_today_and_in_full_to_who_asks(client, published):
    published(at=AT, title="Kabar hari ini di Medono")
    published(at=AT - timedelta(days=1), title="Kabar kemarin di Medono")
    published(at=AT - timedelta(days=9), title="Kabar lama dari Medono")
    page = client.get("/kelurahan/medono").text
    for said, whole in (
        ("hari ini 10.00", "24/11/2026 10.00 WIB"),
        ("kemarin 10.00", "23/11/2026 10.00 WIB"),
        ("15/11/2026 10.00 WIB", "15/11/2026 10.00 WIB"),
    ):
        assert f'title="{whole}">{said}</time>' in page
    assert "today 10:00" in client.get("/en/kelurahan/medono").text


def test_the_list_of_all_stories_goes_by_days(client, published):
    published(at=AT, title="Kabar hari ini di Medono")
    published(at=AT - timedelta(days=1), title="Kabar kemarin di Medono")
    published(at=AT - timedelta(days=2), title="Kabar Minggu dari Medono")
    tree, page = Tree(client.get("/berita").text), client.get("/berita").text
    assert re.findall(r'class="day-head"[^>]*>([^<]+)<', page) == ["Hari ini", "Kemarin", "Minggu 22 November"]
    assert 'title="22/11/2026 10.00 WIB">10.00</time>' in page
    chips = page.split('class="chips one-row"')[1].split("</ul>")[0]
    assert chips.count("<li>") == 14
    assert [a["href"] for a in tree.all("a", **{"class": "skip"})] == ["#isi", "#daftar"]
    assert "dibagikan" not in page, "the trail is shown from the second step on"


def test_every_section_has_its_newest_story_on_one_page(client, published):
    story = published()
    page = client.get("/rubrik")
    assert page.status_code == 200
    words = text_of(page)
    assert f"Batik dan UMKM {story.title}" in words
    assert "Keagamaan Belum ada berita baru di rubrik ini." in words


def test_an_english_page_says_that_stories_are_indonesian(client, published):
    story = published()
    for path in ("/en/", "/en/berita", "/en/kelurahan/medono", path_of(story, "/en")):
        assert "Stories are in Indonesian" in client.get(path).text, path
        assert "Stories are in Indonesian" not in client.get(path.removeprefix("/en")).text
    assert "Java Sea" in client.get("/en/").text
    assert "Laut Jawa" in client.get("/").text


def test_other_programs_learn_what_a_story_is(client, published):
    story = published()
    tree = Tree(client.get(path_of(story)).text)
    said = {m["property"]: m["content"] for m in tree.all("meta") if "property" in m}
    assert said["og:title"] == story.title
    assert said["og:url"] == f"http://127.0.0.1:8000{path_of(story)}"
    assert said["og:image"] == f"http://127.0.0.1:8000/kartu/BW-{story.code}.png"
    assert said["og:type"] == "article"
    assert said["article:published_time"] == "2026-11-24T10:00:00+07:00"


def test_a_story_without_a_picture_or_a_neighbour_is_a_story(client, published):
    page = client.get(path_of(published(photos=0)))
    assert page.status_code == 200
    assert "<figure" not in page.text
    assert "/foto/" not in page.text
    assert "Dari Medono" not in page.text


def test_pictures_stand_between_paragraphs_and_the_rest_after_the_text(client, published):
    story = published(photos=6, body="\n\n".join(f"Paragraf nomor {n} yang panjang." for n in range(7)))
    page = client.get(path_of(story)).text
    prose = page.split('<div class="prose"')[1].split('<section class="gallery"')[0]
    assert prose.count("<figure") == 3
    assert page.split('<section class="gallery"')[1].split("</section>")[0].count("<figure") == 2


def test_humas_is_named_where_humas_decided(client, published, session):
    story = published()
    moderation.decision(session, story, action=Action.APPROVE, role="humas")
    session.commit()
    words = text_of(client.get(path_of(story)))
    assert "Ditinjau humas kota" in words
    assert "Ditinjau direktur" not in words


@pytest.mark.parametrize(
    ("credit", "words"), [(Credit.INITIALS, "S.M., pewarta warga Medono"), (Credit.ANONYMOUS, "Warga Medono")]
)
def test_a_name_that_was_not_to_be_shown_is_nowhere(client, published, session, credit, words):
    author = accounts.user(session, "Siti Maryam", handle="siti-rahasia", us_phone_number="+6281234567890")
    story = published(author=author, credit=credit, photos=0)
    stories.story_photo(session, story, consent=True, credit="Siti Maryam")
    session.commit()
    for path in (path_of(story), "/", "/berita", "/kelurahan/medono", "/rubrik/batik-umkm", "/umpan.xml"):
        for lang in ("", "/en"):
            page = client.get(lang + path)
            assert page.status_code == 200
            for secret in ("Maryam", "siti-rahasia", author.email, "81234567890"):
                assert secret not in page.text, path
    assert words in client.get(path_of(story)).text
    assert "/penulis/" not in client.get(path_of(story)).text


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("change", [str, str.lower, lambda code: code.replace("1", "I").replace("0", "o")])
def test_any_way_to_write_the_code_leads_to_the_one_address(client, published, change, lang):
    story = published(code=_code_with("01"))
    right = path_of(story, lang)
    for typed in (f"salah-BW-{story.code}", f"BW-{story.code}", story.code, f"{story.slug}-{story.code}"):
        answer = client.get(f"{lang}/berita/{change(typed)}?utm_source=wa")
        assert (answer.status_code, answer.location) == (308, right)
    assert client.get(right).status_code == 200


def _code_with(letters):
    """A right code that holds these letters."""
    while True:
        body = letters + codes.new()[:3]
        return body + codes.check_letter(body)


@pytest.mark.parametrize(
    "code", ["7K3F2A", "UUUUUU", "7K3F2", "x", "BW-", "%00%00%00%00%00%00", "'%20or%201=1", "٣٣٣٣٣٣"]
)
@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_mistyped_code_is_named_as_such(client, code, lang):
    for path in (f"{lang}/berita/pasar-{code}", f"{lang}/berita/{code}"):
        page = client.get(path)
        assert page.status_code == 404
        assert ("code" if lang else "kode") in text_of(page).lower()


def test_a_mistyped_code_is_named_to_programs_too(client):
    answer = client.get("/berita/pasar-7K3F2A", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert "kode" in json.loads(answer.data)["detail"].lower()


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED, Status.HIDDEN}))
def test_what_was_never_public_does_not_exist(client, session, status):
    story = stories.story(session, status=status, title="Judul yang belum boleh dibaca")
    session.commit()
    for headers in ({}, {"Accept": "application/json"}):
        page = client.get(path_of(story), headers=headers)
        assert page.status_code == 404
        assert "belum boleh" not in page.text


def test_a_right_code_of_no_story_does_not_exist(client):
    assert client.get(f"/berita/pasar-BW-{codes.new()}").status_code == 404


# ---- taken down -------------------------------------------------------------------------------------------------


def take_down(session, story, status, **detail):
    story.status = status
    kind = "withdrawn" if status is Status.WITHDRAWN else "hidden"
    stories.timeline_entry(session, story, kind, AT, public=status is Status.WITHDRAWN, **detail)
    session.commit()


REASONS = [{"code": "CABUT_ANAK", "title": "Berita dicabut demi masa depan anak.", "title_en": "For a child's future."}]


@pytest.mark.parametrize(("lang", "words"), [("", "demi masa depan anak"), ("/en", "For a child")])
def test_a_withdrawn_story_says_when_and_why(client, published, session, lang, words):
    story = published(title="Judul yang menyebut nama anak")
    take_down(session, story, Status.WITHDRAWN, reasons=REASONS, note="catatan dapur")
    for path in (path_of(story, lang), f"{lang}/berita/salah-BW-{story.code}"):
        page = client.get(path)
        assert page.status_code == 410
        assert words in text_of(page)
        assert 'data-test="status" data-state="withdrawn"' in page.text
        assert "24" in text_of(page)
        for secret in ("menyebut nama anak", "catatan dapur", "Bu Rohmah", "CABUT_ANAK"):
            assert secret not in page.text.split("<main")[1]
        assert page.headers["Cache-Control"] == "no-store"


def test_a_hidden_story_says_no_more_than_that(client, published, session):
    story = published(title="Judul yang sedang diperiksa")
    take_down(session, story, Status.HIDDEN, reasons=REASONS, note="catatan dapur")
    page = client.get(path_of(story))
    assert page.status_code == 410
    assert "Berita ini diturunkan untuk sementara" in page.text
    assert 'data-state="hidden"' in page.text
    for secret in ("sedang diperiksa", "masa depan anak", "catatan dapur"):
        assert secret not in page.text.split("<main")[1]


def test_programs_learn_why_a_story_is_gone(client, published, session):
    story = published()
    take_down(session, story, Status.WITHDRAWN, reasons=REASONS)
    answer = client.get(path_of(story), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    assert json.loads(answer.data)["detail"] == "Berita dicabut demi masa depan anak."


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_a_story_taken_down_is_gone_at_once_from_everywhere(client, published, session, status):
    story, author = published(title="Judul yang akan diturunkan"), None
    author = story.author.handle
    session.rollback()
    places = ["/", "/berita", "/kelurahan/medono", "/rubrik/batik-umkm", "/umpan.xml", f"/penulis/{author}"]
    stamps = {}
    for path in places:
        page = client.get(path)
        assert story.title in page.text
        stamps[path] = page.headers["ETag"]
    take_down(session, story, status)
    for path, stamp in stamps.items():
        page = client.get(path, headers={"If-None-Match": stamp})
        assert page.status_code == (404 if "penulis" in path else 200)
        assert story.title not in page.text


def test_the_register_of_withdrawals(client, published, session):
    assert "Belum ada berita yang dicabut" in client.get("/pencabutan").text
    child = published(title="Judul yang menyebut nama anak")
    wrong = published(title="Judul yang pokoknya keliru")
    take_down(session, child, Status.WITHDRAWN, reasons=REASONS)
    keliru = [{"code": "CABUT_KELIRU", "title": "Berita dicabut karena keliru.", "title_en": "Wrong."}]
    take_down(session, wrong, Status.WITHDRAWN, reasons=keliru)
    take_down(session, published(title="Judul yang sedang diperiksa"), Status.HIDDEN)
    words = text_of(client.get("/pencabutan"))
    assert "Berita dicabut demi masa depan anak." in words
    assert f"BW-{child.code}" in words
    assert "Judul yang pokoknya keliru" in words
    assert "menyebut nama anak" not in words
    assert "sedang diperiksa" not in words
    assert "Wrong." in text_of(client.get("/en/pencabutan"))


# ---- hostile words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["", "/en"])
def test_hostile_words_stay_words_on_every_page(client, published, session, lang):
    author = accounts.user(session, HOSTILE[:80], handle="jahat")
    title = HOSTILE[:120]
    story = published(author=author, title=title, slug=slugify(title), body=HOSTILE * 2, place=HOSTILE, photos=0)
    words = {"caption": HOSTILE, "alt": HOSTILE[:250], "credit": HOSTILE}
    for position in range(2):
        stories.story_photo(session, story, position=position, consent=True, **words)
    stories.timeline_entry(session, story, "shared", AT, public=True, name=HOSTILE, account=HOSTILE, url="javascript:1")
    accounts.appointment(session, author)
    gone = published(title=title, photos=0)
    take_down(
        session, gone, Status.WITHDRAWN, reasons=[{"code": "CABUT_KELIRU", "title": HOSTILE, "title_en": HOSTILE}]
    )
    places = ["/", "/berita", "/kelurahan/medono", "/rubrik/batik-umkm", "/penulis/jahat", "/pencabutan"]
    for path in (*places, path_of(story), path_of(gone)):
        tree = Tree(client.get(lang + path).text)
        ours = [a for a in tree.all("script") if (a.get("src") or "").startswith("/static/")]
        ours += tree.all("script", type="application/ld+json")
        tree.elements = [(tag, a) for tag, a in tree.elements if tag != "script" or a not in ours]
        assert tree.problems == [], path
        assert_harmless(tree)
        assert not tree.all("img", src="x"), path


@pytest.mark.parametrize(
    "path",
    [
        "/berita/%F0%9F%92%A9-BW-7K3F2Q",
        "/berita/" + "a" * 5000,
        "/berita/a%0d%0aX-Evil:1-BW-7K3F2Q",
        "/berita/-",
        "/en/berita/%2e%2e",
    ],
)
def test_a_hostile_address_is_answered_in_words(client, path):
    answer = client.get(path)
    assert answer.status_code in (404, 308)
    assert "X-Evil" not in answer.headers
