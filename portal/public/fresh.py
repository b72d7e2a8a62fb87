"""Lets browsers and caches keep public pages and ask each time whether they still hold: a take-down shows at once."""

from hashlib import blake2b

from flask import Response, request

from portal.kernel.db import READING


def stamp(response: Response) -> Response:
    """After a public view: an ETag of the bytes, 304 to whoever has them, and nothing shared of a person's page."""
    if response.status_code != 200 or request.method not in READING or response.is_streamed:
        return response
    response.headers["Cache-Control"] = "private, no-cache" if request.cookies else "no-cache"
    response.set_etag(blake2b(response.get_data(), digest_size=12).hexdigest())
    response.make_conditional(request)
    return response
