from datetime import date, timedelta

from portal.kernel import clock
from portal.stories.models import RetentionRun
from tests.factories import photos


def cells(page):
    return [text.strip() for text in page.split("<dd>")[1:]]


def test_the_page_says_how_long_and_how_many(app, client, admin, session, siti):
    photos.photo(session, siti, received_at=clock.now())
    photos.photo(session, siti, received_at=clock.now(), blurred_at=clock.now())
    began = clock.now() - timedelta(hours=1)
    session.add(RetentionRun(day=date(2026, 11, 23), began_at=began, ended_at=began, positions=12, originals=34))
    session.commit()
    page = client.get("/admin/masa-simpan").text
    assert "90 hari sejak diterima" in page
    assert "12 bulan sejak tayang" in page
    assert [each.split("<")[0] for each in cells(page)] == [
        "90 hari sejak diterima",
        "12 bulan sejak tayang",
        "1",
        "2",
        "0",
        "0",
    ]
    assert '<td class="r">12</td><td class="r">34</td>' in page
    assert "belum selesai." not in page


def test_a_run_that_has_not_ended_is_said(client, admin, session):
    session.add(RetentionRun(day=date(2026, 11, 23), began_at=clock.now(), positions=0, originals=0))
    session.commit()
    assert "belum selesai." in client.get("/admin/masa-simpan").text


def test_readers_find_the_same_numbers_under_privacy(client, app):
    for path in ("/privasi", "/en/privasi"):
        page = client.get(path).text
        assert "90 " in page
        assert "12 " in page
        assert "{{" not in page
