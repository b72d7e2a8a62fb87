import pytest

from portal.kernel.credits import photographer


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Siti", "Siti"),
        ("Foto: Siti", "Siti"),
        ("foto : Siti", "Siti"),
        ("FOTO: Foto: Siti", "Siti"),
        ("Photo: Siti", "Siti"),
        ("Foto oleh Siti", "Siti"),
        ("Fotografer: Siti", "Siti"),
        ("Foto:", ""),
        ("Fotografi Kota", "Fotografi Kota"),
        ("Studio Foto Siti", "Studio Foto Siti"),
        ("Foto Siti", "Foto Siti"),
        ("", ""),
    ],
)
def test_the_label_is_not_part_of_a_name(typed, name):
    assert photographer(typed) == name
