"""Answers no WordPress of ours gives on demand: other people's proxies, plugins and faults."""

import contextlib
import json

import pytest

from portal.channels.adapter_api import Account, Failed, FailureKind, Phase
from portal.channels.adapters.telegram import Telegram
from portal.channels.adapters.wordpress import WordPress
from portal.channels.adapters.wordpress_site import Site
from portal.channels.error_codes import Code
from portal.channels.outgoing import Answer
from tests.factories.parcels import parcel

ACCOUNT = Account("wordpress", "https://x.test", "Pemkot", "humas", "abcd efgh")


class Line:
    """Gives the answers in turn, the last one again and again; keeps what was called."""

    encrypted = True

    def __init__(self, *answers) -> None:
        self.answers, self.calls = list(answers), []

    def call(self, method, path, phase, query=None, **more):
        self.calls.append((method, path, dict(query or {})))
        status, body, headers = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Answer(status, headers, body if isinstance(body, bytes) else json.dumps(body).encode())


def says(status, body, **headers):
    return status, body, {name.replace("_", "-"): value for name, value in headers.items()}


def failure(*answers, phase=Phase.PUBLISH, field=""):
    with pytest.raises(Failed) as caught:
        Site(Line(*answers), ACCOUNT).call("POST", "/wp/v2/posts", phase, field=field)
    return caught.value.failure


def wp(code, message="Words", **data):
    return {"code": code, "message": message, "data": data}


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "field"),
    [
        (401, wp("rest_cannot_create"), FailureKind.REAUTH, Code.BAD_LOGIN, ""),
        (401, b"<html>Unauthorized", FailureKind.REAUTH, Code.BAD_LOGIN, ""),
        (403, wp("rest_cannot_publish"), FailureKind.REAUTH, Code.MAY_NOT_PUBLISH, ""),
        (403, wp("rest_forbidden"), FailureKind.REAUTH, Code.MAY_NOT_PUBLISH, ""),
        (403, b"<html>Blocked by the firewall", FailureKind.REJECTED, Code.FORBIDDEN, ""),
        (403, wp("wordfence_block"), FailureKind.REJECTED, Code.FORBIDDEN, ""),
        (404, wp("rest_no_route"), FailureKind.REAUTH, Code.NOT_WORDPRESS, ""),
        (404, wp("rest_post_invalid_id"), FailureKind.GONE, Code.REMOVED_THERE, ""),
        (400, wp("rest_invalid_param", params={"title": "x"}), FailureKind.REJECTED, Code.TITLE_REFUSED, "text"),
        (400, wp("rest_invalid_param", params={"content": "x"}), FailureKind.REJECTED, Code.TEXT_REFUSED, "text"),
        (400, wp("rest_invalid_param", params=["content"]), FailureKind.REJECTED, Code.REFUSED, ""),
        (400, {"code": "rest_invalid_param", "data": 7}, FailureKind.REJECTED, Code.REFUSED, ""),
        (400, wp("empty_content"), FailureKind.REJECTED, Code.TEXT_EMPTY, "text"),
        (400, ["x"], FailureKind.REJECTED, Code.REFUSED, ""),
        (413, b"too large", FailureKind.REJECTED, Code.TEXT_TOO_LONG, "text"),
        (500, wp("internal_server_error"), FailureKind.UNKNOWN, Code.SERVER_ERROR, ""),
        (500, b"Error establishing a database connection", FailureKind.UNKNOWN, Code.SERVER_ERROR, ""),
        (502, b"", FailureKind.UNKNOWN, Code.SERVER_ERROR, ""),
        (200, b"<html>", FailureKind.UNKNOWN, Code.UNREADABLE, ""),
        (201, ["x"], FailureKind.UNKNOWN, Code.UNREADABLE, ""),
        (301, b"", FailureKind.UNKNOWN, Code.REDIRECTED, ""),
    ],
)
def test_what_an_answer_to_the_publishing_call_means(status, body, kind, code, field):
    told = failure(says(status, body))
    assert (told.kind, told.code, told.field) == (kind, code, field)


@pytest.mark.parametrize(
    ("status", "code", "ours"),
    [
        (500, "rest_upload_sideload_error", Code.PICTURE_REFUSED),
        (400, "rest_upload_file_too_big", Code.PICTURE_HEAVY),
        (413, "", Code.PICTURE_HEAVY),
        (403, "rest_cannot_create", Code.MAY_NOT_UPLOAD),
    ],
)
def test_what_is_about_a_picture_names_the_picture(status, code, ours):
    told = failure(says(status, wp(code)), phase=Phase.PREPARE, field="picture-3")
    assert told.code == ours
    assert told.field == ("picture-3" if told.kind is FailureKind.REJECTED else "")


@pytest.mark.parametrize("phase", [Phase.PREPARE, Phase.FIND, Phase.DELETE, Phase.READY])
@pytest.mark.parametrize("answer", [says(500, b""), says(200, b"<html>"), says(502, b"x")])
def test_outside_the_publishing_call_an_outage_is_only_tried_again(phase, answer):
    assert failure(answer, phase=phase).kind is FailureKind.RETRY


def test_their_words_come_along_without_our_password_and_markup():
    told = failure(says(400, wp("odd", "<b>No</b> abcd efgh " + "x" * 400)))
    assert told.said.startswith("No … x")
    assert len(told.said) == 300


def test_the_other_address_is_tried_once_and_only_for_a_page_that_is_not_wordpresss():
    line = Line(says(404, b"<html>"), says(200, {}), says(200, {}))
    site = Site(line, ACCOUNT)
    site.call("GET", "/wp/v2/posts", Phase.FIND, {"a": 1})
    site.call("GET", "/", Phase.FIND)
    assert line.calls == [
        ("GET", "/wp-json/wp/v2/posts", {"a": 1}),
        ("GET", "/", {"rest_route": "/wp/v2/posts", "a": 1}),
        ("GET", "/", {"rest_route": "/"}),
    ]
    assert failure(says(404, b"<html>")).code == Code.NOT_WORDPRESS


GARBAGE = [None, True, 7, "x", [], [1], [None], [[]], {}, {"id": "x"}, {"id": 1}, [{"id": 1}], [{"id": 1, "slug": 2}]]
GARBAGE += [
    {"ok": True},
    {"ok": True, "result": None},
    {"ok": True, "result": []},
    {"ok": False},
    {"ok": False, "error_code": "x"},
]
GARBAGE += [{"ok": False, "parameters": 3}, {"ok": True, "result": {"chat": 1, "message_id": []}}]
GARBAGE += [[{"id": 1, "slug": "s", "status": "publish", "content": None}], {"code": [], "data": [], "message": {}}]
GARBAGE += [{"namespaces": 3}, {"namespaces": ["wp/v2"], "capabilities": 7, "authentication": 5}]


@pytest.mark.parametrize("adapter", [WordPress(), Telegram()], ids=["wordpress", "telegram"])
@pytest.mark.parametrize("status", [200, 400, 401, 404, 500])
@pytest.mark.parametrize("body", GARBAGE, ids=repr)
def test_an_answer_of_any_shape_is_a_failure_and_no_crash(adapter, status, body):
    each, step = parcel(2), {"post": 1}
    calls = (
        lambda http: adapter.test(http, ACCOUNT),
        lambda http: adapter.prepare(http, ACCOUNT, each, step, lambda grown: None),
        lambda http: adapter.prepare(http, ACCOUNT, each, {}, lambda grown: None),
        lambda http: adapter.publish(http, ACCOUNT, each, step),
        lambda http: adapter.publish(http, ACCOUNT, each, {}),
        lambda http: adapter.find(http, ACCOUNT, each, step),
        lambda http: adapter.find(http, ACCOUNT, each, {}),
    )
    for call in calls:
        with contextlib.suppress(Failed):
            call(Line(says(status, body)))
