import pytest

from portal.audit import service as audit
from portal.kernel import clock


@pytest.fixture
def lines(app, session, siti):
    with app.app_context():
        for number in range(32):
            audit.record(
                session, siti.id, "story.approve", f"story:BW-{number % 2}", clock.now(), note="<b>x</b>", n=number
            )
        audit.record(session, None, "appointment.made", f"person:{siti.id}", clock.now())
    session.commit()


def test_the_log_names_who_did_what_to_what(client, admin, lines, siti):
    page = client.get("/admin/audit").text
    assert "story.approve" in page
    assert f'href="/admin/orang/{siti.id}">Siti Aminah</a>' in page
    assert "portal</td>" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_it_can_be_narrowed_and_walked(client, admin, lines):
    page = client.get("/admin/audit?objek=story:BW-1").text
    assert page.count(">story:BW-1</a>") == 16
    assert ">story:BW-0</a>" not in page
    first = client.get("/admin/audit").text
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(older).text.count("story.approve") == 3
    assert client.get("/admin/audit?sebelum=palsu").status_code == 404


@pytest.mark.parametrize("about", ["\x00", "x" * 5000, "' OR 1=1", "<script>"])
def test_a_strange_object_finds_nothing(client, admin, lines, about):
    page = client.get("/admin/audit", query_string={"objek": about})
    assert page.status_code == 200
    assert "story.approve" not in page.text or about == "\x00"
