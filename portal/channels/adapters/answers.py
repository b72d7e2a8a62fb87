"""What adapters share in reading an answer: times to wait, other people's words without secrets, the rule by phase."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from portal.channels.adapter_api import Failed, Failure, FailureKind, Phase
from portal.channels.error_codes import Code
from portal.kernel import clock

WAIT = timedelta(minutes=15)  # where a network says that we are too fast and not for how long
WAIT_MAX = timedelta(hours=24)
SAID_MAX = 300
_MARKUP = re.compile(r"<[^>]{0,200}>")


def said(text: object, *secrets: str) -> str:
    """A network's own message in one line of plain text, without any of our secrets, at most 300 characters."""
    words = " ".join(_MARKUP.sub(" ", str(text or "")).split())
    for secret in secrets:
        if secret:
            words = words.replace(secret, "…")
    return "".join(letter for letter in words if letter.isprintable())[:SAID_MAX]


def until(seconds: object, at: datetime | None = None) -> datetime:
    """The moment after a wait in seconds (15 minutes for nonsense), at least one second and at most a day ahead."""
    at = at or clock.now()
    try:
        wait = timedelta(seconds=float(str(seconds)))
    except (ValueError, OverflowError):
        wait = WAIT
    return at + min(max(wait, timedelta(seconds=1)), WAIT_MAX)


def retry_after(headers: Mapping[str, str]) -> datetime:
    """The moment of a Retry-After header, in seconds or as a date."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return until(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return until("")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # their clock is the real one, ours may be shifted
    return until((moment - clock.real_now()).total_seconds())


def unsure(phase: Phase) -> FailureKind:
    """What an outage means: a post may have been made while publishing, nothing was lost otherwise."""
    return FailureKind.UNKNOWN if phase is Phase.PUBLISH else FailureKind.RETRY


def common(status: int, headers: Mapping[str, str], phase: Phase, words: str) -> Failed | None:
    """What means the same on every network: redirects, "too fast", outages. None for everything else."""
    if 300 <= status < 400:
        kind = FailureKind.UNKNOWN if phase is Phase.PUBLISH else FailureKind.REAUTH
        return Failed(Failure(kind, Code.REDIRECTED, status=status, said=words))
    # 503 with a time is said by the server before the work; while publishing nobody knows by which server
    if status == 429 or (status == 503 and "retry-after" in headers and phase is not Phase.PUBLISH):
        return Failed(Failure(FailureKind.RATE_LIMITED, Code.BUSY, "", status, words, retry_after(headers)))
    if status >= 500:
        return Failed(Failure(unsure(phase), Code.SERVER_ERROR, status=status, said=words))
    return None
