from portal.accounts import emails
from portal.accounts.service import Registered
from portal.kernel import clock
from tests.accounts.conftest import text_of
from tests.factories import accounts as made


def test_links_lead_to_the_configured_host_in_the_language_of_the_page(app):
    with app.test_request_context("/masuk", base_url="http://evil.test"):
        assert emails.link("/masuk") == "http://127.0.0.1:8000/masuk"
        assert emails.link("/masuk", "en") == "http://127.0.0.1:8000/en/masuk"


def test_the_letters_are_warm_and_say_what_to_do(session, in_request, letters):
    siti, ranti = (
        made.user(session, "Hj. Siti Aminah", email="a@contoh.test"),
        made.user(session, email="b@contoh.test"),
    )
    session.commit()
    at = clock.now()
    emails.after_registration(in_request, Registered(user=siti), at)
    emails.after_registration(in_request, Registered(known=ranti), at)
    emails.password_changed(in_request, siti, at)
    in_request.commit()
    found = {letter["Subject"]: text_of(letter) for letter in letters()}
    assert set(found) == {
        "Selamat datang di Berita dan Warga",
        "Anda sudah punya akun",
        "Kata sandi Anda diganti",
    }
    for text in found.values():
        assert text.startswith("Sugeng siang, Siti,\n")
        assert "http://127.0.0.1:8000/lupa" in text
        assert "!" not in text


def test_a_person_without_an_address_gets_none(session, in_request, letters):
    user = made.user(session, email=None, us_phone_number="+6281234567890")
    session.commit()
    emails.after_registration(in_request, Registered(user=user), clock.now())
    emails.password_changed(in_request, user, clock.now())
    in_request.commit()
    assert letters() == []


def test_a_name_cannot_add_headers_to_a_letter(session, in_request, letters):
    young = made.minor(session, name="Dimas\r\nBcc: semua@contoh.test")
    session.commit()
    emails.guardian(in_request, young, "ibu@contoh.test", "kunci", clock.now())
    in_request.commit()
    (letter,) = letters()
    assert letter["Bcc"] is None
    assert letter["To"] == "ibu@contoh.test"
