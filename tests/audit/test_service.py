from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from portal.audit import service
from portal.audit.models import AuditAnchor, AuditEntry
from portal.kernel.db import db

AT = datetime(2026, 11, 24, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def chain(both):
    """Five acts on a database of each kind, inside an app context."""
    with both.app_context():
        for n in range(5):
            service.record(db.session(), 7, "story.approve", f"story:{n}", AT, note=f"catatan {n} é", n=n)
            db.session.commit()
        yield db.session()


def test_a_whole_chain_is_believed(chain):
    assert service.verify(chain) is None


def test_an_empty_log_is_whole(app):
    with app.app_context():
        assert service.verify(db.session()) is None


@pytest.mark.parametrize("change", [{"action": "story.reject"}, {"actor_id": 8}, {"detail": {"n": 3}}, {"object": "x"}])
def test_a_changed_row_is_named(chain, change):
    chain.execute(sa.update(AuditEntry).where(AuditEntry.id == 3).values(**change))
    chain.commit()
    assert "audit_entry 3" in service.verify(chain)


def test_a_removed_row_is_noticed(chain):
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id == 3))
    chain.commit()
    assert "audit_entry 4" in service.verify(chain)


def test_a_removed_last_row_is_noticed(chain):
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id == 5))
    chain.commit()
    assert "audit_entry 5" in service.verify(chain)


def test_a_cut_off_tail_with_a_matching_anchor_is_noticed_by_the_signature(chain):
    fourth = chain.get(AuditEntry, 4)
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id == 5))
    chain.execute(sa.update(AuditAnchor).values(count=4, last_id=4, last_hash=fourth.hash))
    chain.commit()
    assert "signature" in service.verify(chain)


def test_the_whole_log_gone_is_noticed(chain):
    chain.execute(sa.delete(AuditEntry))
    chain.commit()
    assert service.verify(chain)


def test_the_command_says_the_row_and_fails(app):
    with app.app_context():
        service.record(db.session(), 1, "a", "b", AT)
        db.session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    with app.app_context():
        db.session.execute(sa.update(AuditEntry).values(action="c"))
        db.session.commit()
    answer = runner.invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert "audit_entry 1" in answer.output
