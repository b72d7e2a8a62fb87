"""One-time codes a person copies by hand: drawn, shown in groups, read back with forgiveness. Pure."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
LENGTH = 12  # 60 bits: out of reach even for somebody who holds the table of hashes
HOW_MANY = 8


def draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read(text: str) -> str:
    """A typed code in its one form; what cannot be a code stays what it is and matches nothing."""
    return re.sub(r"[\s\-–.]", "", text).upper().translate(str.maketrans("ILO", "110"))
