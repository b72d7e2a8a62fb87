"""Addresses of pictures: `/foto/…` shows renditions, `/unggah` takes files in by the tus protocol."""

from typing import Any, Final

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.http import http_date

from portal.accounts import guards
from portal.kernel import body_layer, clock
from portal.kernel.db import db
from portal.photos import access, queries, rules, service, slots, tus, uploads
from portal.photos.access import Audience
from portal.photos.answers import by_session, refused, say
from portal.photos.models import Photo, TusUpload
from portal.photos.partials import Moved

bp = Blueprint("photos", __name__)

NAMES: Final = frozenset(rules.rendition_names())
# a picture that is taken down must be gone from every cache within a minute
CACHED: Final = {Audience.EVERYBODY: "public, max-age=60", Audience.SOME: "private, no-store"}


@bp.get("/foto/<public_id>/<size>.<extension>")
@guards.anyone
def rendition(public_id: str, size: str, extension: str) -> Response:
    session, name = db.session(), f"{size}.{extension}"
    photo = queries.ready(session, public_id) if name in NAMES else None
    seen_by = access.audience(session, photo, guards.current_rights) if photo else Audience.NOBODY
    if photo is None or photo.ready_at is None or seen_by is Audience.NOBODY:
        abort(404)
    response = Response(mimetype=rules.MIME[extension])
    response.set_etag(f"{public_id}-{size}-{int(photo.ready_at.timestamp())}")
    response.headers["Cache-Control"] = CACHED[seen_by]
    response.headers["Content-Disposition"] = f'inline; filename="foto-{public_id[:8]}-{size}.{extension}"'
    if seen_by is Audience.EVERYBODY:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # feed readers show it on their own pages
    response.make_conditional(request)
    return response if response.status_code == 304 else _filled(response, service.rendition_key(public_id, name))


def _filled(response: Response, key: str) -> Response:
    # As bytes, not as a stream: these are small, and a stream would hold a thread for as long as a slow phone reads.
    try:
        response.data = service.storage().path(key).read_bytes()
    except FileNotFoundError:
        abort(404)
    return response


# ---- tus ----------------------------------------------------------------------------------------------------------


@bp.after_request
def speak_tus(response: Response) -> Response:
    if request.endpoint in ("photos.tus", "photos.upload"):
        response.headers["Tus-Resumable"] = tus.VERSION
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/unggah", methods=["OPTIONS", "POST"], endpoint="tus", strict_slashes=False)
@by_session
def create() -> Response:
    if request.method == "OPTIONS":
        return abilities()
    named = tus.metadata(request.headers.get("Upload-Metadata")).get("filename", "")
    length = tus.number("Upload-Length", request.headers.get("Upload-Length"))
    if _has_body() and request.mimetype != tus.BODY:
        return _wrong_type()
    checksum = tus.checksum(request.headers.get("Upload-Checksum"))
    try:
        upload = uploads.begin(db.session(), _person(), length, named, clock.now())
    except (rules.Refused, uploads.TooMany) as error:
        return refused(error, service.file_name(named))
    db.session.commit()
    try:
        offset = _take(upload, 0, checksum) if _has_body() else None
    except slots.Full:
        offset = 0  # it has begun; the client goes on from here
    headers = {"Location": url_for("photos.upload", upload_id=upload.id)}
    return _progress(201, upload, offset, headers)


@bp.route("/unggah/<upload_id>", methods=["OPTIONS", "HEAD", "PATCH", "DELETE", "POST"])
@by_session
def upload(upload_id: str) -> Response:
    # some proxies let only POST through; the protocol lets a header name what is meant
    meant = request.headers.get("X-HTTP-Method-Override", "") if request.method == "POST" else request.method
    handle = {"OPTIONS": _options, "HEAD": _where, "PATCH": _append, "DELETE": _terminate}.get(meant.upper())
    if handle is None:
        abort(405)
    return handle(upload_id)


def abilities() -> Response:
    response = Response(status=204)
    response.headers["Tus-Version"] = tus.VERSION
    response.headers["Tus-Extension"] = tus.EXTENSIONS
    response.headers["Tus-Max-Size"] = str(rules.CAPS.file_bytes)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(tus.ALGORITHMS)
    return response


def _options(_upload_id: str) -> Response:
    return abilities()


def _where(upload_id: str) -> Response:
    found = _found(upload_id)
    if isinstance(found, Photo):
        return _progress(200, None, found.size, {"Upload-Length": str(found.size)})
    offset = uploads.partial(found).offset()
    return _progress(200, found, offset, {"Upload-Length": str(found.length)})


def _append(upload_id: str) -> Response:
    position = tus.number("Upload-Offset", request.headers.get("Upload-Offset"))
    checksum = tus.checksum(request.headers.get("Upload-Checksum"))
    if request.mimetype != tus.BODY:
        return _wrong_type()
    found = _found(upload_id)
    if isinstance(found, Photo):
        if position != found.size:
            raise Moved
        return _progress(204, None, found.size)
    if position != uploads.partial(found).offset():
        raise Moved
    if (request.content_length or 0) > found.length - position:
        return say(413, _("These are more bytes than this upload was begun with."))
    return _progress(204, found, _take(found, position, checksum))


def _terminate(upload_id: str) -> Response:
    found, session = _found(upload_id), db.session()
    if isinstance(found, TusUpload):
        uploads.cancel(session, found)
    elif service.in_use(session, [found.id]):
        abort(403)
    else:
        service.remove(session, found, clock.now())
    session.commit()
    return Response(status=204)


def _take(upload: TusUpload, position: int, checksum: tus.Checksum | None) -> int:
    """The bytes of this request, and once they are all here, the picture. The new offset."""
    session = db.session()
    session.commit()  # no transaction is open while somebody's phone is sending
    try:
        with slots.taken():
            offset = uploads.take(upload, position, request.stream, checksum)
        if offset == upload.length:
            _finish(upload)
    except rules.Refused as error:
        uploads.cancel(session, upload)
        session.commit()
        # the uploader listens while it sends: 25 MB more of what is refused would only cost the person's data
        request.environ[body_layer.ANSWERED] = True
        abort(refused(error, upload.name))
    return offset


def _finish(upload: TusUpload) -> None:
    part = uploads.partial(upload)
    with part.alone(), part.path.open("rb") as whole:
        stored = service.store(whole, upload.id)
        if uploads.finish(db.session(), upload, stored, clock.now()) is None:
            _found(upload.id)  # another request finished it, or it was taken back
        db.session.commit()
        part.drop()


def _found(upload_id: str) -> TusUpload | Photo:
    """This person's upload, or the picture it became; 404 for anything else, 410 when its time is over."""
    session, owner_id = db.session(), _person()
    upload = queries.upload(session, owner_id, upload_id)
    if upload is not None and upload.expires_at <= clock.now():
        abort(410)
    found = upload or queries.own(session, owner_id, [upload_id]).get(upload_id)
    return found or abort(404)


def _progress(
    status: int, upload: TusUpload | None, offset: int | None, headers: dict[str, str] | None = None
) -> Response:
    response = Response(status=status, headers=headers)
    if offset is not None:
        response.headers["Upload-Offset"] = str(offset)
    if upload is not None and offset != upload.length:
        response.headers["Upload-Expires"] = http_date(upload.expires_at)
    return response


def _has_body() -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _wrong_type() -> Response:
    return say(415, f"Content-Type: {tus.BODY}")


def _person() -> Any:
    return guards.current_rights().user_id
