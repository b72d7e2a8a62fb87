import pytest
from sqlalchemy import select

from portal.channels import queries, service
from portal.channels.limits import Kind
from portal.channels.models import Channel, Mode
from portal.wards import city


@pytest.fixture
def pekalongan():
    return city.load("pekalongan")


def test_the_citys_channels_are_there_as_its_file_says(session, pekalongan):
    rows = session.scalars(select(Channel).order_by(Channel.position)).all()
    assert [row.code for row in rows] == [given.code for given in pekalongan.channels]
    assert {row.mode for row in rows} == {Mode.ASSISTED}
    instagram = next(row for row in rows if row.code == "instagram")
    assert (instagram.handle, instagram.address) == (
        "pemkotpekalongan",
        "https://www.instagram.com/pemkotpekalongan",
    )


def test_every_seeded_kind_is_described(session):
    assert {row.kind for row in session.scalars(select(Channel))} <= {str(kind) for kind in Kind}


def test_the_active_ones_come_in_the_order_of_the_desk(session):
    assert [row.code for row in queries.active(session)] == [
        "web",
        "facebook",
        "instagram",
        "x",
        "telegram",
        "whatsapp",
    ]


def test_seeding_again_adds_nothing_and_keeps_what_staff_changed(session, pekalongan):
    x = session.scalar(select(Channel).where(Channel.code == "x"))
    x.handle, x.active = "kotapekalongan", False
    before = len(session.scalars(select(Channel)).all())
    service.seed(session, pekalongan)
    assert (x.handle, x.active) == ("kotapekalongan", False)
    assert len(session.scalars(select(Channel)).all()) == before


def test_all_channels_speak_from_one_record(pekalongan):
    found = service.identity_of(pekalongan)
    assert (found.agency, found.dateline) == ("Pemerintah Kota Pekalongan", "Kota Pekalongan")
    assert found.hashtags == ("#KotaPekalongan", "#WargaPekalongan")
