"""Pictures and uploads as rows, and pictures received for good. Rows are flushed; call inside an app context."""

import io
import secrets
from datetime import UTC, datetime

from portal.photos import service, tus
from portal.photos.models import Photo, PhotoState, TusUpload
from tests.factories import pictures

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10.00 WIB on a Tuesday


def photo(session, owner, state=PhotoState.READY, **changes) -> Photo:
    """A row only: no file is behind it."""
    public_id = changes.pop("public_id", None) or service.new_id()
    values = {"original_key": service.original_key(public_id), "original_name": "IMG_2041.jpg", "kind": "jpeg"}
    values |= {"sha256": secrets.token_hex(32), "size": 812_004, "evidence": {}, "received_at": AT}
    if state is PhotoState.READY:
        values |= {"ready_at": AT, "width": 1600, "height": 1200, "colour": "#8a7a5c", "dhash": secrets.token_hex(8)}
    if state is PhotoState.FAILED:
        values |= {"failure": "broken"}
    made = Photo(public_id=public_id, owner_id=owner.id, state=state, **values | changes)
    session.add(made)
    session.flush()
    return made


def received(session, owner, data=None, name="IMG_2041.jpg", at=AT) -> Photo:
    """A picture taken in as any other, with its original on disk and its work waiting."""
    made = service.receive(session, owner, io.BytesIO(pictures.phone_jpeg() if data is None else data), name, at)
    session.flush()
    return made


def upload(session, owner, length=1000, at=AT, **changes) -> TusUpload:
    """An upload on its way, with no byte on disk yet."""
    values = {"id": service.new_id(), "name": "IMG_2041.jpg", "created_at": at, "expires_at": at + tus.LIFE}
    made = TusUpload(owner_id=owner.id, length=length, **values | changes)
    session.add(made)
    session.flush()
    return made
