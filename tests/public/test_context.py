import re

from tests.pages import Tree


def current(page):
    tree = Tree(page.text)
    return [
        a["href"]
        for a in tree.all("a")
        if "aria-current" in a and a["href"].removeprefix("/en").startswith(("/rubrik", "/"))
    ]


def test_the_navigation_says_where_one_is(client):
    assert "/rubrik/kuliner" in current(client.get("/rubrik/kuliner"))
    assert "/en/rubrik/kuliner" in current(client.get("/en/rubrik/kuliner"))
    assert "/" in current(client.get("/"))
    assert current(client.get("/tentang")) == []


def test_every_section_is_named_in_the_language_of_the_page(client, app):
    sections = app.extensions["portal.city"].rubrics
    indonesian, english = client.get("/rubrik").text, client.get("/en/rubrik").text
    assert all(f">{each.name_id}</a>" in indonesian and f">{each.name_en}</a>" in english for each in sections)


def test_the_navigation_is_one_row_of_eight_sections_and_a_way_to_all(client):
    def row(path):
        return re.findall(r'<a href="([^"]+)"', client.get(path).text.split('class="rubnav"')[1].split("</nav>")[0])

    assert len(row("/tentang")) == 10
    assert row("/tentang")[0] == "/"
    assert row("/en/tentang")[-1] == "/en/rubrik"
    assert "/rubrik/keagamaan" not in row("/tentang")
    assert row("/rubrik/keagamaan")[-2:] == ["/rubrik/keagamaan", "/rubrik"], "the open one takes the last place"
    assert current(client.get("/rubrik")) == ["/rubrik"]


def test_letters_have_no_navigation(app):
    with app.app_context():
        known = {}
        app.update_template_context(known)
    assert "nav_rubrics" not in known
