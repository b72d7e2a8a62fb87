"""Which addresses the portal may call for a channel: public ones only. Pure.

A channel's address is typed by a person. Without this rule the portal would read the pages of the office's own network,
of the database next door or of a cloud's metadata service for whoever can fill in the form.
"""

import ipaddress
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# reach an IPv4 address in disguise, so that its own check would be passed by
_DISGUISES = tuple(
    ipaddress.ip_network(net)
    for net in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
)
_MORE = (ipaddress.ip_network("192.88.99.0/24"), ipaddress.ip_network("100.64.0.0/10"))
_LOCAL_ENDS = (".local", ".localhost", ".internal", ".lan", ".home", ".intranet", ".home.arpa")


def public(text: str) -> bool:
    """Whether this IP address is one anybody on the internet may be asked to call."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if any(address in net for net in (_DISGUISES if address.version == 6 else _MORE)):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def loopback(text: str) -> bool:
    """Whether this IP address is this machine itself, where a test server may run."""
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def surely_private(url: str) -> bool:
    """Whether a typed address can only lead into a private network; names are proved again when they are called."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_ENDS) or _is_number(host)
    return not public(host)


def _is_number(host: str) -> bool:
    """Old spellings of an IPv4 address: 127.1, 0x7f.0.0.1, 2130706433."""
    last = host.rsplit(".", 1)[-1]
    return last.isdigit() or last.startswith("0x")
