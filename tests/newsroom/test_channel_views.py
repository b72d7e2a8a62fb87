import re

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.channels import vault
from portal.channels.models import Channel, Health, Mode
from tests.channels.fakes import telegram as fake
from tests.channels.fakes.faults import Fault
from tests.conftest import SECRET, token
from tests.factories import moderation as staff
from tests.factories import newsroom as factories

pytestmark = pytest.mark.outside

PASSWORD = "abcd EFGH ijkl 1234"
SITE = {
    "kind": "wordpress",
    "name": "Pemerintah Kota Pekalongan",
    "address": "https://pekalongankota.go.id",
    "active": "y",
}
SITE |= {"username": "humas", "secret": PASSWORD, "action": "save"}
BOT = {"kind": "telegram", "name": "Pemerintah Kota Pekalongan", "handle": "PemkotPekalongan", "active": "y"}
BOT |= {"secret": fake.TOKEN, "action": "save"}


@pytest.fixture
def desk(client, session):
    staff.sign_in(client, session, factories.officer(session))
    return client


@pytest.fixture
def telegram(app):
    server = fake.Telegram()
    use(app, telegram=server.url)
    yield server
    server.stop()


def use(app, **apis):
    """As if PORTAL_CHANNEL_<KIND>_API were set."""
    object.__setattr__(app.config["SETTINGS"], "channel_api", apis)


def send(client, code, fields, version=None):
    page = client.get(f"/siar/kanal/{code}")
    seen = re.search(r'name="version" value="([^"]*)"', page.get_data(as_text=True))
    given = fields | {"csrf_token": token(page)} | ({"version": seen[1]} if seen and version is None else {})
    return client.post(f"/siar/kanal/{code}", data=given | ({"version": version} if version else {}))


def stored(session, code="web"):
    session.expire_all()
    found = session.scalars(select(Channel).where(Channel.code == code)).one()
    session.commit()  # an open transaction would keep the pages from writing
    return found


def text(answer):
    return answer.get_data(as_text=True)


def flash(client, answer):
    return re.findall(r'data-test="flash"[^>]*><span>(.*?)</span>', text(client.get(answer.headers["Location"])))


def faults(answer):
    return re.findall(r'data-test="field-error">(?:<svg.*?</svg>)?<span>(.*?)</span>', text(answer), re.S)


def log(session):
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    session.commit()
    return [(row.action, row.object, row.detail) for row in rows]


def count(session):
    found = len(session.scalars(select(Channel.id)).all())
    session.commit()
    return found


def test_only_humas_comes_in(client, session):
    assert client.get("/siar/kanal").status_code == 303
    staff.sign_in(client, session, factories.person(session))
    for path in ("/siar/kanal", "/siar/kanal/baru", "/siar/kanal/web"):
        assert client.get(path).status_code == 403
    assert client.post("/siar/kanal/web", data={"csrf_token": token(client.get("/kirim/berita"))}).status_code == 403


def test_the_list_shows_every_channel_how_it_works_and_the_way_to_it(desk, session):
    page = text(desk.get("/siar/kanal"))
    codes = re.findall(r'data-test="channel" data-channel="(\w+)"', page)
    assert sorted(codes) == sorted(session.scalars(select(Channel.code)))
    assert codes[:2] == ["web", "facebook"]
    assert page.count("Manual (pakai paket)") >= len(codes)
    assert 'href="/siar/kanal/telegram"' in page
    assert 'href="/siar/kanal"' in text(desk.get("/siar"))


def test_a_channel_shows_limits_with_source_and_day_and_what_the_portal_can_do(desk):
    page = text(desk.get("/siar/kanal/telegram"))
    assert "paling banyak 4.096 karakter" in page
    assert "paling banyak 1.024 karakter" in page
    assert "Bot API 10.1" in page
    assert "24 November 2026" in page
    assert "Ya, dalam 48 jam" in page
    assert "bila jawaban hilang, petugas memeriksa" in page


def test_a_website_becomes_an_automatic_wordpress_and_its_secret_is_sealed(desk, session):
    answer = send(desk, "web", SITE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/siar/kanal/web")
    kept = stored(session)
    assert (kept.kind, kept.mode, kept.username, kept.health) == ("wordpress", Mode.API, "humas", Health.UNTESTED)
    assert PASSWORD not in kept.secret
    assert vault.unseal(SECRET, kept.secret) == PASSWORD
    page = text(desk.get("/siar/kanal/web"))
    assert "Otomatis" in page
    assert "Belum diuji" in page


def test_the_secret_shows_on_no_page_and_in_no_log(desk, session):
    send(desk, "web", SITE)
    bad = send(desk, "web", SITE | {"name": "", "secret": PASSWORD})
    assert bad.status_code == 422
    assert "ketik sekali lagi" in text(bad)
    pages = [text(desk.get(path)) for path in ("/siar/kanal", "/siar/kanal/web")] + [text(bad)]
    assert all(PASSWORD not in page and stored(session).secret not in page for page in pages)
    assert PASSWORD not in str(log(session)) + repr(stored(session))


def test_an_empty_secret_keeps_the_stored_one_and_the_box_removes_it(desk, session):
    send(desk, "web", SITE)
    before = stored(session).secret
    send(desk, "web", SITE | {"secret": "", "name": "Nama baru"})
    assert stored(session).secret == before
    assert stored(session).name == "Nama baru"
    send(desk, "web", SITE | {"secret": "", "forget": "y"})
    assert (stored(session).secret, stored(session).mode) == ("", Mode.ASSISTED)


def test_what_was_done_is_on_record_without_the_secret(desk, session):
    send(desk, "web", SITE)
    send(desk, "web", SITE | {"secret": "", "forget": "y"})
    assert [row[:2] for row in log(session)] == [("channel.changed", "channel:web")] * 2
    first, second = (row[2] for row in log(session))
    assert first == {"kind": "wordpress", "username": "humas", "secret": "entered"}
    assert second == {"secret": "removed"}


def test_saving_what_stands_there_already_is_no_change(desk, session):
    send(desk, "web", SITE)
    answer = send(desk, "web", SITE | {"secret": ""})
    assert flash(desk, answer) == ["Tidak ada yang berubah."]
    assert len(log(session)) == 1


def test_an_unticked_box_takes_a_channel_out_of_use(desk, session):
    send(desk, "telegram", {k: v for k, v in BOT.items() if k not in ("active", "secret")} | {"needs_approval": "y"})
    kept = stored(session, "telegram")
    assert (kept.active, kept.needs_approval) == (False, True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Tulis nama akun atau situsnya."),
        ({"name": "x" * 81}, "Terlalu panjang. Paling banyak 80 karakter."),
        ({"kind": "nonsense"}, "Pilih platform dari daftar."),
        ({"kind": "telegram"}, "Platform sebuah kanal tetap"),
        ({"address": "pekalongankota.go.id"}, "Tulis alamat seperti https://"),
        ({"address": "https://a.example.id/?x=1"}, "Tulis alamat seperti https://"),
        ({"address": "https://user:pass@a.example.id"}, "Tulis alamat seperti https://"),
        ({"address": "https://[::1"}, "Tulis alamat seperti https://"),
        ({"address": ""}, "Tulis alamat situsnya."),
        ({"address": "http://pekalongankota.go.id"}, "Alamat harus diawali https"),
        ({"address": "https://127.0.0.1:8000"}, "jaringan tertutup"),
        ({"address": "https://localhost"}, "jaringan tertutup"),
        ({"address": "https://10.1.2.3"}, "jaringan tertutup"),
        ({"address": "https://169.254.169.254"}, "jaringan tertutup"),
        ({"address": "https://[::ffff:10.0.0.1]"}, "jaringan tertutup"),
        ({"address": "https://2130706433"}, "jaringan tertutup"),
        ({"address": "https://router.local"}, "jaringan tertutup"),
        ({"username": ""}, "Tulis nama pengguna di situs itu."),
        ({"secret": "abc\u00e9"}, "Ini bukan sandi atau token"),
        ({"secret": "x" * 501}, "Terlalu panjang. Paling banyak 500 karakter."),
        ({"handle": "https://x"}, "tidak"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(desk, session, changes, words):
    answer = send(desk, "web", SITE | {"username": "petugas", "needs_approval": "y"} | changes)
    assert answer.status_code == 422
    assert any(words in fault for fault in faults(answer)), faults(answer)
    page = text(answer)
    for name, value in (SITE | changes).items():
        if name in ("name", "address", "handle") and value.strip():
            assert f'value="{value.strip()}"'.rstrip("/") in page.replace("&#39;", "'") or "&" in value
    assert re.search(r'name="needs_approval"[^>]* checked', page)
    assert stored(session).kind == "website"


@pytest.mark.parametrize("secret", ["123:ab/c", "123:ab c", "123:ab?c", "123:ab#c"])
def test_a_token_that_could_change_an_address_is_refused(desk, secret):
    assert "Ini bukan sandi atau token" in faults(send(desk, "telegram", BOT | {"secret": secret}))[0]


def test_a_private_address_is_fine_where_the_setting_names_it(app, desk, session):
    use(app, wordpress="http://127.0.0.1:9999")
    assert send(desk, "web", SITE | {"address": "http://127.0.0.1:9999/"}).status_code == 303
    assert stored(session).address == "http://127.0.0.1:9999"
    assert send(desk, "web", SITE | {"address": "http://127.0.0.1:9998"}).status_code == 422


def test_a_network_without_an_adapter_takes_no_secret(desk, session):
    facebook = {"kind": "facebook", "name": "Pemkot", "secret": "EAAB", "action": "save"}
    assert "belum dapat mengunggah sendiri" in faults(send(desk, "facebook", facebook))[0]
    assert send(desk, "facebook", facebook | {"secret": ""}).status_code == 303
    assert stored(session, "facebook").mode is Mode.ASSISTED


def test_a_telegram_address_becomes_the_channels_name(desk, session):
    send(desk, "telegram", BOT | {"handle": "https://t.me/PemkotPekalongan"})
    assert stored(session, "telegram").handle == "PemkotPekalongan"
    assert "nama kanalnya" in faults(send(desk, "telegram", BOT | {"handle": ""}))[0]
    assert "nomor obrolannya" in faults(send(desk, "telegram", BOT | {"username": "@x"}))[0]


def test_the_second_of_two_people_sees_what_the_first_did_and_keeps_their_words(desk, session):
    page = desk.get("/siar/kanal/web")
    old = re.search(r'name="version" value="(\w+)"', text(page))[1]
    send(desk, "web", SITE | {"name": "Nama dari Budi"})
    answer = send(desk, "web", SITE | {"name": "Nama dari Ratna", "secret": ""}, version=old)
    assert answer.status_code == 409
    assert 'data-test="conflict"' in text(answer)
    assert "Nama sekarang: Nama dari Budi" in text(answer)
    assert 'value="Nama dari Ratna"' in text(answer)
    fresh = re.search(r'name="version" value="(\w+)"', text(answer))[1]
    assert send(desk, "web", SITE | {"name": "Nama dari Ratna", "secret": ""}, version=fresh).status_code == 303
    assert stored(session).name == "Nama dari Ratna"


def test_a_new_channel_is_added_at_the_end(desk, session):
    answer = send(desk, "baru", BOT | {"code": "tg_darurat", "name": "BPBD", "handle": "BPBDPekalongan"})
    assert answer.headers["Location"] == "/siar/kanal/tg_darurat"
    kept = stored(session, "tg_darurat")
    assert (kept.mode, kept.active, kept.name) == (Mode.API, True, "BPBD")
    assert kept.position == max(session.scalars(select(Channel.position)))
    assert log(session)[0][:2] == ("channel.added", "channel:tg_darurat")
    assert fake.TOKEN not in str(log(session))


@pytest.mark.parametrize("code", ["", "x", "Web", "a b", "baru", "1web", "x" * 33, "web", "../web"])
def test_a_code_that_cannot_be_or_is_taken_is_said(desk, session, code):
    before = count(session)
    answer = send(desk, "baru", BOT | {"code": code})
    assert answer.status_code == 422
    assert "kode" in faults(answer)[0].lower() or "huruf kecil" in faults(answer)[0]
    assert count(session) == before


def test_a_channel_nobody_has_is_404(desk):
    assert desk.get("/siar/kanal/tidak_ada").status_code == 404
    assert desk.get("/siar/kanal/%00%ff").status_code == 404


def test_the_test_says_who_we_are_there_and_keeps_it_as_health(desk, session, telegram):
    answer = send(desk, "telegram", BOT | {"action": "test"})
    assert flash(desk, answer) == ["Sambungan berhasil: Pemerintah Kota Pekalongan (@warga_bot)"]
    kept = stored(session, "telegram")
    assert (kept.health, kept.mode, kept.health_at is not None) == (Health.OK, Mode.API, True)
    assert 'data-test="health" data-state="ok"' in text(desk.get("/siar/kanal/telegram"))
    assert telegram.posts == []
    assert log(session)[-1] == ("channel.tested", "channel:telegram", {"outcome": "ok"})


@pytest.mark.parametrize(
    ("fault", "health", "words"),
    [
        (None, Health.REAUTH, "menolak token bot"),
        (Fault.STATUS_AFTER, Health.DOWN, "gangguan di servernya"),
        (Fault.DROP_BEFORE, Health.DOWN, "terputus"),
        (Fault.GARBAGE, Health.DOWN, "tidak dapat dibaca"),
    ],
)
def test_a_test_that_fails_says_what_to_do_and_shows_it_on_the_page(desk, session, telegram, fault, health, words):
    if fault:
        telegram.faults.add(fault, "getMe")
    secret = fake.TOKEN if fault else "999:wrongwrongwrongwrongwrongwrongwrongwrong"
    answer = send(desk, "telegram", BOT | {"secret": secret, "action": "test"})
    assert words in flash(desk, answer)[0]
    assert stored(session, "telegram").health is health
    page = text(desk.get("/siar/kanal/telegram"))
    assert words in page
    assert f'data-state="{health.value}"' in page
    assert secret not in page


def test_a_bare_test_uses_what_is_stored_and_changes_nothing_else(desk, session, telegram):
    send(desk, "telegram", BOT)
    before = stored(session, "telegram").secret
    page = desk.get("/siar/kanal/telegram")
    answer = desk.post("/siar/kanal/telegram", data={"csrf_token": token(page), "action": "test"})
    assert "Sambungan berhasil" in flash(desk, answer)[0]
    assert (stored(session, "telegram").secret, stored(session, "telegram").active) == (before, True)


def test_a_test_without_a_secret_or_with_one_of_another_instance_asks_for_it(desk, session, telegram):
    answer = send(desk, "telegram", BOT | {"secret": "", "action": "test"})
    assert "Belum ada sandi atau token" in flash(desk, answer)[0]
    stored(session, "telegram").secret = vault.seal("another instance's secret 0123456789", "x")
    session.commit()
    answer = send(desk, "telegram", BOT | {"secret": "", "action": "test"})
    assert "tidak dapat dibaca lagi" in flash(desk, answer)[0]


def test_too_many_tests_make_the_channel_rest(desk, session, telegram):
    telegram.wait = 300
    telegram.faults.add(Fault.BUSY, "getMe")
    answer = send(desk, "telegram", BOT | {"action": "test"})
    assert "meminta portal menunggu" in flash(desk, answer)[0]
    assert stored(session, "telegram").paused_until is not None
    assert "Jeda sampai" in text(desk.get("/siar/kanal"))


def test_no_transaction_is_open_while_the_network_is_asked(desk, session, telegram, monkeypatch):
    """Somebody else writes meanwhile; with an open transaction SQLite would make them wait until it is given up."""
    inner = telegram._getMe

    def ask(fields, files):
        stored(session, "facebook").name = "Ditulis sementara itu"
        session.commit()
        return inner(fields, files)

    monkeypatch.setattr(telegram, "_getMe", ask)
    assert "Sambungan berhasil" in flash(desk, send(desk, "telegram", BOT | {"action": "test"}))[0]
    assert stored(session, "facebook").name == "Ditulis sementara itu"


def test_every_word_is_there_in_english_too(desk):
    page = text(desk.get("/en/siar/kanal/telegram"))
    assert "What the network takes" in page
    assert "up to 4,096 characters" in page


def test_a_network_nobody_can_connect_asks_for_no_user_name_and_no_token(desk, session):
    for code, asked in (("facebook", False), ("telegram", True), ("web", True)):
        page = text(desk.get(f"/siar/kanal/{code}"))
        assert ('name="secret"' in page, 'name="username"' in page) == (asked, asked), code
    data = {"csrf_token": token(desk.get("/siar/kanal/facebook")), "action": "save", "kind": "facebook"}
    data |= {"name": "Pemerintah Kota Pekalongan", "handle": "pemkot.pekalongan", "active": "y"}
    assert desk.post("/siar/kanal/facebook", data=data).status_code == 303
    assert session.scalar(select(Channel.handle).where(Channel.code == "facebook")) == "pemkot.pekalongan"
