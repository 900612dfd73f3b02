"""What an operator types to let somebody in."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.models import Person
from amberdesk.people.queries import api_token
from tests.factories import NINE, PASSWORD, make_person

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_an_administrator_is_made_with_a_one_time_link(client):
    said = run("createadmin", "--email", "Zofia@Firma.pl", "--name", "Zofia Szef", "--link")
    path = re.search(r"http://localhost:8000(/account/join/\S+)", said).group(1)
    client.get(path)
    client.post("/account/join/", {"password1": PASSWORD})

    zofia = Person.objects.get(email="zofia@firma.pl")
    assert zofia.role == "administrator" and zofia.check_password(PASSWORD)


def test_a_password_may_be_typed_twice_instead(monkeypatch):
    typed = iter(["krótkie", PASSWORD, "inne-haslo-123", PASSWORD, PASSWORD])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(
        "amberdesk.people.management.commands.createadmin.getpass", lambda prompt: next(typed)
    )
    run("createadmin", "--email", "zofia@firma.pl", "--name", "Zofia Szef")

    assert Person.objects.get().check_password(PASSWORD)


def test_an_administrator_who_forgot_everything_gets_a_link():
    boss = make_person("administrator")

    assert "/account/join/" in run("createadmin", "--email", boss.email, "--link")


def test_nobody_else_becomes_administrator_by_it():
    ewa = make_person("technician")
    with pytest.raises(CommandError, match="no active administrator"):
        run("createadmin", "--email", ewa.email, "--link")

    ewa.refresh_from_db()
    assert ewa.role == "technician"


@pytest.mark.parametrize("words", [["--email", "to nie adres", "--name", "X"], ["--email", "a@b.pl"], []])
def test_what_is_missing_or_wrong_is_one_sentence(words):
    with pytest.raises(CommandError) as error:
        run("createadmin", *words, "--link")

    assert str(error.value) and not Person.objects.exists()


def test_a_token_is_printed_and_opens_the_api():
    ewa = make_person("technician")

    assert api_token(run("token", ewa.email.upper(), "--name", "magazyn")).person == ewa


def test_no_token_for_a_stranger_or_a_closed_account():
    ewa = make_person("technician")
    deactivate(ewa, by=MACHINE, at=NINE)
    for email in (ewa.email, "nikt@firma.pl"):
        with pytest.raises(CommandError):
            run("token", email)
