"""Fixtures every test shares. The test client looks at every page it gets."""

import dataclasses
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from portal import create_app, seeding
from portal.audit import anchor
from portal.audit.anchor import EMPTY
from portal.audit.models import AuditAnchor
from portal.kernel import db as database
from portal.kernel import failpoints, jobs
from portal.kernel.db import Base, db
from portal.settings import Settings
from tests import clocks
from tests.postgres import Cluster

pytest_plugins = ["tests.browser", "tests.pages"]
SECRET = "secret-of-the-tests-0123456789abcdef"


def pytest_addoption(parser):
    parser.addoption("--clock", default=clocks.DEFAULT, help=f"{', '.join(clocks.CLOCKS)}, or a moment with an offset")


def pytest_configure(config):
    try:
        config.clocks = clocks.chosen(config.getoption("--clock"))
    except ValueError as error:
        raise pytest.UsageError(f"--clock: {error}") from error
    clocks.start(next(iter(config.clocks.values())))
    config.pluginmanager.register(FailurePrinter(config))


def pytest_collection_modifyitems(items):
    """Start with what takes longest, so that one worker is not left alone with it at the end; give it more time."""
    slow = [item for item in items if any(item.get_closest_marker(mark) for mark in ("journey", "outside"))]
    for item in slow:
        item.add_marker(pytest.mark.timeout(900))
    chosen = set(slow)
    items.sort(key=lambda item: item not in chosen)


class FailurePrinter:
    """Print each failure when it happens: a run that is cut off still shows what it saw."""

    def __init__(self, config):
        self.plugins = config.pluginmanager

    def pytest_runtest_logreport(self, report):
        terminal = self.plugins.get_plugin("terminalreporter")
        if report.failed and terminal:
            terminal.write_line(f" {report.nodeid} ({report.when})")


def pytest_generate_tests(metafunc):
    found = metafunc.config.clocks
    if len(found) > 1 and metafunc.definition.get_closest_marker("dated"):
        if metafunc.definition.get_closest_marker("outside"):
            found = {name: found[name] for name in clocks.OUTSIDE if name in found} or found
        metafunc.parametrize("clock_of_run", found.values(), ids=found, indirect=True)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A seeded SQLite file that each test copies: creating the tables again for each would cost half a second."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(make_settings(folder))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        seeding.seed(db.session(), app.extensions["portal.city"])
        begin_log(db.session())
        db.session.commit()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()
    return folder / "portal.db"


def begin_log(session) -> None:
    """The empty log of staff acts, as the migrations make it in the database."""
    signature = anchor.sign(EMPTY, anchor.key_of(SECRET))
    session.add(AuditAnchor(id=1, count=0, last_id=0, last_hash=EMPTY.last_hash, signature=signature))


def remember_log(settings) -> None:
    """And beside it."""
    anchor.write(settings.instance, EMPTY, anchor.key_of(SECRET))


class Compiled(BytecodeCache):
    """Templates as code, kept in memory for all apps of a session: compiling them anew was most of a page's time."""

    def __init__(self):
        self.known = {}

    def load_bytecode(self, bucket):
        checksum, code = self.known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket):
        self.known[bucket.key] = bucket.checksum, bucket.code


compiled = Compiled()


def make_app(settings: Settings):
    app = create_app(settings)
    app.test_client_class = LookingClient
    app.jinja_env.bytecode_cache = compiled
    return app


def make_settings(folder: Path, **changes) -> Settings:
    settings = Settings(
        instance=folder,
        secret=SECRET,
        testing=True,
        demo=True,
        database_url=f"sqlite:///{folder / 'portal.db'}",
        undo_seconds=0,  # approving publishes at once, unless a test is about the time in which it can be undone
    )
    return dataclasses.replace(settings, **changes)


@pytest.fixture
def clock_of_run(request):
    """When this test begins, where the run has several clocks."""
    return getattr(request, "param", None)


@pytest.fixture(autouse=True)
def nothing_leaks(clock_of_run):
    """Clock, waker and failpoint are the process's own; no test may leave them changed."""
    clocks.start(clock_of_run)
    yield
    jobs.set_waker(None)
    failpoints.arm(None)
    clocks.start()


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path)


@pytest.fixture
def app(settings, empty_database):
    (settings.instance / "portal.db").write_bytes(empty_database.read_bytes())
    remember_log(settings)
    app = make_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgres():
    """A running PostgreSQL; `postgres.database()` gives the URL of an empty database."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def seeded_postgres(postgres, tmp_path_factory):
    """`postgres` with a seeded database that others are copies of."""
    url = postgres.database("seeded")
    app = create_app(dataclasses.replace(make_settings(tmp_path_factory.mktemp("seeded")), database_url=url))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        seeding.seed(db.session(), app.extensions["portal.city"])
        begin_log(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request, settings, empty_database):
    """The app on each database, for what must hold on both: races, sweeps, migrations."""
    if request.param == "sqlite":
        (settings.instance / "portal.db").write_bytes(empty_database.read_bytes())
    else:
        url = request.getfixturevalue("seeded_postgres").database(like="seeded")
        settings = dataclasses.replace(settings, database_url=url)
    remember_log(settings)
    app = make_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app):
    """A session beside the app's own: no app context stays open around client requests."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def run_jobs(app):
    """Run everything that is due, as the worker would."""
    return lambda: jobs.run_due(app, "tests")


@pytest.fixture
def letters(settings, run_jobs):
    """Everything that was mailed, oldest first, after the worker ran."""

    def read():
        run_jobs()
        files = sorted((settings.instance / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return read


# but for the time a sign-in was last used, which reading moves as well, at most once a minute
WRITES = re.compile(r"\s*(INSERT|(?!UPDATE login_session SET seen_at=)UPDATE|DELETE)\b", re.IGNORECASE)
reads_only: list[list[str]] = []  # while a page is read: what it wrote all the same


@event.listens_for(Engine, "before_cursor_execute")
def _note_writes(connection, cursor, statement, parameters, context, many):
    """What a page writes while it is read, unless it says so by `kernel.db.writing`."""
    if reads_only and database.is_reading() and WRITES.match(statement):
        reads_only[-1].append(statement)


class LookingClient(FlaskClient):
    """A test client that refuses pages which break a rule of the house."""

    def open(self, *args, **kwargs):
        reads_only.append([])
        try:
            response = super().open(*args, **kwargs)
        finally:
            writes = reads_only.pop()
        if response.request.method in database.READING:
            assert not writes, f"GET {response.request.path} changes the database: {writes}"
        look_at(response)
        return response


def look_at(response) -> None:
    headers = response.headers
    assert "default-src 'none'" in headers.get("Content-Security-Policy", ""), "no CSP"
    assert headers.get("X-Content-Type-Options") == "nosniff"
    if response.mimetype != "text/html" or response.is_streamed or not response.data:
        return
    page = response.get_data(as_text=True)
    if response.status_code in (301, 302, 303, 307, 308):
        return
    where = f"{response.request.method} {response.request.path}"
    assert len(re.findall(r"<h1[\s>]", page)) == 1, f"{where}: not exactly one h1"
    assert re.search(r"<html[^>]* lang=\"(id|en)\"", page), f"{where}: no lang"
    assert "<main" in page, f"{where}: no main"
    assert 'class="skip"' in page, f"{where}: no skip link"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(src=|application/ld\+json))", page), where
    for form in re.findall(r"<form\b.*?</form>", page, re.S):
        if 'method="post"' in form.lower():
            assert "csrf_token" in form, f"{where}: a post form without its token"


def token(page) -> str:
    """The form token of a page."""
    match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))
    assert match, "no form token on this page"
    return match[1]
