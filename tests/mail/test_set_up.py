"""Mailboxes are the office's: what may be entered, what is kept closed, what an open line learns."""

from datetime import UTC, date, datetime

import pytest

from amberdesk.mail.actions import state
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.set_up import ask_to_try, change_mailbox, open_mailbox
from amberdesk.mail.actions.state import note_trouble, note_well
from amberdesk.mail.connections import Away, Trouble
from amberdesk.mail.mailboxes import fetched, mailbox_at, policy_on
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import Mailbox
from amberdesk.mail.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event
from amberdesk.people.secrets import opened
from tests.factories import NINE, make_network
from tests.orders.shop import HOUR, MINUTE, actor, make_desk

pytestmark = pytest.mark.django_db
FACTS = {"address": "Fala@Pomoc.Example", "host": "imap.pomoc.example", "password": "tajne hasło"}


@pytest.fixture
def box():
    return open_mailbox(make_network(), FACTS, by=MACHINE, at=NINE)


def test_a_mailbox_is_added_with_its_password_closed(box):
    assert (box.address, box.port, box.security) == ("fala@pomoc.example", 993, "tls")
    assert "tajne" not in box.password and opened(box.password) == "tajne hasło"
    event = Event.objects.get(kind="mailbox.added")
    assert "tajne" not in str(event.data) and "pomoc" not in str(event.data)


def test_only_the_office_changes_mailboxes(box):
    ewa = make_desk("BUR").ewa
    for deed in (
        lambda: open_mailbox(box.network, FACTS, by=actor(ewa), at=NINE),
        lambda: change_mailbox(box, {"port": 1}, by=actor(ewa), at=NINE),
        lambda: ask_to_try(box, by=actor(ewa), at=NINE),
    ):
        with pytest.raises(Forbidden):
            deed()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"address": "fala"}, "address_wrong"),
        ({"host": "imap pomoc"}, "host_wrong"),
        ({"host": "imap..example"}, "host_wrong"),
        ({"security": "plain"}, "plain_elsewhere"),
        ({"security": "ssl3"}, "security_unknown"),
        ({"port": 0}, "port_wrong"),
        ({"password": ""}, "password_missing"),
        ({"user": "fala\r\nA1 DELETE INBOX"}, "not_printable"),
        ({"password": "a\nb"}, "not_printable"),
        ({"done_folder": "INBOX"}, "folders_alike"),
        ({"held_folder": ""}, "folders_alike"),
        ({"policy": "drop"}, "policy_unknown"),
        ({"next_policy": "form_only"}, "next_policy_half"),
        ({"sign_in": "google"}, "client_id_missing"),
        ({"sign_in": "google", "client_id": "x"}, "refresh_token_missing"),
        ({"sign_in": "microsoft", "tenant": "../common"}, "tenant_wrong"),
        ({"sign_in": "kerberos"}, "sign_in_unknown"),
        ({"revision": 7}, "field_cannot_change"),
    ],
)
def test_what_could_never_work_is_refused_with_its_reason(wrong, code):
    with pytest.raises(Refused) as refusal:
        open_mailbox(make_network(), FACTS | wrong, by=MACHINE, at=NINE)
    assert refusal.value.code == code and not Mailbox.objects.exists()


def test_an_address_is_one_mailbox(box):
    with pytest.raises(Refused) as refusal:
        open_mailbox(box.network, FACTS, by=MACHINE, at=NINE)
    assert refusal.value.code == "address_taken"


def test_a_secret_that_is_not_given_stays_and_a_change_is_seen_by_an_open_line(box):
    note_trouble(box, Away(Trouble.SIGN_IN, "NO"), at=NINE)
    changed = change_mailbox(box, {"port": 143, "security": "starttls", "password": ""}, by=MACHINE, at=NINE)
    assert opened(changed.password) == "tajne hasło" and changed.revision == box.revision + 1
    assert changed.trouble == ""
    assert Event.objects.get(kind="mailbox.changed").data["fields"] == ["port", "security"]


def test_what_a_line_with_the_old_settings_says_is_not_believed(box):
    change_mailbox(box, {"port": 143}, by=MACHINE, at=NINE)
    note_trouble(box, Away(Trouble.UNREACHABLE), at=NINE)
    assert Mailbox.objects.get().trouble == ""


def test_trouble_counts_from_its_first_time_and_ends_when_the_server_answers(box):
    note_trouble(box, Away(Trouble.UNREACHABLE), at=NINE)
    note_trouble(box, Away(Trouble.SIGN_IN, "NO\x00 way"), at=NINE + HOUR)
    box.refresh_from_db()
    assert (box.trouble, box.trouble_since, box.trouble_told) == ("sign_in", NINE, "NO  way")
    note_well(box, at=NINE + HOUR)
    box.refresh_from_db()
    assert (box.trouble, box.trouble_since, box.last_ok_at) == ("", None, NINE + HOUR)


def test_a_policy_takes_the_place_of_another_on_its_day(box):
    box = change_mailbox(
        box, {"next_policy": "form_only", "next_policy_on": date(2026, 12, 1)}, by=MACHINE, at=NINE
    )
    midnight = datetime(2026, 11, 30, 23, tzinfo=UTC)  # in Warsaw
    assert policy_on(box, midnight - MINUTE) == Policy.ACCEPT
    assert policy_on(box, midnight) == Policy.FORM_ONLY


@pytest.mark.parametrize(
    "address", ["fala@pomoc.example", "Fala+m12-0@Pomoc.example", "<fala@pomoc.example>"]
)
def test_what_stands_behind_a_plus_is_no_other_mailbox(box, address):
    assert mailbox_at(address) == box


def test_a_mailbox_whose_own_address_has_a_plus_is_found_first(box):
    own = open_mailbox(box.network, {"address": "fala+nocna@pomoc.example"}, by=MACHINE, at=NINE)
    assert mailbox_at("fala+nocna@pomoc.example") == own and mailbox_at("inna+fala@pomoc.example") is None


def test_a_mailbox_goes_to_no_other_network_by_the_way(box):
    with pytest.raises(Refused):
        add_mailbox(make_network("BUR"), address=box.address)
    box.refresh_from_db()
    assert box.network.code == "FAL"


def test_a_signature_has_lines_and_a_name_has_none(box):
    box = change_mailbox(box, {"signature": "Serwis\r\ntel. 58 620 11 22"}, by=MACHINE, at=NINE)
    assert box.signature == "Serwis\ntel. 58 620 11 22"
    for wrong in ({"sender_name": "Serwis\nBcc: x"}, {"signature": "a\x00b"}):
        with pytest.raises(Refused):
            change_mailbox(box, wrong, by=MACHINE, at=NINE)


def test_a_key_that_another_process_was_given_is_used_by_an_open_line(box, monkeypatch):
    box = change_mailbox(
        box, {"sign_in": "google", "client_id": "app", "refresh_token": "first"}, by=MACHINE, at=NINE
    )
    elsewhere, good = Mailbox.objects.get(pk=box.pk), {"first"}

    def ask(asking):
        used = opened(asking.refresh_token)
        if used not in good:
            raise Away(Trouble.SIGN_IN, "invalid_grant")
        good.clear(), good.add(f"{used}+")
        return "short", f"{used}+"

    monkeypatch.setattr(state, "ask", ask)
    assert state.token_of(elsewhere) == "short"
    assert state.token_of(box) == "short" and opened(box.refresh_token) == "first++"
    good.clear()
    with pytest.raises(Away):
        state.token_of(box)


def test_only_active_mailboxes_with_a_server_are_fetched(box):
    open_mailbox(box.network, {"address": "inna@pomoc.example"}, by=MACHINE, at=NINE)
    assert fetched() == [(box.pk, box.address)]
    change_mailbox(box, {"active": False}, by=MACHINE, at=NINE)
    assert fetched() == []


def test_without_a_server_there_is_nothing_to_try(box):
    piped = open_mailbox(box.network, {"address": "inna@pomoc.example"}, by=MACHINE, at=NINE)
    with pytest.raises(Refused):
        ask_to_try(piped, by=MACHINE, at=NINE)
    ask_to_try(box, by=MACHINE, at=NINE)
    assert Mailbox.objects.get(pk=box.pk).try_asked_at == NINE


def test_the_polite_answer_has_words_by_language_and_an_address_of_the_web(box):
    words = {"pl": " Prosimy o formularz.\n\nDziękujemy. ", "en": "", "uk": ""}
    box = change_mailbox(
        box, {"wording": words, "form_address": "https://fala.example/f"}, by=MACHINE, at=NINE
    )
    assert (box.wording, box.form_address) == (
        {"pl": "Prosimy o formularz.\n\nDziękujemy."},
        "https://fala.example/f",
    )
    for wrong, code in (
        ({"form_address": "javascript:alert(1)"}, "form_address_wrong"),
        ({"form_address": "https://fala.example/f x"}, "form_address_wrong"),
        ({"wording": {"en": "x" * 2001}}, "wording_too_long"),
    ):
        with pytest.raises(Refused) as refused:
            change_mailbox(box, wrong, by=MACHINE, at=NINE)
        assert refused.value.code == code


def test_a_mailbox_that_gets_a_server_later_is_fetched_from_that_day_on(box):
    """It may have been filled by a mail server, and know no day; what lies in its inbox is old."""
    piped = add_mailbox(box.network, address="inna@pomoc.example")
    assert piped.fetch_from is None
    assert change_mailbox(piped, {"sender_name": "Serwis"}, by=MACHINE, at=NINE).fetch_from is None
    served = {"host": "imap.pomoc.example", "password": "x", "fetch_from": None}
    assert change_mailbox(piped, served, by=MACHINE, at=NINE).fetch_from == NINE.date()
