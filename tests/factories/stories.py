"""Stories and what belongs to them, one function per model. Everything is flushed, nothing committed."""

import uuid
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.kernel import codes, html, text
from portal.stories import duties, parking
from portal.stories.lifecycle import Status
from portal.stories.models import Credit, Revision, Rubric, Story, StoryPhoto, TimelineEntry
from portal.stories.rules import Sheet
from portal.wards.models import Ward
from tests.factories import accounts, photos

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10.00 WIB on a Tuesday
TITLE = "Tiga pembatik muda belajar nglowong dari Bu Rohmah"
BODY = (
    "Setiap Sabtu sore, teras rumah Bu Rohmah penuh bau malam. Nisa, Farel, dan Putri bergantian memegang canting.\n\n"
    "“Yang susah itu napas, bukan tangan,” kata Bu Rohmah."
)
DUE = dict.fromkeys((Status.SUBMITTED, Status.IN_REVIEW, Status.APPROVED), "MOD_FIRST")
DUE |= {Status.RETURNED: "AUTHOR_REVISE"}
UNDO = timedelta(seconds=30)  # how long an approved one waits until it is public
SENT = set(Status) - {Status.DRAFT}
SEEN = {Status.PUBLISHED, Status.HIDDEN}


def person(session, name="Nurul Hidayah", **changes) -> User:
    """An adult resident who may send."""
    return accounts.user(session, name, **changes)


def ward_id(session, slug="medono") -> int:
    return session.scalars(select(Ward.id).where(Ward.slug == slug)).one()


def rubric_id(session, slug="batik-umkm") -> int:
    return session.scalars(select(Rubric.id).where(Rubric.slug == slug)).one()


def story(session, author=None, status=Status.SUBMITTED, ward="medono", at=AT, **changes) -> Story:
    """A story in any state, with the times and clocks that state brings along."""
    author = author or person(session)
    body = changes.pop("body", BODY)
    title = changes.pop("title", TITLE)
    code = DUE.get(status)
    values = {
        "code": codes.new(),
        "author_id": author.id,
        "submission_key": str(uuid.uuid4()),
        "ward_id": ward_id(session, ward),
        "rubric_id": rubric_id(session),
        "title": title,
        "slug": text.slugify(title),
        "body": body,
        "body_html": str(html.render(body)),
        "excerpt": text.excerpt(html.plain(body), 200),
        "event_date": date(2026, 11, 21),
        "place": "Jalan Kauman",
        "source": "Saya melihat sendiri",
        "credit": Credit.FULL,
        "created_at": at,
        "changed_at": at,
        "submitted_at": at if status in SENT else None,
        "published_at": at if status in SEEN else None,
        "due_code": code,
        "due_at": duties.due_at(code, at) if code else None,
        "approved_from": Status.SUBMITTED if status is Status.APPROVED else None,
        "publish_at": at + UNDO if status is Status.APPROVED else None,
    }
    made = Story(status=status, **values | changes)
    session.add(made)
    session.flush()
    if status in SENT:
        revision(session, made, at=at)
        timeline_entry(session, made, at=at)
    return made


def revision(session, of, number=1, at=AT, **changes) -> Revision:
    values = {"title": of.title, "body": of.body, "made_by_id": of.author_id, "made_at": at}
    made = Revision(story_id=of.id, number=number, **values | changes)
    session.add(made)
    session.flush()
    return made


def timeline_entry(session, of, kind="submitted", at=AT, public=False, key=None, **detail) -> TimelineEntry:
    made = TimelineEntry(story_id=of.id, kind=kind, at=at, public=public, key=key, detail=detail)
    session.add(made)
    session.flush()
    return made


def story_photo(session, of, photo=None, position=0, **changes) -> StoryPhoto:
    owner = session.get_one(User, of.author_id)
    photo = photo or photos.photo(session, owner)
    values = {"caption": "Canting dan malam", "alt": "Tangan memegang canting di atas kain putih", "credit": "Nisa"}
    made = StoryPhoto(story_id=of.id, photo_id=photo.id, position=position, **values | changes)
    session.add(made)
    session.flush()
    session.expire(of, ["photos"])
    return made


def parked_words(session, at=AT, **fields) -> str:
    """The key of a visitor's words; each field has one value."""
    return parking.park(session, {name: [value] for name, value in fields.items()}, at)


def sheet(session, **changes) -> Sheet:
    """A filled-in form that may be sent."""
    values = {"title": TITLE, "body": BODY, "ward_id": ward_id(session), "rubric_id": rubric_id(session)}
    values |= {"event_date": date(2026, 11, 21), "original": True, "license": True}
    return Sheet(**values | changes)


def fields(**changes) -> dict[str, str]:
    """The same as a browser sends it."""
    values = {"title": TITLE, "body": BODY, "ward": "medono", "rubric": "batik-umkm", "event_date": "2026-11-21"}
    values |= {"place": "Jalan Kauman", "source": "Saya melihat sendiri", "credit": "full", "action": "submit"}
    values |= {"consent_original": "y", "consent_license": "y", "submission_key": str(uuid.uuid4())}
    return {name: value for name, value in (values | changes).items() if value is not None}
