"""Take in an operator's call report: what was told by hand is matched, what nobody told of is a call of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from amberdesk.customers.access import require_office
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.phone.actions.callbacks import promise_unknown
from amberdesk.phone.actions.take_in import call_key, note_told
from amberdesk.phone.actions.talk import agent_of
from amberdesk.phone.adapters.report import Entry, happenings_of
from amberdesk.phone.callback_rules import TOO_OLD
from amberdesk.phone.events import ReportTaken
from amberdesk.phone.exchanges import BY_HAND
from amberdesk.phone.models import Call, Exchange, Told
from amberdesk.phone.recording import record
from amberdesk.phone.same_call import NEAR


def known_marks(exchange: Exchange, entries: Sequence[Entry]) -> set[str]:
    """Return the marks of the entries that were taken in before."""
    ids = {one.id: entry.mark for entry in entries for one in happenings_of(entry)}
    rows = Told.objects.filter(exchange=exchange, source_id__in=list(ids))
    return {ids[id] for id in rows.values_list("source_id", flat=True)}


@transaction.atomic
def take_report(exchange: Exchange, entries: Sequence[Entry], *, by: Actor, at: datetime) -> int:
    """Take in a part of a report; return how many of its calls were new. Twice is once. Errors: Forbidden."""
    require_office(by)
    known = known_marks(exchange, entries)
    fresh = [entry for entry in entries if entry.mark not in known]
    matched = _matched(exchange, [entry for entry in fresh if entry.answered])
    told = []
    for entry in fresh:
        call = matched.get(entry.mark)
        id = call.key.removeprefix(call_key(exchange, "")) if call else entry.call_id
        told += [(id, one) for one in happenings_of(entry, answered_by=_who_says(call))]
    if told:
        note_told(exchange, told, received_at=at, at=at)
        _care_for(exchange, [entry for entry in fresh if entry.answered and entry.mark not in matched], at)
        record(ReportTaken(id=exchange.pk, rows=len(entries), new=len(fresh)), by=by, at=at)
    return len(fresh)


def _who_says(call: Call | None) -> str | None:
    """Return the agent's name of whoever told of the call by hand."""
    return agent_of(call.answered_by) if call and call.answered_by else None


def _care_for(exchange: Exchange, entries: Sequence[Entry], at: datetime) -> None:
    """Let somebody care for talks of which nobody of ours told: whoever had it where he is known, else who rings back."""
    keys = [call_key(exchange, entry.call_id) for entry in entries]
    recent = Call.objects.filter(key__in=keys, network__isnull=False, offered_at__gte=at - TOO_OLD)
    for call in (
        recent.filter(answered_by=None, ending="").select_related("network", "hotline").order_by("pk")
    ):
        promise_unknown(call)


def _matched(exchange: Exchange, entries: Sequence[Entry]) -> dict[str, Call]:
    """Return the calls told by hand that entries tell of again, by mark: same number and nearly the same time.

    The nearest pair first, each call once; a call told of without a number is anybody's of that hotline.
    """
    if not entries:
        return {}
    times = [entry.at for entry in entries]
    by_hand = Call.objects.select_for_update(of=("self",)).filter(
        exchange=exchange,
        key__startswith=call_key(exchange, BY_HAND),
        offered_at__gte=min(times) - NEAR,
        offered_at__lte=max(times) + NEAR + timedelta(hours=1),
    )
    calls = _not_matched_yet(list(by_hand))
    pairs = [
        (not call.caller, abs(call.offered_at - _taken(entry)), entry.mark, call)
        for entry in entries
        for call in calls
        if abs(call.offered_at - _taken(entry)) <= NEAR and _may_be(entry, call)
    ]
    found: dict[str, Call] = {}
    used: set[int] = set()
    for _, _, mark, call in sorted(pairs, key=lambda pair: (pair[:3], pair[3].pk)):
        if mark not in found and call.pk not in used:
            found[mark] = call
            used.add(call.pk)
    return found


def _taken(entry: Entry) -> datetime:
    """Return when the technician will have pressed his key: once he had the caller."""
    return entry.at + (entry.wait or timedelta(0))


def _may_be(entry: Entry, call: Call) -> bool:
    same_hotline = call.number in ("", _number(entry.number))
    return same_hotline and call.caller in ("", _number(entry.caller))


def _number(text: str) -> str:
    try:
        return e164(text)
    except Refused:
        return text


def _not_matched_yet(calls: Sequence[Call]) -> list[Call]:
    keys = [call.key for call in calls]
    told = Told.objects.filter(call_key__in=keys, source_id__startswith="report:")
    taken = set(told.values_list("call_key", flat=True))
    return [call for call in calls if call.key not in taken]
