"""granian with a WSGI application that only hands out the same bytes: what no Python in front of it can pass.

`python -m bench.bare PORT FILE`: answers every path with the file and its headers, a known ETag with 304.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from portal.kernel.concurrency import WORKING
from portal.supervisor import WEB_WORKERS

FILE = "BENCH_BARE"  # environment: the file with the headers and the page


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition == ETAG:
        start_response("304 NOT MODIFIED", HEADERS)
        return []
    start_response("200 OK", HEADERS)
    return BODY


def kept() -> tuple[list[tuple[str, str]], list[bytes]]:
    name = os.environ.get(FILE, "")
    if not name:
        return [], []
    headers = json.loads(Path(f"{name}.json").read_text())
    return [(key, value) for key, value in headers if key != "server"], [Path(name).read_bytes()]


HEADERS, BODY = kept()
ETAG = dict(HEADERS).get("etag", "")


def main() -> None:
    os.environ[FILE] = sys.argv[2]
    Server(
        "bench.bare:application",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=WEB_WORKERS,
        blocking_threads=WORKING,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
