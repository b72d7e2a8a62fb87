"""A real Chromium drives a real portal; axe looks at every page on the way."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.server import Portal

PASSWORD = "batik-1906"
PHONE = {"width": 360, "height": 780}


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The portal with its demo, as `make run` shows it."""
    portal = Portal(tmp_path_factory.mktemp("journey")).start(patience=240)
    yield portal
    portal.kill()


class Person:
    """Somebody with a browser of their own. Each page they see is checked in light and dark."""

    def __init__(self, browser, portal, *, viewport=PHONE, language="id", email="", script=True):
        self.context = browser.new_context(
            viewport=viewport,
            base_url=portal.url,
            locale=language,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.script = script
        self.prefix = "/en" if language == "en" else ""
        self.faults: list[str] = []
        if email:
            self.sign_in(email)

    def _console(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")

    def slow(self, *, on=True):
        """The network of a village in the evening: 150 ms there and back, 100 KB in a second."""
        line = self.context.new_cdp_session(self.page)
        rates = (150, 100_000, 30_000) if on else (0, -1, -1)
        names = ("latency", "downloadThroughput", "uploadThroughput")
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {"offline": False, **dict(zip(names, rates, strict=True))})

    def go(self, path):
        answer = self.page.goto(self.prefix + path)
        self.look()
        return answer

    def sign_in(self, email):
        self.go("/masuk")
        self.page.fill("[name=identity]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.press("main form button:not([name])")

    def press(self, selector):
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def look(self):
        """No axe violation in either theme, no sideways scroll, nothing for the console."""
        where = self.page.url
        for theme in ("light", "dark") if self.script else ():  # axe is a script: without them it would never answer
            self.page.emulate_media(color_scheme=theme)
            for violation in Axe().run(self.page).response["violations"]:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                self.faults.append(f"{where} ({theme}): {violation['id']} {nodes}")
        width = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width > 0:
            self.faults.append(f"{where}: {width} px wider than the screen")
        assert self.faults == []

    def text(self, mark):
        return self.page.locator(f"[data-test={mark}]").first.inner_text()

    def state(self, mark="status"):
        return self.page.locator(f"[data-test={mark}]").first.get_attribute("data-state")

    @property
    def code(self):
        return re.search(r"BW-[0-9A-Z]{6}", self.page.content())[0]


@pytest.fixture
def person(chromium, portal):
    """Makes people; their browsers are closed at the end."""
    made = []

    def make(email="", **more):
        made.append(Person(chromium, portal, email=email, **more))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
