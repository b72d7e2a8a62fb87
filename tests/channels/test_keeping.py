import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.channels import keeping, queries, vault
from portal.channels.keeping import Entry
from portal.channels.models import Channel, Health, Mode
from portal.kernel.db import db
from tests.conftest import SECRET
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON

SITE = Entry("wordpress", "Pemkot", address="https://kota.example.id", username="humas", active=True, secret="abcd")


@pytest.fixture
def room(app):
    with app.app_context():
        yield db.session()
        db.session.rollback()


@pytest.fixture
def by(room):
    return factories.officer(room).id


def web(room):
    return room.scalars(select(Channel).where(Channel.code == "web")).one()


def records(room):
    return [(row.action, row.detail) for row in room.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def with_(**changes):
    return Entry(**{name: getattr(SITE, name) for name in SITE.__dataclass_fields__} | changes)


def test_only_what_changed_is_on_record_and_of_a_secret_only_that_it_did(room, by):
    found = web(room)
    assert keeping.change(room, found, SITE, by, NOON, SECRET)
    assert keeping.change(room, found, with_(name="Lain", secret=None), by, NOON, SECRET)
    assert records(room)[-1] == ("channel.changed", {"name": "Lain"})
    assert records(room)[0][1]["secret"] == "entered"
    assert "abcd" not in str(records(room))


def test_the_same_again_is_no_change_and_no_record(room, by):
    found = web(room)
    keeping.change(room, found, SITE, by, NOON, SECRET)
    assert not keeping.change(room, found, with_(secret=None), by, NOON, SECRET)
    assert len(records(room)) == 1


@pytest.mark.parametrize(
    ("changes", "tested"),
    [
        ({"name": "Lain"}, True),
        ({"active": False}, True),
        ({"needs_approval": True}, True),
        ({"address": "https://lain.example.id"}, False),
        ({"username": "lain"}, False),
        ({"handle": "lain.example.id"}, False),
        ({"secret": "efgh"}, False),
        ({"secret": ""}, False),
    ],
)
def test_what_a_test_found_holds_until_the_connection_changes(room, by, changes, tested):
    found = web(room)
    keeping.change(room, found, SITE, by, NOON, SECRET)
    found.health, found.health_at, found.health_code, found.failures = Health.REAUTH, NOON, "bad_login", 3
    keeping.change(room, found, with_(**{"secret": None} | changes), by, NOON, SECRET)
    state = (found.health, found.health_at, found.health_code, found.failures)
    assert state == ((Health.REAUTH, NOON, "bad_login", 3) if tested else (Health.UNTESTED, None, "", 0))


def test_a_secret_is_sealed_kept_replaced_and_removed(room, by):
    found = web(room)
    keeping.change(room, found, SITE, by, NOON, SECRET)
    first = found.secret
    assert vault.unseal(SECRET, first) == "abcd"
    keeping.change(room, found, with_(secret=None), by, NOON, SECRET)
    assert found.secret == first
    keeping.change(room, found, with_(secret="efgh"), by, NOON, SECRET)
    assert vault.unseal(SECRET, found.secret) == "efgh"
    assert found.mode is Mode.API
    keeping.change(room, found, with_(secret=""), by, NOON, SECRET)
    assert (found.secret, found.mode) == ("", Mode.ASSISTED)


def test_a_new_channel_comes_last(room, by):
    made = keeping.add(room, "baru_web", SITE, by, NOON, SECRET)
    assert made.position == max(row.position for row in queries.every(room))
    assert queries.by_code(room, "baru_web") is made
    assert records(room)[0][0] == "channel.added"


def test_the_version_tells_every_change_people_can_make(room, by):
    found = web(room)
    keeping.change(room, found, SITE, by, NOON, SECRET)
    seen = {keeping.version(found)}
    for changes in ({"name": "x"}, {"handle": "x.id"}, {"active": False}, {"needs_approval": True}, {"secret": "y"}):
        keeping.change(room, found, with_(**{"secret": None} | changes), by, NOON, SECRET)
        seen.add(keeping.version(found))
    assert len(seen) == 6
    before = keeping.version(found)
    found.health, found.failures, found.paused_until = Health.DOWN, 9, NOON
    assert keeping.version(found) == before, "what the machine learns is nobody's conflict"


def test_active_channels_come_first_in_the_order_of_the_desk(room):
    rows = [(not each.active, each.position) for each in queries.every(room)]
    assert rows == sorted(rows)
