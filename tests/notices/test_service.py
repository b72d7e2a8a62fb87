import pytest
from sqlalchemy import select

from portal.kernel.jobs import Work
from portal.notices import queries, service
from portal.notices.models import Notice
from portal.notices.rules import Audience
from portal.notices.service import Letter
from tests.factories import notices
from tests.factories import stories as make
from tests.factories.stories import AT


def test_one_cause_is_told_once(session):
    user = make.person(session)
    assert service.tell(session, user.id, "published:1", "published", {"title": "Rob", "note": "", "by": None}, AT)
    assert not service.tell(session, user.id, "published:1", "published", {"title": "lain"}, AT)
    notice = session.scalars(select(Notice)).one()
    assert (notice.detail, notice.made_at, notice.read_at) == ({"title": "Rob"}, AT, None)


def test_a_letter_goes_to_whoever_gave_an_address(session):
    with_address, without = make.person(session), make.person(session, email=None, us_phone_number="+6285712345678")
    letter = Letter("Berita Anda tayang", "isi", "<p>isi</p>")
    service.post(session, with_address, "a", letter, AT)
    service.post(session, with_address, "a", letter, AT)
    service.post(session, without, "b", letter, AT)
    work = session.scalars(select(Work)).one()
    assert (work.kind, work.key, work.payload["to"]) == ("mail", "mail:a", with_address.email)
    assert (work.payload["text"], work.payload["html"]) == ("isi", "<p>isi</p>")


def test_reading_marks_only_ones_own(session):
    me, other = make.person(session), make.person(session)
    mine, theirs = notices.notice(session, me), notices.notice(session, other)
    old = notices.notice(session, me, read_at=AT)
    service.mark_read(session, me.id, Audience.AUTHOR, make.AT.replace(hour=5))
    session.expire_all()
    assert mine.read_at == AT.replace(hour=5)
    assert (old.read_at, theirs.read_at) == (AT, None)


def test_unread_notices_are_counted_up_to_a_hundred(session):
    user = make.person(session)
    assert queries.unread(session, user.id, Audience.AUTHOR) == 0
    for _ in range(queries.COUNTED + 3):
        notices.notice(session, user)
    notices.notice(session, user, read_at=AT)
    assert queries.unread(session, user.id, Audience.AUTHOR) == queries.COUNTED


@pytest.mark.parametrize("size", [1, 2, 5])
def test_notices_come_newest_first_page_by_page(session, size):
    user = make.person(session)
    made = [notices.notice(session, user).id for _ in range(5)]
    notices.notice(session, make.person(session))
    seen, cursor = [], ""
    while cursor is not None:
        page = queries.told(session, user.id, Audience.AUTHOR, cursor, size)
        seen += [notice.id for notice in page.items]
        cursor = page.next
    assert seen == made[::-1]


def test_what_is_for_a_desk_stands_in_a_list_of_its_own(session):
    user = make.person(session)
    for kind in ("arrived", "published"):
        service.tell(session, user.id, kind, kind, {"title": "Rob"}, AT)
    for audience, kind in ((Audience.DESK, "arrived"), (Audience.AUTHOR, "published")):
        assert [notice.kind for notice in queries.told(session, user.id, audience).items] == [kind]
        assert queries.unread(session, user.id, audience) == 1
    service.mark_read(session, user.id, Audience.DESK, AT)
    assert queries.unread(session, user.id, Audience.DESK) == 0
    assert queries.unread(session, user.id, Audience.AUTHOR) == 1
