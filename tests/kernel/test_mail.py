import email
import email.policy
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import jobs, mail
from portal.kernel.db import db
from tests import clocks
from tests.conftest import make_settings
from tests.fuzzing import fuzz

LONG = (
    "Rob naik – warga Krapyak “mengungsi” ke balai kelurahan sejak pukul tiga dini hari, “tidur” di aula dan menunggu"
)
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


def head(subject="Kabar", to="sari@example.id", **headers):
    """The lines above a letter's text, as a server gets them."""
    payload = {"to": to, "subject": subject, "text": "Sugeng siang.", "headers": headers}
    letter = bytes(mail.build(payload, "mail:k", AT, make_settings(Path("/nowhere"))))
    return letter.split(b"\n\n")[0].split(b"\n"), email.message_from_bytes(letter, policy=email.policy.default)


@fuzz(300)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=250)
    | st.text("ab –“”=?_. é🌊", max_size=250)
)
def test_any_subject_is_folded_and_comes_back_as_it_was(typed):
    subject = " ".join(typed.split())
    lines, letter = head(subject)
    assert str(letter["Subject"]) == subject
    assert max(map(len, re.findall(rb"=\?[^?]+\?.\?[^?]*\?=", b"\n".join(lines))), default=0) <= 75
    at = next(n for n, line in enumerate(lines) if line.startswith(b"Subject:"))
    end = next((n for n, line in enumerate(lines[at + 1 :], at + 1) if not line.startswith(b" ")), len(lines))
    assert all(len(line) <= 76 and line.isascii() for line in lines[at:end])


def test_addresses_for_programs_stay_on_one_line():
    url = f"<https://warga.test/langganan/{'k' * 200}/henti>"
    lines, _letter = head("Rob “naik” " * 12, List_Unsubscribe=url, List_Id="Kabar kelurahan <kabar.warga.test>")
    assert f"List-Unsubscribe: {url}".encode() in lines
    assert b"List-Id: Kabar kelurahan <kabar.warga.test>" in lines
    assert max(map(len, lines)) <= 998


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("budi@münchen.test", b"To: budi@xn--mnchen-3ya.test"),
        ("budi@xn--mnchen-3ya.test", b"To: budi@xn--mnchen-3ya.test"),
        ("budi@STRASSE.test", b"To: budi@STRASSE.test"),
        ("x" * 64 + "@" + "b" * 60 + ".example.id", b"To: " + b"x" * 64 + b"@" + b"b" * 60 + b".example.id"),
    ],
)
def test_a_domain_goes_out_as_mail_servers_know_it(typed, sent):
    assert sent in head(to=typed)[0]


def test_what_is_no_domain_at_all_breaks_nothing():
    assert mail.ascii_domain("\u3002..é") == "\u3002..é"


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
        send(app, to="sari@münchen.example.id", subject=LONG)
        jobs.run_due(app, "w")
    finally:
        server.stop()
    assert [rcpt for rcpt, _ in box.got] == [["sari@xn--mnchen-3ya.example.id"]]
    ((_rcpt, content),) = box.got
    assert email.message_from_bytes(content, policy=email.policy.default)["Subject"] == LONG
    assert all(len(line) <= 76 for line in content.split(b"\r\n\r\n")[0].split(b"\r\n") if b"=?" in line)


def test_a_dead_server_leaves_the_letter_in_the_outbox(tmp_path, app):
    app.config["SETTINGS"] = make_settings(tmp_path, smtp_url="smtp://127.0.0.1:9")
    send(app)
    jobs.run_due(app, "w")
    app.config["SETTINGS"] = make_settings(tmp_path)
    assert letters(app.config["SETTINGS"]) == []
    clocks.later(jobs.BACKOFF[0] * 2)
    jobs.run_due(app, "w")
    assert len(letters(app.config["SETTINGS"])) == 1
