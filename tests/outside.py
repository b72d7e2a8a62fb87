"""People outside a running portal, over real HTTP, and what its database says of them afterwards."""

import contextlib
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self

from flask import Flask

from portal import create_app
from portal.demo import seed as demo
from portal.demo.people import PASSWORD
from portal.kernel import clock, instance
from portal.kernel.db import db
from portal.ops.backup import upgrade
from portal.photos import sweeping
from portal.seeding import seed
from portal.settings import from_env
from tests.server import Portal

BODY = "Warga bergotong royong membersihkan selokan sejak pagi. " * 4
TITLE = "Selokan bersih"
FORM = {
    "body": BODY,
    "ward": "medono",
    "rubric": "kabar-kelurahan",
    "event_date": (clock.now() - timedelta(days=1)).date().isoformat(),
    "source": "Saya melihat sendiri",
    "credit": "full",
    "consent_original": "1",
    "consent_license": "1",
    "action": "submit",
}
PHOTO = {"photo-0-caption": "Selokan", "photo-0-alt": "Selokan yang bersih", "photo-0-consent": "1"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class Visitor:
    """Somebody with a browser. Answers come as they are, redirects included."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), NoRedirect())
        self.token = ""

    def sign_in(self, who: str = "warga") -> Self:
        self.fresh("/masuk")
        answer = self.post("/masuk", {"identity": f"{who}@demo.test", "password": PASSWORD})
        assert answer.status == 303, answer.status
        self.fresh("/kirim/berita")
        return self

    def fresh(self, path: str) -> str:
        """The page; its form token is used from now on."""
        page = self.opener.open(self.portal.url + path, timeout=10).read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, path
        self.token = found[1]
        return page

    def post(self, path: str, fields: dict[str, str], photo: bytes | None = None):
        fields = fields | {"csrf_token": self.token}
        request = urllib.request.Request(self.portal.url + path, urllib.parse.urlencode(fields).encode())
        if photo is not None:
            request.data, kind = multipart(fields, photo)
            request.add_header("Content-Type", kind)
        try:
            return self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as answer:
            return answer

    def decide(self, address: str, version: int = 1, decision: str = "approve"):
        return self.post(f"/meja/{code_in(address)}", {"version": str(version), "decision": decision})


class Resident(Visitor):
    """Somebody who sends stories and sends again when the answer is lost."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        self.acknowledged: dict[str, str] = {}

    def send(self, key: str, photo: bytes | None = None) -> bool:
        """One try; True when the portal acknowledged it, with the same receipt as ever before."""
        fields = FORM | {"title": f"{TITLE} {key}", "submission_key": key} | (PHOTO if photo else {})
        try:
            answer = self.post("/kirim/berita", fields, photo)
        except (urllib.error.URLError, OSError):
            return False
        if answer.status == 303:
            self.acknowledged.setdefault(key, answer.headers["Location"])
            return self.acknowledged[key] == answer.headers["Location"]
        return False

    def keep_sending(self, stop: threading.Event, wanted: list[str], photo: bytes | None = None) -> None:
        """Story after story, each until it is acknowledged; every third with the photo."""
        while not stop.is_set():
            key = str(uuid.uuid4())
            wanted.append(key)
            while not self.send(key, photo if len(wanted) % 3 == 0 else None) and not stop.is_set():
                time.sleep(0.02)


def multipart(fields: dict[str, str], photo: bytes) -> tuple[bytes, str]:
    """(body, content type) of a form with one picture."""
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="'
    lines = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    file = f'{head}photos"; filename="IMG_1.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = lines.encode() + file.encode() + photo + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


def code_in(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What the calls return when all of them start together."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        barrier.wait()
        results[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def people_only(folder: Path, **env: str) -> Path:
    """An instance with the demo's people and none of their stories: it starts at once."""
    with inside(folder, **env) as app:
        upgrade()
        seed(db.session(), app.extensions["portal.city"])
        demo.register(db.session(), clock.now() - demo.AGE)
        db.session.commit()
    return folder


@contextlib.contextmanager
def inside(folder: Path, **env: str) -> Iterator[Flask]:
    """The portal of that instance in this process, with no connection left open afterwards."""
    shift = clock.shift()
    app = create_app(instance.prepare(from_env({"PORTAL_INSTANCE": str(folder), "PORTAL_DEMO": "1"} | env)))
    clock.set_shift(shift)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def rows(folder: Path, query: str, *values: object) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(folder / "portal.db", timeout=10)) as database:
        return database.execute(query, values).fetchall()


def kept(folder: Path) -> dict[str, int]:
    """How many stories there are for each submission key."""
    return dict(rows(folder, f"SELECT submission_key, count(*) FROM story WHERE title LIKE '{TITLE}%' GROUP BY 1"))


def half(folder: Path) -> int:
    """Stories that miss a part of what is written together."""
    (found,) = rows(
        folder,
        f"SELECT count(*) FROM story s WHERE title LIKE '{TITLE}%' AND (status = 'draft'"
        " OR NOT EXISTS (SELECT 1 FROM revision r WHERE r.story_id = s.id)"
        " OR NOT EXISTS (SELECT 1 FROM consent c WHERE c.subject = 'story:' || s.id)"
        " OR (status = 'published') <> EXISTS (SELECT 1 FROM decision d WHERE d.story_id = s.id))",
    )
    return found[0]


def orphans(folder: Path) -> list[str]:
    """Files of pictures that no row names, once the sweep has run; and rows whose original is missing."""
    with inside(folder):
        sweeping.sweep(db.session(), clock.now() + timedelta(hours=1))
        db.session.commit()
    named = {name for (name,) in rows(folder, "SELECT public_id FROM photo")}
    media = folder / "media"
    stored = {file.name for file in media.glob("originals/*/*")}
    made = {made.name for made in media.glob("renditions/*/*")}
    return sorted((stored | made) - named) + sorted(named - stored)
