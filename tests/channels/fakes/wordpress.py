"""A WordPress as far as posts without pictures go: strict, stateful, quick enough for thousands, and it counts.

What the adapter has to live with is as in the real one (tests/channels/wordpress.py runs that): a second `create` with
a slug that is taken makes a second post under `-2`, an unknown parameter or a wrong password is refused, and a list
shows nothing but published posts to whoever does not ask for more.
"""

import base64
import json
import threading
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from tests.channels.fakes.faults import Listener

USER, PASSWORD = "humas", "abcd efgh ijkl mnop qrst uvwx"
POSTS = "/wp-json/wp/v2/posts"
WRITTEN = {"title", "content", "excerpt", "slug", "status", "featured_media"}
ASKED = {"context", "_fields", "slug", "status", "per_page"}
STATES = {"publish", "future", "draft", "pending", "private", "trash"}
REASONS = {200: "OK", 201: "Created", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}


class Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class WordPress(Listener):
    """`url` is its root. `posts` by id; `appeared` counts for each key how often readers were shown a post anew."""

    def __init__(self, delay: float = 0.0) -> None:
        self.lock, self.gone = threading.Lock(), threading.Event()
        self.posts: dict[int, dict] = {}
        self.slugs: dict[str, int] = {}
        self.appeared: Counter[str] = Counter()
        self.calls = 0
        self.delay = delay  # seconds before each answer
        self._expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        super().__init__()

    def stop(self) -> None:
        self.gone.set()
        super().stop()

    def visible(self) -> Counter[str]:
        """How many posts readers see for each key of ours, whatever address they have."""
        with self.lock:
            return Counter(post["key"] for post in self.posts.values() if post["status"] == "publish")

    def _answer(self, request: bytes) -> bytes:
        if not request:
            return b""
        head, body = request.split(b"\r\n\r\n", 1)
        line, *rows = head.decode("latin-1").split("\r\n")
        method, target, _ = line.split(" ")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}
        self.gone.wait(self.delay)
        try:
            if headers.get("authorization") != self._expected:
                raise Refusal(401, "rest_not_logged_in")
            with self.lock:
                self.calls += 1
                status, found = self._do(method, target, body)
        except Refusal as refusal:
            status, found = refusal.status, {"code": refusal.code, "message": refusal.code, "data": {}}
        data = json.dumps(found).encode()
        return f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data

    def _do(self, method: str, target: str, body: bytes) -> tuple[int, object]:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        route, _, number = parts.path.partition(f"{POSTS}/") if parts.path != POSTS else (POSTS, "", "")
        if (route and route != POSTS) or set(query) - ASKED:
            raise Refusal(404 if route else 400, "rest_no_route" if route else "rest_invalid_param")
        if method == "GET" and not number:
            return 200, self._list(query)
        if number and int(number) not in self.posts:
            raise Refusal(404, "rest_post_invalid_id")
        if method == "GET":
            return 200, self._shown(self.posts[int(number)], query)
        if method != "POST":
            raise Refusal(404, "rest_no_route")
        fields = json.loads(body)
        if set(fields) - WRITTEN or fields.get("status", "draft") not in STATES:
            raise Refusal(400, "rest_invalid_param")
        return (200, self._write(int(number), fields, query)) if number else (201, self._make(fields, query))

    def _list(self, query: dict[str, str]) -> list[dict]:
        wanted = set(query.get("status", "publish").split(","))
        numbers = sorted(self.slugs[slug] for slug in query.get("slug", "").split(",") if slug in self.slugs)
        found = [self.posts[number] for number in numbers if self.posts[number]["status"] in wanted]
        return [self._shown(post, query) for post in found]

    def _make(self, fields: dict, query: dict[str, str]) -> dict:
        if not fields.get("content", "").strip() and not fields.get("title", "").strip():
            raise Refusal(400, "empty_content")
        number = len(self.posts) + 1
        self.posts[number] = {"id": number, "slug": "", "status": "new", "content": "", "key": fields["slug"]}
        return self._write(number, {"status": "draft"} | fields, query)

    def _write(self, number: int, fields: dict, query: dict[str, str]) -> dict:
        post = self.posts[number]
        before = post["status"]
        post |= {name: fields[name] for name in ("title", "content", "status") if name in fields}
        if "slug" in fields:
            self.slugs.pop(post["slug"], None)
            post["slug"] = self._free(fields["slug"])
            self.slugs[post["slug"]] = number
        if post["status"] == "publish" != before:
            self.appeared[post["key"]] += 1
        return self._shown(post, query)

    def _free(self, slug: str) -> str:
        """As WordPress does it: no error, another address."""
        names = (slug, *(f"{slug}-{n}" for n in range(2, 100)))
        return next(name for name in names if name not in self.slugs)

    def _shown(self, post: dict, query: dict[str, str]) -> dict:
        content = {"rendered": post["content"], "raw": post["content"]}  # our account may edit
        link = f"{self.url}/{post['slug']}/" if post["status"] == "publish" else f"{self.url}/?p={post['id']}"
        shown = {"id": post["id"], "slug": post["slug"], "status": post["status"], "link": link, "content": content}
        return {name: value for name, value in shown.items() if name in query.get("_fields", "").split(",")}
