"""Who is added, changed, given a role and let go."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.add_person import add_person
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.actions.deactivate import deactivate, reactivate
from amberdesk.people.actions.set_role import set_role
from amberdesk.people.models import Person
from amberdesk.people.queries import person_of_email
from amberdesk.people.refusals import Forbidden, Refused
from tests.factories import NINE, PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Person:
    return make_person("administrator", "Zofia Szef")


@pytest.fixture
def ewa() -> Person:
    return make_person("technician", "Ewa Lis")


def by(person: Person) -> Actor:
    return Actor("person", person.pk)


def kinds(person: Person) -> list[str]:
    return [event.kind for event in journal(f"person:{person.pk}")]


@pytest.mark.parametrize("written", ["Ewa.Lis@Firma.PL", " ewa.lis@firma.pl ", "EWA.LIS@FIRMA.PL"])
def test_an_address_has_one_owner_however_it_is_written(written):
    add_person(email="ewa.lis@firma.pl", name="Ewa", role="technician", by=MACHINE, at=NINE)

    assert person_of_email(written).name == "Ewa"
    with pytest.raises(Refused, match="email_taken"):
        add_person(email=written, name="Inna", role="technician", by=MACHINE, at=NINE)


@pytest.mark.parametrize("other", ["ewa+x@firma.pl", "e.w.a@firma.pl", "ewa@fírma.pl"])
def test_a_tag_a_dot_or_another_letter_makes_another_address(other):
    add_person(email="ewa@firma.pl", name="Ewa", role="technician", by=MACHINE, at=NINE)

    assert person_of_email(other) is None


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ewa",
        "ewa@",
        "@firma.pl",
        "еwa@firma.pl",
        "ewa@firma.pl\nBcc: x@y.pl",
        "e w@firma.pl",
        "a" * 250 + "@x.pl",
    ],
)
def test_what_is_no_address_or_only_looks_like_one_is_refused(email):
    with pytest.raises(Refused, match="email_unreadable"):
        add_person(email=email, name="Ewa", role="technician", by=MACHINE, at=NINE)


def test_a_name_is_one_line_without_hidden_characters():
    person = add_person(
        email="a@firma.pl", name="Ewa\r\nBcc: x@y.pl \u202eLis\u200b", role="technician", by=MACHINE, at=NINE
    )

    assert person.name == "Ewa Bcc: x@y.pl Lis"


def test_only_an_administrator_adds_persons_and_the_attempt_is_kept(ewa):
    with pytest.raises(Forbidden):
        add_person(email="x@firma.pl", name="X", role="administrator", by=by(ewa), at=NINE)

    assert person_of_email("x@firma.pl") is None
    assert kinds(ewa)[-1] == "person.right_refused"


def test_nobody_raises_himself(ewa, boss):
    for actor in (ewa, boss):
        with pytest.raises((Forbidden, Refused)):
            set_role(actor, "coordinator", by=by(actor), at=NINE)

    ewa.refresh_from_db()
    assert ewa.role == "technician"
    assert kinds(ewa)[-1] == "person.right_refused"


def test_a_role_of_another_case_or_name_is_refused(ewa, boss):
    for role in ("superuser", "Administrator", "", "L3"):
        with pytest.raises(Refused, match="role_unknown"):
            set_role(ewa, role, by=by(boss), at=NINE)


def test_the_last_administrator_stays(boss):
    with pytest.raises(Refused, match="last_administrator"):
        deactivate(boss, by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="last_administrator"):
        set_role(boss, "manager", by=MACHINE, at=NINE)


def test_a_person_changes_the_own_name_but_not_the_own_address(ewa):
    change_person(ewa, {"name": "Ewa Lis-Nowak", "theme": "dark"}, by=by(ewa), at=NINE)
    with pytest.raises(Forbidden):
        change_person(ewa, {"email": "boss@firma.pl"}, by=by(ewa), at=NINE)

    ewa.refresh_from_db()
    assert (ewa.name, ewa.theme) == ("Ewa Lis-Nowak", "dark")


@pytest.mark.parametrize("field", ["role", "is_active", "password", "epoch", "is_staff", "created_at"])
def test_a_field_that_is_no_matter_of_choice_cannot_be_set(ewa, boss, field):
    with pytest.raises(Refused, match="field_cannot_change"):
        change_person(ewa, {field: "administrator"}, by=by(boss), at=NINE)


def test_nobody_changes_a_colleague(ewa):
    other = make_person("coordinator", "Tomasz Bąk")
    with pytest.raises(Forbidden):
        change_person(other, {"name": "X"}, by=by(ewa), at=NINE)


def test_the_journal_names_fields_never_values(ewa):
    change_person(ewa, {"name": "Ewa Tajna", "phone": "+48586201122"}, by=by(ewa), at=NINE)

    event = journal(f"person:{ewa.pk}").last()
    assert event.data == {"fields": ["name", "phone"]}


def test_nothing_is_recorded_when_nothing_changed(ewa):
    before = kinds(ewa)
    change_person(ewa, {"name": ewa.name}, by=by(ewa), at=NINE)

    assert kinds(ewa) == before


def test_deactivation_ends_open_sessions_at_once(ewa, boss, client: Client):
    client.post("/account/login/", {"login": ewa.email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200

    deactivate(ewa, by=by(boss), at=NINE)

    assert client.get("/account/").status_code == 302
    assert not Session.objects.exists()


def test_a_session_from_before_deactivation_stays_dead_after_return(ewa, boss, client: Client):
    client.force_login(ewa)  # a session that the list of sessions does not know
    deactivate(ewa, by=by(boss), at=NINE)
    reactivate(ewa, by=by(boss), at=NINE + timedelta(days=1))

    assert client.get("/account/").status_code == 302
    assert kinds(ewa)[-2:] == ["person.deactivated", "person.reactivated"]
