import pytest

from portal.accounts.models import Role
from portal.admin import queries
from portal.audit import service as audit
from portal.kernel import clock
from portal.kernel.paging import BadCursor
from tests.factories import accounts as made


def walk(read):
    """All rows of a keyset list, page by page."""
    rows, before = [], None
    while True:
        page = read(before)
        assert len(page.items) <= queries.SIZE
        rows += page.items
        if not page.next:
            return rows
        before = page.next


def test_people_come_newest_first_and_nobody_twice(session):
    made_now = [made.user(session) for _ in range(70)]
    assert walk(lambda before: queries.people(session, before)) == made_now[::-1]


@pytest.mark.parametrize("cursor", ["", "x", "1-", "-1", "1-2-3", "zzzzzzzzzzzzzz-1", "1' OR 1=1"])
def test_a_cursor_that_is_not_ours_is_refused(session, cursor):
    for read in (queries.people, queries.appointments, lambda s, before: queries.audit(s, "", before)):
        if cursor:
            with pytest.raises(BadCursor):
                read(session, cursor)
        else:
            assert read(session, cursor).items is not None


def test_a_person_is_found_by_the_whole_contact_or_the_beginning_of_the_name(session, in_request):
    siti = made.user(session, "Siti Aminah", email="siti@contoh.test", us_phone_number="+6281234567890")
    sita = made.user(session, "sita dewi")
    made.user(session, "Bagas Siti")
    session.commit()

    def names(text):
        return [user.id for user in queries.found(in_request, text)]

    assert names("SITI@contoh.test") == names("0812 3456 7890") == [siti.id]
    assert names("sit") == [sita.id, siti.id]
    assert names("Siti A") == [siti.id]
    assert names("siti@contoh") == names("%") == names("_iti") == []


def test_appointments_that_were_recalled_are_not_listed(session):
    kept = made.appointment(session, made.user(session))
    made.appointment(session, made.user(session), ended_at=clock.now())
    assert walk(lambda before: queries.appointments(session, before)) == [kept]


def test_every_ward_is_listed_with_its_people(session):
    director = made.staff(session, Role.DIRECTOR)
    rows = dict(queries.wards_with_people(session))
    assert len(rows) == 27
    assert [a.user_id for a in rows[made.ward(session)]] == [director.id]
    assert rows[made.ward(session, "kauman")] == []


def test_the_log_is_latest_first_and_can_be_narrowed(session, in_request):
    for number in range(35):
        audit.record(session, None, "test", f"person:{number % 2}", clock.now(), n=number)
    everything = walk(lambda before: queries.audit(session, "", before))
    assert [row.detail["n"] for row in everything] == list(range(34, -1, -1))
    narrowed = walk(lambda before: queries.audit(session, "person:1", before))
    assert {row.object for row in narrowed} == {"person:1"}
    assert len(narrowed) == 17
