import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.channels.addresses import public, surely_private

PRIVATE = [
    *(
        "0.0.0.0",
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
    ),
    *("100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::", "2001::1", "100::1"),
    *("", "example.id", "1.2.3", "256.1.1.1", "08.8.8.8", "::g"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_never_called(address):
    assert not public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "103.10.66.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450::1"]
)
def test_public_addresses_may_be_called(address):
    assert public(address)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_gets_through_in_an_ipv6_disguise(address):
    number = int(address)
    disguises = (number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80)
    assert not any(public(str(ipaddress.IPv6Address(each))) for each in disguises)


@given(st.ip_addresses())
def test_whatever_python_calls_not_global_is_refused(address):
    if not address.is_global:
        assert not public(str(address))


@pytest.mark.parametrize(
    "url",
    [
        *("http://localhost", "http://LOCALHOST:8000/x", "http://localhost.", "http://kantor", "http://db:5432"),
        *("http://printer.local", "http://x.internal", "http://x.lan", "http://x.home.arpa", "http://a.localhost"),
        *("http://127.0.0.1", "http://127.1", "http://2130706433", "http://0x7f000001", "http://0x7f.0.0.1"),
        *("http://[::1]", "http://[::ffff:127.0.0.1]:80", "http://10.0.0.8/wp", "http://169.254.169.254/latest"),
        *("http://", "http:///x"),
    ],
)
def test_an_address_that_can_only_be_private_is_seen_without_asking_anybody(url):
    assert surely_private(url)


@pytest.mark.parametrize(
    "url", ["https://pekalongankota.go.id", "https://1.1.1.1", "https://xn--bcher-kva.example.id:8443/a"]
)
def test_names_are_proved_only_when_they_are_called(url):
    assert not surely_private(url)
