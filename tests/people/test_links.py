"""One-time links: used once, in time, by whom they were sent to (T66)."""

from datetime import timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.actions.deactivate import deactivate, reactivate
from amberdesk.people.actions.invite import VALID, invite
from amberdesk.people.actions.join import join
from amberdesk.people.actions.set_password import set_password
from amberdesk.people.models import Invitation, Person
from amberdesk.people.queries import invitation_fault, invitation_of, pending_invitation
from amberdesk.people.refusals import Forbidden, Refused
from amberdesk.people.reset_links import ResetLinks
from tests.factories import NINE, make_person

pytestmark = pytest.mark.django_db
NEW = "fala-o-brzeg-bije-9"


@pytest.fixture
def ewa() -> Person:
    return make_person("technician", "Ewa Lis", password=None)


def fault(secret: str, at=NINE) -> str:
    return invitation_fault(invitation_of(secret), at)


def test_a_link_gives_the_first_password(ewa):
    join(invite(ewa, by=MACHINE, at=NINE), NEW, at=NINE)

    ewa.refresh_from_db()
    assert ewa.check_password(NEW)
    assert [event.kind for event in journal(f"person:{ewa.pk}")][-3:] == [
        "person.invited",
        "person.password_set",
        "person.joined",
    ]


def test_a_link_works_once(ewa):
    secret = invite(ewa, by=MACHINE, at=NINE)
    join(secret, NEW, at=NINE)

    with pytest.raises(Refused, match="link_used"):
        join(secret, "inne-haslo-nad-morzem", at=NINE)
    ewa.refresh_from_db()
    assert ewa.check_password(NEW)


def test_a_link_works_until_its_last_second(ewa):
    secret = invite(ewa, by=MACHINE, at=NINE)

    assert fault(secret, NINE + VALID - timedelta(seconds=1)) == ""
    with pytest.raises(Refused, match="link_expired"):
        join(secret, NEW, at=NINE + VALID)


def test_a_link_dies_when_the_address_changes(ewa):
    secret = invite(ewa, by=MACHINE, at=NINE)
    change_person(ewa, {"email": "ewa.nowa@firma.pl"}, by=MACHINE, at=NINE)

    with pytest.raises(Refused, match="link_unknown"):
        join(secret, NEW, at=NINE)


def test_a_link_dies_with_the_account_and_stays_dead(ewa):
    secret = invite(ewa, by=MACHINE, at=NINE)
    deactivate(ewa, by=MACHINE, at=NINE)
    reactivate(ewa, by=MACHINE, at=NINE)

    assert fault(secret) == "link_unknown"


def test_a_new_link_replaces_the_old(ewa):
    old = invite(ewa, by=MACHINE, at=NINE)
    new = invite(ewa, by=MACHINE, at=NINE)

    assert (fault(old), fault(new)) == ("link_unknown", "")


def test_a_link_dies_when_the_password_is_set_another_way(ewa):
    secret = invite(ewa, by=MACHINE, at=NINE)
    set_password(ewa, NEW, by=Actor("person", ewa.pk), at=NINE)

    assert pending_invitation(ewa, NINE) is None
    assert fault(secret) == "link_unknown"


def test_the_database_holds_no_secret(ewa):
    secret = invite(ewa, by=MACHINE, at=NINE)
    row = Invitation.objects.get()

    assert secret.encode() not in bytes(row.digest)
    assert len(secret) >= 43  # 256 bits in base64
    assert secret not in str([event.data for event in journal(f"person:{ewa.pk}")])


def test_a_technician_invites_nobody(ewa):
    with pytest.raises(Forbidden):
        invite(ewa, by=Actor("person", ewa.pk), at=NINE)


def test_nobody_is_invited_to_a_closed_account(ewa):
    deactivate(ewa, by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="person_inactive"):
        invite(ewa, by=MACHINE, at=NINE)


@pytest.fixture
def links(monkeypatch) -> ResetLinks:
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: NINE.replace(tzinfo=None))
    return ResetLinks()


def test_a_reset_link_dies_with_the_old_password(ewa, links):
    token = links.make_token(ewa)
    assert links.check_token(ewa, token)

    set_password(ewa, NEW, by=Actor("person", ewa.pk), at=NINE)
    assert not links.check_token(Person.objects.get(pk=ewa.pk), token)


def test_a_reset_link_dies_when_the_address_changes(ewa, links):
    token = links.make_token(ewa)

    assert not links.check_token(change_person(ewa, {"email": "x@firma.pl"}, by=MACHINE, at=NINE), token)


def test_a_reset_link_dies_with_the_account_and_stays_dead(ewa, links):
    token = links.make_token(ewa)

    assert not links.check_token(deactivate(ewa, by=MACHINE, at=NINE), token)
    assert not links.check_token(reactivate(ewa, by=MACHINE, at=NINE), token)


def test_a_reset_link_dies_after_its_hours(ewa, links, monkeypatch, settings):
    token = links.make_token(ewa)
    hours = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)

    monkeypatch.setattr(links, "_now", lambda: (NINE + hours).replace(tzinfo=None))
    assert links.check_token(ewa, token)
    monkeypatch.setattr(links, "_now", lambda: (NINE + hours + timedelta(seconds=1)).replace(tzinfo=None))
    assert not links.check_token(ewa, token)


def test_a_reset_link_opens_one_account_only(ewa, links):
    assert not links.check_token(make_person(), links.make_token(ewa))
