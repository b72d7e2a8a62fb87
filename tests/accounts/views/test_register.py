import dataclasses
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from portal.accounts import agreements, hashing, rules, service
from portal.accounts.models import AgeGroup, Consent, OneTimeLink, User
from tests import clocks
from tests.accounts.conftest import error_at, how_many, link_in, text_of
from tests.conftest import token
from tests.factories import accounts as made

GOOD = {
    "name": "  Siti   Aminah ",
    "email": "Siti@Contoh.test",
    "phone": "",
    "ward": "medono",
    "age_group": "adult",
    "password": made.PASSWORD,
    "UGC_AGREE": "y",
    "EDIT_RIGHT": "y",
    "PDP_NOTICE": "y",
}


@pytest.fixture
def register(post):
    def send(path="/daftar", **changes):
        fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
        return post(path, fields, page=path)

    return send


def everybody(session) -> list[User]:
    found = session.scalars(select(User).order_by(User.id)).all()
    session.commit()
    return found


def test_the_form_offers_27_wards_two_ages_and_three_agreements(client):
    page = client.get("/daftar")
    assert page.status_code == 200
    assert page.text.count("<option") == 28
    assert re.findall(r'name="age_group" value="(\w+)"', page.text) == ["adult", "minor"]
    assert page.text.count('type="checkbox"') == 1, "one box for all three"
    for code in service.AT_REGISTRATION:
        assert unescape(page.text).count(agreements.text(code)) == 1
    assert "Paling sedikit 8 karakter" in page.text


def test_a_registration_with_an_address(client, register, session, letters, enter):
    answer = register(next="/kirim/berita")
    assert (answer.status_code, answer.location) == (303, "/daftar/selesai")
    (user,) = everybody(session)
    assert (user.name, user.email, user.us_phone_number) == ("Siti Aminah", "siti@contoh.test", None)
    assert user.password.startswith("$argon2id$")
    assert how_many(session, Consent) == 4
    receipt = client.get("/daftar/selesai")
    assert "siti@contoh.test" in receipt.text
    assert 'href="/kirim/berita"' in receipt.text
    assert 'type="password"' not in receipt.text
    assert client.get("/kiriman").status_code == 200, "signed in without typing the password a second time"
    (letter,) = letters()
    assert letter["To"] == "siti@contoh.test"
    assert letter["Subject"] == "Selamat datang di Berita dan Warga: apakah ini alamat Anda?"
    assert "http://127.0.0.1:8000/masuk" in text_of(letter)
    client.delete_cookie("sesi")
    fields = {"identity": "siti@contoh.test", "password": made.PASSWORD, "next": "/kirim/berita"}
    fields["csrf_token"] = token(client.get("/masuk"))
    assert client.post("/masuk", data=fields).location == "/kirim/berita"


def test_one_box_agrees_to_all_three_and_none_of_them_is_said_once(register, session):
    none = dict.fromkeys(service.AT_REGISTRATION)
    answer = register(**none)
    assert answer.status_code == 422
    assert error_at(answer, "agree").startswith("Centang ini untuk melanjutkan")
    assert register(**none, agree="y").status_code == 303
    assert set(service.AT_REGISTRATION) <= set(session.scalars(select(Consent.code)))


@pytest.mark.parametrize("name", ["Wali Kota Pekalongan", "H U M A S", "Adm1n", "Dinas Kesehatan", "Bаtik TV"])
def test_the_name_of_an_office_is_taken_by_nobody(register, session, name):
    answer = register(name=name)
    assert answer.status_code == 422
    assert "Tulis nama Anda sendiri" in error_at(answer, "name")
    assert 'value="Siti@Contoh.test"' in answer.text
    assert everybody(session) == []


def test_consents_are_kept_in_the_language_that_was_read(client, register, session):
    register("/en/daftar")
    rows = session.scalars(select(Consent)).all()
    assert {row.language for row in rows} == {"en"}


def plain(page) -> str:
    return re.sub(r'csrf_token" value="[^"]+"', "", page.text)


def test_a_known_address_gets_the_same_receipt_and_its_owner_a_letter(client, register, session, letters, enter):
    owner = made.user(session, email="siti@contoh.test")
    session.commit()
    register(email="baru@contoh.test")
    first = plain(client.get("/daftar/selesai")).replace("baru@", "siti@")
    client.delete_cookie("sesi")
    answer = register(name="Orang Lain", password="kata sandi yang lain")
    assert (answer.status_code, answer.location) == (303, "/daftar/selesai")
    assert plain(client.get("/daftar/selesai")) == first
    to_owner = [letter["Subject"] for letter in letters() if letter["To"] == "siti@contoh.test"]
    assert to_owner == ["Anda sudah punya akun"]
    register()
    assert len(letters()) == 2, "one such letter a day"
    session.expire_all()
    assert session.get_one(User, owner.id).name == "Siti Aminah"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("contact", ["email", "phone"])
def test_signing_in_afterwards_tells_nothing_either(app, client, register, session, enter, letters, known, contact):
    """Whoever registers a known address or number gets an account all the same, and reaches nobody else's."""
    if known:
        made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890", phone_proven_at=made.LONG_AGO)
        session.commit()
    given = {"email": "siti@contoh.test", "phone": ""} if contact == "email" else {"email": "", "phone": "081234567890"}
    answer = register(name="Orang Lain", password="kata sandi yang lain", **given)
    assert answer.location == ("/daftar/selesai" if contact == "email" else "/akun/kode-cadangan")
    if contact == "phone":
        assert len(set(re.findall(r"<li><b>([0-9A-Z-]{14})</b>", client.get("/akun/kode-cadangan").text))) == 8
    other = app.test_client()
    fields = {"identity": given[contact], "password": "kata sandi yang lain", "csrf_token": token(other.get("/masuk"))}
    assert other.post("/masuk", data=fields).location == "/kiriman"
    page = other.get("/akun").text
    assert "Orang Lain" in page
    assert "Siti Aminah" not in page
    assert ("s•••@contoh.test" if contact == "email" else "•••• 890") in page
    other.post("/akun/surel", data={"csrf_token": token(other.get("/akun"))})
    assert not [letter for letter in letters() if "/surel/" in text_of(letter)] or not known
    if known:
        third = app.test_client()
        fields = {"identity": given[contact], "password": made.PASSWORD, "csrf_token": token(third.get("/masuk"))}
        assert third.post("/masuk", data=fields).status_code == 303
        assert "Siti Aminah" in third.get("/akun").text


def test_each_registration_hashes_once_and_asks_the_same(client, register, session, statements, monkeypatch):
    """The time tells nothing: the same statements for what is known and what is new."""
    made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890")
    session.commit()
    hashed = []
    real = hashing.hashed
    monkeypatch.setattr(hashing, "hashed", lambda text: hashed.append(text) or real(text))
    given = [{"email": "", "phone": "081234567890"}, {"email": "siti@contoh.test", "phone": ""}]
    for known in given:
        new = {"email": known["email"] and "baru@contoh.test", "phone": known["phone"] and "081234567802"}
        first = {"email": known["email"] and "awal@contoh.test", "phone": known["phone"] and "081234567801"}
        register(**first)  # the first of a kind looks different: the handle, the cookie
        client.delete_cookie("sesi")
        hashed.clear()
        sent = []
        for contact in (known, new):
            key = token(client.get("/daftar"))
            statements.clear()
            client.post("/daftar", data={**GOOD, **contact, "csrf_token": key})
            client.delete_cookie("sesi")
            sent.append([re.sub(r"sa_savepoint_\d+", "", text) for text in statements])
        assert len(hashed) == 2
        assert sent[0] == sent[1]


def test_a_number_registered_by_somebody_else_first_locks_nobody_out(app, client, register, session, enter):
    register(email="", phone="0812 3456 7890", name="Penyerobot")
    client.delete_cookie("sesi")
    answer = register(email="", phone="+62 812 3456 7890", password="kata sandi saya sendiri")
    assert answer.location == "/akun/kode-cadangan"
    code = re.findall(r"<li><b>([0-9A-Z-]{14})</b>", client.get("/akun/kode-cadangan").text)[0]
    first, second = everybody(session)
    assert (first.claimed_phone, second.claimed_phone) == (None, "+6281234567890")
    other = app.test_client()
    fields = {"identity": "081234567890", "code": code, "csrf_token": token(other.get("/lupa/kode"))}
    way = other.post("/lupa/kode", data=fields).location
    fields = {"password": "kata sandi yang baru", "csrf_token": token(other.get(way))}
    assert other.post(way, data=fields).location == "/masuk"
    fields = {"identity": "081234567890", "password": "kata sandi yang baru", "csrf_token": token(other.get("/masuk"))}
    assert other.post("/masuk", data=fields).location == "/kiriman"
    assert "Siti Aminah" in other.get("/akun").text


def test_only_so_many_register_from_one_address(app, register, session):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(settings, demo=False)
    for number in range(rules.REGISTRATIONS):
        assert register(email=f"warga{number}@contoh.test").status_code == 303
    answer = register(email="satu.lagi@contoh.test", next="/kirim")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert 'value="satu.lagi@contoh.test"' in answer.text
    assert 'name="next" value="/kirim"' in answer.text
    assert len(everybody(session)) == rules.REGISTRATIONS
    clocks.later(timedelta(hours=1, seconds=5))
    assert register(email="satu.lagi@contoh.test").status_code == 303


def test_one_guardian_gets_three_letters_a_day_whoever_registers(register, letters, session):
    codes = [
        register(email=f"anak{n}@contoh.test", age_group="minor", guardian_email="ibu@contoh.test").status_code
        for n in range(6)
    ]
    assert codes == [303, 303, 303, 429, 429, 429]
    answer = register(email="anak9@contoh.test", age_group="minor", guardian_email="ibu@contoh.test")
    assert answer.headers["Retry-After"]
    assert 'value="ibu@contoh.test"' in answer.text
    assert len(everybody(session)) == 3
    assert len([letter for letter in letters() if letter["To"] == "ibu@contoh.test"]) == 3
    assert register(email="anak9@contoh.test", age_group="minor", guardian_email="bapak@contoh.test").status_code == 303


@pytest.mark.parametrize(
    "name",
    [
        "MENANG Rp5 juta klik hadiah.evil.example/25",
        "klik https://evil.example",
        "www.evil.example",
        "Siti evil.com",
        "a@b.id",
        "bit.ly/x1",
        "Hubungi 0812 3456 7890",
        "t.me/x",
        "evil．com",
    ],
)
def test_a_name_is_no_address(register, session, name):
    answer = register(name=name)
    assert answer.status_code == 422
    assert error_at(answer, "name").startswith("Tulis nama saja")
    assert everybody(session) == []


def test_without_an_address_one_is_let_in_and_sees_the_codes_once(client, register, session, letters):
    answer = register(email="", phone="0812 3456 7890", next="/kirim")
    assert (answer.status_code, answer.location) == (303, "/akun/kode-cadangan")
    page = client.get("/akun/kode-cadangan")
    codes = re.findall(r"<li><b>([0-9A-Z-]{14})</b>", page.text)
    assert len(set(codes)) == 8
    assert 'href="/kirim"' in page.text
    again = client.get("/akun/kode-cadangan")
    assert not any(code in again.text for code in codes)
    (user,) = everybody(session)
    assert (user.email, user.us_phone_number) == (None, "+6281234567890")
    assert letters() == []
    # never shown: neither to others nor in full on the own page
    assert "3456" not in client.get("/akun").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Tulis nama Anda."),
        ("name", "12345", "Tulis nama Anda dengan huruf."),
        ("name", "a" * 81, "Nama ini terlalu panjang."),
        ("password", "kuda lari " * 13, "Kata sandi ini terlalu panjang."),
        ("password", "kudá larí " * 12, "Kata sandi ini terlalu panjang."),
        ("email", "siti@", "Alamat surel ini belum lengkap."),
        ("email", "sité@contoh.test", "Surel tidak dapat sampai ke alamat ini."),
        ("email", "", "Tulis surel atau nomor HP"),
        ("phone", "123", "Nomor HP ini belum lengkap."),
        ("ward", "", "Pilih kelurahan tempat tinggal Anda."),
        ("ward", "semarang", "Pilih kelurahan dari daftar."),
        ("age_group", None, "Pilih usia Anda."),
        ("age_group", "child", "Pilih usia Anda."),
        ("password", "", "Buat kata sandi."),
        ("password", "pendek7", "Kata sandi paling sedikit 8 karakter"),
        ("password", "bismillah1", "Kata sandi ini dipakai banyak orang."),
        ("password", "sitiaminah12", "terlalu mirip nama atau kontak"),
        ("password", "x1" * 101, "Kata sandi ini terlalu panjang."),
        ("UGC_AGREE", None, "Centang ini untuk melanjutkan"),
        ("EDIT_RIGHT", "", "Centang ini untuk melanjutkan"),
        ("PDP_NOTICE", None, "Centang ini untuk melanjutkan"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(register, session, field, value, words):
    answer = register(**{field: value, "next": "/kirim"})
    assert answer.status_code == 422
    assert words in error_at(answer, field)
    assert 'role="alert"' in answer.text
    if field != "name":
        assert 'value="Siti Aminah"' in answer.text
    if field != "ward":
        assert '<option selected value="medono">' in answer.text
    if field not in service.AT_REGISTRATION:
        assert re.search(r'name="agree" value="y" id="agree" checked', answer.text)
    assert 'name="next" value="/kirim"' in answer.text
    assert made.PASSWORD not in answer.text
    assert everybody(session) == []


def test_a_page_that_was_open_too_long_keeps_the_words(app, client, session):
    old = token(app.test_client().get("/daftar"))
    answer = client.post("/daftar", data={**GOOD, "csrf_token": old})
    assert answer.status_code == 422
    assert "Isian Anda masih ada" in unescape(answer.text)
    assert everybody(session) == []


def test_young_people_register_and_the_guardian_gets_a_letter(client, register, session, letters):
    answer = register(age_group="minor", guardian_email="ibu@contoh.test")
    assert answer.location == "/daftar/selesai"
    assert "orang tua atau wali" in client.get("/daftar/selesai").text
    (user,) = everybody(session)
    assert user.age_group is AgeGroup.MINOR
    assert not service.may_send(user)
    to_guardian = next(letter for letter in letters() if letter["To"] == "ibu@contoh.test")
    assert client.get(link_in(to_guardian, "/wali/")).status_code == 200


def test_the_own_address_is_no_guardians(register):
    answer = register(age_group="minor", guardian_email="SITI@contoh.test")
    assert answer.status_code == 422
    assert error_at(answer, "guardian_email").startswith("Ini surel Anda sendiri")


def test_an_adult_asks_no_guardian(register, letters, session):
    register(guardian_email="ibu@contoh.test")
    assert [letter["To"] for letter in letters()] == ["siti@contoh.test"]
    assert [link.purpose for link in session.scalars(select(OneTimeLink))] == ["confirm"]


def test_a_dead_mail_server_breaks_nothing(app, settings, register, session, letters):
    app.config["SETTINGS"] = settings.__class__(**{**vars(settings), "smtp_url": "smtp://127.0.0.1:1"})
    assert register().status_code == 303
    assert letters() == []
    assert len(everybody(session)) == 1


def test_the_receipt_belongs_to_whoever_registered(app):
    assert app.test_client().get("/daftar/selesai").location == "/daftar"


def test_a_signed_in_person_needs_no_second_account(client, session, enter):
    user = made.user(session)
    session.commit()
    enter(user)
    assert client.get("/daftar").location == "/akun"


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "Siti\x00 Aminah", "'; DROP TABLE account; --", "🦑 Siti"]
)
def test_strange_names_are_only_names(client, register, session, name):
    assert register(name=name).status_code == 303
    (user,) = everybody(session)
    assert "\x00" not in user.name
    assert "<script>alert" not in client.get("/daftar/selesai").text
