import re

import pytest

from portal import content
from portal.public import texts
from portal.wards import city

PEKALONGAN, CONTOH = city.load("pekalongan"), city.load("tests/wards/data/kota_contoh.json")


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", content.PAGES)
def test_every_page_is_drawn_with_its_citys_names(name, lang):
    text = texts.page(name, lang, PEKALONGAN)
    drawn = text.opening + text.body
    assert text.opening.startswith("<p>")
    assert "{{" not in drawn
    assert not re.search(r"<(script|style|img|iframe)|\son\w+=", drawn)
    assert "Kota Contoh" not in drawn


def test_another_city_fills_its_own_names():
    assert "Pekalongan" not in texts.page("tentang", "id", CONTOH).opening
    assert CONTOH.name in texts.page("tentang", "id", CONTOH).opening


@pytest.mark.parametrize("lang", ["id", "en"])
def test_sections_can_be_linked_to(lang):
    text = texts.page("pedoman", lang, PEKALONGAN)
    anchors = re.findall(r'<h2 id="([^"]+)">', text.body)
    assert anchors == [anchor for anchor, _ in text.sections]
    assert len(set(anchors)) == len(anchors) == text.body.count("<h2")
    assert {"koreksi", "pencabutan"} <= set(anchors), "other pages lead there"


def test_an_unknown_page_is_refused():
    with pytest.raises(KeyError):
        texts.page("rahasia", "id", PEKALONGAN)


def test_every_page_has_a_title(app):
    with app.test_request_context("/"):
        assert set(texts.titles()) == set(content.PAGES)
