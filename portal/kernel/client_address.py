"""Client addresses as keys for counting, plain and hashed. Pure."""

import ipaddress

from portal.kernel.keyed_hash import keyed_hash


def address_key(address: str | None) -> str:
    """Return the address, for IPv6 its /64: one household has 2^64 of them."""
    try:
        found = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped) if found.ipv4_mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def address_hash(secret: str, purpose: str, address: str | None) -> str:
    """Return a keyed hash of the address, so that rows can count a household without naming it."""
    return keyed_hash(secret, purpose, address_key(address))
