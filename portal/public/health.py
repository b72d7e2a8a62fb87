"""For operators' eyes: alive, and fit to serve."""

import shutil
from datetime import timedelta

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts import guards
from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.kernel.storage import FREE_FLOOR
from portal.settings import Settings

bp = Blueprint("health", __name__)
STUCK = timedelta(minutes=5)


@bp.get("/healthz")
@guards.anyone
def live() -> ResponseReturnValue:
    return jsonify(status="ok")


@bp.get("/readyz")
@guards.anyone
def ready() -> ResponseReturnValue:
    """503 names what is wrong: database, disk, or a queue whose oldest due row has waited five minutes."""
    settings: Settings = current_app.config["SETTINGS"]
    faults = []
    try:
        if jobs.oldest_waiting(db.session(), clock.now()) > STUCK:
            faults.append("queue")
    except SQLAlchemyError:
        faults.append("database")
    if shutil.disk_usage(settings.instance).free < FREE_FLOOR:
        faults.append("disk")
    return jsonify(status="unready" if faults else "ok", faults=faults), 503 if faults else 200
