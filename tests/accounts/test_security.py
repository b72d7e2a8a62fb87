from flask_security.proxies import _security

from portal.accounts.derive import derived
from portal.accounts.models import Role, User
from portal.kernel import clock
from portal.kernel.jobs import Work
from tests import clocks
from tests.conftest import SECRET
from tests.factories import accounts as made


def test_flask_security_brings_no_page_of_its_own(app):
    assert not [
        rule.rule for rule in app.url_map.iter_rules() if rule.rule in ("/login", "/register", "/logout", "/reset")
    ]
    assert "security" not in app.blueprints
    assert "users" not in app.cli.commands


def test_no_token_in_a_header_or_an_address_signs_in(app, client, session):
    user = made.user(session)
    session.commit()
    with app.test_request_context():
        sign = user.get_auth_token()
    assert client.get("/akun", headers={"Authentication-Token": sign}).status_code == 303
    assert client.get("/akun", query_string={"auth_token": sign}).status_code == 303


def test_a_public_page_opens_no_session(app, client):
    assert "Vary" not in client.get("/healthz").headers or "Cookie" not in client.get("/healthz").headers["Vary"]
    assert "Set-Cookie" not in client.get("/lupa/terkirim").headers


def test_the_sign_in_cookie_is_for_the_server_alone(client, session, enter):
    user = made.user(session)
    session.commit()
    header = enter(user).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_time_is_the_portals(app):
    clocks.later(clock.timedelta(days=10))
    with app.test_request_context():
        assert abs(_security.datetime_factory() - clock.now()) < clock.timedelta(seconds=5)


def test_its_letters_would_wait_in_the_outbox(in_request):
    _security.mail_util.send_mail("welcome", "Halo", "siti@contoh.test", "x@contoh.test", "Isi", None)
    in_request.flush()
    (row,) = in_request.query(Work).all()
    assert (row.kind, row.payload["to"]) == ("mail", "siti@contoh.test")


def test_its_roles_are_our_appointments(session):
    user = made.staff(session, Role.HUMAS)
    made.appointment(session, user, Role.ADMIN, ended_at=clock.now())
    session.refresh(user, ["appointments"])
    assert [role.name for role in user.roles] == ["humas"]
    assert user.has_role("humas")
    assert not user.has_role("admin")
    assert "roles" not in User.__table__.columns


def test_keys_for_different_purposes_differ_and_do_not_tell_the_secret():
    assert derived(SECRET, "totp") != derived(SECRET, "recovery codes")
    assert derived(SECRET, "totp") != derived(SECRET + "x", "totp")
    assert len(derived(SECRET, "totp")) == 32
