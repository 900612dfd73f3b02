"""Hang up and take down boards on walls: each is opened by a link of its own, without a password."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amberdesk.customers.models import Network
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.phone import events
from amberdesk.phone.access import steers
from amberdesk.phone.models import Wallboard
from amberdesk.phone.recording import record
from amberdesk.rosters.queries import standing_of

LONGEST_NAME = 80


@transaction.atomic
def hang_wallboard(person: Person, *, name: str, networks: Collection[int], at: datetime) -> Wallboard:
    """Return a new board of some of the person's networks. Raises Forbidden, Refused."""
    standing = standing_of(person.pk)
    if not steers(standing) or standing is None or not set(networks) <= standing.networks:
        raise Forbidden("wallboard")
    if not name.strip():
        raise Refused("empty", "name")
    if not networks:
        raise Refused("empty", "networks")
    board = Wallboard.objects.create(name=name.strip()[:LONGEST_NAME], made_by=person)
    board.networks.set(Network.objects.filter(pk__in=list(networks)))
    _record(events.WallboardHung(id=board.pk, networks=tuple(sorted(networks))), person, at)
    return board


@transaction.atomic
def renew_wallboard(board: Wallboard, *, by: Person, at: datetime) -> Wallboard:
    """Give the board a new link, from now on by the doer's right; every one before is dead. Raises Forbidden."""
    board = _locked(board, by)
    board.epoch, board.active, board.made_by = board.epoch + 1, True, by
    board.save(update_fields=["epoch", "active", "made_by"])
    networks = tuple(sorted(board.networks.values_list("pk", flat=True)))
    _record(events.WallboardHung(id=board.pk, networks=networks), by, at)
    return board


@transaction.atomic
def take_down_wallboard(board: Wallboard, *, by: Person, at: datetime) -> None:
    """Let no link to the board work. Raises Forbidden."""
    board = _locked(board, by)
    if board.active:
        board.active = False
        board.save(update_fields=["active"])
        _record(events.WallboardTakenDown(id=board.pk), by, at)


def _locked(board: Wallboard, by: Person) -> Wallboard:
    """Return the board under a lock for whoever answers for all of its networks."""
    found = Wallboard.objects.select_for_update().get(pk=board.pk)
    standing = standing_of(by.pk)
    shown = set(found.networks.values_list("pk", flat=True))
    if standing is None or not steers(standing) or not shown <= standing.networks:
        raise Forbidden("wallboard")
    return found


def _record(event: events.Happened, person: Person, at: datetime) -> None:
    record(event, by=Actor("person", person.pk), at=at)
