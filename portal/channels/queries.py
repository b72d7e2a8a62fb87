from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels.models import Channel


def active(session: Session) -> Sequence[Channel]:
    """The channels a publication goes to, in the order of the desk."""
    return session.scalars(select(Channel).where(Channel.active).order_by(Channel.position, Channel.id)).all()
