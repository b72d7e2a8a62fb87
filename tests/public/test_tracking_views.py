"""/lacak as anybody with a code meets it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from portal.accounts import rules
from portal.accounts.models import RateHit
from portal.kernel import codes
from portal.stories.lifecycle import Status
from tests import clocks
from tests.factories import accounts
from tests.factories import stories as make
from tests.factories.stories import AT

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def path(story) -> str:
    return f"/lacak/{codes.pretty(story.code)}"


def words(page) -> str:
    body = page.get_data(as_text=True).split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", body, flags=re.S)).split())


@pytest.fixture
def story(session):
    """story(status, …): committed, in Medono, which has a director."""
    director = accounts.user(session, "Pak Slamet")
    accounts.appointment(session, director, "director", "medono")

    def of(status=Status.SUBMITTED, **changes):
        made = make.story(session, accounts.user(session, "Siti Khotijah"), status=status, **changes)
        session.commit()
        return made

    return of


def test_the_form_leads_to_the_page_of_a_code_without_a_cookie(client, story):
    sent = story()
    page = client.get("/lacak")
    assert page.status_code == 200
    answer = client.get(f"/lacak?kode=bw{sent.code.lower()}")
    assert (answer.status_code, answer.location) == (303, path(sent))
    for each in (page, answer, client.get(path(sent))):
        assert "Set-Cookie" not in each.headers
        assert each.headers["Cache-Control"] == "private, no-store"


def test_a_code_tells_state_ward_dates_and_who_has_it_until_when(client, story):
    said = words(client.get(path(story())))
    for part in ("Medono", "Selasa (24/11/2026) 10.00 WIB", "Direktur rubrik Medono", "Rabu (25/11/2026) 10.00 WIB"):
        assert part in said


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.DRAFT])
def test_neither_text_nor_name_is_told_whatever_the_state(client, story, status):
    kept = story(status, title="Judul rahasia dari gang tiga", place="Gang Rahasia", source="Kata Bu Rohmah")
    page = client.get(path(kept))
    assert page.status_code == 200
    assert f'data-state="{status.value}"' in page.get_data(as_text=True)
    # a published story's address has its title, and everybody may read it
    html = page.get_data(as_text=True).replace(kept.slug, "")
    for secret in ("Judul rahasia", "pembatik", "Rohmah", "Gang Rahasia", "Siti", "Slamet", kept.submission_key):
        assert secret not in html
    assert ("/berita/" in words(page) or f"/berita/{kept.slug}" in page.get_data(as_text=True)) is (
        status is Status.PUBLISHED
    )


@pytest.mark.parametrize(("published", "said"), [(None, "Ditarik"), (AT, "Dicabut")])
def test_what_is_withdrawn_says_that_alone(client, story, published, said):
    page = client.get(path(story(Status.WITHDRAWN, published_at=published)))
    assert said in words(page)
    assert "Medono" not in words(page)
    assert "2026" not in words(page)


@pytest.mark.parametrize("code", ["BW-000001", "xyz", "BW-7K3F2Q1", "%20"])
def test_a_mistyped_code_is_called_that_and_stays_in_the_field(client, code):
    page = client.get(f"/lacak/{code}")
    assert page.status_code == 404
    assert "Kode ini keliru" in words(page)
    assert f'value="{code}"' in page.get_data(as_text=True).replace("%20", " ") or code == "%20"
    assert client.get("/lacak", query_string={"kode": code + "/x"}).status_code == 404


def test_a_draft_and_a_code_nobody_has_look_alike(client, story):
    draft = client.get(path(story(Status.DRAFT, submitted_at=None)))
    nobody = client.get(f"/lacak/{codes.pretty(codes.new())}")
    assert (draft.status_code, nobody.status_code) == (404, 404)
    shown = [re.sub(r"BW-\w{6}", "", words(page)) for page in (draft, nobody)]
    assert shown[0] == shown[1]


def test_wrong_codes_are_counted_by_address_and_right_ones_are_not(client, session, story):
    sent = story()
    for _ in range(rules.WRONG_CODES):
        assert client.get(path(sent)).status_code == 200
        assert client.get("/lacak/BW-000001").status_code == 404
    page = client.get("/lacak/BW-000001")
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 3600
    assert client.get(path(sent)).status_code == 429, "a right one told apart would be found by trying"
    assert client.get(path(sent), environ_base=ELSEWHERE).status_code == 200
    session.rollback()
    assert session.scalar(select(func.count()).select_from(RateHit)) == rules.WRONG_CODES
    clocks.later(timedelta(hours=1, seconds=5))
    assert client.get(path(sent)).status_code == 200


def test_programs_get_the_same_as_a_problem(client):
    answer = client.get("/lacak/BW-000001", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "Kode ini keliru" in answer.json["detail"]


def test_search_engines_and_the_page_store_leave_it_alone(client, story):
    assert '<meta name="robots" content="noindex">' in client.get(path(story())).get_data(as_text=True)
    assert "Disallow: /lacak" in client.get("/robots.txt").get_data(as_text=True)


def test_it_is_found_in_the_footer_and_in_english(client, story):
    assert 'href="/lacak"' in client.get("/").get_data(as_text=True)
    assert "Ward director of Medono" in words(client.get("/en" + path(story())))
