"""The blueprint of everything that is decided on stories; the view files add their pages to it."""

from flask import Blueprint

bp = Blueprint("moderation", __name__)
