"""The blueprint of the newsroom; the view files add their pages to it."""

from flask import Blueprint, abort, current_app

from portal.accounts import guards
from portal.channels import service as channels
from portal.newsroom.mastering import House
from portal.settings import Settings

bp = Blueprint("newsroom", __name__)


def me() -> int:
    """Whoever makes this request; the guard has let in nobody without a name."""
    user_id = guards.current_rights().user_id
    return user_id if user_id is not None else abort(403)


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def house() -> House:
    """From where captions speak; without a transaction."""
    return House(channels.identity_of(current_app.extensions["portal.city"]), settings().base_url)
