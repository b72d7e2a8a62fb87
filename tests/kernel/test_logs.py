"""No line of the log holds a person."""

import io
import logging
import smtplib

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.kernel import logs
from portal.kernel.db import db
from tests.factories import accounts

NAME = "Siti Aminah"
EMAIL, PHONE = "siti.aminah@contoh.test", "+6285712345678"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
KEY = "eyJhbGciOiJIUzI1NiJ9.c2l0aQ.Zx8wS3Jv-a0"


def written(record):
    return logs.Formatter().format(record)


def line(message, *args, error=None):
    info = (type(error), error, error.__traceback__) if error else None
    return written(logging.LogRecord("portal", logging.ERROR, __file__, 1, message, args, info))


def raised(call):
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("private", [EMAIL, PHONE, "0857 1234 5678", "085712345678", TOKEN, KEY])
def test_what_looks_like_a_person_or_a_key_is_struck_out(private):
    assert private not in line("could not send %s", f"to {private}.")
    assert private not in line(f"could not send to {private}")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("POST https://api.telegram.org/bot123456:AAHabcdefghijklmnopqrstuvwx/sendMessage", "AAH"),
        ("GET /masuk?identity=sari%40contoh.id", "contoh"),
        ("0812.3456.7890", "7890"),
        ("(0812) 3456-7890", "7890"),
    ],
)
def test_it_is_struck_out_of_an_address_too_and_however_it_is_written(text, left):
    assert left not in line(text)


@pytest.mark.parametrize(
    "harmless",
    [
        "work photo:0f0f0f0f0f0f0f0f0f0f0f0f failed (attempt 2)",
        "delivery 17 is in other hands",
        "uq_account_fs_uniquifier_of_everybody",
        "2026-11-24 03:00:00.123456",
        "took 0.81234567890123 s",
        "BW-7K3F2Q",
    ],
)
def test_what_helps_is_kept(harmless):
    assert line(harmless).endswith(harmless)


@pytest.mark.parametrize("error", [ValueError(EMAIL), KeyError(NAME), RuntimeError(NAME), OSError(5, "I/O", NAME)])
def test_an_exceptions_own_words_are_not_told(error):
    text = line("failed: %s", error, error=raised(lambda: (_ for _ in ()).throw(error)))
    assert type(error).__name__ in text
    assert NAME not in text
    assert EMAIL not in text
    assert 'test_logs.py", line' in text, "where it happened is told"


def test_faults_of_ours_keep_the_words_python_makes_of_names():
    assert "object has no attribute 'wrong'" in line("failed", error=raised(lambda: None.wrong))
    assert "SMTPRecipientsRefused" in line("x", error=smtplib.SMTPRecipientsRefused({EMAIL: (550, b"no")}))
    assert "550" in line("x", error=smtplib.SMTPDataError(550, EMAIL.encode()))


def test_chained_exceptions_are_told_one_after_the_other():
    def outer():
        try:
            int(NAME)
        except ValueError as error:
            raise LookupError(NAME) from error

    text = line("failed", error=raised(outer))
    assert "LookupError" in text
    assert "ValueError" in text
    assert NAME not in text


@pytest.mark.parametrize("wrong", ["duplicate", "statement"])
def test_a_database_names_its_tables_and_quotes_nobody(both, wrong):
    with both.app_context():
        session = db.session()
        accounts.user(session, NAME, email=EMAIL)

        def fault():
            if wrong == "duplicate":
                accounts.user(session, NAME, email=EMAIL)
            else:
                session.execute(
                    sa.text("SELECT CAST(:name AS INTEGER), absent FROM account WHERE name = :name"),
                    {"name": NAME},
                )

        error = raised(fault)
        assert isinstance(error, DBAPIError)
        assert NAME not in str(error).split("DETAIL")[0], "parameters are hidden by the engine itself"
        text = line("database: %s", error, error=error)
        session.rollback()
    assert EMAIL not in text
    assert NAME not in text
    assert "account" in text or "UndefinedColumn" in text or "no such column" in text


def test_what_a_child_wrote_keeps_places_and_kinds():
    frame = 'File "/x/child.py", line 7, in main'
    said = (
        f"Traceback (most recent call last):\n  {frame}\n    open(name)\nPIL.UnidentifiedImageError: {EMAIL}\n{EMAIL}\n"
    )
    assert logs.stderr_summary(said) == f"{frame}; PIL.UnidentifiedImageError"


def test_a_fault_of_a_page_names_its_rule_and_not_its_address(app, caplog):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["accounts.reset"] = lambda **_parts: 1 / 0
    with caplog.at_level(logging.ERROR):
        assert app.test_client().get(f"/sandi/{KEY}").status_code == 500
    assert "Exception on /sandi/<key> [GET]" in caplog.text
    assert KEY not in caplog.text


def test_all_processes_write_through_this_one(monkeypatch):
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(f"sys.{name}", None)
    monkeypatch.setattr("threading.excepthook", None)
    before = logging.root.handlers[:], logging.root.level
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    try:
        logs.begin()
        logging.getLogger("anybody").warning("to %s", EMAIL)
        import sys

        error = raised(lambda: int(EMAIL))
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        logging.root.handlers[:], logging.root.level = before
        logging.captureWarnings(capture=False)
    assert "anybody: to [address]" in out.getvalue()
    assert "ValueError" in out.getvalue()
    assert EMAIL not in out.getvalue()
