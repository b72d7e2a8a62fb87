import dataclasses
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit import letters, service
from portal.audit.anchor import Head
from portal.audit.verify import verify
from portal.kernel.db import db
from portal.kernel.jobs import Work
from tests.audit.conftest import AT, act


@pytest.fixture
def asked(app):
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], audit_mail="keamanan@contoh.test")
    return app


def sent():
    return db.session.scalars(select(Work).where(Work.kind == "mail").order_by(Work.id)).all()


def test_the_end_of_the_log_is_mailed_once_a_week_and_can_be_held_against_it(asked):
    with asked.app_context():
        for n in range(3):
            act(db.session(), n)
        for at in (AT, AT + timedelta(days=1), AT + timedelta(days=7)):
            letters.sweep(db.session(), at)
        db.session.commit()
        first, _second = sent()
        assert first.payload["to"] == "keamanan@contoh.test"
        assert "pekan 48 tahun 2026" in first.payload["subject"]
        count, digest = re.search(r"--ends (\d+):([0-9a-f]{64})", first.payload["text"]).groups()
        assert (int(count), digest) == (3, service.head(db.session()).last_hash)
        assert verify(Head(int(count), 0, digest)) is None


def test_nothing_is_mailed_without_an_address_or_without_an_act(app, asked):
    with asked.app_context():
        letters.sweep(db.session(), AT)
        assert sent() == []
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], audit_mail="")
    with app.app_context():
        act(db.session(), 1)
        letters.sweep(db.session(), AT)
        assert sent() == []
        db.session.rollback()
