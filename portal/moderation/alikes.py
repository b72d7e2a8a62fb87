"""Other stories that look like the one on the table: their titles, and where whoever looks may open them."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.kernel import codes
from portal.moderation import queries, rules
from portal.stories.lifecycle import PUBLIC, Part
from portal.stories.models import Story
from portal.stories.parts import parts_of

SHOWN = 5  # a story that everybody sends would fill the page


class Alike(NamedTuple):
    """A story with a title like this one's; `url` is empty where whoever looks may not open it."""

    code: str
    title: str
    status: str
    url: str


def titled_alike(session: Session, story: Story, rights: Rights) -> tuple[list[Alike], int]:
    """Stories of the ward whose titles say the same, and how many more there are: what the queue's row counts."""
    if story.ward_id is None:
        return [], 0
    titles = queries.titles(session, [story.ward_id], rights.user_id or 0)
    ids = rules.alike([(story.id, story.ward_id, story.title)], titles).get(story.id, [])
    found = session.scalars(select(Story).where(Story.id.in_(ids[-SHOWN:])).order_by(Story.id.desc()))
    shown = [Alike(codes.pretty(each.code), each.title, each.status, address(each, rights)) for each in found]
    return shown, len(ids) - len(shown)


def addresses(session: Session, rights: Rights, wanted: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Address and title of these stories, by their codes; both only of those that this person may open."""
    stories = session.scalars(select(Story).where(Story.code.in_(list(wanted))))
    found = {each.code: (address(each, rights), each.title) for each in stories}
    return {code: told for code, told in found.items() if told[0]}


def address(story: Story, rights: Rights) -> str:
    """Where this person reads a story: with everybody, at the own desk, or among the own submissions."""
    pretty, parts = codes.pretty(story.code), parts_of(rights, story)
    if story.status in PUBLIC:
        return url_for("public.story", slug=story.slug, code=pretty)
    if Part.AUTHOR in parts:
        return url_for("author.submission", code=pretty)
    return url_for("moderation.review", code=pretty) if {Part.DIRECTOR, Part.SENDER} & parts else ""
