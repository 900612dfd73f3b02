"""Whoever may see less from now on: his open pages are told to ask again."""

from collections.abc import Callable

import pytest
from django.db import connection

from amberdesk.customers.actions.supervision import remove_representative, stop_supervising
from amberdesk.outbox.actor import MACHINE
from amberdesk.rosters.actions.teams import change_team, join_team, leave_team
from tests.factories import NINE, make_network, make_person, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def told(act: Callable[[], object]) -> set[frozenset[str]]:
    """Return what live pages hear when the act is committed."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN live")
    act()
    heard = connection.connection.notifies(timeout=0.3)
    return {frozenset(notification.payload.split()) for notification in heard}


def test_who_leaves_a_team_or_whose_team_loses_a_network_asks_again() -> None:
    fala, ewa = make_network("FAL"), make_person()
    team = make_team("L1", [fala], [ewa])
    asks = frozenset({"revoke", f"person:{ewa.pk}"})

    assert asks in told(lambda: change_team(team, networks=[], by=MACHINE, at=NINE))
    assert asks in told(lambda: change_team(team, active=False, by=MACHINE, at=NINE))
    assert asks not in told(lambda: change_team(team, name="Nocni", by=MACHINE, at=NINE))
    assert asks in told(lambda: leave_team(team, person=ewa, by=MACHINE, at=NINE))
    assert asks not in told(lambda: join_team(team, person=ewa, by=MACHINE, at=NINE))


def test_who_answers_for_a_network_no_longer_asks_again() -> None:
    fala = make_network("FAL")
    anna, adam = make_person("coordinator", supervises=[fala]), make_person("representative", represents=fala)

    heard = told(lambda: stop_supervising(fala, person=anna, by=MACHINE, at=NINE))
    assert frozenset({"revoke", f"person:{anna.pk}"}) in heard
    heard = told(lambda: remove_representative(adam, by=MACHINE, at=NINE))
    assert frozenset({"revoke", f"person:{adam.pk}"}) in heard
