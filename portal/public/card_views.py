"""`/kartu/…`: the share pictures, and the code that leads from paper back to a story."""

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts import guards
from portal.kernel import codes, ui
from portal.kernel.db import end_reading, reader
from portal.public import found_queries, share_cards
from portal.public.share_cards import Wanted

bp = Blueprint("cards", __name__)
# a picture that is taken down must be gone from every cache within a minute
CACHED = "public, max-age=60"
WARD = "kelurahan-"


def wanted(name: str) -> Wanted:
    """What a name asks for; 404 when that is no ward and no public story."""
    if name.startswith(WARD):
        return share_cards.of_ward(found_queries.ward_of(reader(), name.removeprefix(WARD)) or abort(404))
    if name == "situs":
        return share_cards.of_city(current_app.extensions["portal.city"].name)
    return share_cards.of_story(found_queries.brief(reader(), code_of(name)) or abort(404))


def code_of(name: str) -> str:
    try:
        return codes.parse(name)
    except codes.WrongCode:
        abort(404)


@bp.get("/kartu/<name>.png")
@guards.anyone
def picture(name: str) -> ResponseReturnValue:
    """The picture; while it cannot be drawn, the one that fits every story, which nobody may keep."""
    asked = wanted(name)
    end_reading()  # no transaction is open while drawing
    found = share_cards.drawn(asked)
    if found is None:
        response: Response = current_app.send_static_file(share_cards.FALLBACK)
        response.headers["Cache-Control"] = "no-store"
        return _everywhere(response)
    response = current_app.response_class(found, mimetype="image/png")
    response.set_etag(asked.key.rsplit("/", 1)[1].removesuffix(".png"))
    response.headers["Cache-Control"] = CACHED
    return _everywhere(response.make_conditional(request))


@bp.get("/kartu/<name>.svg")
@guards.anyone
def code(name: str) -> ResponseReturnValue:
    """The address of a public story as a QR code, for what is printed of it."""
    row = found_queries.brief(reader(), code_of(name)) or abort(404)
    address = f"{current_app.config['SETTINGS'].base_url}/berita/{codes.pretty(row.code)}"
    drawing = str(ui.qr(address)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    response = current_app.response_class(drawing, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = CACHED
    return response


def _everywhere(response: BaseResponse) -> BaseResponse:
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # messengers and other sites show it
    return response
