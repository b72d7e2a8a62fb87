import json
import re

from portal.demo.people import PASSWORD, PEOPLE, person
from portal.wards.city import CITIES

WARDS = {ward["slug"] for ward in json.loads((CITIES / "pekalongan.json").read_text("utf-8"))["wards"]}


def test_the_people_every_reader_of_the_contract_expects_are_there():
    roles = {each.email.partition("@")[0]: (each.role, each.ward) for each in PEOPLE}
    assert roles["warga"][0] == roles["warga2"][0] == "resident"
    assert roles["direktur"] == ("director", "medono")
    assert roles["direktur2"] == ("director", "kauman")
    assert roles["wakil"] == ("deputy", "medono")
    assert roles["humas"][0] == roles["humas2"][0] == "humas"
    assert roles["admin"][0] == "admin"
    assert PASSWORD == "batik-1906"


def test_nobody_can_be_reached_and_nobody_is_there_twice():
    assert len({each.email for each in PEOPLE}) == len({each.phone for each in PEOPLE}) == len(PEOPLE)
    assert all(each.email.endswith("@demo.test") for each in PEOPLE)
    assert all(re.fullmatch(r"0800-000-00\d\d", each.phone) for each in PEOPLE)


def test_everybody_lives_in_a_ward_and_staff_have_a_decree():
    assert {each.ward for each in PEOPLE} <= WARDS
    assert all(bool(each.decree) == (each.role != "resident") for each in PEOPLE)


def test_a_person_is_found_by_address():
    assert person("wakil@demo.test").name == "Slamet Wibisono"
