"""Keys made from the instance's secret. Pure."""

import hashlib


def derived(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose; whoever holds them does not hold the secret."""
    return hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
