"""Posts, and the published stories they belong to, straight into the tables."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal.accounts.models import Appointment, Role, User
from portal.channels import service as channels
from portal.kernel import codes
from portal.newsroom import creation
from portal.newsroom.models import Post
from portal.photos.models import Photo, PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Credit, Rubric, Story, StoryPhoto
from portal.wards import city
from portal.wards.models import Ward

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 12.00 WIB
BODY = "Sudah 22 hari lantai dapur Bu Siti kering.\n\nSetiap pagi ia mencatat tinggi air di mulut gang RT 05."
ALT = "Dua warga berjalan di jalan kampung yang tergenang air."


def keep(session, row):
    session.add(row)
    session.flush()
    return row


def person(session, name="Siti Maryam", role=None):
    """A resident, or somebody appointed to a role since the beginning of the year."""
    key = uuid.uuid4().hex
    user = keep(
        session,
        User(
            email=f"{key[:12]}@demo.test",
            confirmed_at=NOON,
            password="x",
            active=True,
            fs_uniquifier=key,
            create_datetime=NOON,
            update_datetime=NOON,
            name=name,
            handle=f"warga-{key[:10]}",
        ),
    )
    if role:
        keep(
            session,
            Appointment(
                user_id=user.id,
                role=Role(role),
                decree="SK 1/2026",
                starts_on=datetime(2026, 1, 1).date(),
                made_at=NOON,
            ),
        )
    return user


def officer(session, name="Ratna Widyastuti"):
    return person(session, name, "humas")


def photo(session, owner, state=PhotoState.READY, width=1600, height=1067):
    key = uuid.uuid4().hex
    return keep(
        session,
        Photo(
            public_id=key[:24],
            owner_id=owner.id,
            original_key=f"originals/{key[:2]}/{key}",
            original_name="IMG_1.jpg",
            sha256=key * 2,
            size=1000,
            kind="jpeg",
            width=width,
            height=height,
            state=state,
            evidence={},
            received_at=NOON,
        ),
    )


def story(session, pictures=1, alts=None, status=Status.PUBLISHED, credit=Credit.FULL, title=None, author=None):
    """A story of Medono with that many processed pictures; `alts` are their text alternatives."""
    author = author or person(session)
    ward = session.scalar(select(Ward).where(Ward.slug == "medono"))
    rubric = session.scalar(select(Rubric).where(Rubric.slug == "rob-banjir"))
    made = Story(
        code=codes.new(),
        author_id=author.id,
        submission_key=str(uuid.uuid4()),
        status=status,
        ward_id=ward.id,
        rubric_id=rubric.id,
        title=title or "Sebulan pompa baru menyala, warga menghitung hari tanpa rob",
        slug="sebulan-pompa-baru-menyala",
        body=BODY,
        body_html="",
        credit=credit,
        created_at=NOON,
        changed_at=NOON,
        submitted_at=NOON,
        published_at=NOON,
    )
    alts = alts if alts is not None else [ALT] * pictures
    for position in range(pictures):
        made.photos.append(
            StoryPhoto(photo=photo(session, author), position=position, alt=alts[position], consent=True)
        )
    return keep(session, made)


def posts(session, of=None, at=NOON, **changes):
    """All posts of a published story, by channel code, as the subscriber makes them."""
    identity = channels.identity_of(city.load("pekalongan"))
    of = of or story(session, **changes)
    made = creation.create(session, of, identity, "https://warga.test", at)
    session.flush()
    return {each.channel.code: each for each in made}


def post(session, channel="facebook", **changes) -> Post:
    return posts(session, **changes)[channel]


def later(minutes=0, hours=0, days=0):
    return NOON + timedelta(minutes=minutes, hours=hours, days=days)
