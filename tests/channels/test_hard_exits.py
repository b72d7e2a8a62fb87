"""The whole way over real processes: a resident's story on a real WordPress and on the strict Telegram.

The portal dies at each failpoint of the protocol, twice; what counts is what stands on the other side afterwards.
"""

import re
import shutil
import time
import uuid
from datetime import timedelta

import pytest

from portal.kernel import clock
from tests.channels.fakes import telegram as fake
from tests.factories.pictures import phone_jpeg
from tests.outside import PHOTO, Resident, Visitor, code_in, people_only, rows
from tests.server import Portal

pytestmark = pytest.mark.outside

FAILPOINTS = ["delivery.before_arm", "delivery.after_arm", "delivery.after_call", "delivery.after_publish"]
PATIENCE = 90  # seconds, on a busy machine; each wait ends as soon as what it waits for is there
DONE = {"published", "check_by_hand"}


@pytest.fixture
def telegram():
    server = fake.Telegram()
    yield server
    server.stop()


def networks(wordpress, telegram):
    return {"PORTAL_CHANNEL_WORDPRESS_API": wordpress.url, "PORTAL_CHANNEL_TELEGRAM_API": telegram.url}


@pytest.fixture(scope="module")
def template(tmp_path_factory, wordpress_site):
    """An instance where a story with a photo is published, both channels are connected, and nothing was sent yet."""
    wordpress_site.empty()
    server, folder = fake.Telegram(), people_only(tmp_path_factory.mktemp("template"))
    portal = Portal(folder, **networks(wordpress_site, server)).start()
    try:
        connect(portal, wordpress_site)
        resident, key = Resident(portal).sign_in(), str(uuid.uuid4())
        assert resident.send(key, phone_jpeg(640, 480))
        until(lambda: rows(folder, "SELECT count(*) FROM photo WHERE state = 'ready'") == [(1,)], portal)
        director = Visitor(portal).sign_in("direktur")
        assert director.decide(code_in(resident.acknowledged[key])).status == 303
        until(lambda: len(posts(folder)) == 2, portal)
        assert portal.stop() == 0
    finally:
        portal.kill()
        server.stop()
    assert wordpress_site.posts() == []
    return folder


def connect(portal, wordpress):
    """What humas does on /siar/kanal: two channels with their secrets, each tested, the others out of use."""
    humas = Visitor(portal).sign_in("humas")
    site = {"kind": "wordpress", "name": "Pemkot", "address": "", "username": "humas", "active": "y", "action": "test"}
    bot = {"kind": "telegram", "name": "Pemkot", "handle": "PemkotPekalongan", "active": "y", "action": "test"}
    for code, fields in (
        ("web", site | {"secret": wordpress.passwords["humas"]}),
        ("telegram", bot | {"secret": fake.TOKEN}),
    ):
        humas.fresh(f"/siar/kanal/{code}")
        assert humas.post(f"/siar/kanal/{code}", fields).status == 303
        assert "Sambungan berhasil" in humas.fresh(f"/siar/kanal/{code}")
    for code, kind in rows(portal.folder, "SELECT code, kind FROM channel WHERE active AND mode <> 'api'"):
        humas.fresh(f"/siar/kanal/{code}")
        assert humas.post(f"/siar/kanal/{code}", {"kind": kind, "name": "Pemkot", "action": "save"}).status == 303


def posts(folder):
    """(id, channel, state) of each post."""
    return rows(
        folder, "SELECT p.id, c.code, p.state FROM post p JOIN channel c ON c.id = p.channel_id ORDER BY c.code"
    )


def until(ready, portal):
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, (portal.folder / "server.log").read_text()[-3000:]
        time.sleep(0.05)


@pytest.fixture
def portal(template, tmp_path, wordpress, telegram):
    folder = tmp_path / "instance"
    shutil.copytree(template, folder)
    portal = Portal(folder, **networks(wordpress, telegram))
    yield portal
    portal.kill()


def publish(portal):
    """Humas presses the button on both posts; the portal may die while it does."""
    humas = Visitor(portal).sign_in("humas")
    for number, _code, _state in posts(portal.folder):
        page = humas.fresh(f"/siar/{number}")
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        assert humas.post(f"/siar/{number}", {"version": version, "action": "publish"}).status == 303


def states(portal):
    return {code: state for _number, code, state in posts(portal.folder)}


def later(minutes):
    """A start that many minutes later: what a dead worker held is free again."""
    return {"PORTAL_NOW": (clock.now() + timedelta(minutes=minutes)).isoformat()}


def deaths(portal):
    return (portal.folder / "server.log").read_text().count("ended (137)")


def again(portal, minutes, failpoint=""):
    portal.kill()
    portal.start(PORTAL_FAILPOINT=failpoint, **later(minutes))


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_a_hard_exit_and_two_restarts_make_one_post_on_each_channel(portal, wordpress, telegram, failpoint):
    portal.start(PORTAL_FAILPOINT=f"{failpoint}:exit")
    publish(portal)
    until(lambda: deaths(portal) > 0, portal)
    again(portal, 3, f"{failpoint}:exit")
    seen = deaths(portal)
    until(lambda: deaths(portal) > seen or set(states(portal).values()) <= DONE, portal)
    again(portal, 6)
    until(lambda: set(states(portal).values()) <= DONE, portal)

    assert [state for _, _, state in wordpress.posts()] == ["publish"]
    assert len(wordpress.media()) == 1
    assert states(portal)["web"] == "published"
    made = len(telegram.posts)
    assert made <= 1
    assert states(portal)["telegram"] == (
        "published" if made and failpoint != "delivery.after_call" else "check_by_hand"
    )
    assert telegram.faults.calls("send") == made, "nobody sends again what may have arrived"


def test_the_story_is_shown_with_its_picture_alt_text_and_credit(portal, wordpress, telegram):
    portal.start()
    publish(portal)
    until(lambda: set(states(portal).values()) == {"published"}, portal)
    ((number, slug, _),) = wordpress.posts("publish")
    page = wordpress.page(f"/{slug}/")
    assert f'alt="{PHOTO["photo-0-alt"]}"' in page
    assert re.search(r"<figcaption[^>]*>Selokan\. Foto: \w+", page)
    assert "Berita asli: <a" in page
    (post,) = telegram.posts
    assert post["photo"]["format"] == "JPEG"
    urls = dict(
        rows(
            portal.folder,
            "SELECT c.code, d.remote_url FROM delivery d JOIN post p ON p.id = d.post_id"
            " JOIN channel c ON c.id = p.channel_id",
        )
    )
    assert urls == {"web": f"{wordpress.url}/{slug}/", "telegram": "https://t.me/pemkotpekalongan/41"}
    assert rows(portal.folder, "SELECT remote_id FROM delivery WHERE key LIKE '%web%'") == [(str(number),)]


def test_the_secrets_are_in_no_file_and_no_log(portal, wordpress, telegram):
    portal.start()
    publish(portal)
    until(lambda: set(states(portal).values()) == {"published"}, portal)
    assert portal.stop() == 0
    secrets = [fake.TOKEN.encode(), wordpress.passwords["humas"].encode()]
    files = [file for file in portal.folder.rglob("*") if file.is_file()]
    assert any(file.name == "portal.db" for file in files)
    for file in files:
        assert not any(secret in file.read_bytes() for secret in secrets), file.name
