"""Any mail server can pipe its mail to the desk, and learns by the exit code what to do with it."""

import io
import os
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.management.commands import mail as command
from amberdesk.mail.models import RawMail
from amberdesk.outbox.models import Event
from amberdesk.start import manage, piped
from amberdesk.start.configuration import Wrong
from tests.mail.samples.building import text_mail
from tests.orders.shop import make_desk

pytestmark = pytest.mark.django_db


def pipe(monkeypatch, raw: bytes, address: str = "Fala@pomoc.example") -> str:
    out = io.StringIO()
    monkeypatch.setattr(command.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("mail", "take-in", "--mailbox", address, stdout=out)
    return out.getvalue()


@pytest.fixture
def mailbox():
    return add_mailbox(make_desk().network, address="fala@pomoc.example")


def test_a_piped_mail_is_taken_in(mailbox, monkeypatch):
    said = pipe(monkeypatch, text_mail("Kasa nie działa."))
    assert said == f"{RawMail.objects.get().pk} placed\n"


@pytest.mark.parametrize(
    ("raw", "address", "code"),
    [
        (b"", "fala@pomoc.example", os.EX_DATAERR),
        (b"x" * 2000, "fala@pomoc.example", os.EX_DATAERR),
        (b"x", "nikt@pomoc.example", os.EX_NOUSER),
    ],
)
def test_what_can_never_be_taken_in_goes_back_to_its_sender(mailbox, monkeypatch, raw, address, code):
    monkeypatch.setattr(command, "MOST_KEPT", 1000)
    with pytest.raises(CommandError) as failed:
        pipe(monkeypatch, raw, address)
    assert failed.value.returncode == code and not RawMail.objects.exists()


def test_a_recipient_with_an_order_s_token_behind_a_plus_is_the_mailbox(mailbox, monkeypatch):
    assert pipe(monkeypatch, text_mail("Kasa."), "fala+m12-0@pomoc.example").endswith("placed\n")


def test_whatever_else_goes_wrong_the_mail_server_tries_again_and_learns_nothing(mailbox, monkeypatch):
    def fail(*_args, **_facts):
        raise RuntimeError("jan@sklep.example")

    monkeypatch.setattr(command, "take_in", fail)
    with pytest.raises(CommandError) as failed:
        pipe(monkeypatch, text_mail("x"))
    assert failed.value.returncode == os.EX_TEMPFAIL and "jan" not in str(failed.value)


def test_an_address_of_another_network_s_mailbox_is_refused(mailbox):
    make_desk("BUR")
    with pytest.raises(CommandError):
        call_command("mail", "mailbox", mailbox.address, "--network", "BUR")


def test_while_the_desk_is_away_the_mail_server_tries_again(monkeypatch, capsys):
    def away(words: list[str]) -> None:
        raise Wrong("There is no desk.")

    monkeypatch.setattr(manage, "command", away)
    with pytest.raises(SystemExit) as stopped:
        piped.command(["mail", "take-in"])
    assert stopped.value.code == os.EX_TEMPFAIL and "There is no desk." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (OSError("postgresql://desk:tajne@db"), os.EX_TEMPFAIL),
        (SystemExit(2), os.EX_USAGE),
        (SystemExit(os.EX_NOUSER), os.EX_NOUSER),
    ],
)
def test_however_the_command_ends_the_mail_server_is_told_by_sysexits(monkeypatch, capsys, ends, code):
    def end(words: list[str]) -> None:
        raise ends

    monkeypatch.setattr(manage, "command", end)
    with pytest.raises(SystemExit) as stopped:
        piped.command(["mail", "take-in"])
    assert stopped.value.code == code and "tajne" not in capsys.readouterr().err


def test_an_address_becomes_a_network_s_mailbox(mailbox):
    out = io.StringIO()
    call_command(
        "mail", "mailbox", "NOWA@pomoc.example", "--network", "fal", "--policy", "form_only", stdout=out
    )
    assert out.getvalue() == "nowa@pomoc.example: FAL, form_only\n"


def test_what_is_held_is_listed_and_read_again(mailbox, monkeypatch):
    pipe(monkeypatch, text_mail("Nowości.", list_id="<a.example>"))
    row, out = RawMail.objects.get(), io.StringIO()
    call_command("mail", "held", stdout=out)
    call_command("mail", "again", str(row.pk), stdout=out)
    assert Event.objects.filter(kind="mail.read_again").count() == 1
    line = f"{row.pk} fala@pomoc.example mailing_list - jan@sklep.example: Kasa 2"
    assert out.getvalue().splitlines() == [line, f"{row.pk} held mailing_list"]
    with pytest.raises(CommandError):
        call_command("mail", "again", "0")


def test_all_that_is_held_for_a_reason_is_read_again(mailbox, monkeypatch):
    for n in range(2):
        pipe(monkeypatch, text_mail("Nowości.", list_id="<a.example>", message_id=f"<{n}@x.example>"))
    RawMail.objects.update(reason="failed")  # by a fault that is mended now
    out = io.StringIO()
    call_command("mail", "replay", "--reason", "sender_limit", stdout=out)
    assert out.getvalue() == ""
    call_command("mail", "replay", "--reason", "failed", stdout=out)
    assert [line.split()[1:] for line in out.getvalue().splitlines()] == [["held", "mailing_list"]] * 2
