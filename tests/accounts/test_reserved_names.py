import json

import pytest

from portal.accounts.reserved_names import DATA, reserved
from portal.demo.people import PEOPLE
from portal.wards import city

NAMES = json.loads(DATA.read_text("utf-8"))


@pytest.fixture(scope="module")
def offices():
    return reserved(city.load("pekalongan"))


@pytest.mark.parametrize("name", NAMES["anywhere"])
def test_every_name_of_the_list_is_refused_however_it_is_written(offices, name):
    for form in (name, name.upper(), name.replace(" ", ""), f"Bapak {name.title()} Pekalongan", f"{name} (resmi)"):
        assert offices.holds(form), form


@pytest.mark.parametrize(
    "name",
    [
        *("Wali Kota (Resmi)", "Walikota Pekalongan", "W A L I  K O T A", "W.a.l.i.k.o.t.a", "wali-kota", "Wali_Kota"),
        *(
            "Wa1i K0ta",
            "WALl KOTA",
            "Wаli Kоtа",
            "Ԝаӏі Κота",
            "Ｗａｌｉ　Ｋｏｔａ",
            "𝐖𝐚𝐥𝐢 𝐊𝐨𝐭𝐚",
            "ᴡᴀʟɪ ᴋᴏᴛᴀ",
            "Wâlí Kötã",
        ),
        *("Wali\u200b Ko\u200bta", "Waali Kottaa", "VVali Kota", "W@li K0t@", "Ⓦⓐⓛⓘ Kota", "Wali\u00adKota"),
        *("HUMAS", "Humas2", "Hurnas Pemkot", "humas_pekalongan", "Нumas", "Admin", "4dmin", "admin123", "Adm!n"),
        *(
            "Pemkot Pekalongan",
            "Pemerintah Kota Pekalongan",
            "Dinas Kesehatan",
            "Polres Pekalongan Kota",
            "Bapak Polisi",
        ),
        *("Lurah Medono", "Kelurahan Medono", "Kel. Medono", "Kec. Pekalongan Barat", "Direktur Medono", "Pak Camat"),
        *("DPRD Kota", "T.N.I.", "Batik TV", "BatikTV", "RKB", "Radio Kota Batik 91,2 FM", "PPID Kota Pekalongan"),
        *("HumasKota", "PolresPekalongan", "humaspekalongan", "ADMINRESMI", "lurahkota"),
        *("🅷🆄🅼🅰🆂", "🅗🅤🅜🅐🅢 Pekalongan", "🇭🇺🇲🇦🇸", "ɦumas", "Ƙecamatan"),
        *("Wali K o t a", "Wali K. Ota", "HUMA S", "huma s", "Huma s", "Dina S Kesehatan Dinas"),
        *("Redaksi", "Berita dan Warga", "Kota Pekalongan", "Pekalongan", "Jawa Tengah", "Anonim"),
    ],
)
def test_an_office_is_recognised(offices, name):
    assert offices.holds(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Lurahman Hakim", "Camatia Putri", "Adminah", "Humaira", "Humaseh", "Polisiana", "Dinasti Ayu"),
        *("Medono", "Siti Kauman", "Bendan Kergon", "Direkturi", "Pemkotta", "Redaksina", "Ali Akbar"),
        *("Ri", "R. R. I. Suryani", "T. N. Ilham", "Budi 2", "Nur Aini", "H. Abdul Wahid, S.Ag.", "Muhammad Ali"),
        *("Antara Putra", "Kompas Wijaya", "Warga Medono", "Presidenta", "Mayora", "Resmiyati", "Officialia"),
        *("Kauman Saputra", "Waluyo Kotamobagu", "Editha", "Putri Pekalongan"),
        *("Dina S.", "Dina S", "Dina S. Putri", "Ade Dina S.", "H. Umas", "C. Amat", "McDonald", "AbdulRahman"),
        *("محمد", "李明", "Дмитрий Иванов", "Ólafur", "J", ""),
    ],
)
def test_a_name_of_a_person_passes(offices, name):
    assert not offices.holds(name)


def test_the_people_of_the_demonstration_keep_their_names(offices):
    assert [each.name for each in PEOPLE if offices.holds(each.name)] == []
