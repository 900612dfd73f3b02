"""What a technician has on the phone: the call now, who it may be, what waits for him."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from amberdesk.customers.codes import Level
from amberdesk.customers.finding import Found
from amberdesk.customers.models import PhoneNumber, Site
from amberdesk.customers.queries import owners_of_number
from amberdesk.people.models import Person
from amberdesk.phone.callback_rules import TOO_OLD
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.models import Call, CallBack, Reservation, Ring
from amberdesk.phone.queries import RELATED
from amberdesk.phone.rings import rings_until
from amberdesk.rosters.lists import presences
from amberdesk.rosters.models import Shift
from amberdesk.rosters.queries import on_duty
from amberdesk.rosters.standing import Standing
from amberdesk.rosters.statuses import Status

A_DAY = timedelta(hours=24)  # longer runs no call: its end was not told
FRESH = timedelta(minutes=15)  # so long after its end a call still is what the screen shows
LONGEST_RING = timedelta(minutes=5)
MOST = 50


def call_of(person: Person, at: datetime) -> Call | None:
    """Return the call that the person has, else that which rings him, else his last one of which nothing was written yet.

    A ring whose time is over rings no more, though nobody told its end.
    """
    recent = Call.objects.filter(offered_at__gt=at - A_DAY).select_related(*RELATED)
    talks = recent.filter(
        segments__person=person, segments__ended_at=None, ended_at=None, answered_at__isnull=False
    ).order_by("-answered_at")
    mine = recent.filter(answered_by=person, ending="")
    return (
        talks.filter(ending="").first()
        or _ringing(person, at)
        or talks.first()
        or mine.filter(Q(ended_at=None) | Q(ended_at__gt=at - FRESH)).order_by("-answered_at").first()
    )


def _ringing(person: Person, at: datetime) -> Call | None:
    rings = Ring.objects.filter(
        person=person, started_at__gt=at - LONGEST_RING, ended_at=None, call__outcome=Outcome.OPEN
    )
    found = (
        ring
        for ring in rings.order_by("-started_at")[:MOST]
        if rings_until(ring.started_at, ring.ring_ms) > at
    )
    ring = next(found, None)
    return Call.objects.select_related(*RELATED).get(pk=ring.call_id) if ring else None


def unfinished(person: Person, at: datetime) -> list[Call]:
    """Return the person's ended talks of the last week of which nobody said how they ended, newest first."""
    talks = Call.objects.filter(
        answered_by=person, outcome=Outcome.ANSWERED, ending="", offered_at__gt=at - TOO_OLD
    )
    over = talks.exclude(ended_at=None).select_related(*RELATED)
    return list(over.order_by("-offered_at")[:MOST])


def last_calls(person: Person, at: datetime, most: int = 5) -> list[Call]:
    """Return the person's talks of the last day, newest first: who called."""
    talks = Call.objects.filter(answered_by=person, offered_at__gt=at - A_DAY).select_related(*RELATED)
    return list(talks.order_by("-offered_at")[:most])


def callers_of(call: Call, networks: Collection[int]) -> list[Found]:
    """Return the shops from which the number rings, each with whom it belongs to; the last one spoken of first.

    Of the hotline's network, or of the reader's where the number is no hotline. Several are offered, never guessed.
    """
    if not call.caller:
        return []
    here = {call.network_id} if call.network_id else set(networks)
    owners = [o for o in owners_of_number(call.caller) if o.network_id in here]
    found: dict[int, Found] = {}
    for owner in sorted(owners, key=lambda o: (o.contact_id is None, o.pk)):
        site = owner.site or (owner.contact.site if owner.contact else None)
        if site is not None and site.left_on is None:
            found.setdefault(site.pk, Found(site, owner.contact, owner.number))
    last = _last_sites(call)
    return sorted(found.values(), key=lambda f: last.index(f.site.pk) if f.site.pk in last else len(last))


def _last_sites(call: Call) -> list[int]:
    before = Call.objects.filter(caller=call.caller, site__isnull=False).exclude(pk=call.pk)
    return list(before.order_by("-offered_at").values_list("site_id", flat=True)[:10])


def rings_from(site: Site, number: str) -> bool:
    """Tell whether the shop or somebody there is known by the number."""
    return PhoneNumber.objects.filter(site=site, number=number).exists()


def open_callbacks(networks: Collection[int]) -> list[CallBack]:
    """Return the promises to ring back that nobody has kept, the first due first, with `tried`."""
    found = CallBack.objects.filter(network_id__in=list(networks), state="open").annotate(
        tried=Count("tries")
    )
    related = ("network", "site", "contact", "order", "owner", "call")
    return list(found.select_related(*related).order_by("due_at", "pk")[: 2 * MOST])


def callbacks_for(standing: Standing | None) -> QuerySet[CallBack]:
    """Return the promises that a person of ours may work on."""
    networks = list(standing.networks) if standing else []
    return CallBack.objects.filter(network_id__in=networks)


def wraps_up_until(person: Person, at: datetime) -> datetime | None:
    """Return until when the person may write his last call up; None when he does not."""
    mine = Reservation.objects.filter(person=person, wrap_up=True, until__gt=at)
    return mine.values_list("until", flat=True).first()


@dataclass(frozen=True, slots=True)
class Helper:
    """A technician of another level: what he does now, and the number on which he is reached."""

    person: Person
    level: str
    status: str
    number: str

    @property
    def is_free(self) -> bool:
        return self.status == Status.AVAILABLE


def helpers(network_id: int, but: Person, at: datetime) -> list[Helper]:
    """Return who of L2 and L3 is on shift for the network now, who is free first."""
    found = []
    for level in (Level.L2, Level.L3):
        people = [p for p in on_duty(level.value, network_id, at) if p.pk != but.pk]
        now, numbers = presences(people), _numbers(people, at)
        of_level = [
            Helper(p, level.value, now.get(p.pk, Status.OFF.value), numbers.get(p.pk) or p.phone)
            for p in people
        ]
        found += sorted(of_level, key=lambda h: (not h.is_free, h.person.name))
    return found


def _numbers(people: Collection[Person], at: datetime) -> dict[int, str]:
    """Return the numbers rung on the shifts that run."""
    shifts = Shift.objects.filter(person__in=people, starts_at__lte=at, ends_at__gt=at)
    return dict(shifts.exclude(number="").values_list("person_id", "number"))
