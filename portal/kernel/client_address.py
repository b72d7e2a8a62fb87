"""Which address counts as one sender, and how it is kept. Pure."""

import ipaddress

from portal.kernel.keyed_hash import keyed_hash


def address_key(address: str | None) -> str:
    """One household's address: IPv6 by its /64, because one line has 2^64 of them."""
    try:
        found = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped) if found.ipv4_mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def address_hash(secret: str, purpose: str, address: str | None) -> str:
    """A household's address as rows keep it: it can be counted and not read."""
    return keyed_hash(secret, purpose, address_key(address))
