"""One Chromium for all tests that need one: Playwright's sync interface can be started only once in a process."""

import pytest
from playwright.sync_api import expect, sync_playwright

from scripts import frontend

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """The running browser; each test opens its own context in it."""
    frontend.build()
    expect.set_options(timeout=30_000)  # four browsers on two cores: what is slow there is not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()
