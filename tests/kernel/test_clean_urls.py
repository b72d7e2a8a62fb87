"""Addresses with what chats, mails and people hang on them."""

import pytest

from portal.kernel.clean_urls import without_tail
from portal.kernel.codes import pretty
from portal.stories.lifecycle import Status
from portal.supervisor import new_pages
from tests.factories import stories

TAILS = [
    *("/", "//", ".", ")", ",", "%20", "…", "*", "%E2%80%8B", "!", "%3F", ";", ":", "%22", "'", "»", "]", "%3E", "”"),
    *("**", "_", "~", "`", "%7C", "–", "%5C", "%EF%B8%8F", "%F0%9F%99%8F", "%E2%81%A0", "%EF%BB%BF"),
    *(").", "/)", ").%20", "*,%20", "”»/.", "%20/", "/?", "%0D%0A", "%2F", "/%2E", "/.%2F"),
    *("%2520", "%25E2%2580%258B", "&quot;", "&gt;", "&#39;"),
]  # fmt: skip
PAGES = [
    *("/berita", "/kelurahan", "/kelurahan/medono", "/rubrik/kuliner", "/teks", "/teks/kelurahan/medono", "/tentang"),
    *("/umpan.xml", "/umpan.json", "/kelurahan/medono/umpan.xml", "/sitemap.xml", "/robots.txt", "/cari", "/masuk"),
]


@pytest.fixture
def story(session):
    story = stories.story(session, status=Status.PUBLISHED)
    session.commit()
    return f"{story.slug}-{pretty(story.code)}"


def path_of(answer):
    """Where it leads, without a host: a relative address, as every redirect of ours is."""
    assert answer.status_code == 308
    assert answer.location.startswith("/")
    assert not answer.location.startswith("//")
    return answer.location


@pytest.mark.parametrize("tail", TAILS)
def test_a_tail_leads_to_the_clean_address_at_once(client, story, tail):
    for path in (f"/berita/{story}", f"/teks/berita/{story}", f"/en/berita/{story}", "/kelurahan/medono"):
        answer = client.get(path + tail)
        if answer.status_code != 200:  # "?" begins a query and is no tail
            assert path_of(answer).rstrip("?") == path
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_open_page_takes_a_slash_and_a_stop(client, path, prefix):
    for tail in ("/", ".", "//"):
        assert path_of(client.get(f"{prefix}{path}{tail}")) == prefix + path
        assert path_of(client.head(f"{prefix}{path}{tail}")) == prefix + path


def test_the_front_pages_take_one_too(client):
    assert path_of(client.get("/.")) == "/"
    assert path_of(client.get("/en.")) == "/en"
    assert path_of(client.get("/en/.")) == "/en/"
    assert client.get("/en").status_code == client.get("/en/").status_code == 200


def test_a_code_alone_is_cleaned_too(client, story):
    code = story[-9:]
    assert path_of(client.get(f"/berita/{code}.")) == f"/berita/{code}"
    assert path_of(client.get(f"/berita/{code}")) == f"/berita/{story}"


def test_the_query_is_kept_as_it_came(client, story):
    answer = client.get(f"/berita/{story}/?utm_source=wa&x=%20y%0d%0a")
    assert path_of(answer) == f"/berita/{story}?utm_source=wa&x=%20y%0d%0a"
    assert path_of(client.get("/berita/?sebelum=a.b")) == "/berita?sebelum=a.b"


def test_a_story_that_was_taken_down_is_told_so(client, session):
    story = stories.story(session, status=Status.HIDDEN)
    session.commit()
    path = f"/berita/{story.slug}-{pretty(story.code)}"
    assert client.get(path_of(client.get(f"{path}).")), follow_redirects=True).status_code == 410


@pytest.mark.parametrize(
    "path",
    [
        *("//evil.test/", "//evil.test/.", "/\\evil.test/", "/\\\\evil.test.", "//evil.test/berita"),
        *("/tidak-ada/", "/tidak-ada.", "/berita/x/y/", "/en//evil.test/", "/en/en.", "/@evil.test/"),
    ],
)
def test_no_foreign_host_and_no_detour_for_what_does_not_exist(client, path):
    answer = client.get("/", environ_overrides={"PATH_INFO": path})  # a client would take "//host" for a host
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/berita/%5C%5Cevil.test/", "/berita/x%0d%0aSet-Cookie:%20a=1/", "/berita/%2F%2Fevil.test."]
)
def test_whatever_a_route_takes_stays_on_this_host_in_one_line(client, path):
    answer = client.get(path)
    if answer.status_code != 404:
        assert path_of(answer).startswith("/berita/")
    assert "Set-Cookie" not in answer.headers
    assert client.get(path, follow_redirects=True).status_code == 404


def test_behind_a_sign_in_only_a_slash_is_forgiven(client):
    assert path_of(client.get("/meja/")) == "/meja"
    assert path_of(client.get("/kiriman/BW-000000/")) == "/kiriman/BW-000000"
    assert client.get("/meja.").status_code == client.get("/admin)/").status_code == 404


def test_slashes_in_front_are_never_sent_back(client):
    """Werkzeug reads "//berita" as "/berita"; a browser would read a redirect to it as another site."""
    assert path_of(client.get("/", environ_overrides={"PATH_INFO": "//berita/"})) == "/berita"


def test_a_redirect_leads_no_further_than_one_step(client):
    """What is left after a tail has none: no loop."""
    for path in ("/berita/apa-saja/.", "/kelurahan/tidak-ada).", "/penulis/siapa/"):
        assert client.get(path_of(client.get(path))).status_code == 404


def test_what_changes_something_is_not_redirected(client):
    assert client.post("/masuk/").status_code == 404
    assert client.post("/berita/").status_code == 404


def test_uploads_begin_with_a_slash_too(client):
    assert client.post("/unggah/", headers={"Tus-Resumable": "1.0.0"}).status_code == 401
    assert client.options("/unggah/").status_code == client.options("/unggah").status_code
    assert path_of(client.get("/unggah/")) == "/unggah"
    assert client.get("/unggah").status_code == 405


def test_another_method_is_still_told_so(client):
    assert client.get("/keluar").status_code == 405
    assert client.put("/berita").status_code == 405


@pytest.mark.parametrize("name", ["'", "%00", "%F0%9F%92%A9", "%ff"])
def test_a_name_that_is_nothing_but_tail_is_not_there(client, name):
    for place in ("kelurahan", "berita", "penulis"):
        assert client.get(f"/{place}/{name}").status_code == 404


@pytest.mark.parametrize("end", [".", ").", ",", "…", "/."])
def test_the_end_of_a_sentence_behind_the_slash_of_a_list_is_no_name(client, end):
    for place in ("kelurahan", "berita", "en/berita"):
        assert path_of(client.get(f"/{place}/{end}")) == f"/{place}"
    assert client.get(f"/penulis/{end}").status_code == 404


def test_tails_fill_no_store(app, client, story):
    new_pages(app)
    for tail in TAILS:
        client.get(f"/berita/{story}{tail}x.")
        client.get(f"/berita{tail}")
    kept = set(app.wsgi_app.memory.pages)
    assert kept <= {"/berita"}


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("/a", "/a"),
        ("/a1/", "/a1"),
        ("/", "/"),
        ("/…", "/"),
        ("", "/"),
        ("/a%20", "/a"),
        ("/a%2", "/a%2"),
        ("/é.", "/é"),
    ],
)
def test_the_end_is_the_last_letter_or_digit(given, clean):
    assert without_tail(given) == clean
