"""The static files: packed once, and kept by browsers for as long as their address names their content.

Behind nginx they are nginx's business (docs/nginx.conf); the headers are the same.
"""

import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

from portal.kernel.page_answers import CODINGS, IDENTITY, SHORTEST, choose, pack
from portal.kernel.ui import static_url

PACKED = ("text/css", "text/javascript", "image/svg+xml", "text/plain")
FOR_EVER = "public, max-age=31536000, immutable"


def serve(filename: str) -> Response:
    """A static file. Raises NotFound."""
    answer = _packed(filename) or current_app.send_static_file(filename)
    answer.vary.add("Accept-Encoding")
    asked = request.args.get("v")
    # only for what is there now: a page of the release before may ask for a version that is gone
    if asked and static_url(filename) == f"{current_app.static_url_path}/{filename}?v={asked}":
        answer.headers["Cache-Control"] = FOR_EVER
    return answer


def _packed(filename: str) -> Response | None:
    """The file in the encoding the browser likes best; None where it is sent as it is, or is not there."""
    coding, kind = choose(request.headers.get("Accept-Encoding", "")), mimetypes.guess_type(filename)[0]
    path = safe_join(str(current_app.static_folder), filename)
    if coding == IDENTITY or kind not in PACKED or path is None:
        return None
    try:
        found = Path(path).stat()
        if found.st_size < SHORTEST:
            return None
        body = _bytes(path, found.st_mtime_ns, found.st_size, coding)
    except OSError:
        return None
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Encoding"] = CODINGS[coding]
    answer.headers["Cache-Control"] = "no-cache"
    answer.last_modified = int(found.st_mtime)  # type: ignore[assignment]  # Werkzeug takes seconds too
    answer.set_etag(f"{found.st_mtime_ns:x}-{found.st_size:x}-{CODINGS[coding]}")
    answer.make_conditional(request)
    return answer


@lru_cache(maxsize=64)
def _bytes(path: str, _changed_ns: int, _size: int, coding: int) -> bytes:
    return pack(coding, Path(path).read_bytes())


def init_app(app: Flask) -> None:
    app.view_functions["static"] = serve
