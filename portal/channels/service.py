import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels.identity import Identity
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
                handle=given.handle,
                address=given.address,
                mode=Mode(given.mode),
                active=given.active,
                position=position,
            )
        )
    session.flush()


def identity_of(city: City) -> Identity:
    """The one record all channels of a city speak from: "Kota Pekalongan" gives #KotaPekalongan #WargaPekalongan."""
    words = re.findall(r"[^\W_]+", city.name)
    place = words[1:] if len(words) > 1 and words[0] in ("Kota", "Kabupaten") else words
    tags = ("#" + "".join(words), "#Warga" + "".join(place))
    return Identity(agency=city.office.name, dateline=city.name, hashtags=tags)
