import io
import re
import zipfile

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import joinedload

from portal.kernel import clock, codes, events
from portal.kernel.db import db
from portal.newsroom import moves, service
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Post, PostEvent
from portal.newsroom.service import Change
from portal.photos import service as photos
from portal.stories.lifecycle import Status
from portal.stories.models import Story, TimelineEntry
from tests.conftest import token
from tests.factories import moderation as staff
from tests.factories import newsroom as factories
from tests.factories import pictures

CHANNELS = ["web", "facebook", "instagram", "x", "telegram", "whatsapp"]
PROOF = "https://t.me/PemkotPekalongan/41"


@pytest.fixture
def ratna(session):
    return factories.officer(session)


@pytest.fixture
def desk(client, session, ratna):
    """A client signed in as humas."""
    staff.sign_in(client, session, ratna)
    return client


@pytest.fixture
def budi(app, session):
    """Another officer at another machine."""
    other = app.test_client()
    staff.sign_in(other, session, factories.officer(session, "Budi Santoso"))
    return other


@pytest.fixture
def make(app, session):
    """All posts of a new story, by channel code."""

    def made(files=False, **changes):
        with app.app_context():
            found = factories.posts(session, **changes)
            if files:
                for each in next(iter(found.values())).story.photos:
                    key = photos.rendition_key(each.photo.public_id, "l.jpg")
                    photos.storage().put(key, pictures.jpeg_of(pictures.scene(1600, 1067)))
            session.commit()
        return found

    return made


def send(client, post, action, **fields):
    """Press a button of the post's page as it stands now."""
    page = client.get(f"/siar/{post.id}")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    given = {"csrf_token": token(page), "action": action, "version": version[1] if version else ""}
    return client.post(f"/siar/{post.id}", data=given | fields)


def fresh(session, post):
    """The post as it is stored now, with what hangs on it; no transaction stays open, which would lock the app out."""
    story = joinedload(Post.story).selectinload(Story.photos)
    query = select(Post).options(story, joinedload(Post.proof_photo)).where(Post.id == post.id)
    found = session.scalar(query.execution_options(populate_existing=True))
    session.commit()
    return found


def items(page):
    """(channel, state, owes) of every queue item, in order."""
    tags = re.findall(r'<li[^>]*data-test="queue-item"[^>]*>', page.text)
    return [
        (
            re.search(r'data-channel="(\w+)"', t)[1],
            re.search(r'data-state="(\w+)"', t)[1],
            'data-owes="correction"' in t,
        )
        for t in tags
    ]


def field_errors(page):
    marked = re.findall(r'data-test="field-error"[^>]*>.*?<span>(.*?)</span>', page.text, re.S)
    return [re.sub(r"\s+", " ", text).strip() for text in marked]


# ---- who ----------------------------------------------------------------------------------------------------------


def test_only_humas_enters(app, session, client, make):
    post = make()["facebook"]
    paths = ["/siar", f"/siar/{post.id}", f"/siar/{post.id}/kit.zip", f"/siar/{post.id}/gambar/1.jpg"]
    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/masuk")
    for role, ward in (("director", "medono"), ("admin", None)):
        other = app.test_client()
        staff.sign_in(other, session, staff.staff(session, role, ward))
        assert [other.get(path).status_code for path in paths] == [403] * 4
    resident = app.test_client()
    staff.sign_in(resident, session, factories.person(session))
    assert resident.get("/siar").status_code == 403


def test_a_form_without_its_token_does_nothing(desk, session, make):
    post = make()["facebook"]
    assert desk.post(f"/siar/{post.id}", data={"action": "skip", "version": "1"}).status_code == 400
    assert fresh(session, post).state is S.QUEUED


@pytest.mark.parametrize("path", ["/siar/999999", "/siar/99999999999999999999", "/siar/x", "/siar/999999/kit.zip"])
def test_a_post_that_does_not_exist_is_404(desk, path):
    assert desk.get(path).status_code == 404


# ---- the board ----------------------------------------------------------------------------------------------------


def test_an_empty_board_says_what_will_stand_there(desk):
    page = desk.get("/siar")
    assert page.status_code == 200
    assert "Antrean kosong." in page.text
    assert items(page) == []


def test_the_board_groups_by_story_and_shows_a_post_for_each_channel(desk, make):
    make()
    make(pictures=0)
    page = desk.get("/siar")
    assert [channel for channel, _, _ in items(page)] == CHANNELS * 2
    assert items(page)[8] == ("instagram", "held", False)
    assert page.text.count("data-story") == 2  # a line each, with their posts as dots and folded below
    assert page.text.count('data-test="queue-item"') == 12
    assert "2 berita siap dibagikan" in page.text
    assert "akun belum tercatat" in page.text
    assert "@pemkotpekalongan" in page.text


def test_what_is_due_first_stands_first(app, session, desk, make, ratna):
    late, early = make(at=factories.later(hours=1), title="Yang kemudian"), make(title="Yang lebih dulu")
    assert desk.get("/siar").text.index("Yang lebih dulu") < desk.get("/siar").text.index("Yang kemudian")
    with app.app_context():
        post = db.session.get(Post, late["web"].id)
        post.story.status = Status.HIDDEN
        post.state = S.PUBLISHED
        service.stop(db.session(), post.story_id, factories.later(hours=2))
        db.session.commit()
    page = desk.get("/siar")
    assert page.text.index("Yang kemudian") < page.text.index("Yang lebih dulu")
    assert items(page)[0] == ("web", "published", True)
    assert {state for _, state, _ in items(page)[1:6]} == {"cancelled"}
    assert early["web"].id


def test_the_lists_show_only_what_they_are_about(app, session, desk, make, ratna):
    made = make()
    with app.app_context():
        s, now = db.session(), clock.now()
        for code, action, change in (
            ("facebook", A.SCHEDULE, Change(due_at=now.replace(year=now.year + 1), timed=True)),
            ("x", A.SKIP, Change()),
            ("telegram", A.CANCEL, Change()),
            ("web", A.PUBLISH, Change()),
        ):
            service.edit(s, s.get(Post, made[code].id), action, change, ratna.id, now)
        s.get(Post, made["instagram"].id).state = S.PUBLISHED
        moves.place(s, made["web"].story_id)
        s.commit()
    found = {
        name: [c for c, _, _ in items(desk.get(f"/siar?saring={name}"))]
        for name in ("tindakan", "terjadwal", "terbit", "dilewati")
    }
    assert found == {
        "tindakan": ["web", "whatsapp"],
        "terjadwal": ["facebook"],
        "terbit": ["instagram"],
        "dilewati": ["x", "telegram"],
    }


@pytest.mark.parametrize("query", ["saring=semua", "sesudah=x", "sesudah=1.2", "saring=tindakan&sesudah=-1.2.3"])
def test_a_list_or_cursor_nobody_made_is_404(desk, query):
    assert desk.get(f"/siar?{query}").status_code == 404


def test_paging_shows_every_story_once(desk, make, monkeypatch):
    monkeypatch.setattr("portal.newsroom.queries.PAGE", 2)
    monkeypatch.setattr("portal.newsroom.queries.board.__defaults__", (2,))
    titles = [f"Berita nomor {n} dari Medono" for n in range(5)]
    for n, title in enumerate(titles):
        make(title=title, at=factories.later(minutes=n), pictures=0)
    seen, path = [], "/siar"
    while path:
        page = desk.get(path)
        seen += re.findall(r"Berita nomor \d dari Medono", page.text)
        found = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = found[1].replace("&amp;", "&") if found else None
    assert list(dict.fromkeys(seen)) == titles
    assert len(seen) == len(titles)


def test_the_board_takes_at_most_six_statements_whatever_its_size(app, desk, make):
    statements = []

    def count(_conn, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    make()
    with app.app_context():
        engine = db.engine
    desk.get("/siar")  # the sign-in notes that it is in use once a minute
    event.listen(engine, "before_cursor_execute", count)
    sizes = []
    for more in (0, 3, 9):
        for _ in range(more):
            make()
        statements.clear()
        desk.get("/siar")
        sizes.append(len(statements))
    assert sizes[0] <= 6, statements
    assert len(set(sizes)) == 1


# ---- editing ------------------------------------------------------------------------------------------------------


def test_the_page_shows_text_counter_findings_and_the_sister_posts(desk, make):
    made = make(pictures=2, alts=["Warga menyapu jalan yang basah.", ""])
    page = desk.get(f"/siar/{made['x'].id}")
    assert page.status_code == 200
    assert 'data-test="delivery-state" data-state="queued"' in page.text
    assert 'data-counter="text" data-most="280" data-links="23" data-unit="x_weighted"' in page.text
    assert "/280" in page.text
    assert "Foto 2 belum punya teks alternatif" in page.text
    for code in set(CHANNELS) - {"x"}:
        assert f'href="/siar/{made[code].id}"' in page.text


def test_only_the_moves_of_the_table_are_buttons(desk, make):
    made = make(pictures=0)
    buttons = lambda post: re.findall(r'name="action" value="(\w+)"', desk.get(f"/siar/{post.id}").text)  # noqa: E731
    assert buttons(made["facebook"]) == ["save", "schedule", "publish", "hold", "skip"]
    send(desk, made["facebook"], "skip")
    assert buttons(made["facebook"]) == ["schedule", "publish"]


def test_saving_keeps_the_text_and_comes_back(desk, session, make):
    post = make()["facebook"]
    answer = send(desk, post, "save", text="Baris satu.\r\n\r\nBaris dua.  ", due_at="")
    assert (answer.status_code, answer.location) == (303, f"/siar/{post.id}")
    assert fresh(session, post).text == "Baris satu.\n\nBaris dua."
    page = desk.get(f"/siar/{post.id}")
    assert 'data-test="flash"' in page.text
    assert "Teks disimpan" in page.text


def test_a_text_that_is_too_long_can_be_saved_but_not_scheduled_or_made_ready(desk, session, make):
    post, long = make()["x"], "Banjir rob surut. " * 20
    assert send(desk, post, "save", text=long).status_code == 303
    page = desk.get(f"/siar/{post.id}")
    assert "Teks terlalu panjang. Kurangi 79 karakter." in page.text
    for action in ("schedule", "publish"):
        answer = send(desk, post, action, text=long + "Lagi.", due_at="2099-01-01T10:00")
        assert answer.status_code == 422
        assert "Teks terlalu panjang. Kurangi 85 karakter." in field_errors(answer)
        assert "surut. Lagi.</textarea>" in answer.text
    assert fresh(session, post).state is S.QUEUED


def test_scheduling(desk, session, make):
    post = make()["facebook"]
    due = clock.now().astimezone(clock.WIB).replace(second=0, microsecond=0) + clock.timedelta(days=1)
    typed = due.strftime("%Y-%m-%dT%H:%M")
    assert send(desk, post, "schedule", due_at=typed).status_code == 303
    kept = fresh(session, post)
    assert (kept.state, kept.due_at) == (S.SCHEDULED, due)
    assert f'value="{typed}"' in desk.get(f"/siar/{post.id}").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Pilih hari dan jam tayangnya."),
        ("2020-01-01T10:00", "Waktu ini sudah lewat. Pilih waktu yang lebih lambat."),
        ("2999-01-01T10:00", "Ini lebih dari setahun lagi. Pilih waktu yang lebih dekat."),
        ("besok sore", "Tulis hari dan jam seperti 24/11/2026 16.30."),
        ("2026-02-31T10:00", "Tulis hari dan jam seperti 24/11/2026 16.30."),
        ("9999-12-31T23:59", "Ini lebih dari setahun lagi. Pilih waktu yang lebih dekat."),
    ],
)
def test_a_time_that_cannot_be_meant_is_said_at_its_field_and_nothing_typed_is_lost(desk, session, make, typed, words):
    post = make()["facebook"]
    answer = send(desk, post, "schedule", text="Ketikan saya.", due_at=typed)
    assert answer.status_code == 422
    assert field_errors(answer) == [words]
    assert "Galat:" in answer.text
    assert "Ketikan saya.</textarea>" in answer.text
    assert fresh(session, post).state is S.QUEUED


def test_a_day_typed_as_people_write_it_is_understood(desk, session, make):
    post = make()["facebook"]
    day = clock.now().astimezone(clock.WIB) + clock.timedelta(days=2)
    assert send(desk, post, "schedule", due_at=day.strftime("%d/%m/%Y 16.30")).status_code == 303
    assert fresh(session, post).due_at.astimezone(clock.WIB).strftime("%Y-%m-%d %H.%M") == day.strftime(
        "%Y-%m-%d 16.30"
    )


def test_without_text_alternatives_nothing_is_made_ready_and_they_can_be_written_here(desk, session, make):
    post = make(pictures=2, alts=["", ""])["facebook"]
    answer = send(desk, post, "publish", **{"alt-0": "Warga menyapu jalan yang basah.", "alt-1": ""})
    assert answer.status_code == 422
    assert [text for text in field_errors(answer) if "Foto 2" in text]
    assert not [text for text in field_errors(answer) if "Foto 1" in text]
    assert "Warga menyapu jalan yang basah.</textarea>" in answer.text
    both = {"alt-0": "Warga menyapu jalan yang basah.", "alt-1": "Ibu menjemur batik di halaman."}
    assert send(desk, post, "publish", **both).status_code == 303
    assert [p.alt for p in fresh(session, post).story.photos] == list(both.values())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt-0": "a" * 251}, "Terlalu panjang. Kurangi 1 karakter."),
        ({"reason": "a" * 502}, "Terlalu panjang. Kurangi 2 karakter."),
        ({"text": "a" * 70_003}, "Terlalu panjang. Kurangi 3 karakter."),
    ],
)
def test_what_no_column_can_hold_is_refused_at_its_field(desk, session, make, fields, words):
    answer = send(desk, make()["facebook"], "save", **fields)
    assert answer.status_code == 422
    assert field_errors(answer) == [words]


@pytest.mark.parametrize("action", ["", "due", "stop", "resume", "explode"])
def test_a_button_that_people_do_not_have_is_refused(desk, session, make, action):
    post = make()["facebook"]
    answer = send(desk, post, action, text="Ketikan saya.")
    assert answer.status_code == 422
    assert "Pakai salah satu tombol di halaman ini." in answer.text
    assert "Ketikan saya.</textarea>" in answer.text
    assert fresh(session, post).state is S.QUEUED


@pytest.mark.parametrize(("action", "state"), [("hold", S.HELD), ("skip", S.SKIPPED), ("cancel", S.CANCELLED)])
def test_putting_aside_with_a_reason(desk, session, make, action, state):
    post = make()["facebook"]
    send(desk, post, "schedule", due_at=(clock.now() + clock.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    assert send(desk, post, action, reason="Tunggu DPUPR").status_code == 303
    kept = fresh(session, post)
    assert (kept.state, kept.reason) == (state, "Tunggu DPUPR")
    assert "Tunggu DPUPR" in desk.get(f"/siar/{post.id}").text


def test_a_held_post_says_why(desk, make):
    page = desk.get(f"/siar/{make(pictures=0)['instagram'].id}")
    assert 'data-state="held"' in page.text
    assert "Kanal ini tidak menerima unggahan tanpa foto." in page.text


# ---- two people at once -------------------------------------------------------------------------------------------


def test_the_second_of_two_gets_a_page_with_what_the_first_did_and_the_own_words(desk, budi, session, make):
    post = make()["facebook"]
    page = desk.get(f"/siar/{post.id}")
    mine = {"csrf_token": token(page), "version": "1", "action": "save", "text": "Naskah Ratna tentang pompa."}
    assert send(budi, post, "save", text="Naskah Budi tentang pompa.").status_code == 303
    answer = desk.post(f"/siar/{post.id}", data=mine)
    assert answer.status_code == 409
    assert "Ada yang mendahului Anda" in answer.text
    assert "Teks disimpan, Budi Santoso" in answer.text
    assert "<del>" in answer.text
    assert "Naskah Ratna tentang pompa.</textarea>" in answer.text
    assert 'data-test="delivery-state" data-state="queued"' in answer.text
    assert fresh(session, post).text == "Naskah Budi tentang pompa."
    again = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert desk.post(f"/siar/{post.id}", data=mine | {"version": again}).status_code == 303
    assert fresh(session, post).text == "Naskah Ratna tentang pompa."


def test_an_edit_without_the_version_it_saw_is_a_conflict(desk, session, make):
    post = make()["facebook"]
    assert send(desk, post, "save", version="", text="Tanpa versi.").status_code == 409
    assert fresh(session, post).text != "Tanpa versi."


def test_a_move_the_state_no_longer_has_is_a_conflict_and_keeps_the_words(desk, session, make):
    post = make()["facebook"]
    send(desk, post, "publish")
    send(desk, post, "claim")
    answer = send(desk, post, "save", version=str(fresh(session, post).version), text="Terlambat.")
    assert answer.status_code == 409
    assert "Terlambat." in answer.text


def test_of_two_claims_one_wins_and_the_other_sees_whose_it_is(desk, budi, session, make, ratna):
    post = make()["facebook"]
    send(desk, post, "publish")
    page = budi.get(f"/siar/{post.id}")
    assert send(desk, post, "claim").status_code == 303
    answer = budi.post(f"/siar/{post.id}", data={"csrf_token": token(page), "action": "claim"})
    assert answer.status_code == 409
    assert "Ratna Widyastuti" in answer.text
    assert 'data-state="kit_claimed"' in answer.text
    assert fresh(session, post).claimed_by_id == ratna.id
    assert "proof_url" not in budi.get(f"/siar/{post.id}").text
    send(desk, post, "release")
    assert send(budi, post, "claim").status_code == 303


# ---- the kit ------------------------------------------------------------------------------------------------------


def test_publishing_an_assisted_channel_shows_the_kit(desk, session, make):
    post = make(pictures=2)["instagram"]
    assert send(desk, post, "publish").status_code == 303
    page = desk.get(f"/siar/{post.id}")
    assert 'data-test="kit"' in page.text
    kept = re.search(r'data-test="kit-text"[^>]*>\n(.*?)</textarea>', page.text, re.S)[1]
    assert kept.replace("&#39;", "'").replace("&amp;", "&") == fresh(session, post).text
    assert 'data-copy-from="kit-text"' in page.text
    assert f"/siar/{post.id}/gambar/2.jpg" in page.text
    assert f"/siar/{post.id}/kit.zip" in page.text
    assert "Masuk sebagai Pemerintah Kota Pekalongan (@pemkotpekalongan)" in page.text
    assert 'href="https://www.instagram.com/pemkotpekalongan"' in page.text
    assert factories.ALT in page.text


def test_the_zip_and_its_single_files(desk, make):
    post = make(files=True, pictures=2)["instagram"]
    assert desk.get(f"/siar/{post.id}/kit.zip").status_code == 404
    send(desk, post, "publish")
    answer = desk.get(f"/siar/{post.id}/kit.zip")
    name = f"{codes.pretty(post.story.code)}-instagram"
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert f"filename={name}.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        packed = folder.read(f"{name}/{name}-2.jpg")
    single = desk.get(f"/siar/{post.id}/gambar/2.jpg")
    assert (single.status_code, single.mimetype, single.data) == (200, "image/jpeg", packed)
    assert [desk.get(f"/siar/{post.id}/gambar/{n}.jpg").status_code for n in (0, 3)] == [404, 404]


def test_a_picture_whose_file_is_gone_is_404(desk, make):
    assert desk.get(f"/siar/{make()['facebook'].id}/gambar/1.jpg").status_code == 404


# ---- the proof ----------------------------------------------------------------------------------------------------


@pytest.fixture
def claimed(desk, make):
    """A kit this officer holds."""

    def made(channel):
        post = make()[channel]
        send(desk, post, "publish")
        send(desk, post, "claim")
        return post

    return made


def test_a_proof_publishes_and_the_author_sees_where_it_went(desk, session, claimed, run_jobs):
    post = claimed("telegram")
    assert send(desk, post, "proof", proof_url=PROOF).status_code == 303
    kept = fresh(session, post)
    assert (kept.state, kept.remote_url) == (S.PUBLISHED, "https://t.me/pemkotpekalongan/41")
    assert 'data-state="published"' in desk.get(f"/siar/{post.id}").text
    run_jobs()
    entry = session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "shared"))
    assert (entry.story_id, entry.detail["channel"], entry.public) == (post.story_id, "Telegram", True)
    assert fresh(session, post).story.shared_at is not None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Tempel alamat unggahannya."),
        ("https://evil.test/x/1", "Alamat ini milik situs lain"),
        ("javascript:alert(1)", "Ini bukan tautan"),
        ("https://t.me/PemkotPekalongan", "Tautan ini bukan tautan satu unggahan."),
        ("https://t.me/PemkotPekalongan/1" + "0" * 600, "Alamat terlalu panjang."),
    ],
)
def test_what_proves_nothing_is_said_at_the_field(desk, session, claimed, url, words):
    post = claimed("telegram")
    answer = send(desk, post, "proof", proof_url=url)
    assert answer.status_code == 422
    [said] = field_errors(answer)
    assert said.startswith(words)
    assert "proof_url" in answer.text
    assert fresh(session, post).state is S.KIT_CLAIMED


def test_an_address_used_before_is_refused_in_words(desk, session, claimed):
    send(desk, claimed("telegram"), "proof", proof_url=PROOF)
    post = claimed("telegram")
    answer = send(desk, post, "proof", proof_url=PROOF.lower())
    assert answer.status_code == 422
    assert field_errors(answer) == [
        "Alamat ini sudah dipakai sebagai bukti unggahan lain. Salin alamat unggahan yang ini."
    ]
    assert f'value="{PROOF.lower()}"' in answer.text


def shot(data, name="layar.png"):
    return {"proof_file": (io.BytesIO(data), name)}


def test_whatsapp_takes_a_screenshot_which_only_humas_sees(app, session, desk, budi, client, claimed, run_jobs):
    post = claimed("whatsapp")
    assert send(desk, post, "proof", **shot(pictures.phone_jpeg())).status_code == 303
    kept = fresh(session, post)
    assert (kept.state, kept.remote_url) == (S.PUBLISHED, None)
    run_jobs()
    kept = fresh(session, post)
    path = f"/foto/{kept.proof_photo.public_id}/s.jpg"
    assert path in desk.get(f"/siar/{post.id}").text
    assert budi.get(path).status_code == 200
    assert app.test_client().get(path).status_code in (303, 404)
    with app.app_context():
        assert photos.in_use(db.session(), [kept.proof_photo_id]) == {kept.proof_photo_id}


@pytest.mark.parametrize(
    ("channel", "data", "status"),
    [
        ("whatsapp", b"GIF89a not a picture of ours", 415),
        ("whatsapp", b"<html><script>alert(1)</script>", 415),
        ("instagram", None, 422),
    ],
)
def test_a_screenshot_that_is_none_or_not_wanted_is_refused_at_its_field(desk, session, claimed, channel, data, status):
    post = claimed(channel)
    answer = send(desk, post, "proof", **shot(data or pictures.phone_jpeg()))
    assert answer.status_code == status
    assert fresh(session, post).state is S.KIT_CLAIMED
    if channel == "whatsapp":
        assert len(field_errors(answer)) == 1


def test_whatsapp_without_either_asks_for_one_of_them(desk, claimed):
    answer = send(desk, claimed("whatsapp"), "proof")
    assert answer.status_code == 422
    assert field_errors(answer) == ["Tempel alamat unggahannya, atau tambahkan tangkapan layar."]


# ---- the story goes away ------------------------------------------------------------------------------------------


def test_a_correction_owed_is_shown_and_ticked_off(app, session, desk, claimed):
    post = claimed("telegram")
    send(desk, post, "proof", proof_url=PROOF)
    with app.app_context():
        gone = db.session.get(Post, post.id)
        gone.story.status = Status.HIDDEN
        service.stop(db.session(), gone.story_id, clock.now())
        db.session.commit()
    page = desk.get(f"/siar/{post.id}")
    assert 'data-owes="correction"' in page.text
    assert ("telegram", "published", True) in items(desk.get("/siar"))
    assert send(desk, post, "correct", reason="Dihapus di kanal.").status_code == 303
    assert ("telegram", "published", False) in items(desk.get("/siar"))
    last = session.scalars(select(PostEvent).where(PostEvent.post_id == post.id).order_by(PostEvent.id.desc())).first()
    assert last.action is A.CORRECT


@pytest.fixture
def owing(app, session, desk, claimed):
    """A post on Telegram whose story was hidden."""
    post = claimed("telegram")
    send(desk, post, "proof", proof_url=PROOF)
    with app.app_context():
        gone = db.session.get(Post, post.id)
        gone.story.status = Status.HIDDEN
        service.stop(db.session(), gone.story_id, clock.now())
        db.session.commit()
    return post


def test_a_correction_is_not_believed_without_a_word_or_an_address(desk, owing):
    answer = send(desk, owing, "correct")
    assert answer.status_code == 422
    assert field_errors(answer) == [
        "Tuliskan apa yang dilakukan di kanal, atau tempel alamat unggahan yang sudah diperbaiki."
    ]
    assert ("telegram", "published", True) in items(desk.get("/siar"))


@pytest.mark.parametrize("action", ["correct", "proof"])
def test_the_address_of_the_corrected_post_proves_the_correction(desk, owing, action):
    assert send(desk, owing, action, proof_url=PROOF).status_code == 303
    assert ("telegram", "published", False) in items(desk.get("/siar"))


@pytest.mark.parametrize("action", ["correct", "proof"])
def test_another_sites_address_proves_no_correction(desk, owing, action):
    answer = send(desk, owing, action, proof_url="https://contoh.test/a")
    assert answer.status_code == 422
    assert "https://contoh.test/a" in answer.text
    assert ("telegram", "published", True) in items(desk.get("/siar"))


def test_a_post_of_a_hidden_story_offers_only_to_record_that_it_was_out(app, session, desk, make):
    post = make()["telegram"]
    with app.app_context():
        gone = db.session.get(Post, post.id)
        gone.story.status = Status.HIDDEN
        service.stop(db.session(), gone.story_id, clock.now())
        db.session.commit()
    page = desk.get(f"/siar/{post.id}")
    assert re.findall(r'name="action" value="(\w+)"', page.text) == ["proof"]
    assert send(desk, post, "publish", version=str(fresh(session, post).version)).status_code == 409
    assert send(desk, post, "proof", proof_url=PROOF).status_code == 303
    assert fresh(session, post).owes_since is not None


def test_the_english_page_speaks_english(desk, make):
    post = make()["instagram"]
    send(desk, post, "publish")
    page = desk.get(f"/en/siar/{post.id}")
    assert 'lang="en"' in page.text
    assert "Kit for manual posting" in page.text
    assert "Sign in as Pemerintah Kota Pekalongan" in page.text
    assert f'href="/en/siar/{post.id}/kit.zip"' in page.text


def test_hostile_words_stay_words(desk, session, make):
    post = make()["facebook"]
    send(desk, post, "save", text="</textarea><script>alert(1)</script>", reason="<b>x</b>")
    send(desk, post, "hold", reason="<img src=x onerror=alert(1)>")
    for path in (f"/siar/{post.id}", "/siar"):
        assert "<script>alert" not in desk.get(path).text
        assert "<img src=x" not in desk.get(path).text


def test_the_news_of_a_publication_reaches_the_board_and_that_of_hiding_too(app, session, desk, run_jobs):
    with app.app_context():
        story = factories.story(db.session())
        events.publish(db.session(), "story.published", {"story": story.id})
        db.session.commit()
    run_jobs()
    assert items(desk.get("/siar")) == [(code, "queued", False) for code in CHANNELS]
    with app.app_context():
        db.session.get(Story, story.id).status = Status.HIDDEN
        events.publish(db.session(), "story.hidden", {"story": story.id})
        db.session.commit()
    run_jobs()
    assert items(desk.get("/siar")) == [(code, "cancelled", False) for code in CHANNELS]


def test_lists_of_rare_states_are_offered_only_where_there_is_something(app, desk, make, session):
    post = make()["telegram"]
    assert "saring=gagal" not in desk.get("/siar").text
    post.state = S.FAILED
    session.commit()
    page = desk.get("/siar").text
    assert re.search(r'href="/siar\?saring=gagal"[^>]*>Gagal 1</a>', page)
    assert "saring=periksa" not in page
    shown = desk.get("/siar?saring=gagal").text
    assert 'data-channel="telegram"' in shown
    assert 'data-channel="facebook"' not in shown
    empty = desk.get("/siar?saring=periksa").text
    assert "Tidak ada unggahan di daftar ini." in empty
    assert re.search(r'saring=periksa" aria-current="true">', empty)


def test_sections_are_named_in_the_language_of_the_page(desk, make):
    made = make()
    assert "Rob dan Banjir" in desk.get("/siar").text
    for path in ("/en/siar", f"/en/siar/{made['facebook'].id}"):
        page = desk.get(path).text
        assert "Rob dan Banjir" not in page.replace("#RobDanBanjir", "")
        assert "Tidal Floods" in page


@pytest.mark.parametrize("chosen", ["", "tindakan", "dilewati"])
def test_the_list_that_is_open_is_named_first(desk, make, chosen):
    make()
    page = desk.get(f"/siar?saring={chosen}" if chosen else "/siar").text
    first, *others = re.findall(
        r'<a href="/siar(?:\?saring=(\w+))?"( aria-current="true")?>', page.split('class="filter"')[1]
    )
    assert first == (chosen, ' aria-current="true"')
    assert not any(current for _value, current in others)
