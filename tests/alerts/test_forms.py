import pytest
from werkzeug.datastructures import MultiDict

from portal.alerts.forms import AskForm, ChangeForm
from tests.pages import HOSTILE


@pytest.fixture
def read(app):
    def errors(form, **values):
        with app.test_request_context("/"):
            made = form(MultiDict([(name, each) for name, many in values.items() for each in many]))
            if form is ChangeForm:
                made.wards.choices = [("medono", "Medono"), ("kauman", "Kauman")]
            made.validate()
            return made, {name for name in made.errors if name}

    return errors


@pytest.mark.parametrize("email", ["sri@warga.test", " Sri.Maryam@Gmail.com ", "a+b@warga.co.id"])
def test_addresses_that_can_be_written_to(read, email):
    assert read(AskForm, email=[email], pace=["daily"])[1] == set()


@pytest.mark.parametrize("email", ["", " ", "sri", "sri@", "@x", "a b@c.de", "a@b@c", HOSTILE, "x" * 250 + "@a.id"])
def test_and_those_that_cannot(read, email):
    form, errors = read(AskForm, email=[email], pace=["daily"])
    assert errors == {"email"}
    assert form.pace.data == "daily"


@pytest.mark.parametrize("pace", [[""], ["hourly"], [HOSTILE]])
def test_a_pace_is_one_of_three(read, pace):
    assert read(AskForm, email=["sri@warga.test"], pace=pace)[1] == {"pace"}


def test_at_least_one_ward_stays(read):
    assert read(ChangeForm, pace=["weekly"])[1] == {"wards"}
    assert read(ChangeForm, pace=["weekly"], wards=["atlantis"])[1] == {"wards"}
    form, errors = read(ChangeForm, pace=["weekly"], wards=["atlantis", "kauman"])
    assert (form.wards.data, errors) == (["kauman"], set())
