from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import rules
from portal.accounts.rules import SignIn
from portal.kernel.client_address import address_key

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/", "/akun", "/akun?a=1&b=/x", "/en/kirim", "/kiriman/BW-7K3F2Q#atas", "/masuknya"])
def test_a_path_on_this_site_is_kept(path):
    assert rules.safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "akun",
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\/evil.test",
        "http://evil.test",
        "https:evil.test",
        "/a b",
        "/a\tb",
        "/a\nb",
        "\n//evil.test",
        " //evil.test",
        "/\x00",
        "/a\u2028b",
        "/a\x85b",
        "/keluar",
        "/en/keluar/",
        "/masuk?next=/akun",
        "/masuk/kode",
        "/en//evil.test",
        "/" + "a" * 2000,
    ],
)
def test_everything_else_is_refused(path):
    assert rules.safe_next(path) is None


@pytest.mark.parametrize(
    ("roles", "path"),
    [
        ((), "/kiriman"),
        (("humas",), "/siar"),
        (("director", "humas"), "/siar"),
        (("deputy",), "/meja"),
        (("admin",), "/admin"),
    ],
)
def test_the_own_work_is_where_one_lands(roles, path):
    assert rules.landing(roles) == path


@pytest.mark.parametrize("role", ["humas", "admin"])
def test_humas_and_admin_need_a_code_unless_they_are_demo_people(role):
    assert rules.needs_code([role], is_demo=False)
    assert not rules.needs_code([role], is_demo=True)


@pytest.mark.parametrize("roles", [(), ("director",), ("deputy", "director")])
def test_others_do_not(roles):
    assert not rules.needs_code(roles, is_demo=False)


def sign_in(**changes) -> SignIn:
    values = {"created_at": NOW, "seen_at": NOW, "second_factor": False, "standing": frozenset()}
    return SignIn(**values | changes)


STAFF = rules.standing(["director"], [3])


def test_a_fresh_sign_in_counts():
    assert rules.why_over(sign_in(), frozenset(), False, NOW) is None
    assert rules.why_over(sign_in(standing=STAFF), STAFF, False, NOW) is None


def test_staff_may_be_idle_for_two_hours_and_no_longer():
    row = sign_in(standing=STAFF)
    assert rules.why_over(row, STAFF, False, NOW + timedelta(hours=2)) is None
    assert rules.why_over(row, STAFF, False, NOW + timedelta(hours=2, seconds=1)) == "idle"


def test_residents_may_be_idle_for_a_month():
    assert rules.why_over(sign_in(), frozenset(), False, NOW + timedelta(days=29)) is None
    assert rules.why_over(sign_in(), frozenset(), False, NOW + timedelta(days=31)) == "idle"


def test_nobody_stays_signed_in_for_ever():
    at = NOW + timedelta(days=31)
    assert rules.why_over(sign_in(seen_at=at), frozenset(), False, at) == "too old"


def test_a_lost_role_or_ward_ends_it():
    row = sign_in(standing=STAFF)
    assert rules.why_over(row, frozenset(), False, NOW) == "role lost"
    assert rules.why_over(row, rules.standing(["director"], [4]), False, NOW) == "role lost"


def test_a_role_that_needs_a_code_does_not_count_without_one():
    humas = rules.standing(["humas"], [])
    assert rules.why_over(sign_in(), humas, False, NOW) == "second factor due"
    assert rules.why_over(sign_in(second_factor=True), humas, False, NOW) is None
    assert rules.why_over(sign_in(), humas, True, NOW) is None


def test_a_role_that_was_gained_does_not_end_it():
    assert rules.why_over(sign_in(), STAFF, False, NOW) is None


@pytest.mark.parametrize(
    ("role", "held", "clash"),
    [
        ("admin", ["humas"], {"humas"}),
        ("admin", ["director", "deputy"], {"director", "deputy"}),
        ("humas", ["admin"], {"admin"}),
        ("director", ["admin", "humas"], {"admin"}),
        ("humas", ["director"], set()),
        ("admin", ["admin"], set()),
    ],
)
def test_who_administers_neither_moderates_nor_publishes(role, held, clash):
    assert rules.clash(role, held) == clash


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_address_stands_for_one_household(address, key):
    assert address_key(address) == key


@pytest.mark.parametrize(
    ("email", "shown"), [("siti@gmail.com", "s•••@gmail.com"), ("a@b.id", "a•••@b.id"), (None, ""), ("tanpa", "")]
)
def test_a_masked_address_helps_only_its_owner(email, shown):
    assert rules.masked(email) == shown


@pytest.mark.parametrize(
    "name",
    [
        "Siti Aminah, S.Pd.SD.",
        "H. M. Yusuf, S.Kom., M.M.",
        "Drs. H.Ahmad",
        "Moch.Yusuf",
        "Prof.Budi Santoso",
        "Muh.Ali",
        "Dr. dr. Rina, Sp.OG(K)",
        "O'Connor-Budi",
        "Siti 2",
        "<script>alert(1)</script>",
        "李 小龍",
    ],
)
def test_names_with_titles_are_no_addresses(name):
    assert not rules.holds_address(name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.b@gmail.com", "AB+ibu@googlemail.com", True),
        ("ab@contoh.test", "a.b+x@contoh.test", True),
        ("ab@contoh.test", "ab@contoh.example", False),
        ("ab@contoh.test", "ac@contoh.test", False),
        ("ab@contoh.test", "", False),
    ],
)
def test_one_mailbox_has_many_spellings(one, other, same):
    assert rules.same_mailbox(one, other) is same


@pytest.mark.parametrize("name", ["Ꮯamat", "𐐕umas", "Lurаh Medono", "Siti Аminah", "Ωmega"])
def test_a_word_in_two_alphabets_is_seen(name):
    assert rules.mixes_alphabets(name)


@pytest.mark.parametrize(
    "name",
    [
        "Siti Aminah",
        "Ólafur Müße",
        "Ahmad أحمد",
        "李明",
        "李 Ming",
        "たなか カナ",
        "Nurʼaini",
        "Дмитрий",
        "Ｓｉｔｉ",
        "D'Angelo",
        "Budi 2",
    ],
)
def test_names_in_one_alphabet_a_word_pass(name):
    assert not rules.mixes_alphabets(name)
