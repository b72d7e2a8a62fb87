import pytest

from portal.kernel.keyed_hash import keyed_hash

KNOWN = "9513437f49b8c0f294b6986b6b86f40e4f7f0266e0bf5a6786d008d473cf6a10"


def test_rows_of_an_older_version_are_still_found():
    assert keyed_hash("rahasia", "failed", "text:siti@contoh.test") == KNOWN


@pytest.mark.parametrize("other", [("lain", "a", "b"), ("rahasia", "c", "b"), ("rahasia", "a", "c")])
def test_secret_purpose_and_text_all_count(other):
    assert keyed_hash(*other) != keyed_hash("rahasia", "a", "b")
