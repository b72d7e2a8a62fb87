from datetime import timedelta

import pytest

from portal.accounts import emails
from portal.kernel import clock
from tests import clocks
from tests.accounts.conftest import text_of
from tests.factories import accounts as made


def test_links_lead_to_the_configured_host_in_the_language_of_the_page(app):
    with app.test_request_context("/masuk", base_url="http://evil.test"):
        assert emails.link("/masuk") == "http://127.0.0.1:8000/masuk"
        assert emails.link("/masuk", "en") == "http://127.0.0.1:8000/en/masuk"


def test_the_letters_are_warm_and_say_what_to_do(session, in_request, letters):
    siti = made.user(session, "Hj. Siti Aminah", email="a@contoh.test")
    second = made.user(session, email=None, claimed_email="a@contoh.test", confirmed_at=None)
    session.commit()
    at = clock.now()
    emails.ask_for_proof(in_request, second, at)
    emails.password_changed(in_request, siti, at)
    emails.factor_changed(in_request, siti, "moved", at)
    in_request.commit()
    found = {letter["Subject"]: text_of(letter) for letter in letters()}
    assert set(found) == {
        "Anda sudah punya akun",
        "Kata sandi Anda diganti",
        "Verifikasi dua langkah akun Anda dipindahkan ke ponsel lain",
    }
    for text in found.values():
        assert text.startswith("Halo Siti,\n")
        assert "http://127.0.0.1:8000/lupa" in text
        assert "!" not in text


@pytest.fixture
def stranger(session):
    """Somebody who registered with an address that may be anybody's, under a name that is a message."""
    user = made.user(session, "MENANG undian besar", email="korban@contoh.test", confirmed_at=None)
    session.commit()
    return user


def test_an_unproven_address_gets_one_letter_a_day_without_a_word_of_the_stranger(
    session, in_request, stranger, letters
):
    at = clock.now()
    emails.ask_for_proof(in_request, stranger, at)
    for number in range(5):
        emails.post(in_request, stranger, f"published:{number}", "MENANG", "MENANG hadiah", at)
    emails.reset(in_request, stranger, at, "id")
    emails.password_changed(in_request, stranger, at)
    in_request.commit()
    (letter,) = letters()
    assert letter["Subject"] == "Selamat datang di Berita dan Warga: apakah ini alamat Anda?"
    assert "http://127.0.0.1:8000/surel/" in text_of(letter)
    assert "MENANG" not in letter.as_string()
    emails.post(in_request, stranger, "published:9", "MENANG", "MENANG hadiah", at + timedelta(days=1))
    emails.post(in_request, stranger, "published:10", "MENANG", "MENANG hadiah", at + timedelta(days=1))
    in_request.commit()
    clocks.later(timedelta(days=1))
    assert len(letters()) == 2


def test_accounts_with_one_address_share_its_letter_of_the_day(session, in_request, stranger, letters):
    second = made.user(session, email=None, claimed_email="korban@contoh.test", confirmed_at=None)
    session.commit()
    for user in (stranger, second):
        emails.ask_for_proof(in_request, user, clock.now())
    in_request.commit()
    assert len(letters()) == 1


def test_a_proven_address_gets_every_letter(session, in_request, letters):
    user = made.user(session)
    session.commit()
    for number in range(3):
        emails.post(in_request, user, f"published:{number}", "Tayang", "Berita Anda tayang.", clock.now())
    emails.ask_for_proof(in_request, user, clock.now())
    in_request.commit()
    assert [letter["Subject"] for letter in letters()] == ["Tayang"] * 3


def test_a_reset_letter_to_an_unproven_address_is_the_one_of_the_day(session, in_request, stranger, letters):
    for _ in range(3):
        emails.reset(in_request, stranger, clock.now(), "id")
    in_request.commit()
    (letter,) = letters()
    assert letter["Subject"] == "Buat kata sandi baru"
    assert "MENANG" not in letter.as_string()


def test_a_person_without_an_address_gets_none(session, in_request, letters):
    user = made.user(session, email=None, us_phone_number="+6281234567890")
    session.commit()
    emails.ask_for_proof(in_request, user, clock.now())
    emails.password_changed(in_request, user, clock.now())
    in_request.commit()
    assert letters() == []


def test_the_guardians_letter_names_the_young_person_inside_only(session, in_request, letters):
    young = made.minor(session, name="Dimas Pratama")
    session.commit()
    emails.guardian(in_request, young, "ibu@contoh.test", "kunci", clock.now())
    in_request.commit()
    (letter,) = letters()
    assert letter["Subject"] == "Seorang remaja meminta persetujuan Anda"
    assert "Dimas Pratama" in text_of(letter)


def test_a_name_cannot_add_headers_to_a_letter(session, in_request, letters):
    young = made.minor(session, name="Dimas\r\nBcc: semua@contoh.test")
    session.commit()
    emails.guardian(in_request, young, "ibu@contoh.test", "kunci", clock.now())
    in_request.commit()
    (letter,) = letters()
    assert letter["Bcc"] is None
    assert letter["To"] == "ibu@contoh.test"
