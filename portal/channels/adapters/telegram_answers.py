"""What an answer of Telegram's Bot API means: {"ok", "result"} or {"ok": false, "error_code", "description", …}."""

import re
from typing import Any, Final

from portal.channels.adapter_api import Failed, Failure, FailureKind, Phase
from portal.channels.adapters.answers import common, said, unsure, until
from portal.channels.error_codes import Code
from portal.channels.outgoing import Answer

REAUTH, REJECTED = FailureKind.REAUTH, FailureKind.REJECTED
# (what the description says, kind, code, field), first match wins; Telegram has no finer codes
_MEANINGS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), kind, code, field)
    for pattern, kind, code, field in (
        (r"message to delete not found|MESSAGE_ID_INVALID", FailureKind.GONE, Code.REMOVED_THERE, ""),
        (r"message can't be deleted", REJECTED, Code.TOO_LATE_TO_DELETE, ""),
        (r"chat not found|channel_invalid|peer_id_invalid", REAUTH, Code.CHAT_NOT_FOUND, ""),
        (r"not enough rights|need administrator rights|not a member|was kicked|bot is not|CHAT_ADMIN_REQUIRED|"
         r"CHAT_WRITE_FORBIDDEN|member list is inaccessible", REAUTH, Code.NOT_ADMIN, ""),
        (r"message is too long|caption is too long|MEDIA_CAPTION_TOO_LONG|MESSAGE_TOO_LONG", REJECTED,
         Code.TEXT_TOO_LONG, "text"),
        (r"text is empty|text must be non-empty", REJECTED, Code.TEXT_EMPTY, "text"),
        (r"can't parse entities|ENTITY|strings must be encoded", REJECTED, Code.TEXT_REFUSED, "text"),
        (r"PHOTO_INVALID_DIMENSIONS", REJECTED, Code.PICTURE_SHAPE, "picture"),
        (r"too big|Request Entity Too Large|file is too large", REJECTED, Code.PICTURE_HEAVY, "picture"),
        (r"IMAGE_PROCESS_FAILED|PHOTO_|wrong file|wrong type of the web page|failed to get|file must be non-empty",
         REJECTED, Code.PICTURE_REFUSED, "picture"),
    )
)  # fmt: skip
_BY_STATUS: Final = {401: (REAUTH, Code.BAD_BOT), 404: (REAUTH, Code.BAD_BOT), 403: (REAUTH, Code.NOT_ADMIN)}
_PLACE: Final = re.compile(r"(?:message|photo|attach://photo)\D{0,3}#?(\d{1,2})\b")


def read(answer: Answer, phase: Phase, token: str, shape: type) -> Any:
    """The `result`, which is a `shape`. Raises Failed."""
    body = answer.json()
    if isinstance(body, dict) and body.get("ok") is True and isinstance(body.get("result"), shape) and answer.fine:
        return body["result"]
    if isinstance(body, dict) and body.get("ok") is False:
        raise Failed(_failure(body, answer, phase, token))
    if failed := common(answer.status, answer.headers, phase, said("", token)):
        raise failed
    if answer.status in (401, 404):
        raise Failed(Failure(REAUTH, Code.BAD_BOT, status=answer.status))
    raise Failed(Failure(unsure(phase), Code.UNREADABLE, status=answer.status))


def _failure(body: dict[str, Any], answer: Answer, phase: Phase, token: str) -> Failure:
    status = body["error_code"] if isinstance(body.get("error_code"), int) else answer.status
    more = body["parameters"] if isinstance(body.get("parameters"), dict) else {}
    words = said(body.get("description"), token)
    if status in (420, 429):
        return Failure(FailureKind.RATE_LIMITED, Code.BUSY, "", status, words, until(more.get("retry_after")))
    if failed := common(status, answer.headers, phase, words):
        return failed.failure
    if "migrate_to_chat_id" in more:
        return Failure(REAUTH, Code.CHAT_MOVED, "", status, said(f"{words} {more['migrate_to_chat_id']}", token))
    kind, code, field = _meaning(words, status)
    return Failure(kind, code, field, status, words)


def _meaning(words: str, status: int) -> tuple[FailureKind, Code, str]:
    for pattern, kind, code, field in _MEANINGS:
        if pattern.search(words):
            return kind, code, _place(words) if field == "picture" else field
    return (*_BY_STATUS.get(status, (REJECTED, Code.REFUSED)), "")


def _place(words: str) -> str:
    """Which picture an error speaks of ("failed to send message #2 …"), where it says so."""
    found = _PLACE.search(words)
    return f"picture-{int(found[1]) - 1}" if found and int(found[1]) > 0 else ""
