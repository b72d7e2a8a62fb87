import pytest

from portal.accounts import identity, rules
from tests.factories import accounts as made


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Siti@Contoh.TEST", "siti@contoh.test"),
        ("  siti@gmail.com ", "siti@gmail.com"),
        ("warga@demo.test", "warga@demo.test"),
        ("siti@", None),
        ("budi@münchen.example.id", "budi@münchen.example.id"),
        ("budi@xn--mnchen-3ya.example.id", "budi@münchen.example.id"),
        ("sité@contoh.test", None),
        ("ꦧꦠꦶꦏ@contoh.test", None),
        ("siti", None),
        ("a@b@c.id", None),
        ("siti@contoh", None),
        ("x" * 250 + "@contoh.test", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_has_one_form(in_request, text, email):
    assert identity.email_of(text) == email


def test_an_account_with_an_older_address_is_still_found(session, in_request):
    user = made.user(session, email="sité@contoh.test")
    assert identity.user_by_identity(session, " Sité@contoh.test") is user


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("62812345678901234", None),
        ("0285421234", "+62285421234"),
        ("+31 6 12345678", "+31612345678"),
        ("08", None),
        ("halo", None),
        ("1" * 50, None),
        (None, None),
    ],
)
def test_a_number_has_one_form_and_is_indonesian_by_default(in_request, text, phone):
    assert identity.phone_of(text) == phone


def test_a_person_is_found_by_either(app, session, in_request):
    user = made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890")
    session.commit()
    for text in ("SITI@contoh.test", "0812-3456-7890"):
        assert identity.user_by_identity(in_request, text).id == user.id
    for text in ("ranti@contoh.test", "081299999999", "Siti Aminah", ""):
        assert identity.user_by_identity(in_request, text) is None


def test_wrong_tries_are_counted_under_one_spelling(in_request):
    assert identity.canonical(" SITI@contoh.test") == identity.canonical("siti@contoh.test")
    assert identity.canonical("0812 3456 7890") == identity.canonical("+6281234567890")
    assert identity.canonical("  Bukan   Siapa-siapa ") == "bukan siapa-siapa"


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("text", ["siti@contoh.test", "081234567890"])
def test_a_name_means_its_holder_and_those_who_only_gave_it(session, in_request, text, proven):
    at = made.LONG_AGO if proven else None
    holder = made.user(
        session, email="siti@contoh.test", us_phone_number="+6281234567890", confirmed_at=at, phone_proven_at=at
    )
    gave = {"email": None, "claimed_email": "siti@contoh.test", "claimed_phone": "+6281234567890"}
    others = [made.user(session, **gave) for _ in range(rules.CLAIMS + 1)]
    session.commit()
    found = identity.candidates(in_request, text)
    assert found.holder.id == holder.id
    assert (found.proven is not None) is proven
    ids = [user.id for user in found.all]
    assert ids[0] == holder.id, "nobody is locked out by those who come later"
    latest = [user.id for user in reversed(others)]
    assert ids[1:] == latest[: rules.CLAIMS if proven else rules.CLAIMS - 1]


def test_what_is_no_contact_means_nobody(in_request):
    assert identity.candidates(in_request, "Siti Aminah").all == []
