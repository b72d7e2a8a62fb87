import pytest


def test_the_prefix_alone_decides_the_language(client):
    assert '<html lang="id"' in client.get("/").text
    assert '<html lang="en"' in client.get("/en/").text
    assert '<html lang="id"' in client.get("/", headers={"Accept-Language": "en"}).text


def test_links_of_an_english_page_stay_english(client):
    page = client.get("/en/").text
    assert 'href="/en/rubrik/' in page
    assert 'href="/static/' in page, "assets have one address in both languages"


@pytest.mark.parametrize("path", ["/english", "/enam", "/en.html"])
def test_only_the_whole_word_is_a_prefix(client, path):
    assert '<html lang="id"' in client.get(path).text


def test_en_without_slash_is_the_english_front(client):
    assert client.get("/en").status_code in (200, 308)
