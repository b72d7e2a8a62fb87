import pytest

from portal.kernel.client_address import address_hash, address_key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_one_household_has_one_key(address, key):
    assert address_key(address) == key


def test_a_household_is_counted_and_not_named():
    kept = address_hash("secret", "a purpose", "2001:db8::1")
    assert kept == address_hash("secret", "a purpose", "2001:db8::2")
    assert kept != address_hash("other", "a purpose", "2001:db8::1")
    assert kept != address_hash("secret", "another", "2001:db8::1")
    assert "2001" not in kept
