import os
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from portal.audit import anchor, service
from portal.audit.models import AuditAnchor, AuditEntry
from portal.kernel.db import db
from tests.audit.conftest import act

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def kept():
    return anchor.read(service.folder(), service.key())


def ended():
    return tuple(db.session.execute(service.HEAD).one())


def test_the_file_beside_the_database_remembers_the_end_after_each_commit(chain):
    assert kept() == ended()
    assert kept().acts == 5
    act(chain, 6)
    assert kept().acts == 5, "nothing is remembered before the commit"
    chain.commit()
    assert kept().acts == 6
    assert (service.folder() / anchor.FILE).stat().st_mode & 0o077 == 0


def test_what_was_rolled_back_is_not_remembered(chain):
    act(chain, 6)
    chain.rollback()
    act(chain, 7)
    undone = chain.begin_nested()
    act(chain, 8)
    undone.rollback()
    chain.commit()
    assert kept() == ended()
    assert kept().acts == 6


def test_a_file_that_could_not_be_written_is_caught_up_by_the_next_act(chain, monkeypatch, caplog):
    with monkeypatch.context() as patched:
        patched.setattr(anchor, "write", lambda *_args: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        act(chain, 6)
        chain.commit()
    assert "audit.anchor could not be written" in caplog.text
    assert kept().acts == 5
    act(chain, 7)
    chain.commit()
    assert kept() == ended()


def test_two_processes_leave_the_later_end(chain):
    """The slower of two writers comes after the faster one."""
    early, folder, key = kept(), service.folder(), service.key()
    act(chain, 6)
    chain.commit()
    anchor.advance(folder, early, key)
    assert kept().acts == 6


@pytest.mark.parametrize("harm", ["gone", "cut", "of another log"])
def test_a_file_that_does_not_fit_is_left_for_verify_to_find(chain, harm, caplog):
    file = service.folder() / anchor.FILE
    if harm == "gone":
        file.unlink()
    elif harm == "cut":
        os.truncate(file, 20)
    else:
        chain.execute(sa.delete(AuditEntry))
        chain.execute(sa.delete(AuditAnchor))
        chain.commit()
    before = file.read_bytes() if file.exists() else None
    for n in range(9):
        act(chain, n)
        chain.commit()
    assert (file.read_bytes() if file.exists() else None) == before
    assert "audit verify" in caplog.text


def test_a_wiped_log_goes_on_and_people_can_work(chain):
    chain.execute(sa.delete(AuditAnchor))
    chain.execute(sa.delete(AuditEntry))
    chain.commit()
    assert act(chain, 1).previous == anchor.START
    chain.commit()
