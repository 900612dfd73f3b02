"""Keys to the API: random, kept as a hash, dead with the account and with the password (T67, T71)."""

from datetime import timedelta

import pytest

from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.add_token import add_token
from amberdesk.people.actions.deactivate import deactivate, reactivate
from amberdesk.people.actions.revoke_token import revoke_token
from amberdesk.people.actions.set_password import set_password
from amberdesk.people.actions.use_token import use_token
from amberdesk.people.models import ApiToken, Person
from amberdesk.people.queries import api_token, tokens_of
from amberdesk.people.refusals import Forbidden, Refused
from tests.factories import NINE, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ewa() -> Person:
    return make_person("technician", "Ewa Lis")


def by(person: Person) -> Actor:
    return Actor("person", person.pk)


@pytest.fixture
def secret(ewa) -> str:
    return add_token(ewa, "magazyn", by=by(ewa), at=NINE)[1]


def test_a_key_opens_the_account_of_its_owner(ewa, secret):
    assert api_token(secret).person == ewa


def test_a_key_is_256_random_bits_behind_our_prefix(ewa, secret):
    other = add_token(ewa, "magazyn", by=by(ewa), at=NINE)[1]

    assert secret.startswith("amb_") and len(secret) >= 4 + 43
    assert secret != other


def test_the_database_and_the_journal_hold_no_key(ewa, secret):
    row = ApiToken.objects.get()

    assert len(bytes(row.digest)) == 32
    assert secret not in f"{vars(row)} {[event.data for event in journal(f'person:{ewa.pk}')]}"
    assert secret.startswith(row.start) and len(row.start) < 12


@pytest.mark.parametrize("wrong", ["", "amb_", "amb_x", "Bearer", "\0", "amb_\ud800", "amb_" + "ł" * 43])
def test_what_is_no_key_opens_nothing(secret, wrong):
    assert api_token(wrong) is None


def test_a_key_differs_by_every_letter(secret):
    assert api_token(secret[:-1]) is None
    assert api_token(secret.swapcase()) is None


def test_a_key_dies_when_the_account_is_closed_and_stays_dead(ewa, secret):
    deactivate(ewa, by=MACHINE, at=NINE)
    assert api_token(secret) is None

    reactivate(ewa, by=MACHINE, at=NINE)
    assert api_token(secret) is None


def test_a_key_dies_with_the_old_password(ewa, secret):
    set_password(ewa, "fala-o-brzeg-bije-9", by=by(ewa), at=NINE)

    assert api_token(secret) is None
    assert list(tokens_of(ewa)) == []


def test_a_revoked_key_is_dead_at_the_next_request(ewa, secret):
    revoke_token(ewa, ApiToken.objects.get().pk, by=by(ewa), at=NINE)

    assert api_token(secret) is None
    assert journal(f"person:{ewa.pk}").last().kind == "person.token_revoked"


def test_nobody_touches_the_keys_of_a_colleague(ewa, secret):
    other = make_person()
    with pytest.raises(Forbidden):
        add_token(ewa, "x", by=by(other), at=NINE)
    with pytest.raises(Forbidden):
        revoke_token(ewa, ApiToken.objects.get().pk, by=by(other), at=NINE)
    with pytest.raises(Refused, match="token_unknown"):
        revoke_token(other, ApiToken.objects.get().pk, by=by(other), at=NINE)

    assert api_token(secret).person == ewa


def test_a_closed_account_gets_no_key(ewa):
    deactivate(ewa, by=MACHINE, at=NINE)
    with pytest.raises(Refused, match="person_inactive"):
        add_token(ewa, "x", by=MACHINE, at=NINE)


def test_the_last_use_is_kept_once_a_day(ewa, secret, django_assert_num_queries):
    with django_assert_num_queries(2):
        use_token(secret, at=NINE)
    with django_assert_num_queries(1):
        use_token(secret, at=NINE + timedelta(hours=3))
    use_token(secret, at=NINE + timedelta(days=1))

    assert ApiToken.objects.get().used_at == NINE + timedelta(days=1)
