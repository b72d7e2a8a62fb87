from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.wards import city
from portal.wards.models import District, Ward


def seed(session: Session, data: city.City) -> None:
    """Bring districts and wards in line with the city's data file; safe to repeat. The caller commits."""
    districts = {row.code: row for row in session.scalars(select(District))}
    for given in data.districts:
        district = districts.setdefault(given.code, District(code=given.code, name=given.name))
        district.name = given.name
        session.add(district)
    session.flush()
    wards = {row.code: row for row in session.scalars(select(Ward))}
    for entry in data.wards:
        ward = wards.get(entry.code) or Ward(code=entry.code)
        ward.name, ward.slug, ward.postal_code = entry.name, entry.slug, entry.postal_code
        ward.district_id = districts[entry.district].id
        ward.column, ward.row = entry.column, entry.row
        ward.abbreviation, ward.hyphenated = entry.abbreviation, entry.hyphenated
        if ward.id is None:
            # an admin may add spellings later; a seed must not take them away
            ward.aliases = list(entry.aliases)
        session.add(ward)
    session.flush()
