from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels.models import Channel, Mode
from portal.wards.city import City


def seed(session: Session, city: City) -> None:
    """Add the channels the city's data file names; what staff changed since stays. The caller commits."""
    known = set(session.scalars(select(Channel.code)))
    for position, given in enumerate(city.channels):
        if given.code in known:
            continue
        session.add(
            Channel(
                code=given.code,
                kind=given.kind,
                name=given.name,
                handle=given.handle or "",
                address=given.address or "",
                mode=Mode(given.mode),
                active=given.active,
                position=position,
            )
        )
    session.flush()
