from ipaddress import ip_network
from typing import Any

from amberdesk.start.proxies import as_asked

PROXIES = (ip_network("10.0.0.0/8"),)


def scope(peer: str, **headers: str) -> dict[str, Any]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": (peer, 4711), "scheme": "http", "headers": raw}


def test_a_stranger_cannot_say_who_he_is():
    asked = as_asked(scope("203.0.113.9", x_forwarded_for="198.51.100.1", x_forwarded_proto="https"), PROXIES)

    assert asked["client"][0] == "203.0.113.9"
    assert asked["scheme"] == "http"
    assert asked["headers"] == []


def test_a_trusted_proxy_says_who_asked_and_how():
    asked = as_asked(scope("10.0.0.1", x_forwarded_for="198.51.100.1", x_forwarded_proto="https"), PROXIES)

    assert asked["client"][0] == "198.51.100.1"
    assert asked["scheme"] == "https"


def test_what_the_client_itself_put_before_counts_for_nothing():
    asked = as_asked(scope("10.0.0.1", x_forwarded_for="1.2.3.4, 198.51.100.1, 10.2.2.2"), PROXIES)

    assert asked["client"][0] == "198.51.100.1"


def test_nonsense_in_the_header_ends_the_reading():
    asked = as_asked(scope("10.0.0.1", x_forwarded_for="198.51.100.1, <script>"), PROXIES)

    assert asked["client"][0] == "10.0.0.1"


def test_an_unknown_scheme_is_not_taken():
    assert as_asked(scope("10.0.0.1", x_forwarded_proto="gopher"), PROXIES)["scheme"] == "http"


def test_the_host_cannot_be_forwarded():
    asked = as_asked(scope("10.0.0.1", x_forwarded_host="evil.example", host="desk.example"), PROXIES)

    assert asked["headers"] == [(b"host", b"desk.example")]
