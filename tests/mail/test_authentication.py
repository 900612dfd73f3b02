"""Who vouches for a sender: only our own mail server is believed."""

import pytest

from amberdesk.mail.authentication import Verdict, authentication
from amberdesk.mail.parse import parse
from tests.mail.samples.building import text_mail

OURS = {"mx.pomoc.example"}
EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=sklep.example; dkim=pass (signature was verified)"
    " header.d=sklep.example;dmarc=pass action=none header.from=sklep.example;compauth=pass reason=100"
)


def read(*results: str, trusted: set[str] = OURS):
    head = "".join(f"Authentication-Results: {result}\r\n" for result in results).encode()
    return authentication(parse(head + text_mail("x")), trusted)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("dmarc=pass header.from=sklep.example", Verdict.PASSED),
        ("dmarc=fail header.from=sklep.example", Verdict.FAILED),
        ("spf=pass smtp.mailfrom=jan@sklep.example", Verdict.PASSED),
        ("dkim=pass header.d=sklep.example", Verdict.PASSED),
        ("dkim=pass header.i=@sklep.example", Verdict.PASSED),
        ("spf=pass smtp.mailfrom=bounce@listy.example", Verdict.UNKNOWN),
        ("dkim=pass header.d=zly.example", Verdict.UNKNOWN),
        ("dkim=pass header.d=example", Verdict.UNKNOWN),
        ("spf=fail smtp.mailfrom=jan@sklep.example", Verdict.FAILED),
        ("spf=softfail smtp.mailfrom=jan@sklep.example", Verdict.UNKNOWN),
        ("spf=fail smtp.mailfrom=a@b; dkim=pass header.d=sklep.example", Verdict.PASSED),
        ("dkim=fail header.d=a; dkim=pass header.d=sklep.example", Verdict.PASSED),
        ("dmarc=fail header.from=sklep.example; dkim=pass header.d=sklep.example", Verdict.FAILED),
        ("none", Verdict.UNKNOWN),
        ("dmarc=pass (p=reject (nested; dmarc=fail) comment) header.from=sklep.example", Verdict.PASSED),
    ],
)
def test_the_results_of_our_server_give_one_verdict(said: str, verdict: Verdict):
    assert read(f"mx.pomoc.example; {said}").verdict == verdict


def test_results_of_any_other_server_mean_nothing():
    assert read("mx.zly.example; dmarc=pass header.from=sklep.example").verdict == Verdict.UNKNOWN
    assert read("mx.pomoc.example.zly.example; dmarc=pass").verdict == Verdict.UNKNOWN


def test_only_the_topmost_result_of_our_server_counts():
    """What stands below may have come with the mail."""
    found = read("mx.pomoc.example; dmarc=fail", "mx.pomoc.example; dmarc=pass")
    assert found.verdict == Verdict.FAILED


def test_a_server_that_does_not_name_itself_is_believed_only_when_told_so():
    assert read(EXCHANGE).verdict == Verdict.UNKNOWN
    found = read(EXCHANGE, trusted={""})
    assert (found.verdict, found.spf, found.dkim, found.dmarc) == (Verdict.PASSED, "pass", "pass", "pass")


def test_without_results_nothing_is_known():
    assert read().verdict == Verdict.UNKNOWN
