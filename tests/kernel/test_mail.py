import email
import email.policy
import socket
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller

from portal.kernel import clock, jobs, mail
from portal.kernel.db import db
from tests.conftest import make_settings

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def letters(settings):
    return [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted((settings.instance / "mail").glob("*.eml"))
    ]


def send(app, key="k", to="sari@example.id", subject="Kabar", **more):
    with app.app_context():
        mail.send(db.session(), key, to, subject, "Sugeng siang.", AT, **more)
        db.session.commit()


def test_without_smtp_a_letter_is_one_file(app, settings, run_jobs):
    send(app, html="<p>Sugeng siang.</p>", List_Unsubscribe="<https://a.id/x>")
    run_jobs()
    (letter,) = letters(settings)
    assert (letter["To"], letter["Subject"]) == ("sari@example.id", "Kabar")
    assert letter["List-Unsubscribe"] == "<https://a.id/x>"
    assert letter.get_body(("plain",)).get_content().strip() == "Sugeng siang."
    assert "<p>" in letter.get_body(("html",)).get_content()


def test_one_key_is_one_letter_even_after_a_crash(app, settings, run_jobs):
    send(app)
    send(app)
    run_jobs()
    with app.app_context():
        job = jobs.Job({"to": "a@b.id", "subject": "s", "text": "t"}, db.session(), AT, "mail:k", 1, lambda: None)
        mail.deliver(job)
    assert len(letters(settings)) == 1


@pytest.mark.parametrize("subject", ["Kabar\nBcc: x@evil.id", "Kabar\r\nBcc: x@evil.id"])
def test_no_header_can_be_smuggled_in(app, settings, run_jobs, subject):
    send(app, subject=subject)
    run_jobs()
    (letter,) = letters(settings)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Kabar Bcc: x@evil.id"


class Box:
    def __init__(self):
        self.got = []

    async def handle_DATA(self, server, session, envelope):
        self.got.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def test_a_real_smtp_server_gets_it(tmp_path, app, empty_database):
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        app.config["SETTINGS"] = make_settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")
        send(app)
        jobs.run_due(app, "w")
    finally:
        server.stop()
    assert [rcpt for rcpt, _ in box.got] == [["sari@example.id"]]


def test_a_dead_server_leaves_the_letter_in_the_outbox(tmp_path, app):
    app.config["SETTINGS"] = make_settings(tmp_path, smtp_url="smtp://127.0.0.1:9")
    send(app)
    jobs.run_due(app, "w")
    app.config["SETTINGS"] = make_settings(tmp_path)
    assert letters(app.config["SETTINGS"]) == []
    clock.set_shift(jobs.BACKOFF[0] * 2)
    jobs.run_due(app, "w")
    assert len(letters(app.config["SETTINGS"])) == 1
