import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.newsroom.sentences import clean, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Air naik. Warga berjaga.", ["Air naik.", "Warga berjaga."]),
        ("Pukul 21.00 WIB mati. Mengapa? Belum jelas!", ["Pukul 21.00 WIB mati.", "Mengapa?", "Belum jelas!"]),
        ("Rumah di Jl. Patriot No. 12 kering. Lain basah.", ["Rumah di Jl. Patriot No. 12 kering.", "Lain basah."]),
        ("“Lelah. Tapi ini rumah,” kata dr. Wati. Lalu.", ["“Lelah. Tapi ini rumah,” kata dr. Wati.", "Lalu."]),
        ('"Mati lagi." Begitu katanya.', ['"Mati lagi."', "Begitu katanya."]),
        ("H. Amir (62 tahun. Pensiun) datang. Selesai.", ["H. Amir (62 tahun. Pensiun) datang.", "Selesai."]),
        ("Rp10.000 per kilo. 12 kilo terkumpul.", ["Rp10.000 per kilo.", "12 kilo terkumpul."]),
        ("12. Dua belas. Lagi.", ["12. Dua belas.", "Lagi."]),
        ("tanpa titik", ["tanpa titik"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_would_end_it(text, parts):
    assert sentences(text) == parts


@given(st.text(max_size=200))
def test_no_word_is_lost_between_sentences(text):
    line = clean(text)
    assert " ".join(sentences(line)).split() == line.split()


def test_a_cleaned_line_has_no_control_marks_direction_marks_or_tags():
    dirty = " Air\u202e naik\x00\r\n\tlagi #rob ##dua ＃tiga e\u0301\ud800 "
    assert clean(dirty) == "Air naik lagi rob dua tiga \u00e9"


def test_a_dial_code_is_no_tag():
    assert clean("Tekan *#06# atau No. #5 dan #rob") == "Tekan *#06# atau No. #5 dan rob"


@pytest.mark.parametrize(
    "words",
    [
        "https://contoh.id/a#bagian",
        "https://contoh.id/?q=#bagian",
        "contoh.id/a#bagian",
        "nada C#dur",
        "*888*1#lalu",
        "http://x.id/#/a",
    ],
)
def test_a_sign_inside_an_address_or_a_word_is_no_tag(words):
    assert clean(f"Lihat {words}, lalu #rob") == f"Lihat {words}, lalu rob"


def test_marks_that_hold_an_emoji_together_stay():
    assert clean("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
