"""Where a share link leads: followed hop by hop, within its network only, and never further than it has to be.

Each hop is a call of `outgoing`: public addresses only, no cookies, bounded in time and bytes. Nothing is read from
pages; only the `Location` of a redirect counts, and the post itself is not opened.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from portal.channels import share_links
from portal.channels.adapter_api import Failed, Phase
from portal.channels.limits import Kind
from portal.channels.outgoing import Answer, Outgoing
from portal.channels.proofs import ProofRefused
from portal.settings import Settings

HOPS: Final = 4
READ, TOTAL = 4.0, 8.0  # seconds a hop, so that all of them end within the lease of the work
MOST: Final = 512 * 1024  # bytes of an answer nobody reads

Call = Callable[[str], Answer]


class Unresolved(Exception):
    """`code`: `unreachable` (later perhaps), `elsewhere` or `account` (never)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def final(self) -> bool:
        return self.code != "unreachable"


def caller(kind: str, settings: Settings) -> Call:
    """How an address is asked for. A PORTAL_CHANNEL_*_API setting stands in for all hosts of its network."""
    instead = settings.channel_api.get(Kind(kind))

    def call(url: str) -> Answer:
        parts = urlsplit(url)
        base = instead or f"https://{parts.netloc}"
        line = Outgoing(base, trusted=bool(instead), read=READ, total=TOTAL, most=MOST)
        return line.call("GET", parts.path, Phase.FIND, query=dict(parse_qsl(parts.query)))

    return call


def resolve(kind: str, link: str, call: Call, *, handle: str, address: str) -> str:
    """The canonical address of the post behind a share link. Raises Unresolved."""
    here = link
    for _hop in range(HOPS):
        location = _location(call, here)
        try:
            here = share_links.next_address(kind, here, location)
            found = share_links.post_at(kind, here, handle=handle, address=address)
        except share_links.Elsewhere as error:
            raise Unresolved("elsewhere") from error
        except ProofRefused as error:
            raise Unresolved("account") from error
        if found:
            return found
    raise Unresolved("elsewhere")


def _location(call: Call, here: str) -> str:
    try:
        answer = call(here)
    except Failed as error:
        raise Unresolved("unreachable") from error
    location = answer.headers.get("location", "")
    if not 300 <= answer.status < 400 or not location:
        raise Unresolved("unreachable")
    return location
