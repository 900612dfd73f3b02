"""Sessions: seen, ended, swept."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.journal import journal
from amberdesk.people.actions.end_sessions import end_sessions
from amberdesk.people.actions.invite import VALID, invite
from amberdesk.people.jobs import sweep
from amberdesk.people.models import Invitation, Person
from amberdesk.people.queries import sessions_of
from amberdesk.people.refusals import Forbidden
from tests.factories import NINE, PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ewa() -> Person:
    return make_person("technician", "Ewa Lis")


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return browser


def test_a_session_that_is_over_is_not_listed(ewa):
    browser_of(ewa)
    there = browser_of(ewa)
    there.post("/account/logout/")
    Session.objects.filter(session_key=UserSession.objects.first().session_key).update(expire_date=now())

    assert sessions_of(ewa, this=None, at=now() + timedelta(seconds=1)) == []


def test_when_a_session_was_last_seen_is_kept_to_ten_minutes(ewa):
    browser = browser_of(ewa)
    browser.get("/account/")
    UserSession.objects.update(last_seen_at=NINE)
    browser.get("/account/")
    assert UserSession.objects.get().last_seen_at == NINE  # seen a moment ago: nothing is written

    session = browser.session
    session["seen_at"] -= 601
    session.save()
    browser.get("/account/")
    assert now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_a_page_of_nobody_asks_the_database_for_no_session(client, django_assert_num_queries):
    client.get("/account/login/")
    with django_assert_num_queries(0):
        client.get("/account/login/")


def test_the_office_signs_a_person_out_everywhere(ewa):
    browser = browser_of(ewa)
    boss = make_person("administrator")

    assert end_sessions(ewa, by=Actor("person", boss.pk), at=NINE) == 1
    assert browser.get("/account/").status_code == 302
    assert journal(f"person:{ewa.pk}").last().data == {"count": 1}


def test_a_colleague_signs_nobody_out(ewa):
    browser_of(ewa)
    with pytest.raises(Forbidden):
        end_sessions(ewa, by=Actor("person", make_person("coordinator").pk), at=NINE)


def test_a_wrong_password_is_never_written_down(ewa):
    Client().post("/account/login/", {"login": ewa.email, "password": "to-jest-tajne"})

    assert "tajne" not in str([vars(row) for row in AccessAttempt.objects.all()])
    assert AccessAttempt.objects.exists()


def test_sweeping_takes_what_is_over_and_nothing_else(ewa):
    alive = browser_of(ewa)
    over = browser_of(ewa)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=now() - timedelta(days=1))
    UserSession.objects.update(created_at=now() - timedelta(days=20))
    Client().post("/account/login/", {"login": ewa.email, "password": "zgaduję"})
    invite(make_person(password=None), by=MACHINE, at=now() - VALID - timedelta(days=31))
    invite(make_person(password=None), by=MACHINE, at=now())

    assert sweep(now()) == 3  # the session, its entry in the list, the old link
    assert alive.get("/account/").status_code == 200
    assert (Invitation.objects.count(), AccessAttempt.objects.count()) == (1, 1)
    assert sweep(now()) == 0
