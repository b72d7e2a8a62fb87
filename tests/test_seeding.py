"""Another city is a data file and a setting."""

from pathlib import Path

import sqlalchemy as sa

from portal import create_app, seeding
from portal.channels.models import Channel
from portal.kernel.db import Base, db
from portal.stories.models import Rubric
from portal.wards.models import Ward
from tests.conftest import LookingClient, make_settings

CITY = Path(__file__).parent / "wards" / "data" / "kota_contoh.json"


def test_a_small_made_up_city_runs_without_a_change_of_code(tmp_path):
    app = create_app(make_settings(tmp_path, city=str(CITY)))
    app.test_client_class = LookingClient
    city = app.extensions["portal.city"]
    with app.app_context():
        Base.metadata.create_all(db.engine)
        seeding.seed(db.session(), city)
        db.session.commit()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Ward)) == 3
        assert set(db.session.scalars(sa.select(Rubric.slug))) == {rubric.slug for rubric in city.rubrics}
        assert set(db.session.scalars(sa.select(Channel.code))) == {channel.code for channel in city.channels}
    client = app.test_client()
    front = client.get("/").text
    assert city.name in front
    assert "Pekalongan" not in front
    assert client.get(f"/kelurahan/{city.wards[0].slug}").status_code == 200
    assert client.get("/kelurahan/medono").status_code == 404
    assert "Pekalongan" not in client.get("/kirim").text
    for page in ("/tentang", "/syarat", "/privasi", "/pedoman"):
        assert "Pekalongan" not in client.get(page).text, page


def test_what_staff_changed_survives_the_next_seed(app):
    with app.app_context():
        ward = db.session.scalars(sa.select(Ward).where(Ward.slug == "medono")).one()
        ward.aliases = [*ward.aliases, "Medono Raya"]
        channel = db.session.scalars(sa.select(Channel).where(Channel.code == "x")).one()
        channel.handle, channel.active = "pemkotpkl", False
        db.session.commit()
        seeding.seed(db.session(), app.extensions["portal.city"])
        db.session.commit()
        db.session.expire_all()
        assert "Medono Raya" in db.session.get(Ward, ward.id).aliases
        assert (channel.handle, channel.active) == ("pemkotpkl", False)
