"""Letters to residents, in Indonesian: the same words as in the list of notices, as plain text and as a small page."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from portal.accounts.models import User
from portal.author import words
from portal.kernel import codes, text
from portal.kernel.i18n import speaking
from portal.notices.service import Letter

STORY_KINDS = (
    "submitted",
    "returned",
    "rejected",
    "held",
    "escalated",
    "published",
    "hidden",
    "withdrawn",
    "restored",
)


def letter(user: User, kind: str, detail: Mapping[str, Any]) -> Letter:
    """The letter of one notice; runs in the worker, where no page says the language."""
    base = current_app.config["SETTINGS"].base_url
    with speaking("id"):
        said = words.of(kind, detail)
        link = said.path if said.path.startswith("https://") else f"{base}{said.path}"
        known = {"said": said, "link": link, "base": base, "name": text.first_name(user.name)}
        known |= {"code": codes.pretty(detail["code"]), "city": current_app.extensions["portal.city"]}
        # straight from the environment: a worker has no request, and context processors may ask for one
        plain, page = (current_app.jinja_env.get_template(f"email/story.{kind}") for kind in ("txt", "html"))
        return Letter(said.title, plain.render(known), page.render(known))
