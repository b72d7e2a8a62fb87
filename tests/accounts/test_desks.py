import pytest

from portal.accounts.desks import frame
from portal.accounts.rights import Rights

HUMAS = Rights(1, frozenset({"humas"}))
DIRECTOR = Rights(2, frozenset({"director"}), frozenset({7}))
BOTH = Rights(3, frozenset({"humas", "director"}), frozenset({7}))


def of(app, path, rights, **given):
    with app.test_request_context(path):
        return frame(rights, **given)


def ways(shown):
    return [row[0] for row in shown["desk_nav"]]


def here(shown):
    return [row[0] for row in shown["desk_nav"] if row[2]]


def test_a_director_has_the_queue_alone(app):
    shown = of(app, "/meja", DIRECTOR, place="Kelurahan Medono", waiting="3")
    assert ways(shown) == ["/meja"]
    assert shown["desk_nav"][0][3] == "3"
    assert (shown["desk_title"], shown["desk_place"]) == ("Meja direktur", "Kelurahan Medono")


def test_an_officer_has_all_ways_wherever_they_stand(app):
    pages = {path: ways(of(app, path, HUMAS)) for path in ("/meja", "/siar", "/siar/12", "/siar/orang")}
    assert len({tuple(found) for found in pages.values()}) == 1
    assert pages["/meja"][:2] == ["/meja", "/siar"]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/meja", "/meja"),
        ("/meja/BW-7K3F2Q", "/meja"),
        ("/siar", "/siar"),
        ("/siar/12", "/siar"),
        ("/siar/orang", "/siar/orang"),
        ("/siar/orang/12", "/siar/orang"),
    ],
)
def test_exactly_one_way_is_the_one_a_page_lies_below(app, path, current):
    assert here(of(app, path, HUMAS)) == [current]


def test_a_page_that_only_begins_with_the_same_letters_is_no_page_of_that_desk(app):
    assert here(of(app, "/siaran-lain", HUMAS)) == []


def test_the_desk_is_named_after_the_work_done_there(app):
    titles = [of(app, path, who)["desk_title"] for path, who in (("/siar", BOTH), ("/meja", BOTH), ("/meja", HUMAS))]
    assert titles == ["Meja humas", "Meja direktur", "Meja humas"]


def test_ways_keep_the_language_of_the_page(app, client):
    with app.test_request_context("/siar", base_url="http://localhost/en/"):
        assert all(way.startswith("/en/") for way in ways(frame(HUMAS)))
