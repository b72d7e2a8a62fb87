"""The pages used last, in this process, within a number of bytes."""

import threading
from collections import OrderedDict

from portal.kernel.page_answers import Page

MOST = 64 * 1024 * 1024  # bytes


class Memory:
    """Pages by path. `pages` may be read without asking; only `put` and `forget` change it."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self.pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, path: str, page: Page) -> None:
        """Keep a page; one of an older generation never takes the place of a newer one."""
        with self._lock:
            known = self.pages.get(path)
            if known is not None and int(known.generation) > int(page.generation):
                return
            self._remove(path)
            self.pages[path] = page
            self.size += page.size
            while self.size > self.most:
                self._remove(next(iter(self.pages)))

    def forget(self, path: str) -> None:
        with self._lock:
            self._remove(path)

    def _remove(self, path: str) -> None:
        gone = self.pages.pop(path, None)
        if gone is not None:
            self.size -= gone.size
