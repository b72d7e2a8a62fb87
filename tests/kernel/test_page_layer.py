import gzip
import threading

import brotli
import pytest
from flask import Response, g, make_response, stream_with_context
from flask import session as cookie

from portal.kernel import page_layer, pages
from portal.kernel.db import db
from portal.kernel.page_layer import for_all, understood
from portal.kernel.sessions import MARK
from portal.supervisor import new_pages
from tests.conftest import LookingClient, token
from tests.factories import accounts as made
from tests.factories import moderation

PAGES = ["/", "/berita", "/kelurahan", "/kelurahan/medono", "/rubrik/kuliner", "/tentang", "/pencabutan", "/umpan.xml"]
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def store(app):
    """The page store, open; how often Flask was asked is in `asked`."""
    new_pages(app)
    layer: page_layer.PageLayer = app.wsgi_app
    layer.asked = 0
    inner = layer.inner

    def count(environ, start_response):
        layer.asked += 1
        return inner(environ, start_response)

    layer.inner = count
    return layer


@pytest.fixture
def view(app):
    """view(path, function, ...): one more public page, made before the first request."""

    def add(path, function, params=()):
        function.guard = "anyone"
        app.add_url_rule(path, path.strip("/"), pages.public(params)(function))

    return add


def kept(store):
    return sorted(store.memory.pages)


def drop(app):
    with app.app_context():
        pages.drop(db.session())
        db.session.commit()


# ---- what every public page answers, kept or not -------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/en/", "/en/berita"])
@pytest.mark.parametrize("open_store", [False, True], ids=["closed", "open"])
def test_a_reader_is_told_nothing_that_stays_and_asked_for_nothing_twice(app, client, path, open_store):
    if open_store:
        new_pages(app)
    first = client.get(path)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Vary"] == "Accept-Encoding"
    etag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": f'"x", W/{etag}'})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("open_store", [False, True], ids=["closed", "open"])
def test_each_encoding_is_the_same_page_under_its_own_etag(app, client, coding, open_store):
    if open_store:
        new_pages(app)
    plain = client.get("/berita")
    for _ in range(2):
        got = client.get("/berita", headers={"Accept-Encoding": coding})
        unpack = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
        assert unpack(got.data) == plain.data
        assert got.headers.get("Content-Encoding", "identity") == coding
        assert got.headers["Content-Length"] == str(len(got.data))
        assert (got.headers["ETag"] == plain.headers["ETag"]) is (coding == "identity")
        assert client.get("/berita", headers=GZIP | {"If-None-Match": got.headers["ETag"]}).status_code == (
            304 if coding == "gzip" else 200
        )


def test_a_head_answers_as_a_get_without_its_body_and_keeps_the_page(client, store):
    head = client.head("/berita")
    got = client.get("/berita")
    assert store.asked == 1
    assert (head.status_code, head.data) == (200, b"")
    assert [line for line in head.headers if line[0] != "Date"] == list(got.headers)
    assert client.head("/berita", headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_a_kept_page_carries_every_header_flask_gave_it(client, store):
    drawn, kept_one = client.get("/"), client.get("/")
    store.memory.forget("/")
    from_folder = client.get("/")
    assert store.asked == 1
    assert sorted(drawn.headers) == sorted(kept_one.headers) == sorted(from_folder.headers)
    assert drawn.data == kept_one.data == from_folder.data
    unchanged = client.get("/", headers={"If-None-Match": drawn.headers["ETag"]}).headers
    assert set(drawn.headers) - set(unchanged) == {
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(drawn.data))),
    }


# ---- what goes past ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [MARK, "remember_token"])
def test_somebody_who_may_be_signed_in_goes_past_and_gets_pages_of_their_own_packed_and_tagged(app, store, name):
    client = app.test_client(use_cookies=False)
    plain = client.get("/").data
    known = {"Cookie": f"{name}=x"}
    for coding, unpack in (("identity", bytes), ("gzip", gzip.decompress), ("br", brotli.decompress)):
        before = store.asked
        answer = client.get("/", headers=known | {"Accept-Encoding": coding})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Vary"] == "Accept-Encoding, Cookie"
        assert answer.headers.get("Content-Encoding", "identity") == coding
        assert unpack(answer.data) == plain
        again = client.get("/", headers=known | {"Accept-Encoding": coding, "If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == "private, no-cache"
        assert store.asked == before + 2
    assert kept(store) == ["/"]


def test_the_page_of_a_signed_in_person_is_theirs_and_enters_no_store(app, client, store, session):
    person = made.user(session, name="Laksmi Dewantari")
    anonymous = client.get("/berita")
    own = app.test_client()
    moderation.sign_in(own, session, person)
    for _ in range(2):
        seen = own.get("/berita", headers=GZIP)
        assert (seen.headers["Content-Encoding"], seen.headers["Cache-Control"]) == ("gzip", "private, no-cache")
        assert b'href="/akun"' in gzip.decompress(seen.data)
        assert b'href="/akun"' not in client.get("/berita").data
    assert client.get("/berita").data == anonymous.data
    assert kept(store) == ["/berita"]


def test_a_form_token_is_not_packed(app, view):
    """Its length, packed beside words somebody else chose, would tell it."""
    app.test_client_class = LookingClient.__mro__[1]
    view("/uji", lambda: '<form><input name="csrf_token" value="x"></form>' * 20)
    client = app.test_client()
    client.set_cookie(MARK, "1")
    answer = client.get("/uji", headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("cookie", ["_ga=GA1.2.3", "sesi=x", "sesi=eyJ4IjoxfQ.aaa.bbb", "a=1; sesi=x; b=2"])
def test_other_cookies_are_nobodys(app, store, cookie):
    client = app.test_client(use_cookies=False)
    for path in (*PAGES, "/en/"):
        before = store.asked
        for _ in range(2):
            answer = client.get(path, headers={"Cookie": cookie} | GZIP)
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert answer.headers["Content-Encoding"] == "gzip"
            assert "ETag" in answer.headers
            assert "Set-Cookie" not in answer.headers
        assert store.asked == before + 1


@pytest.mark.parametrize("open_store", [False, True], ids=["closed", "open"])
def test_who_has_only_seen_a_form_reads_what_everybody_reads_and_keeps_the_form(app, client, open_store):
    """The session that /masuk begins holds a form token and nothing of a person."""
    if open_store:
        new_pages(app)
    known = app.test_client()
    form = token(known.get("/masuk"))
    kept_session = known.get_cookie("sesi").value
    for path in (*PAGES, "/berita?utm_source=wa", "/en/berita"):
        answer, other = known.get(path, headers=GZIP), client.get(path, headers=GZIP)
        assert (answer.data, answer.headers["ETag"]) == (other.data, other.headers["ETag"]), path
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"
    assert known.get_cookie("sesi").value == kept_session
    sent = known.post("/masuk", data={"csrf_token": form, "identity": "x@contoh.test", "password": "y"})
    assert sent.status_code == 422


@pytest.mark.parametrize("path", ["/umpan.xml", "/umpan.json", "/sitemap.xml", "/robots.txt", "/teks", "/en/umpan.xml"])
def test_what_has_no_menu_comes_from_the_store_for_signed_in_people_too(app, client, store, session, path):
    own = app.test_client()
    moderation.sign_in(own, session, made.user(session))
    plain = client.get(path, headers=GZIP)
    answer = own.get(path, headers=GZIP)
    assert store.asked == 1
    assert list(answer.headers) == list(plain.headers)
    assert answer.data == plain.data
    again = own.get(path, headers=GZIP | {"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_message_that_waits_is_shown_once_to_whom_it_is_meant_for(app, client, store, session):
    own = app.test_client()
    moderation.sign_in(own, session, made.user(session))
    plain = client.get("/")
    left = own.post("/keluar", data={"csrf_token": token(own.get("/akun"))})
    assert left.status_code == 303
    with own.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "Pesan untuk Anda saja")]
    assert "Pesan untuk Anda saja" in own.get("/").text
    assert own.get_cookie(MARK) is None
    assert own.get("/").data == plain.data
    assert client.get("/").data == plain.data


@pytest.mark.parametrize(
    "query", ["utm_source=wa&fbclid=x", "x[]=1", "%F0%9F%92%A9=%", "&&=&", "Sebelum=x", "q;sebelum"]
)
def test_unknown_parameters_neither_change_nor_fill_the_store(client, store, query):
    odd = client.get(f"/berita?{query}")
    assert kept(store) == []
    plain = client.get("/berita")
    assert (odd.data, odd.headers["ETag"]) == (plain.data, plain.headers["ETag"])
    assert store.asked == 2
    assert client.get(f"/berita?{query}").data == plain.data
    assert (store.asked, kept(store)) == (2, ["/berita"])


@pytest.mark.parametrize("query", ["sebelum=", "utm=1&sebelum=x", "%73ebelum=x", "sebelu%6D=x", "sebelum"])
def test_a_known_parameter_goes_past(client, store, query):
    client.get("/berita")
    client.get(f"/berita?{query}")
    assert (store.asked, kept(store)) == (2, ["/berita"])


def test_a_query_is_understood_by_its_names_alone():
    assert understood("a=1&sebelum=2")
    assert not understood("a=sebelum&b=sebelum=1")


def test_only_reading_is_answered_from_the_store(client, store):
    client.get("/berita")
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        client.open("/berita", method=method)
    assert store.asked == 6


# ---- what is kept --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/berita?sebelum=x", "/kelurahan/nowhere", "/berita/x-BW-000001", "/healthz", "/masuk"]
)
def test_what_is_no_public_page_is_not_kept(client, store, path):
    for _ in range(2):
        assert "ETag" not in client.get(path).headers
    assert (store.asked, kept(store)) == (2, [])


@pytest.mark.parametrize(
    "path",
    [
        *("//", "//berita", "/berita/", "/BERITA", "/berita/../berita", "/./berita", "/berita%00", "/berita%0a"),
        *("/%ff%fe", "/berita%2f..%2fberita", "/" + "x" * 5000, "/berita/" + "x/" * 300, "/berita@.html", "/current"),
    ],
)
def test_an_odd_path_is_answered_by_flask_and_becomes_nobodys_page(client, store, path):
    client.get("/berita")
    before = sorted(store.folder.root.rglob("*"))
    for _ in range(2):
        assert client.get(path).status_code in (200, 308, 404)
    assert sorted(store.folder.root.rglob("*")) == before
    assert client.get("/berita").status_code == 200
    assert client.get("/").data != client.get("/berita").data


def test_an_escaped_letter_is_the_same_address(client, store):
    assert client.get("/%62erita").data == client.get("/berita").data
    assert (store.asked, kept(store)) == (1, ["/berita"])


def test_each_language_is_a_page_of_its_own(client, store):
    indonesian, english = client.get("/berita").data, client.get("/en/berita").data
    assert (b'lang="id"' in indonesian, b'lang="en"' in english) == (True, True)
    assert (client.get("/berita").data, client.get("/en/berita").data) == (indonesian, english)
    assert (store.asked, kept(store)) == (2, ["/berita", "/en/berita"])


def test_another_name_for_this_host_poisons_no_page(client, store):
    evil = {"Host": "evil.test", "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "gopher"}
    evil |= {"X-Forwarded-Prefix": "/evil.test", "X-Original-URL": "/evil.test", "Forwarded": "host=evil.test"}
    for path in [*PAGES, "/en/"]:
        assert b"evil" not in client.get(path, headers=evil).data, path
    assert kept(store) == sorted([*PAGES, "/en/"])


@pytest.mark.parametrize(
    "answer",
    [
        lambda: (make_response("x"), {"Set-Cookie": "a=1"}),
        lambda: (make_response("x"), {"Cache-Control": "private"}),
        lambda: (make_response("x"), {"Cache-Control": "max-age=9, no-store"}),
        lambda: (make_response("x"), {"Vary": "Accept"}),
        lambda: ('<form><input name="csrf_token"></form>', {}),
        lambda: ("x", 203, {}),
        lambda: ("x", 404, {}),
        lambda: (Response(stream_with_context(iter(["x"]))), {}),
        lambda: (cookie.update(a=1) or "x", {}),
    ],
    ids=["cookie", "private", "no-store", "vary", "token", "203", "404", "stream", "session"],
)
def test_what_belongs_to_one_visitor_or_is_no_page_is_never_kept(app, view, answer, request):
    app.test_client_class = LookingClient.__mro__[1]
    view("/uji", lambda: answer())
    new_pages(app)
    client = app.test_client(use_cookies=False)
    for _ in range(2):
        got = client.get("/uji")
        assert "ETag" not in got.headers
    assert kept(app.wsgi_app) == []
    assert list((app.wsgi_app.folder.root / app.wsgi_app.folder.generation()).iterdir()) == []


def test_what_is_for_all():
    assert for_all([("Vary", "Cookie, Accept-Encoding"), ("Cache-Control", "no-cache")], b"")
    assert not for_all([("set-cookie", "x")], b"")


def test_a_page_with_headers_that_nginx_cannot_give_stays_in_memory(app, view):
    app.test_client_class = LookingClient.__mro__[1]
    view("/uji", lambda: ("x" * 500, {"Link": "<x>; rel=y"}))
    new_pages(app)
    client = app.test_client()
    for _ in range(2):
        assert client.get("/uji").headers["Link"] == "<x>; rel=y"
    assert kept(app.wsgi_app) == ["/uji"]
    assert list((app.wsgi_app.folder.root / app.wsgi_app.folder.generation()).iterdir()) == []


# ---- generations ---------------------------------------------------------------------------------------------------


def test_a_drop_shows_at_once_and_an_unchanged_page_keeps_its_etag(app, client, store):
    etag = client.get("/tentang").headers["ETag"]
    drop(app)
    assert client.get("/tentang", headers={"If-None-Match": etag}).status_code == 304
    assert store.asked == 2


def test_a_page_drawn_before_a_drop_is_never_kept_after_it(app, view):
    """Forced: the draw waits, a drop is committed, then the draw ends; whoever comes next sees the new page."""
    app.test_client_class = LookingClient.__mro__[1]
    drawing, dropped, words = threading.Event(), threading.Event(), ["old"]

    def slow():
        said = words[0]
        drawing.set()
        assert dropped.wait(10)
        return said * 200

    view("/uji", slow)
    new_pages(app)
    got = []
    reader = threading.Thread(target=lambda: got.append(app.test_client().get("/uji").text))
    reader.start()
    assert drawing.wait(10)
    words[0] = "new"
    drop(app)
    dropped.set()
    reader.join()
    assert got == ["old" * 200]
    app.wsgi_app.memory.forget("/other")
    assert app.test_client().get("/uji").text == "new" * 200
    app.wsgi_app.memory.pages.clear()
    assert app.test_client().get("/uji").text == "new" * 200


def test_of_many_readers_of_an_outdated_page_one_draws_it(app, view):
    app.test_client_class = LookingClient.__mro__[1]
    drawn, together = [], threading.Barrier(8)

    def slow():
        drawn.append(1)
        threading.Event().wait(0.2)
        return "x" * 300

    view("/uji", slow)
    new_pages(app)
    app.test_client().get("/uji")
    drop(app)

    def read():
        together.wait()
        assert app.test_client().get("/uji").status_code == 200

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 2


def test_two_processes_share_the_folder(app, client, store, empty_database):
    page = client.get("/berita").data
    other = page_layer.PageLayer(app)
    other.inner = None  # asking Flask would fail
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/berita", "SCRIPT_NAME": "", "QUERY_STRING": ""}
    heard = []
    assert other(environ, lambda status, headers: heard.append((status, headers))) == [page]
    assert heard[0][0] == "200 OK"


def test_a_process_that_has_begun_asks_nothing_more_of_a_database_that_is_away(app, client, store, monkeypatch):
    page_layer.begin(app)

    def away():
        raise OSError("no database")

    monkeypatch.setattr(pages, "_committed", away)
    assert client.get("/").status_code == 200
    assert store.folder.is_open()
    assert kept(store) == ["/"]


def test_a_page_that_is_gone_leaves_the_memory(app, client, store, view):
    client.get("/berita")
    drop(app)
    store.inner = app.wsgi_app.inner
    app.view_functions["public.stories"] = lambda: ("gone", 410)
    app.test_client_class = LookingClient.__mro__[1]
    assert app.test_client().get("/berita").status_code == 410
    assert kept(store) == []


@pytest.mark.parametrize("broken", ["no folder", "a file", "closed"])
def test_without_a_folder_every_page_is_drawn(app, client, store, broken):
    client.get("/berita")
    if broken == "closed":
        store.folder.close()
        store._looked = float("inf")  # it was looked after a moment ago
    else:
        (store.folder.root / "current").unlink()
        store.folder.root.rename(store.folder.root.with_name("gone"))
        if broken == "a file":
            store.folder.root.write_text("")
    for _ in range(2):
        answer = client.get("/berita", headers=GZIP)
        assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert store.asked == 3


def test_a_full_disk_keeps_nobody_from_reading(app, client, store, monkeypatch):
    monkeypatch.setattr("portal.kernel.page_folder.FREE_FLOOR", 2**62)
    for _ in range(2):
        assert client.get("/berita").status_code == 200
    assert store.asked == 1  # from memory
    assert list(store.folder.root.rglob("*.html")) == []


def test_a_mount_point_is_no_page_of_ours(client, store):
    for _ in range(2):
        assert client.get("/berita", environ_overrides={"SCRIPT_NAME": "/warga"}).status_code == 200
    assert (store.asked, kept(store)) == (2, [])


def test_no_context_is_left_open_by_a_drawn_page(app, client, store):
    client.get("/berita")
    assert not g
