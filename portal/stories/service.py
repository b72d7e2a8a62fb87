"""Keeps and sends stories, and moves them from state to state. Nothing here commits."""

from collections.abc import Callable, Iterable, Set
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.kernel import codes, events, pages, prepared, text
from portal.kernel.credits import photographer
from portal.photos import service as photo_service
from portal.stories import autosaves, cards, change_requests, consents, duties, indexing, recusals, rendering
from portal.stories.change_requests import Clock
from portal.stories.lifecycle import EDITABLE, Action, NotAllowed, Part, RecusalKind, Status, Step, lacks_note, step
from portal.stories.models import Credit, Revision, Story, StoryPhoto, TimelineEntry
from portal.stories.rules import PhotoWords, Sheet

# plain inserts and ready statements: sending a story must stay cheap, and the ORM would double its cost
LINES: Any = TimelineEntry.__table__
REVISIONS: Any = Revision.__table__
# locked: of equal forms sent at once on PostgreSQL each finds what the one before it has left
STORIES: Any = Story.__table__
UNDER_KEY = (
    select(STORIES.c.id)
    .where(STORIES.c.author_id == bindparam("author"), STORIES.c.submission_key == bindparam("key"))
    .with_for_update()
)
COLUMNS = frozenset(STORIES.c.keys()) - {"id"}
EXPIRE_AT_ONCE = 200  # stories per sweep
CLAIM_STAYS = (Action.APPROVE, Action.UNDO)  # so that an undone approval leaves everything as it was


Store = Callable[[Session, int, str, Sheet, datetime, str], Story]  # save or submit


class AlreadySent(Exception):
    """Another text has been sent under this submission key; `story` is the one that stands."""

    def __init__(self, story: Story) -> None:
        super().__init__(story.code)
        self.story = story


class WordsMissing(ValueError):
    """The step needs reasons or a note."""


def move(
    session: Session,
    story: Story,
    action: Action,
    parts: Set[Part],
    at: datetime,
    actor_id: int | None,
    *,
    reasons: Iterable[Any] = (),
    note: str = "",
    clock: Clock | None = None,
) -> Step:
    """The only place where a story changes state: status, clocks, claim, timeline, and the news of it.

    `reasons` are texts as `duties.reason_text` takes them: what the author is to read later must not depend on
    another package. `clock` is a deadline to go on with instead of a fresh one. Raises NotAllowed, WordsMissing, or
    StaleDataError when somebody else was first.
    """
    found = step(story.status, action, parts)
    told = [duties.reason_text(reason) for reason in reasons]
    fix = any(row.get("fix") for row in told)
    if (found.needs_reasons and not told) or lacks_note(found, bool(text.visible(note)), fix):
        raise WordsMissing(f"{action} of story {story.code}")
    part = duties.acting(parts, found.by)
    before, running = story.status, Clock(story.due_code, story.due_at)
    to = story.approved_from or found.to if found.back else found.to
    _change(story, action, to, part, at, actor_id)
    if clock:
        story.due_code, story.due_at = clock
    if story.id is None and not story.photos:
        _add(session, story)
    else:
        session.add(story)
        session.flush()
    if action is Action.RETURN:
        change_requests.open_request(session, story, running, at)
    if action is Action.ESCALATE and actor_id is not None:
        recusals.add(session, story.id, actor_id, RecusalKind.ESCALATED, actor_id, at)
    indexing.keep(session, story, action, before)
    _tell(session, story, duties.DUTIES[action], before, at, {"by": part.value, "reasons": told, "note": note})
    return found


def _add(session: Session, story: Story) -> None:
    """Add a new story without pictures past the ORM's flush, which would be a seventh of what sending costs.

    Nothing derived hangs on it yet (`stories.derived`): nobody but its author and the desks sees a new story.
    """
    story.version = 1
    said = inspect(story).dict
    story.id = prepared.insert(session, STORIES, {name: said[name] for name in COLUMNS if said.get(name) is not None})
    for name in COLUMNS - said.keys():
        set_committed_value(story, name, None)  # or the first look at it would read the row again
    prepared.hold(session, story)


def _tell(
    session: Session, story: Story, duty: duties.Duty, before: Status, at: datetime, said: dict[str, Any]
) -> None:
    """The line in the story's way, and the news; `entry` makes what subscribers write for this move unique."""
    news = {"story": story.id, "before": before.value, **said}
    if duty.entry:
        due = story.due_at.isoformat() if story.due_at else None
        public = duties.is_public(duty.entry, before)
        news["entry"] = add_timeline(session, story.id, duty.entry, at, public, due=due, **said)
    if duty.event:
        events.publish(session, duty.event, news)


def _change(story: Story, action: Action, to: Status, part: Part, at: datetime, actor_id: int | None) -> None:
    before, story.status, story.changed_at = story.status, to, at
    code = duties.due_code(action, part)
    if code != duties.KEEP:
        story.due_code, story.due_at = code, duties.due_at(code, at) if code else None
    if action not in CLAIM_STAYS:
        claimed = action is Action.CLAIM
        story.claimed_by_id, story.claimed_until = (actor_id, at + duties.CLAIM) if claimed else (None, None)
    if action is Action.SUBMIT:
        story.submitted_at = at
    elif action is Action.ESCALATE:
        story.escalated_at = at
    elif action is Action.PUBLISH:
        story.published_at = at
    _approval(story, before)


def _approval(story: Story, before: Status) -> None:
    """What is kept of an approval while it stands; the byline stays with what was published."""
    if story.status is Status.APPROVED:
        story.approved_from, story.author_name = before, story.author.name
    elif before is Status.APPROVED:
        story.approved_from = story.publish_at = None
        if story.published_at is None:
            story.author_name = None


def add_timeline(
    session: Session, story_id: int, kind: str, at: datetime, public: bool, key: str | None = None, **detail: Any
) -> int:
    """Add a line to a story's way and return its id; with a `key` it is added once, however often it is tried."""
    if key is not None and (known := session.scalar(select(TimelineEntry.id).where(TimelineEntry.key == key))):
        return known
    kept = {name: value for name, value in detail.items() if value not in (None, "", [])}
    line = {"story_id": story_id, "kind": kind, "at": at, "public": public, "detail": kept, "key": key}
    if public:
        pages.drop(session)
    added = prepared.insert(session, LINES, line)
    if public:
        cards.write(session, [story_id])
    return added


def change_timeline(session: Session, key: str, **detail: Any) -> bool:
    """Add to what a line of a story's way says; False where there is no line under this key."""
    line = session.scalar(select(TimelineEntry).where(TimelineEntry.key == key))
    if line is None:
        return False
    line.detail = line.detail | detail
    session.flush()  # drops the story's card, which shows it
    if line.public:
        pages.drop(session)
        cards.write(session, [line.story_id])
    return True


def save(session: Session, author_id: int, key: str, sheet: Sheet, at: datetime, language: str) -> Story:
    """Keep a draft under its key; after sending, the same text is the same story. Raises AlreadySent."""
    story = _under_key(session, author_id, key, at)
    if story.submitted_at is not None:
        return same_or_refuse(session, story, sheet)
    if story.status not in EDITABLE:
        raise AlreadySent(story)
    new = story.id is None
    write(story, sheet, at)
    session.add(story)
    session.flush()
    consents.keep(session, story, sheet, at, language, new=new)
    return story


def submit(session: Session, author_id: int, key: str, sheet: Sheet, at: datetime, language: str) -> Story:
    """Send under a key: one story, its text, pictures, agreements, timeline and news. Raises AlreadySent."""
    story = _under_key(session, author_id, key, at)
    if story.submitted_at is not None:
        return same_or_refuse(session, story, sheet)
    if story.status not in EDITABLE:
        raise AlreadySent(story)
    write(story, sheet, at)
    send(session, story, sheet, at, language)
    return story


def send(session: Session, story: Story, sheet: Sheet, at: datetime, language: str, clock: Clock | None = None) -> None:
    """The author sends a written story, for the first time or again. Raises NotAllowed, StaleDataError.

    `clock` is the deadline of a review that goes on, for a story that comes back as it was.
    """
    again, new = story.submitted_at is not None, story.id is None
    move(session, story, Action.SUBMIT, {Part.AUTHOR}, at, story.author_id, clock=clock)
    number = 1
    if again:
        number += session.scalar(select(func.max(Revision.number)).where(Revision.story_id == story.id)) or 0
    words = {"title": story.title, "body": story.body, "made_by_id": story.author_id, "made_at": at}
    prepared.insert(session, REVISIONS, {"story_id": story.id, "number": number, **words})
    consents.keep(session, story, sheet, at, language, sending=True, new=new)


def revise(session: Session, story: Story, sheet: Sheet, at: datetime, language: str) -> None:
    """Change a draft or a returned story in place. Raises NotAllowed, StaleDataError."""
    if story.status not in EDITABLE:
        raise NotAllowed(f"edit in {story.status}")
    write(story, sheet, at)
    session.flush()
    consents.keep(session, story, sheet, at, language)


def rename_author(session: Session, author_id: int, former: str, name: str, at: datetime) -> None:
    """Change the byline of an author's published stories, and the photo credits that use the former name."""
    signed = (STORIES.c.author_id == author_id) & STORIES.c.author_name.is_not(None)
    pages.drop(session)
    session.execute(update(STORIES).where(signed).values(author_name=name, card=None))
    pictures = select(StoryPhoto, STORIES.c.credit).join(STORIES, STORIES.c.id == StoryPhoto.story_id)
    for photo, credit in session.execute(pictures.where(signed, StoryPhoto.credit != "")):
        photo.credit = cards.credit_renamed(photo.credit, former, name, hidden=credit is not Credit.FULL)
    indexing.rename_author(session, author_id, former, name, at)


def withdraw(session: Session, story: Story, at: datetime, note: str = "") -> Step:
    """The author takes the story back; a published one is hidden at once and humas answers. Raises NotAllowed.

    `note` is why, in the author's words. The pictures of a draft that nobody was sent go with it.
    """
    action = Action.HIDE if story.status is Status.PUBLISHED else Action.WITHDRAW
    step = move(session, story, action, {Part.AUTHOR}, at, story.author_id, note=note)
    autosaves.drop(session, story.author_id, story.submission_key)
    if story.submitted_at is None:
        pictures = [row.photo for row in story.photos]
        story.photos = []
        session.flush()
        for photo in pictures:
            photo_service.remove(session, photo, at)
    return step


def write(story: Story, sheet: Sheet, at: datetime) -> None:
    """Put the words and pictures of a sheet into a story and draw what is derived from them."""
    if sheet.body != story.body:
        drawn = rendering.drawn(sheet.body)
        story.body, story.body_html, story.excerpt = sheet.body, drawn["body_html"], drawn["excerpt"]
    if sheet.title != story.title:
        story.title, story.slug = sheet.title, text.slugify(sheet.title)
    story.ward_id, story.rubric_id, story.event_date = sheet.ward_id, sheet.rubric_id, sheet.event_date
    story.place, story.source = sheet.place, sheet.source
    # unsaid: as it was said before, else not in full; a name cannot be taken back once it was read
    story.credit = Credit(sheet.credit) if sheet.credit else story.credit or Credit.INITIALS
    story.changed_at = at  # also when only a picture changed: the version must rise
    arrange(story, sheet.photos, sheet.author)


def arrange(story: Story, photos: Iterable[PhotoWords], author: str) -> None:
    """Put the pictures of a story into this order, with these words; one without a credit is the author's own."""
    known = {row.photo_id: row for row in story.photos}
    rows = []
    for position, words in enumerate(photos):
        row = known.get(words.photo_id) or StoryPhoto(photo_id=words.photo_id)
        row.position, row.caption, row.alt = position, words.caption, words.alt
        row.credit, row.consent = photo_credit(words.credit, author, story.credit), words.consent
        rows.append(row)
    if rows or known:
        story.photos = rows


def photo_credit(typed: str, author: str, credit: Credit) -> str:
    """The credit of a photo: whoever was typed, else the author as the story names them.

    An author who typed their own name is not named more fully there than at the story.
    """
    if author and photographer(typed).casefold() in ("", author.casefold(), text.initials(author).casefold()):
        return {Credit.FULL: author, Credit.INITIALS: text.initials(author)}.get(credit, "")
    return typed


def _under_key(session: Session, author_id: int, key: str, at: datetime) -> Story:
    """The story of that key, or a new one that is not in the session yet."""
    for known in prepared.rows(session, UNDER_KEY, author=author_id, key=key):
        return session.get_one(Story, known.id, populate_existing=True)
    blank = {"title": "", "slug": "", "body": "", "body_html": "", "excerpt": "", "status": Status.DRAFT}
    return Story(code=codes.new(), author_id=author_id, submission_key=key, created_at=at, photos=[], **blank)


def same_or_refuse(session: Session, story: Story, sheet: Sheet) -> Story:
    """The story itself when title, body and ward are those that were sent, now or in an earlier version."""
    sent = select(Revision.title, Revision.body).where(Revision.story_id == story.id)
    texts = {(story.title, story.body), *(tuple(row) for row in session.execute(sent))}
    if story.ward_id == sheet.ward_id and (sheet.title, sheet.body) in texts:
        return story
    raise AlreadySent(story)


def expire(session: Session, at: datetime) -> None:
    """Returned stories whose time is over go back to being drafts; called by the minute sweep. The caller commits."""
    over = select(Story).where(Story.status == Status.RETURNED, Story.due_at < at).limit(EXPIRE_AT_ONCE)
    for story in session.scalars(over):
        move(session, story, Action.EXPIRE, {Part.SYSTEM}, at, None)
