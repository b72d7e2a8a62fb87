"""What the worker does with pictures: making renditions, and taking files away. Both may run twice."""

import errno
import shutil
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from portal.kernel import clock, events, failpoints
from portal.kernel.jobs import BACKOFF, Job, Retry
from portal.photos import sandbox
from portal.photos.evidence import Evidence
from portal.photos.models import Photo, PhotoState
from portal.photos.sandbox import Failed, Processed
from portal.photos.service import original_key, renditions_key, storage

TRIES: Final = 3  # for a picture whose decoding died or hung
PATIENCE: Final = len(BACKOFF)  # tries for a fault of the machine, over about three hours
SHED: Final = "photo.originals"
NO_ROOM: Final = timedelta(minutes=1)


def develop(job: Job) -> None:
    """Makes the renditions of a received picture, then says READY or FAILED. Handler of work kind "photo"."""
    session = job.session
    photo = session.get(Photo, job.payload["photo"])
    if photo is None or photo.state is not PhotoState.RECEIVED:
        return
    session.commit()  # no transaction is open while decoding
    public_id, made = photo.public_id, _made(photo, job)
    failpoints.hit("photo.processing")
    photo = session.get(Photo, photo.id, populate_existing=True)
    if photo is None:  # its owner took it back meanwhile
        shutil.rmtree(storage().path(renditions_key(public_id)), ignore_errors=True)
    elif isinstance(made, Processed):
        _ready(session, photo, made)
    else:
        photo.state, photo.failure = PhotoState.FAILED, made
        events.publish(session, "photo.failed", {"photo": photo.id})


def _made(photo: Photo, job: Job) -> Processed | str:
    """The finished picture, or why there is none. Raises what another try may heal."""
    if not storage().exists(photo.original_key):
        return "lost"
    try:
        storage().check_space()
        made = sandbox.process(storage().path(photo.original_key), storage().path(renditions_key(photo.public_id)))
    except Failed as failed:
        if failed.again and job.attempt < TRIES:
            raise
        return failed.code
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Retry(NO_ROOM) from error  # the picture is fine; it waits for the disk
        if job.attempt <= PATIENCE:
            raise
        return "crashed"
    return made if made.evidence.sha256 == photo.sha256 else "lost"


def _ready(session: Session, photo: Photo, made: Processed) -> None:
    photo.state, photo.failure, photo.ready_at = PhotoState.READY, None, clock.now()
    photo.kind, photo.width, photo.height = str(made.kind), made.width, made.height
    photo.colour, photo.dhash, photo.evidence = made.colour, made.evidence.dhash, camera(made.evidence)
    if events.SUBSCRIBERS.get("photo.ready"):
        events.publish(session, "photo.ready", {"photo": photo.id})


def camera(found: Evidence) -> dict[str, Any]:
    """The evidence as it is stored; a camera that named no zone was set to Pekalongan's time."""
    if found.taken_at is not None and found.taken_at.tzinfo is None:
        found = found._replace(taken_at=found.taken_at.replace(tzinfo=clock.WIB))
    return found.camera()


def shed(job: Job) -> None:
    """Handle a job of kind SHED: delete originals and keep the renditions."""
    for public_id in job.payload["photos"]:
        storage().delete(original_key(public_id))


def discard(job: Job) -> None:
    """Takes away the files of a picture that is no longer in the database. Handler of work kind "photo.discard"."""
    public_id = job.payload["photo"]
    storage().delete(original_key(public_id))
    shutil.rmtree(storage().path(renditions_key(public_id)), ignore_errors=True)
