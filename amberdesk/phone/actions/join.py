"""Make one call of two: a technician told of it by the key "Rozmawiam", and an exchange tells of it as well, perhaps late."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from amberdesk.people.models import Person
from amberdesk.phone.actions.figures import mark_days
from amberdesk.phone.actions.reserve import locked
from amberdesk.phone.changes import Change
from amberdesk.phone.exchanges import BY_HAND, OWN, Kind
from amberdesk.phone.happenings import Outcome
from amberdesk.phone.models import Call, CallBack, Hotline, Reservation, Told
from amberdesk.phone.same_call import NEAR, Spoken, apart, pairs

LONGEST = timedelta(hours=4)  # no talk is so long


def join_told_by_hand(changes: Sequence[Change]) -> bool:
    """Let calls that exchanges tell of be those of which our technicians told by hand; return whether there was one.

    The technician's call stays, with its page and what he wrote; it takes the exchange's key and everything told. The
    calls, locked, must be reckoned again then.
    """
    told = {change.call.key: change.call for change in changes if _may_be_told_twice(change)}
    said = {hand.key: hand for hand in _told_by_hand(told.values())} if told else {}
    found = [
        (told[mine], said[theirs])
        for hotline in {call.hotline_id for call in told.values()}
        for mine, theirs in pairs(_of(told, hotline), _of(said, hotline))
        if not CallBack.objects.filter(call=told[mine]).exists()
        or not CallBack.objects.filter(call=said[theirs]).exists()
    ]
    if found:
        people = {person for change in changes for person in change.people.values()}
        locked(
            calls=[*(change.call.key for change in changes), *(hand.key for _, hand in found)], people=people
        )
    for call, hand in found:
        _join(call, hand)
    return bool(found)


def told_of_already(hotline: Hotline, person: Person, number: str, at: datetime) -> Call | None:
    """Return the call of an exchange that the person means who says that he talks on the hotline."""
    recent = Call.objects.filter(network=hotline.network_id, offered_at__gt=at - LONGEST)
    calls = (
        recent.filter(hotline=hotline, ending="")
        .filter(Q(ended_at=None) | Q(ended_at__gt=at - NEAR))
        .exclude(exchange__kind=Kind.REPORT)
    )
    said = Spoken(person.pk, number, at, at)
    near = []
    for call in calls.select_related("exchange").prefetch_related("rings", "segments"):
        spoken = _as_told(call, person, number, at)
        distance = apart(spoken, said) if spoken else None
        if distance is not None:
            near.append((distance, call.pk, call))
    return min(near)[2] if near else None


def _as_told(call: Call, person: Person, number: str, at: datetime) -> Spoken | None:
    """Return a call as the exchange tells of it now; one that rings the person is the one that he has just taken."""
    if call.outcome == Outcome.OPEN:
        rings = any(ring.person_id == person.pk and ring.ended_at is None for ring in call.rings.all())
        return Spoken(None, call.caller, at, at) if rings else None
    if call.answered_at is None:
        return None
    here = any(talk.person_id == person.pk and talk.ended_at is None for talk in call.segments.all())
    running = call.ended_at is None and call.exchange.lost_at is None
    until = at if running else call.ended_at or call.answered_at
    return Spoken(person.pk if here else call.answered_by_id, call.caller, call.answered_at, until)


def _may_be_told_twice(change: Change) -> bool:
    call = change.call
    mine = call.answered_at is not None and call.hotline_id is not None and not call.ending
    return mine and change.decided and not change.facts.by_hand


def _told_by_hand(calls: Collection[Call]) -> list[Call]:
    """Return the calls, locked, that were told by hand near these, where no report of an operator is to tell of them."""
    times = [call.answered_at for call in calls if call.answered_at] + [
        c.ended_at for c in calls if c.ended_at
    ]
    here = Call.objects.select_for_update(of=("self",)).filter(
        network__in={call.network_id for call in calls},
        exchange__code=OWN,
        key__startswith=f"{OWN}:{BY_HAND}",
        offered_at__gte=min(times) - NEAR,
        offered_at__lte=max(times) + NEAR,
    )
    return list(here.order_by("key"))


def _of(calls: Mapping[str, Call], hotline: int | None) -> dict[str, Spoken]:
    return {
        call.key: Spoken(
            call.answered_by_id, call.caller, call.answered_at, call.ended_at or call.answered_at
        )
        for call in calls.values()
        if call.hotline_id == hotline and call.answered_at
    }


def _join(call: Call, hand: Call) -> None:
    Told.objects.filter(call_key=hand.key).update(call_key=call.key)
    Reservation.objects.filter(call_key=hand.key).update(call_key=call.key)
    CallBack.objects.filter(call=call).update(call=hand)
    CallBack.objects.filter(closed_by_call=call).update(closed_by_call=hand)
    mark_days([(call.network_id, call.offered_at)])
    Call.objects.filter(pk=call.pk).delete()  # its rings and talks with it: they are reckoned again
    Call.objects.filter(pk=hand.pk).update(
        key=call.key,
        exchange=call.exchange_id,
        site=hand.site_id or call.site_id,
        contact=hand.contact_id or call.contact_id,
    )
