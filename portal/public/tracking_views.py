"""/lacak: where a story is, for whoever holds its code. No account; wrong codes are counted by client address."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import guards, limits
from portal.kernel import clock, codes, errors
from portal.kernel.db import db, writing
from portal.kernel.phrases import gettext as _
from portal.kernel.phrases import ngettext
from portal.public import tracking
from portal.public.addresses import story_url
from portal.public.context import page
from portal.public.tracking import Holder, Tracking
from portal.stories import queries
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story
from portal.stories.parts import is_led

bp = Blueprint("tracking", __name__)
LONGEST = 40  # characters of a mistyped code that the page shows again


@bp.get("/lacak")
@guards.anyone
def track() -> ResponseReturnValue:
    """The form, or the way to the page of the code typed into it."""
    typed = request.args.get("kode", "").strip()
    if not typed:
        return page("public/track.html", typed="", error="", found=None)
    try:
        return redirect(url_for("tracking.tracked", code=codes.pretty(codes.parse(typed))), 303)
    except codes.WrongCode:
        return wrong(typed)


@bp.get("/lacak/<code>")
@guards.anyone
def tracked(code: str) -> ResponseReturnValue:
    try:
        right = codes.parse(code)
    except codes.WrongCode:
        return wrong(code)
    session = db.session()
    if seconds := limits.wait(session, limits.wrong_code(request.remote_addr), clock.now()):
        return too_many(seconds)
    story = queries.by_code(session, right)
    found = tracking.track(story, partial(is_led, session, story)) if story else None
    if story is None or found is None:
        return wrong(code)
    return page("public/track.html", typed="", error="", found=shown(story, found))


@bp.after_request
def keep_private(response: Response) -> Response:
    """No cache keeps where somebody's story is."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def wrong(typed: str) -> ResponseReturnValue:
    """404 for a code that is mistyped or nobody's, said alike; 429 once too many of them came from one address."""
    with writing() as session:
        seconds = limits.take(session, [limits.wrong_code(request.remote_addr)], clock.now())
    if seconds:
        return too_many(seconds)
    return refused(404, _("This code is wrong. Compare it with your receipt: it looks like BW-7K3F2Q."), typed)


def too_many(seconds: int) -> ResponseReturnValue:
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many wrong codes came from your connection. Try again in %(num)d minute.",
        "Too many wrong codes came from your connection. Try again in %(num)d minutes.",
        minutes,
    )
    response = make_response(refused(429, words, ""))
    response.headers["Retry-After"] = str(seconds)
    return response


def refused(status: int, words: str, typed: str) -> ResponseReturnValue:
    if errors.wants_json():
        return errors.answer(status, words)
    return page("public/track.html", typed=typed[:LONGEST], error=words, found=None), status


def shown(story: Story, found: Tracking) -> dict[str, Any]:
    """What the page says, and nothing that it does not."""
    public = story.status in PUBLIC
    return {
        "code": codes.pretty(story.code),
        "tracking": found,
        "ward": "" if found.gone or story.ward is None else story.ward.name,
        "holder": holder_words(found.holder, story),
        "url": story_url(story.slug, story.code) if public else "",
    }


def holder_words(holder: Holder | None, story: Story) -> str:
    if holder is Holder.DIRECTOR:
        return _("Ward director of %(ward)s", ward=story.ward.name if story.ward else "")
    words = {Holder.HUMAS: _("Public relations"), Holder.AUTHOR: _("The author, to change it")}
    return words[holder] if holder else ""
