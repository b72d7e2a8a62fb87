"""A Telegram channel through a bot that is its administrator (Bot API 10.1).

One message is one visible write; an album is one message group. A bot cannot read a channel's history, so nobody can
ask whether a lost call made the post: `find` always says so.
"""

import io
import json
from datetime import timedelta
from html import escape
from typing import Any, Final

from portal.channels.adapter_api import (
    Account,
    Capabilities,
    Failed,
    Failure,
    FailureKind,
    Health,
    Idempotency,
    Keep,
    Media,
    Parcel,
    Phase,
    Remote,
    Step,
)
from portal.channels.adapters import telegram_answers as answers
from portal.channels.error_codes import Code
from portal.channels.measure import utf16
from portal.channels.outgoing import Outgoing
from portal.kernel.text import visible
from portal.photos import rules

TEXT_MAX, CAPTION_MAX, ALBUM_MAX = 4096, 1024, 10  # UTF-16 code units after entity parsing; pictures
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10_000_000, 10_000, 20  # width and height added up


class Telegram:
    """See base.Adapter. `username` is the chat's number for a channel without a public name."""

    capabilities = Capabilities(Idempotency.NONE, delete=True, delete_within=timedelta(hours=48))

    def test(self, http: Outgoing, account: Account) -> Health:
        bot = _call(http, account, "getMe", Phase.TEST)
        chat = _call(http, account, "getChat", Phase.TEST, chat_id=_chat(account))
        member = _call(http, account, "getChatMember", Phase.TEST, chat_id=_chat(account), user_id=bot.get("id"))
        if not (member.get("status") == "creator" or member.get("can_post_messages") is True):
            raise Failed(Failure(FailureKind.REAUTH, Code.NOT_ADMIN))
        name = str(chat.get("username") or "")
        return Health(f"{chat.get('title', '')} (@{bot.get('username', '')})", f"https://t.me/{name}" if name else "")

    def prepare(self, http: Outgoing, account: Account, parcel: Parcel, step: Step, keep: Keep) -> None:
        """Nothing can be uploaded beforehand; what Telegram would refuse is refused here, before anything is sent."""
        _chat(account)
        text, most = parcel.text.strip(), CAPTION_MAX if parcel.media else TEXT_MAX
        if not visible(text) and not parcel.media:
            raise Failed(Failure(FailureKind.REJECTED, Code.TEXT_EMPTY, "text"))
        if utf16(text) > most:
            raise Failed(Failure(FailureKind.REJECTED, Code.TEXT_TOO_LONG, "text"))
        if len(parcel.media) > ALBUM_MAX:
            raise Failed(Failure(FailureKind.REJECTED, Code.TOO_MANY_PICTURES))
        for number, media in enumerate(parcel.media):
            _check(media, f"picture-{number}")

    def ready(self, http: Outgoing, account: Account, parcel: Parcel, step: Step) -> timedelta | None:
        return None

    def publish(self, http: Outgoing, account: Account, parcel: Parcel, step: Step) -> Remote:
        chat, text = _chat(account), text_html(parcel)
        if not parcel.media:
            preview = {"is_disabled": parcel.link not in parcel.text}
            fields = {"chat_id": chat, "text": text, "parse_mode": "HTML", "link_preview_options": preview}
            return _remote(_call(http, account, "sendMessage", Phase.PUBLISH, **fields))
        files = {f"photo{number}": (f"{number + 1}.jpg", each.jpeg()) for number, each in enumerate(parcel.media)}
        if len(files) == 1:
            form = {"chat_id": chat, "caption": text, "parse_mode": "HTML"}
            return _remote(_call(http, account, "sendPhoto", Phase.PUBLISH, {"photo": files["photo0"]}, **form))
        album = [{"type": "photo", "media": f"attach://{name}"} for name in files]
        album[0] |= {"caption": text, "parse_mode": "HTML"}
        made = _call(http, account, "sendMediaGroup", Phase.PUBLISH, files, chat_id=chat, media=json.dumps(album))
        return _remote(*made)

    def find(self, http: Outgoing, account: Account, parcel: Parcel, step: Step) -> Remote | None:
        raise Failed(Failure(FailureKind.UNKNOWN, Code.CANNOT_ASK))

    def delete(self, http: Outgoing, account: Account, remote: Remote) -> None:
        chat, _, numbers = remote.id.rpartition(":")
        for number in numbers.split(","):
            try:
                _call(http, account, "deleteMessage", Phase.DELETE, chat_id=chat, message_id=int(number))
            except Failed as error:
                if error.failure.kind is not FailureKind.GONE:
                    raise


def _chat(account: Account) -> str:
    """The channel as the API names it: its number, or @name."""
    name = account.handle.strip().removeprefix("@")
    chat = account.username.strip() or (f"@{name}" if name else "")
    if not chat:
        raise Failed(Failure(FailureKind.REAUTH, Code.NO_HANDLE))
    return chat


def text_html(parcel: Parcel) -> str:
    """The text as Telegram's HTML: everything escaped, the headline in bold where the text begins with it."""
    title, text = parcel.title.strip(), parcel.text.strip()
    rest = text.removeprefix(title)
    if title and rest != text and (not rest or rest.startswith("\n")):
        return f"<b>{escape(title, quote=False)}</b>{escape(rest, quote=False)}"
    return escape(text, quote=False)


def _check(media: Media, field: str) -> None:
    jpeg = media.jpeg()
    if len(jpeg) > PHOTO_BYTES:
        raise Failed(Failure(FailureKind.REJECTED, Code.PICTURE_HEAVY, field))
    try:
        header = rules.sniff_file(io.BytesIO(jpeg), len(jpeg))
    except rules.Refused:
        raise Failed(Failure(FailureKind.REJECTED, Code.PICTURE_REFUSED, field)) from None
    long, short = max(header.width, header.height), min(header.width, header.height)
    if long + short > PHOTO_SIDES or long > PHOTO_RATIO * short:
        raise Failed(Failure(FailureKind.REJECTED, Code.PICTURE_SHAPE, field))


SHAPES: Final = {"sendMediaGroup": list, "deleteMessage": bool}
Files = dict[str, tuple[str, bytes]]


def _call(
    http: Outgoing, account: Account, method: str, phase: Phase, files: Files | None = None, /, **fields: Any
) -> Any:
    """The `result` of one call of the Bot API. The token stands in the path, which no log and no error shows."""
    path = f"/bot{account.secret}/{method}"
    body: dict[str, Any] = {"data": fields, "files": files} if files else {"json": fields}
    answer = http.call("POST", path, phase, **body)
    return answers.read(answer, phase, account.secret, SHAPES.get(method, dict))


def _remote(*messages: Any) -> Remote:
    """Where the message stands. An answer without its numbers is no proof of anything: Failed(UNKNOWN).

    The name is the one Telegram answers, whatever the channel was called by, in small letters as in proofs by hand: one
    post, one address. A channel without a public name has none that a stranger could open.
    """
    try:
        chat, numbers = messages[0]["chat"], ",".join(str(int(each["message_id"])) for each in messages)
        place, name = int(chat["id"]), str(chat.get("username") or "").lower()
    except (KeyError, TypeError, ValueError, IndexError):
        raise Failed(Failure(FailureKind.UNKNOWN, Code.UNREADABLE)) from None
    return Remote(f"{place}:{numbers}", f"https://t.me/{name}/{numbers.split(',')[0]}" if name else "")
