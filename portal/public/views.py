"""What everybody may read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts import guards

bp = Blueprint("public", __name__)


@bp.get("/")
@guards.anyone
def front() -> ResponseReturnValue:
    return render_template("public/front.html")


@bp.get("/rubrik/<slug>")
@guards.anyone
def rubric(slug: str) -> ResponseReturnValue:
    return render_template("public/front.html", slug=slug)
