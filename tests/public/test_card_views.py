import io

import pytest
from PIL import Image

from portal.photos import share_press
from portal.photos.share_press import NotDrawn
from portal.stories.lifecycle import Status

PICTURE = share_press.PNG + b"drawn"


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(share_press, "press", lambda *_: PICTURE)


def test_a_story_has_a_picture_of_1200_by_630(client, published):
    answer = client.get(f"/kartu/BW-{published().code}.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers


def test_who_has_it_gets_304(client, published, quick):
    path = f"/kartu/BW-{published().code}.png"
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["kelurahan-medono", "situs"])
def test_wards_and_the_city_have_one(client, quick, name):
    assert client.get(f"/kartu/{name}.png").data == PICTURE
    assert client.get(f"/en/kartu/{name}.png").data == PICTURE


@pytest.mark.parametrize(
    "name", ["kelurahan-atlantis", "kelurahan-", "BW-000000", "x", "..%2f..%2fportal", "BW-7K3F2Q%00", "é"]
)
@pytest.mark.parametrize("form", ["png", "svg"])
def test_there_is_no_picture_of_nothing(client, name, form):
    assert client.get(f"/kartu/{name}.{form}").status_code == 404


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_a_story_that_is_not_public_has_none_any_more(client, published, session, quick, status):
    story = published()
    path = f"/kartu/BW-{story.code}"
    assert client.get(f"{path}.png").status_code == client.get(f"{path}.svg").status_code == 200
    story.status = status
    session.commit()
    assert client.get(f"{path}.png").status_code == client.get(f"{path}.svg").status_code == 404


def test_while_it_cannot_be_drawn_another_stands_in_and_nobody_keeps_that(client, published, monkeypatch):
    def fail(*_):
        raise NotDrawn("x")

    monkeypatch.setattr(share_press, "press", fail)
    answer = client.get(f"/kartu/BW-{published().code}.png")
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    assert answer.headers["Cache-Control"] == "no-store"


def test_paper_leads_back_by_a_code(client, published):
    story = published()
    answer = client.get(f"/kartu/bw{story.code.lower()}.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "style" not in answer.text
    assert "script" not in answer.text
