import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core import signing
from django.test import RequestFactory

from amberdesk.web.live.topics import Refused, sign, stream_address, verify


def test_a_ticket_says_who_may_follow_what() -> None:
    ticket = verify(sign(7, "session-a", ["order:12", "network:3"]), "session-a")

    assert ticket.person == 7
    assert ticket.topics == {"order:12", "network:3", "person:7"}


@pytest.mark.parametrize("session", ["session-b", "", None])
def test_a_ticket_is_worth_nothing_in_another_session(session: str | None) -> None:
    with pytest.raises(Refused):
        verify(sign(7, "session-a", ["order:12"]), session)


def test_a_ticket_without_a_session_is_worth_nothing() -> None:
    with pytest.raises(Refused):
        verify(sign(7, "", ["order:12"]), "")


def test_a_ticket_lasts_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = sign(7, "session-a", ["order:12"])
    start = signing.time.time()

    monkeypatch.setattr(signing.time, "time", lambda: start + 3590)
    assert verify(ticket, "session-a").person == 7
    monkeypatch.setattr(signing.time, "time", lambda: start + 3610)
    with pytest.raises(Refused):
        verify(ticket, "session-a")


def test_a_changed_ticket_is_refused() -> None:
    ticket = sign(7, "session-a", ["order:12"])

    for place in range(0, len(ticket), 7):
        forged = ticket[:place] + ("A" if ticket[place] != "A" else "B") + ticket[place + 1 :]
        with pytest.raises(Refused):
            verify(forged, "session-a")


@pytest.mark.parametrize("ticket", ["", ":", "a:b:c", "\x00", "ą" * 50, "x" * 10_000])
def test_nonsense_is_refused(ticket: str) -> None:
    with pytest.raises(Refused):
        verify(ticket, "session-a")


def test_a_ticket_for_something_else_is_refused() -> None:
    other = signing.TimestampSigner(salt="invitation").sign_object([7, "x", "order:12"])
    with pytest.raises(Refused):
        verify(other, "session-a")


@pytest.mark.parametrize("topic", ["order", "order:1 network:2", "Order:1", "order:\n", "order:" + "1" * 50])
def test_a_misspelt_topic_is_a_fault_of_the_page(topic: str) -> None:
    request = RequestFactory().get("/")
    request.user = type("Anna", (), {"pk": 7})()
    with pytest.raises(ValueError, match="not a topic"):
        stream_address(request, [topic])


def test_a_stranger_gets_no_ticket() -> None:
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), SessionStore()
    with pytest.raises(Refused):
        stream_address(request, ["order:12"])
