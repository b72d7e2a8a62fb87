"""A Telegram as strict as its documents: one bot, a few chats, every message kept. Over a real socket, with faults.

Bot API 10.1. A parameter the documents do not name is refused here (Telegram itself would ignore it), so that a typing
error in ours shows. Errors carry the words of the real service.
"""

import json
import re
import threading
import time
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image

from tests.channels.fakes.faults import SLOW, Fault, Faults

TOKEN = "123456:AAabcdefghijklmnopqrstuvwxyz012345678"
ENTITY = re.compile(r"</?(b|strong|i|em|u|s|code|pre|a)(?: href=\"[^\"]*\")?>")
MANY = {"chat_id", "disable_notification", "protect_content", "message_thread_id", "reply_parameters"}
ALLOWED = {
    "getMe": set(),
    "getChat": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "sendMessage": MANY | {"text", "parse_mode", "entities", "link_preview_options", "reply_markup"},
    "sendPhoto": MANY
    | {"photo", "caption", "parse_mode", "caption_entities", "show_caption_above_media", "has_spoiler"},
    "sendMediaGroup": MANY | {"media"},
    "deleteMessage": {"chat_id", "message_id"},
    "deleteMessages": {"chat_id", "message_ids"},
}
PHOTO_KEYS = {"type", "media", "caption", "parse_mode", "caption_entities", "has_spoiler", "show_caption_above_media"}
PREVIEW_KEYS = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


class Refusal(Exception):
    def __init__(self, code: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.code, self.words, self.parameters = code, words, parameters


class Telegram:
    """`url` is its root. `messages` holds what the channel shows, by message id; `chats` who may post where."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.lock = threading.Lock()
        self.messages: dict[int, dict] = {}
        self.calls: list[tuple[str, dict]] = []
        self.number = 40
        self.wait = 0  # seconds of the next BUSY
        self.delay = 0.0  # seconds before each answer
        self.chats = {"@pemkotpekalongan": {"id": -1001234567890, "username": "PemkotPekalongan", "can_post": True}}
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                fake.serve(self)

            do_GET = do_POST

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def posts(self) -> list[dict]:
        """What readers see, an album as one: its first message."""
        groups: dict[object, dict] = {}
        for number, message in self.messages.items():
            groups.setdefault(message.get("media_group_id", number), message)
        return list(groups.values())

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        method = request.path.rsplit("/", 1)[-1]
        time.sleep(self.delay)
        fault = self.faults.take(method)
        if fault is Fault.DROP_BEFORE:
            return self._cut(request)
        if fault is Fault.BUSY:
            return self._say(
                request, Refusal(429, f"Too Many Requests: retry after {self.wait}", retry_after=self.wait)
            )
        try:
            with self.lock:
                result: object = self._do(request, method, body)
        except Refusal as refusal:
            return self._say(request, refusal)
        return self._after(request, fault, result)

    def _after(self, request: BaseHTTPRequestHandler, fault: Fault | None, result: object) -> None:
        if fault in (Fault.DROP_AFTER, Fault.HALF):
            if fault is Fault.HALF:
                request.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"ok": true, "res')
            return self._cut(request)
        if fault is Fault.STATUS_AFTER:
            return self._say(request, Refusal(500, "Internal Server Error"))
        if fault is Fault.GARBAGE:
            return self._send(request, 200, b"<html>Bad gateway</html>")
        if fault is Fault.SLOW:
            time.sleep(SLOW)
        return self._send(request, 200, json.dumps({"ok": True, "result": result}).encode())

    def _cut(self, request: BaseHTTPRequestHandler) -> None:
        request.wfile.flush()
        request.close_connection = True
        request.connection.close()

    def _say(self, request: BaseHTTPRequestHandler, refusal: Refusal) -> None:
        body: dict = {"ok": False, "error_code": refusal.code, "description": refusal.words}
        if refusal.parameters:
            body["parameters"] = refusal.parameters
        self._send(request, refusal.code, json.dumps(body).encode())

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        try:
            request.send_response(status)
            request.send_header("Content-Length", str(len(body)))
            request.send_header("Content-Type", "application/json")
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            request.close_connection = True

    def _do(self, request: BaseHTTPRequestHandler, method: str, body: bytes) -> object:
        token = request.path.split("/")[1].removeprefix("bot")
        if not re.fullmatch(r"\d+:[\w-]{35,}", token):
            raise Refusal(404, "Not Found")
        if token != TOKEN:
            raise Refusal(401, "Unauthorized")
        if method not in ALLOWED:
            raise Refusal(404, "Not Found: method not found")
        fields, files = _fields(request.headers.get("Content-Type", ""), body)
        if unknown := set(fields) - ALLOWED[method]:
            raise Refusal(400, f"Bad Request: unknown parameter {min(unknown)}")
        self.calls.append((method, fields))
        return getattr(self, f"_{method}")(fields, files)

    def _getMe(self, fields: Mapping, files: Mapping) -> dict:
        return {"id": 123456, "is_bot": True, "first_name": "Warga", "username": "warga_bot"}

    def _chat(self, fields: Mapping) -> dict:
        wanted = str(fields.get("chat_id", "")).lower()
        for name, chat in self.chats.items():
            if wanted in (name, str(chat["id"])):
                if "moved" in chat:
                    raise Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=chat["moved"])
                return chat
        raise Refusal(400, "Bad Request: chat not found")

    def _shown(self, chat: Mapping) -> dict:
        named = {"username": chat["username"]} if chat.get("username") else {}
        return {"id": chat["id"], "type": "channel", "title": "Pemerintah Kota Pekalongan", **named}

    def _getChat(self, fields: Mapping, files: Mapping) -> dict:
        return self._shown(self._chat(fields)) | {"accent_color_id": 0, "max_reaction_count": 11}

    def _getChatMember(self, fields: Mapping, files: Mapping) -> dict:
        chat = self._chat(fields)
        if not isinstance(fields.get("user_id"), int):
            raise Refusal(400, "Bad Request: invalid user_id specified")
        if not chat["can_post"]:
            return {"status": "administrator", "user": self._getMe({}, {}), "can_post_messages": False}
        return {"status": "administrator", "user": self._getMe({}, {}), "can_post_messages": True}

    def _may_post(self, fields: Mapping) -> dict:
        chat = self._chat(fields)
        if not chat["can_post"]:
            raise Refusal(403, "Forbidden: bot is not a member of the channel chat")
        return chat

    def _sendMessage(self, fields: Mapping, files: Mapping) -> dict:
        chat, text = self._may_post(fields), _entities(fields, "text")
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if _units(text) > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        preview = fields.get("link_preview_options", {})
        if not isinstance(preview, dict) or set(preview) - PREVIEW_KEYS:
            raise Refusal(400, "Bad Request: can't parse link preview options")
        return self._keep(chat, text=text, preview=preview, raw=fields["text"])

    def _sendPhoto(self, fields: Mapping, files: Mapping) -> dict:
        chat, caption = self._may_post(fields), _entities(fields, "caption")
        if _units(caption) > 1024:
            raise Refusal(400, "Bad Request: message caption is too long")
        if "photo" not in files:
            raise Refusal(400, "Bad Request: there is no photo in the request")
        return self._keep(chat, caption=caption, photo=_picture(files["photo"], ""))

    def _sendMediaGroup(self, fields: Mapping, files: Mapping) -> list[dict]:
        chat = self._may_post(fields)
        try:
            media = json.loads(fields["media"]) if isinstance(fields["media"], str) else fields["media"]
        except (KeyError, ValueError):
            raise Refusal(400, "Bad Request: can't parse media JSON object") from None
        if not isinstance(media, list) or not 2 <= len(media) <= 10:
            raise Refusal(400, "Bad Request: wrong number of messages in the album: 2-10 expected")
        kept, group = [], f"album{self.number}"
        rows = [(_item(row, files, place), _entities(row, "caption")) for place, row in enumerate(media, start=1)]
        if any(_units(caption) > 1024 for _, caption in rows):
            raise Refusal(400, "Bad Request: message caption is too long")
        if len({id(picture) for picture, _ in rows}) != len(files):
            raise Refusal(400, "Bad Request: a file that no item names")
        for picture, caption in rows:
            kept.append(self._keep(chat, caption=caption, photo=picture, media_group_id=group))
        return kept

    def _deleteMessage(self, fields: Mapping, files: Mapping) -> bool:
        self._may_post(fields)
        message = self.messages.get(int(fields.get("message_id", 0)))
        if message is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        if message.get("old"):
            raise Refusal(400, "Bad Request: message can't be deleted")
        del self.messages[message["message_id"]]
        return True

    def _keep(self, chat: Mapping, **parts: object) -> dict:
        self.number += 1
        shown = self._shown(chat)
        self.messages[self.number] = {"message_id": self.number, "chat": shown, **parts}
        return {"message_id": self.number, "chat": shown, "date": int(time.time()), "sender_chat": shown}


def _fields(kind: str, body: bytes) -> tuple[dict, dict]:
    """(parameters, files) of JSON, a form or a multipart form."""
    if kind.startswith("application/json"):
        found = json.loads(body or b"{}")
        if not isinstance(found, dict):
            raise Refusal(400, "Bad Request: expected a JSON object")
        return found, {}
    if not kind.startswith("multipart/form-data"):
        if body:
            raise Refusal(400, "Bad Request: unsupported content type")
        return {}, {}
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: dict = {}
    files: dict = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files


def _units(text: str) -> int:
    """Telegram counts UTF-16 code units."""
    return sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


def _entities(fields: Mapping, name: str) -> str:
    """The text after its entities were taken out, as Telegram counts it."""
    text = fields.get(name, "")
    if not isinstance(text, str):
        raise Refusal(400, f"Bad Request: {name} must be a string")
    if fields.get("parse_mode") is None:
        return text
    if fields["parse_mode"] != "HTML":
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    bare = ENTITY.sub("", text)
    if "<" in bare or ">" in bare or re.search(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);)", bare):
        raise Refusal(400, "Bad Request: can't parse entities: unsupported start tag")
    return unescape(bare)


def _item(row: object, files: Mapping, place: int) -> dict:
    if not isinstance(row, dict) or set(row) - PHOTO_KEYS or row.get("type") != "photo":
        raise Refusal(400, "Bad Request: can't parse InputMedia")
    name = str(row.get("media", ""))
    if not name.startswith("attach://") or name.removeprefix("attach://") not in files:
        raise Refusal(400, f"Bad Request: failed to get file of message #{place}: wrong file identifier")
    return _picture(files[name.removeprefix("attach://")], f"failed to send message #{place} with the error message ")


def _picture(data: bytes, where: str) -> dict:
    """A photo as the service takes it: a real picture, its sides added up to 10,000 at most, a ratio of 20 at most."""
    if not data:
        raise Refusal(400, "Bad Request: file must be non-empty")
    if len(data) > 10_000_000:
        raise Refusal(413, "Request Entity Too Large")
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
            width, height, kind = image.width, image.height, image.format
    except Exception:
        raise Refusal(400, f"Bad Request: {where}IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refusal(400, f"Bad Request: {where}PHOTO_INVALID_DIMENSIONS")
    return {"width": width, "height": height, "format": kind, "size": len(data)}
