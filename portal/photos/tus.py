"""The words of the tus 1.0.0 protocol (https://tus.io/protocols/resumable-upload): headers into values. Pure."""

import base64
import binascii
import hashlib
import re
from datetime import timedelta
from typing import Any, Final, NamedTuple

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,expiration,termination,checksum"
BODY: Final = "application/offset+octet-stream"
LIFE: Final = timedelta(hours=24)  # of an upload that is not finished
ALGORITHMS: Final = ("sha1", "sha256", "md5")
WRONG_CHECKSUM: Final = 460


class Malformed(ValueError):
    """A header that says nothing; `header` is its name."""

    def __init__(self, header: str) -> None:
        super().__init__(header)
        self.header = header


class Checksum(NamedTuple):
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes

    def new(self) -> Any:
        return hashlib.new(self.algorithm, usedforsecurity=False)


def number(header: str, text: str | None) -> int:
    """A count of bytes. Raises Malformed."""
    if text is None or not re.fullmatch(r"[0-9]{1,15}", text):
        raise Malformed(header)
    return int(text)


def metadata(text: str | None) -> dict[str, str]:
    """`Upload-Metadata` as names and texts. A pair that cannot be read is left out: a name is not worth a picture."""
    found = {}
    for pair in (text or "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
    found.pop("", None)
    return found


def checksum(text: str | None) -> Checksum | None:
    """`Upload-Checksum`, or None when the request carries none. Raises Malformed."""
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    try:
        found = Checksum(algorithm, base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Malformed("Upload-Checksum") from error
    if algorithm not in ALGORITHMS or len(found.digest) != found.new().digest_size:
        raise Malformed("Upload-Checksum")
    return found
