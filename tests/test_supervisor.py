"""kill -9 of every part of a running portal: it answers again by itself, and leaves nobody behind."""

import os
import signal
import socket
import sqlite3
import time

import pytest

from tests.server import Portal, free_port
from tests.test_page_store import soon

pytestmark = pytest.mark.outside

HEALS = 10  # seconds; a guard against hanging, the figure itself is in `make bench`


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("portal"), PORTAL_DEMO="0").start()
    yield portal
    portal.kill()


def web(portal):
    """(web server, its workers, job worker), once all of them are there."""

    def whole():
        tree = portal.tree()
        servers = [pid for pid, kids in tree.items() if kids]
        return (tree, *servers) if len(tree) == 2 and len(servers) == 1 else None

    tree, server = soon(whole, 60)
    (worker,) = tree.keys() - {server}
    return server, tree[server], worker


@pytest.mark.parametrize("who", ["one web worker", "all web workers", "web server", "job worker"])
def test_a_killed_child_never_ends_the_portal(portal, who):
    server, children, worker = web(portal)
    victims = {"one web worker": children[:1], "all web workers": children, "web server": [server]}
    for pid in victims.get(who, [worker]):
        os.kill(pid, signal.SIGKILL)
    assert portal.answers(HEALS) is not None
    web(portal)
    assert portal.process.poll() is None


def test_a_new_web_worker_knows_which_pages_hold_before_anybody_asks(portal):
    _, children, _ = web(portal)
    shown = portal.folder / "pages" / "current"
    shown.unlink()
    os.kill(children[0], signal.SIGKILL)
    assert soon(shown.is_symlink, 30)


def test_a_second_server_on_the_instance_is_refused_before_anything_is_migrated(portal):
    other = Portal(portal.folder)
    done = other.flask("up")
    assert done.returncode == 1
    assert "Another server" in done.stderr
    assert other.flask("serve").returncode == 1


def test_a_taken_port_is_named_before_anything_is_migrated(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        other = Portal(tmp_path)
        other.env["PORTAL_PORT"] = str(taken.getsockname()[1])
        done = other.flask("up")
    assert done.returncode == 1
    assert other.env["PORTAL_PORT"] in done.stderr
    assert not (tmp_path / "portal.db").exists()


def test_killing_the_whole_group_leaves_no_orphan_and_the_start_after_it_works(portal):
    portal.kill()
    assert any(portal.port_is_free() or time.sleep(0.1) for _ in range(100))
    portal.start()
    assert sqlite3.connect(portal.folder / "portal.db").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_killing_the_supervisor_alone_takes_its_children_along(portal):
    os.kill(portal.process.pid, signal.SIGKILL)
    portal.process.wait()
    # the kernel ends one generation after the other; on a busy machine that takes a moment
    assert any(portal.port_is_free() or time.sleep(0.1) for _ in range(100))
    portal.start()


def test_two_instances_run_side_by_side_and_ctrl_c_stops_one(portal, tmp_path):
    other = Portal(tmp_path, PORTAL_PORT=str(free_port()), PORTAL_DEMO="0")
    other.port = int(other.env["PORTAL_PORT"])
    other.url = f"http://127.0.0.1:{other.port}"
    other.start()
    assert other.stop() == 0
    assert portal.answers(1) is not None
