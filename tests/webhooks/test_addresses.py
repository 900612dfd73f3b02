"""Where webhooks may lead (T50): every address of a name is looked at, whatever it is wrapped in."""

from ipaddress import ip_address, ip_network

import pytest

from amberdesk.webhooks.addresses import BadAddress, Target, is_public, may_call, read_address

INSIDE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.8"),
    *("198.18.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%lo", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::a00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::1", "100::1", "5f00::1"),
]
OUTSIDE = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_seen_as_one(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not may_call(address, 443)


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_may_be_called(address: str) -> None:
    assert may_call(address, 443)


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8000, 0, 65535])
def test_other_ports_may_not(port: int) -> None:
    assert not may_call("8.8.8.8", port)


def test_only_the_very_place_that_the_operator_names_is_allowed() -> None:
    allowed = [(ip_network("127.0.0.1"), 9000), (ip_network("10.1.0.0/16"), 443)]

    assert may_call("127.0.0.1", 9000, allowed) and may_call("10.1.2.3", 443, allowed)
    assert not may_call("127.0.0.1", 9001, allowed)
    assert not may_call("127.0.0.2", 9000, allowed)
    assert not may_call("::1", 9000, allowed)
    assert not may_call("10.2.0.1", 443, allowed)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("gopher://example.com/", "url_scheme"),
        ("file:///etc/passwd", "url_scheme"),
        ("ftp://example.com/", "url_scheme"),
        ("//example.com/", "url_scheme"),
        ("javascript:alert(1)", "url_scheme"),
        ("https://user:pass@example.com/", "url_user"),
        ("https://example.com@10.0.0.1/", "url_user"),
        ("https://@example.com/", "url_user"),
        ("https://example.com:22/", "url_port"),
        ("https://example.com:99999/", "url_shape"),
        ("https://example.com:x/", "url_shape"),
        ("https://", "url_shape"),
        ("https:///path", "url_shape"),
        ("https://exa mple.com/", "url_shape"),
        ("https://example.com\\@10.0.0.1/", "url_shape"),
        ("https://example.com/\r\nHost: inside", "url_shape"),
        ("https://example.com/\x00", "url_shape"),
        ("https://żółw.example/", "url_shape"),
        ("https://a..b/", "url_shape"),
        ("https://[::1/", "url_shape"),
        ("https://[fe80::1%25lo]/", "url_shape"),
        ("https://example.com/" + "a" * 400, "url_shape"),
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused(url: str, code: str) -> None:
    with pytest.raises(BadAddress) as bad:
        read_address(url)
    assert bad.value.code == code


def test_an_address_comes_apart() -> None:
    assert read_address("https://Example.COM:8443/a/b?c=d#e") == Target(
        "https", "example.com", 8443, "/a/b?c=d"
    )
    assert read_address("http://[2606:4700::1111]") == Target("http", "2606:4700::1111", 80, "/")
