from sqlalchemy import func, select

from portal.accounts import resets
from portal.accounts.models import OneTimeLink
from portal.kernel import clock
from portal.kernel.jobs import Work
from tests.accounts.conftest import text_of
from tests.factories import accounts as made


def test_the_page_writes_the_same_whether_there_is_anybody_or_not(session, statements, client, post):
    made.user(session, email="siti@contoh.test")
    session.commit()
    post("/lupa", {"identity": "siti@contoh.test"})
    sent = {}
    for identity in ("siti@contoh.test", "tak.ada@contoh.test"):
        statements.clear()
        post("/lupa", {"identity": identity})
        sent[identity] = list(statements)
    assert sent["siti@contoh.test"] == sent["tak.ada@contoh.test"]


def test_the_letter_speaks_the_language_of_the_page(session, in_request, letters):
    made.user(session, email="siti@contoh.test")
    session.commit()
    for lang in ("id", "en"):
        resets.ask(in_request, "siti@contoh.test", lang, clock.now())
    in_request.commit()
    first, second = letters()
    assert first["Subject"] == "Buat kata sandi baru"
    assert "http://127.0.0.1:8000/sandi/" in text_of(first)
    assert second["Subject"] == "Set a new password"
    assert "http://127.0.0.1:8000/en/sandi/" in text_of(second)
    assert "You did not ask for it?" in text_of(second)


def test_nothing_typed_stays_in_the_queue(session, in_request, run_jobs):
    resets.ask(in_request, "siti@contoh.test", "id", clock.now())
    in_request.commit()
    run_jobs()
    assert session.scalars(select(Work)).one().payload == {}
    assert session.scalar(select(func.count()).select_from(OneTimeLink)) == 0
