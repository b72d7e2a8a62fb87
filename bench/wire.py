"""P7: what the first view of a page costs on the wire, as a phone with nothing kept sees it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.report import Row, at_most, plain
from tests.browser import FLAGS
from tests.outside import PASSWORD
from tests.server import Portal

CHROMIUM = "/usr/bin/chromium"
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
MOST_BYTES, MOST_REQUESTS = 60, 8  # kB
PICTURES = "/foto/"


class Request(NamedTuple):
    path: str
    size: int  # bytes on the wire, headers of the answer included


def run(portal: Portal, pages: dict[str, str]) -> Iterator[Row]:
    """`pages` are paths by name; the form is read by somebody who is signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            known = sign_in(browser, portal)
            for name, path in (pages | {"form": "/kirim/berita"}).items():
                context = browser.new_context(**PHONE, storage_state=known if name == "form" else None)
                yield from rows(name, first_view(context, portal.url + path))
                context.close()
        finally:
            browser.close()


def sign_in(browser: Browser, portal: Portal) -> Any:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{portal.url}/masuk")
    page.fill("[name=identity]", "warga@demo.test")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    state = context.storage_state()
    context.close()
    return state


def first_view(context: BrowserContext, url: str) -> list[Request]:
    """Everything the browser fetches before it is done with the page."""
    page = context.new_page()
    watch = context.new_cdp_session(page)
    asked: dict[str, str] = {}
    found: list[Request] = []

    def ended(event: dict[str, Any]) -> None:
        address = asked.get(event["requestId"], "")
        if address.startswith("http"):
            found.append(Request(address, int(event["encodedDataLength"])))

    watch.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    watch.on("Network.loadingFinished", ended)
    watch.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    return found


def rows(name: str, found: list[Request]) -> Iterator[Row]:
    """Pictures of stories apart: how many are fetched depends on the height of the screen."""
    pictures = [each for each in found if PICTURES in each.path]
    others = [each for each in found if PICTURES not in each.path]
    size = sum(each.size for each in others) / 1000
    yield at_most("P7", f"first view of {name}: bytes before pictures", size, MOST_BYTES, "kB", 1)
    yield at_most("P7", f"first view of {name}: requests before pictures", len(others), MOST_REQUESTS, digits=0)
    yield plain("P7", f"first view of {name}: pictures", len(pictures), digits=0)
    yield plain("P7", f"first view of {name}: bytes of pictures", sum(each.size for each in pictures) / 1000, "kB", 1)
