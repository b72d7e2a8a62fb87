import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.kernel import clock, codes, failpoints
from portal.moderation import reasons
from portal.moderation.models import Decision
from portal.photos.models import PhotoState
from portal.stories.lifecycle import Action, Status
from portal.stories.models import Credit, Story
from tests.conftest import token
from tests.factories import moderation as made
from tests.factories import photos, stories
from tests.factories.moderation import NOTE

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "%(title)s %s %d",
    "'; DROP TABLE story; --",
    "\u202egnirts desrever",
    "🙂" * 500,
    "a\x00b\x0bc",
    "\r\n\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
]


def now(session, story) -> Story:
    """The story as it is in the database; ends the transaction, or the app could not write."""
    session.expire_all()
    found = session.get_one(Story, story.id)
    session.commit()
    return found


def texts(page, mark) -> list[str]:
    found = re.findall(rf'<(\w+)[^>]*data-test="{mark}"[^>]*>(.*?)</\1>', page.text, re.S)
    return [re.sub(r"<[^>]+>", "", inner).strip() for _, inner in found]


def state(page) -> str:
    found = re.findall(r'data-test="status" data-state="(\w+)"', page.text)
    assert len(found) == 1, "not exactly one status mark"
    return found[0]


# ---- the queue ----------------------------------------------------------------------------------------------------


def test_the_queue_names_what_waits_and_what_is_late(client, session, director, desk):
    desk(director)
    stories.story(session, title="Rob masuk ke RW 03 lagi semalam")
    session.commit()
    page = client.get("/meja")
    assert page.status_code == 200
    assert 'data-test="queue-item"' in page.text
    assert "Rob masuk ke RW 03 lagi semalam" in page.text
    assert "kiriman menunggu" in re.search(r"<h1>(.*?)</h1>", page.text)[1]


def test_the_queue_speaks_english_below_en(client, session, director, desk):
    desk(director)
    stories.story(session)
    session.commit()
    page = client.get("/en/meja")
    assert '<html lang="en">' in page.text
    assert "1 story is waiting" in page.text
    assert "/en/meja/BW-" in page.text


def test_an_empty_queue_says_so_once(client, director, desk):
    desk(director)
    page = client.get("/meja")
    assert "Antrean kosong. Semua kiriman sudah Anda tinjau." in page.text
    assert "Tidak ada kiriman yang menunggu Anda" in page.text
    assert "Saat ini tidak ada." in client.get("/meja?saring=ditahan").text


def test_an_own_story_is_shown_and_leads_to_where_authors_look(client, session, director, desk):
    desk(director)
    story = stories.story(session, director)
    session.commit()
    page = client.get("/meja")
    assert "Kiriman Anda, diputuskan orang lain" in page.text
    assert f"/kiriman/{codes.pretty(story.code)}" in page.text
    assert made.address(story) not in page.text


def test_an_anonymous_author_stays_so_in_the_queue(client, session, director, desk):
    desk(director)
    stories.story(session, stories.person(session, "Rahasia Sekali"), credit=Credit.ANONYMOUS)
    session.commit()
    page = client.get("/meja")
    assert "Rahasia Sekali" not in page.text
    assert "Tanpa nama" in page.text


@pytest.mark.parametrize("query", ["sesudah=ngawur", "sesudah=0.", "sesudah=9.a-b", "sesudah=%00", "sesudah=0.a-b-c"])
def test_a_bad_cursor_is_404(client, director, desk, query):
    desk(director)
    assert client.get(f"/meja?{query}").status_code == 404


@pytest.mark.parametrize("query", ["saring=ngawur", "utm_source=x", "saring=", "saring=%00%ff"])
def test_other_parameters_are_ignored(client, director, desk, query):
    desk(director)
    assert client.get(f"/meja?{query}").status_code == 200


def test_following_the_pages_shows_every_story(client, session, director, desk):
    desk(director)
    made_codes = {codes.pretty(stories.story(session).code) for _ in range(45)}
    session.commit()
    seen, path = set(), "/meja"
    for _ in range(3):
        page = client.get(path)
        seen |= set(re.findall(r"/meja/(BW-\w{6})", page.text))
        path = (re.findall(r'rel="next" href="([^"]+)"', page.text) or [""])[0].replace("&amp;", "&")
    assert seen == made_codes
    assert path == ""


# ---- one story ----------------------------------------------------------------------------------------------------


def test_the_review_shows_the_text_as_stored_and_as_read(client, session, director, desk):
    desk(director)
    body = "Perahu *Banyu Anyar* <b>turun</b> & berlayar. " * 5
    story = stories.story(session, body=body)
    session.commit()
    page = client.get(made.address(story))
    assert texts(page, "story-title") == [story.title]
    assert "<em>Banyu Anyar</em>" in page.text
    assert "Perahu *Banyu Anyar* &lt;b&gt;turun&lt;/b&gt; &amp; berlayar." in page.text
    assert state(page) == "submitted"


def test_the_review_shows_what_changed_word_by_word(client, session, director, desk):
    desk(director)
    story = stories.story(session, body="Biayanya Rp18 juta, dari iuran warga. " * 5)
    new = story.body.replace("Biayanya", "Menurut bendahara, biayanya", 1)
    story.body = new
    stories.revision(session, story, 2)
    session.commit()
    page = client.get(made.address(story))
    assert re.search(r"<del>.*?Biayanya .*?</del>", page.text, re.S)
    assert re.search(r"<ins>.*?Menurut bendahara, biayanya .*?</ins>", page.text, re.S)
    assert "Perbaikan ke-1" in page.text


def test_what_an_author_types_into_a_returned_story_is_not_shown_before_it_is_sent(client, session, director, desk):
    desk(director)
    story = stories.story(session, status=Status.RETURNED)
    story.title, story.body = "Judul yang sedang diketik", "Isi yang sedang diketik. " * 10
    session.commit()
    page = client.get(made.address(story))
    assert "sedang diketik" not in page.text
    assert stories.TITLE in page.text


def test_a_story_taken_back_leaves_only_its_title(client, session, director, desk):
    desk(director)
    story = stories.story(session, status=Status.WITHDRAWN, body="Isi yang ditarik kembali. " * 10)
    session.commit()
    page = client.get(made.address(story))
    assert page.status_code == 200
    assert "Isi yang ditarik" not in page.text
    assert state(page) == "withdrawn"


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REJECTED, Status.RETURNED, Status.HIDDEN])
def test_a_decided_story_can_be_looked_at_but_not_decided(client, session, director, desk, status):
    desk(director)
    story = stories.story(session, status=status)
    session.commit()
    page = client.get(made.address(story))
    assert state(page) == status.value
    assert 'value="approve"' not in page.text


def test_private_evidence_is_told_after_a_click_that_is_written_down_and_the_place_is_not(
    client, session, director, desk
):
    decide = desk(director)
    author = stories.person(session)
    for n in range(3):
        known = stories.story(session, status=Status.PUBLISHED, title=f"Cerita lama {n}")
        where = {"latitude": -6.8981, "longitude": 109.6641}
        stories.story_photo(session, known, photos.photo(session, author, evidence=where))
    story = stories.story(session, author)
    kept = {"taken_at": "2026-11-19T05:31:00", "make": "samsung", "model": "SM-A145F"}
    kept |= {"latitude": -6.898765, "longitude": 109.664321}
    stories.story_photo(session, story, photos.photo(session, author, evidence=kept))
    session.commit()
    closed = client.get(made.address(story))
    for words in ("19/11/2026 05.31", "SM-A145F", "Sekitar Medono"):
        assert words not in closed.text
    assert "Tampilkan bukti foto (tercatat)" in closed.text
    assert session.scalars(select(AuditEntry.action)).all() == []
    session.commit()
    answer = decide(story, "evidence")
    assert (answer.status_code, answer.location) == (303, f"{made.address(story)}#bukti")
    page = client.get(made.address(story))
    assert session.scalars(select(AuditEntry.action)).all() == ["evidence.opened"]
    assert "Tampilkan bukti foto" not in page.text
    assert "19/11/2026 05.31 WIB, 2 hari sebelum kejadian" in page.text
    assert "samsung SM-A145F" in page.text
    assert "Sekitar Medono: kurang dari 1 km" in page.text
    for degrees in ("6.89", "109.66", "6,89"):
        assert degrees not in page.text


@pytest.mark.parametrize("step", ["claim", "evidence"])
def test_a_step_on_the_way_keeps_the_note_that_is_being_written(session, director, desk, step):
    decide, story = desk(director), stories.story(session)
    session.commit()
    answer = decide(story, step, note="Siapa yang menyebut angka itu?", reasons="BOHONG")
    assert answer.status_code == 200
    assert "Siapa yang menyebut angka itu?" in answer.text
    assert re.search(r'value="BOHONG"[^>]* checked', answer.text)
    session.refresh(story)
    assert f'name="version" value="{story.version}"' in re.sub(r' type="hidden"| id="version"', "", answer.text)


def test_the_same_picture_in_another_story_is_named(client, session, director, desk):
    desk(director)
    author = stories.person(session)
    other = stories.story(session, status=Status.PUBLISHED)
    stories.story_photo(session, other, photos.photo(session, author, sha256="a" * 64, dhash="0f0f0f0f0f0f0f0f"))
    draft = stories.story(session, status=Status.DRAFT)
    stories.story_photo(session, draft, photos.photo(session, author, sha256="a" * 64))
    story = stories.story(session)
    stories.story_photo(session, story, photos.photo(session, author, sha256="a" * 64))
    near = photos.photo(session, author, dhash="0f0f0f0f0f0f0f0e")
    stories.story_photo(session, story, near, 1)
    session.commit()
    page = client.get(made.address(story))
    assert f"Berkas yang sama ada di {codes.pretty(other.code)}" in page.text
    assert f"Gambar yang sangat mirip ada di {codes.pretty(other.code)}" in page.text
    assert codes.pretty(draft.code) not in page.text, "drafts are their author's own"


def test_an_anonymous_name_is_shown_after_a_click_that_is_written_down(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session, stories.person(session, "Rahasia Sekali"), credit=Credit.ANONYMOUS)
    session.commit()
    address = made.address(story)
    assert "Rahasia Sekali" not in client.get(address).text
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0, "looking is no act"
    session.commit()
    answer = decide(story, "identity")
    assert (answer.status_code, answer.location) == (303, address)
    assert "Rahasia Sekali" in client.get(address).text
    assert session.scalars(select(AuditEntry.action)).all() == ["identity.opened"]


def test_earlier_decisions_are_told_with_role_reasons_and_note(client, session, director, deputy, desk):
    desk(director)
    story = stories.story(session)
    made.decision(session, story, deputy, role="deputy", note="Sebut bendaharanya.")
    made.decision(session, story, director, action=Action.HOLD, reasons=[], after=Status.HELD, note="Tunggu DPUPR.")
    session.commit()
    page = client.get(made.address(story))
    for words in (
        "Direktur pengganti",
        "Anda sebagai direktur rubrik",
        "Sebut bendaharanya.",
        "Sumber informasi belum",
    ):
        assert words in page.text


def test_reading_takes_no_decision_and_no_claim(client, session, director, desk):
    desk(director)
    story = stories.story(session)
    session.commit()
    for _ in range(2):
        client.get(made.address(story))
        client.get(made.address(story) + "?decision=approve&version=1")
    assert (now(session, story).status, now(session, story).version) == (Status.SUBMITTED, 1)


# ---- deciding -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "data", "to", "flash"),
    [
        ("approve", {}, Status.PUBLISHED, "Disetujui."),
        ("return", {"reasons": ["SUMBER_TIDAK_JELAS"], "note": NOTE}, Status.RETURNED, "Dikembalikan."),
        ("reject", {"reasons": ["BOHONG"], "note": NOTE}, Status.REJECTED, "Ditolak."),
        ("hold", {"note": NOTE}, Status.HELD, "ditahan"),
        ("escalate", {"note": NOTE}, Status.SUBMITTED, "humas"),
    ],
)
def test_each_decision_moves_the_story_and_says_so(client, session, director, desk, decision, data, to, flash):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    answer = decide(story, decision, **data)
    assert (answer.status_code, answer.location) == (303, "/meja")
    assert now(session, story).status is to
    page = client.get("/meja")
    assert flash in texts(page, "flash")[0]
    assert story.title in texts(page, "flash")[0]


def test_the_form_on_the_page_is_what_decides(client, session, director, desk):
    """With nothing but what the page carries."""
    desk(director)
    story = stories.story(session)
    session.commit()
    page = client.get(made.address(story))
    version = re.search(r'name="version" value="(\d+)"', page.text)[1]
    answer = client.post(
        made.address(story), data={"csrf_token": token(page), "version": version, "decision": "approve"}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("decision", "data", "words"),
    [
        ("return", {"note": NOTE}, "Pilih paling sedikit satu alasan"),
        ("reject", {"reasons": ["SARA"]}, "Tulis catatan"),
        ("reject", {"reasons": ["SARA"], "note": " \r\n\t "}, "Tulis catatan"),
        ("return", {"reasons": ["NGAWUR"], "note": NOTE}, "Tidak ada alasan “NGAWUR”"),
        ("return", {"reasons": ["SARA"], "note": NOTE}, "hanya untuk menolak"),
        ("reject", {"reasons": ["KONFLIK_KEPENTINGAN"], "note": NOTE}, "Teruskan ke humas"),
        ("reject", {"note": NOTE}, "Pilih paling sedikit satu alasan"),
        ("hold", {}, "Tulis catatan"),
        ("escalate", {"note": ""}, "Tulis catatan"),
        ("hold", {"note": "x" * 2001}, "Kurangi 1 karakter"),
        ("approve", {"note": "x" * 2005}, "Kurangi 5 karakter"),
        ("", {"note": NOTE}, "Pilih keputusannya"),
        ("publish", {"note": NOTE}, "Pilih keputusannya"),
        ("withdraw", {"note": NOTE}, "Pilih keputusannya"),
    ],
)
def test_an_incomplete_decision_comes_back_as_typed(client, session, director, desk, decision, data, words):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    page = decide(story, decision, **data)
    assert page.status_code == 422
    assert any(words in text for text in texts(page, "field-error"))
    assert "<title>Galat:" in page.text
    assert data.get("note", "").strip()[:50] in page.text
    for code in data.get("reasons", []):
        assert f'value="{code}" id="alasan-{code}" checked' in page.text or code == "NGAWUR"
    assert now(session, story).status is Status.SUBMITTED
    assert session.scalars(select(Decision)).all() == []


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5", "١"])
def test_a_page_that_came_in_incomplete_keeps_the_words(client, session, director, desk, version):
    desk(director)
    story = stories.story(session)
    session.commit()
    data = {"csrf_token": token(client.get("/akun")), "version": version, "decision": "hold", "note": NOTE}
    page = client.post(made.address(story), data=data)
    assert page.status_code == 422
    assert NOTE in page.text
    assert now(session, story).status is Status.SUBMITTED


def test_a_story_whose_picture_is_in_work_is_not_approved_yet(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    author = stories.person(session)
    stories.story_photo(session, story, photos.photo(session, author))
    slow = photos.photo(session, author, PhotoState.RECEIVED, original_name="IMG_<slow>.jpg")
    stories.story_photo(session, story, slow, 1)
    session.commit()
    page = decide(story, "approve", note="Bagus.")
    assert page.status_code == 422
    assert "Foto 2 (IMG_&lt;slow&gt;.jpg) masih diproses" in page.text
    assert "Bagus." in page.text
    assert decide(story, "hold", note=NOTE).status_code == 303, "other decisions need no pictures"


def test_a_picture_that_failed_does_not_stop_an_approval_and_is_said_beforehand(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    stories.story_photo(session, story, photos.photo(session, stories.person(session), PhotoState.FAILED))
    session.commit()
    assert "berita tayang tanpa foto itu" in client.get(made.address(story)).text
    assert decide(story, "approve").status_code == 303


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_notes_stay_words(client, session, director, desk, text):
    decide = desk(director)
    story = stories.story(session, title=text.strip()[:100] or "x")
    session.commit()
    page = decide(story, "return", note=text, reasons=[text])
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert decide(story, "hold", note=text).status_code == 303
    assert "Set-Cookie" not in dict(client.get("/meja").headers).get("Location", "")
    shown = client.get(made.address(story))
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert "<img src=x" not in shown.text
    assert "\u202e" not in now(session, story).code + session.scalars(select(Decision.note)).one()


# ---- too late -----------------------------------------------------------------------------------------------------


def test_the_second_decision_sees_what_the_first_did_and_keeps_its_note(client, session, director, deputy, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    before = story.version
    made_by = made.rights(deputy)
    assert made_by.wards
    story.status = Status.RETURNED
    made.decision(session, story, deputy, role="deputy", note="Sebut bendaharanya.", at=story.submitted_at)
    session.commit()
    page = decide(story, "approve", version=before, note="Catatan saya yang panjang.")
    assert page.status_code == 409
    assert state(page) == "returned"
    for words in (
        "Rekan Anda sudah memutuskan lebih dulu",
        "Direktur pengganti",
        "Sebut bendaharanya.",
        "Sumber informasi",
    ):
        assert words in page.text
    assert "Catatan saya yang panjang." in page.text
    assert now(session, story).status is Status.RETURNED


def test_a_stale_page_of_a_story_that_still_waits_may_be_decided_anew(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    page = decide(story, "hold", version=story.version + 7, note="Catatan saya.", reasons=["BELUM_TERVERIFIKASI"])
    assert page.status_code == 409
    assert state(page) == "submitted"
    assert "berubah selagi Anda membukanya" in page.text
    assert "Catatan saya." in page.text
    assert 'id="alasan-BELUM_TERVERIFIKASI" checked' in page.text
    fresh = re.findall(r'name="version" value="(\d+)"', page.text)
    assert set(fresh) == {str(story.version)}
    assert decide(story, "hold", version=fresh[0], note="Catatan saya.").status_code == 303


@pytest.mark.parametrize(
    "status", sorted(set(Status) - {Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.HELD})
)
def test_what_is_decided_stays_decided_even_for_the_newest_page(client, session, director, desk, status):
    decide = desk(director)
    story = stories.story(session, status=status)
    session.commit()
    page = decide(story, "approve")
    assert page.status_code == 409
    assert state(page) == status.value
    assert now(session, story).status is status


def test_a_double_click_decides_once(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    assert decide(story, "approve", version=1).status_code == 303
    again = decide(story, "approve", version=1)
    assert again.status_code == 409
    assert "Anda sebagai direktur rubrik" in again.text
    assert len(session.scalars(select(Decision)).all()) == 1


def test_passing_on_twice_is_too_late(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    assert decide(story, "escalate", note=NOTE).status_code == 303
    version = now(session, story).version
    page = decide(story, "escalate", version=version - 1, note=NOTE)
    assert page.status_code == 409
    assert 'value="escalate"' not in page.text
    assert decide(story, "escalate", version=version, note=NOTE).status_code == 403


def test_a_json_caller_gets_a_problem(client, session, director, desk):
    desk(director)
    story = stories.story(session)
    session.commit()
    data = {"csrf_token": token(client.get("/akun")), "version": 9, "decision": "approve"}
    answer = client.post(made.address(story), data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    data |= {"version": story.version, "decision": "hold"}
    answer = client.post(made.address(story), data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "Tulis catatan" in answer.json["detail"]


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_a_reason_that_says_how_to_fix_it_needs_no_note(client, session, director, desk, decision):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    assert decide(story, decision, reasons=["SUMBER_TIDAK_JELAS"]).status_code == 303
    line = session.scalars(select(Decision)).one()
    assert (line.reasons, line.note) == (["SUMBER_TIDAK_JELAS"], "")


def test_the_reasons_given_most_often_stand_first(client, session, director, desk):
    desk(director)
    for code, times in (("MUTU_FOTO", 3), ("JUDUL", 2), ("KASAR", 1)):
        for _ in range(times):
            made.decision(session, stories.story(session), director, reasons=[code], at=clock.now())
    old = clock.now() - timedelta(days=91)
    made.decision(session, stories.story(session), director, reasons=["OPINI"] * 9, at=old)
    story = stories.story(session)
    session.commit()
    page = client.get(made.address(story)).text
    found = re.findall(r'name="reasons" value="(\w+)"', page)
    assert found[:5] == ["MUTU_FOTO", "JUDUL", "KASAR", *[code for code in reasons.COMMON if code != "JUDUL"][:2]]
    assert len(found) == len(set(found)) == len(reasons.REASONS)


# ---- a colleague is reviewing it ----------------------------------------------------------------------------------

WRITTEN = {"approve": {}, "hold": {"note": NOTE}, "return": {"reasons": "SUMBER_TIDAK_JELAS", "note": NOTE}}


@pytest.mark.parametrize("decision", WRITTEN)
def test_a_decision_on_what_a_colleague_reviews_is_asked_about_once(client, session, director, deputy, desk, decision):
    decide = desk(deputy)
    story = made.claimed(session, director, at=clock.now())
    session.commit()
    page = decide(story, decision, **WRITTEN[decision])
    assert page.status_code == 409
    assert re.search(rf"Ditinjau {director.name} sampai \d\d\.\d\d\. Tetap putuskan\?", page.text)
    assert '<input type="hidden" name="confirm" value="1">' in page.text
    assert f'value="{decision}"' in page.text.split('id="tanya"')[1].split("</section>")[0]
    assert WRITTEN[decision].get("note", "") in page.text
    assert now(session, story).status is Status.IN_REVIEW
    assert decide(story, decision, confirm="1", **WRITTEN[decision]).status_code == 303


@pytest.mark.parametrize("who", ["director", "nobody", "over"])
def test_nobody_is_asked_about_an_own_claim_or_one_that_is_over(client, session, director, deputy, desk, who):
    decide = desk(director)
    if who == "nobody":
        story = stories.story(session)
    else:
        by, at = (director, clock.now()) if who == "director" else (deputy, clock.now() - timedelta(hours=1))
        story = made.claimed(session, by, at=at)
    session.commit()
    assert decide(story, "approve").status_code == 303


# ---- claims -------------------------------------------------------------------------------------------------------


def test_a_claim_is_shown_to_its_holder_and_to_peers(app, client, session, director, deputy, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    answer = decide(story, "claim")
    assert (answer.status_code, answer.location) == (303, made.address(story))
    assert "Anda meninjau kiriman ini sampai" in client.get(made.address(story)).text
    peer = app.test_client()
    made.sign_in(peer, session, deputy)
    assert f"Ditinjau {director.name} sampai" in peer.get("/meja").text
    assert f"Ditinjau {director.name} sampai" in peer.get(made.address(story)).text
    assert state(peer.get(made.address(story))) == "in_review"


def test_a_claimed_story_cannot_be_claimed_by_a_peer(client, session, director, deputy, desk):
    decide = desk(deputy)
    story = stories.story(session)
    session.commit()
    with_claim = made.claimed(session, director, at=stories.AT.replace(year=2099))
    session.commit()
    page = decide(with_claim, "claim")
    assert page.status_code == 409
    assert director.name in page.text
    assert decide(story, "claim").status_code == 303


def test_a_claim_is_given_back(client, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    decide(story, "claim")
    assert decide(now(session, story), "release").status_code == 303
    assert now(session, story).status is Status.SUBMITTED


# ---- tokens and failpoints ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("forged", [None, "", "x", "W10.x.y"])
def test_without_a_good_token_nothing_happens(client, session, director, desk, forged):
    desk(director)
    story = stories.story(session)
    session.commit()
    data = {"version": story.version, "decision": "approve"} | ({} if forged is None else {"csrf_token": forged})
    assert client.post(made.address(story), data=data).status_code == 400
    assert now(session, story).status is Status.SUBMITTED


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, session, director, desk, method):
    desk(director)
    story = stories.story(session)
    session.commit()
    form = {"csrf_token": token(client.get("/akun"))}
    assert getattr(client, method)(made.address(story), data=form).status_code == 405


def test_a_crash_before_the_commit_leaves_everything_as_it_was(app, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    failpoints.arm(("decision.before_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        decide(story, "approve")
    failpoints.arm(None)
    assert now(session, story).status is Status.SUBMITTED
    assert session.scalars(select(Decision)).all() == session.scalars(select(AuditEntry)).all() == []


def test_a_crash_after_the_commit_loses_nothing(app, session, director, desk):
    decide = desk(director)
    story = stories.story(session)
    session.commit()
    failpoints.arm(("decision.after_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        decide(story, "approve")
    failpoints.arm(None)
    assert now(session, story).status is Status.PUBLISHED
    assert len(session.scalars(select(Decision)).all()) == 1
