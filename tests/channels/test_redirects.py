"""Share links followed over real sockets; one server stands in for all hosts of the network."""

from dataclasses import replace

import pytest

from portal.channels import redirects
from portal.channels.adapter_api import Failed
from portal.channels.error_codes import Code
from portal.channels.redirects import HOPS, MOST, Unresolved, caller, resolve
from portal.settings import from_env
from tests.channels.test_outgoing import says, serving

LINK = "https://www.facebook.com/share/p/1AbCdEfGhI/"
PAGE = "https://www.facebook.com/pemkotpekalongan/posts/1234567890"
OWN = {"handle": "pemkotpekalongan", "address": ""}


def leads(to, status="302 Found", length=0):
    head = f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    return head.encode() + b"x" * length


def along(*answers):
    """Each call gets the next answer, the last one again and again."""
    left = list(answers)

    def act(server, client):
        server.read(client)
        client.sendall(left.pop(0) if len(left) > 1 else left[0])

    return act


@pytest.fixture
def follow():
    """follow(server, link): with a PORTAL_CHANNEL_FACEBOOK_API that names the server."""

    def through(server, link=LINK):
        settings = replace(from_env({}), channel_api={"facebook": f"http://127.0.0.1:{server.port}"})
        return resolve("facebook", link, caller("facebook", settings), **OWN)

    return through


def test_one_redirect_leads_to_the_post(follow):
    with serving(says(leads(f"{PAGE}?rdid=x&share_url=y"))) as server:
        assert follow(server) == PAGE
        assert server.requests[0].startswith(b"GET /share/p/1AbCdEfGhI/ HTTP/1.1\r\n")
        assert server.connections == 1  # the post itself is not opened


def test_several_hops_and_a_page_that_asks_to_sign_in_lead_there_too(follow):
    login = (
        "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fpemkotpekalongan%2Fposts%2F1234567890"
    )
    with serving(along(leads("https://m.facebook.com/share/v/1AbCdEfGhI/"), leads(login))) as server:
        assert follow(server) == PAGE
        assert server.connections == 2


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("https://evil.example/", "elsewhere"),
        ("http://www.facebook.com/pemkotpekalongan/posts/1234567890", "elsewhere"),
        ("https://169.254.169.254/latest/meta-data", "elsewhere"),
        ("https://www.facebook.com/oranglain/posts/1234567890", "account"),
    ],
)
def test_what_leads_elsewhere_is_not_followed(follow, to, code):
    with serving(says(leads(to))) as server:
        with pytest.raises(Unresolved) as caught:
            follow(server)
        assert (caught.value.code, caught.value.final) == (code, True)
        assert server.connections == 1


def test_a_circle_ends(follow):
    with serving(says(leads(LINK))) as server:
        with pytest.raises(Unresolved, match="elsewhere"):
            follow(server)
        assert server.connections == HOPS


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        leads(PAGE, length=MOST + 1),
        b"garbage\r\n\r\n",
    ],
)
def test_what_may_be_better_later_is_no_end(follow, answer):
    with serving(says(answer)) as server, pytest.raises(Unresolved) as caught:
        follow(server)
    assert (caught.value.code, caught.value.final) == ("unreachable", False)


def test_without_a_setting_only_public_addresses_are_called(monkeypatch):
    real = redirects.Outgoing

    def inside(base, **more):
        return real(base, **more, resolver=lambda host, port: ["127.0.0.1"])

    monkeypatch.setattr(redirects, "Outgoing", inside)
    call = caller("facebook", from_env({}))
    with pytest.raises(Failed) as caught:
        call(LINK)
    assert caught.value.failure.code == Code.PRIVATE
    with pytest.raises(Unresolved, match="unreachable"):
        resolve("facebook", LINK, call, **OWN)
