"""Reading calls: lists by a key, never counted whole, and the hotlines as they are now."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.phone.exchanges import Kind
from amberdesk.phone.models import Call, Exchange, Hotline, Ring

PAGE = 50
FEWEST_DIGITS = 3
KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RELATED = ("hotline", "network", "site", "contact", "order", "answered_by", "exchange")


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What narrows a list of calls; what is None or empty asks for nothing. `until` is exclusive."""

    networks: frozenset[int] = frozenset()
    number: str = ""  # a whole number as people write it, or some of its digits
    whole: bool = False  # only a whole number counts: the reader sees numbers shortened
    site_ids: frozenset[int] | None = None
    outcome: str = ""
    reason: str = ""  # why it was not connected
    person_id: int | None = None
    ending: str = ""  # an endings.Ending; "none": answered, and nobody said how it ended
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallPage:
    """One page of a list, newest first; `next` is the key of the page after, "" on the last."""

    calls: list[Call]
    next: str


def narrowed(calls: QuerySet[Call], wanted: CallFilter) -> QuerySet[Call]:
    """Return the calls that the filter leaves."""
    if wanted.networks:
        calls = calls.filter(network_id__in=list(wanted.networks))
    if wanted.number:
        calls = calls.filter(of_number(wanted.number, whole=wanted.whole))
    plain = {
        "outcome": wanted.outcome,
        "reason": wanted.reason,
        "offered_at__gte": wanted.since,
        "offered_at__lt": wanted.until,
    }
    calls = calls.filter(**{column: value for column, value in plain.items() if value})
    if wanted.site_ids is not None:
        calls = calls.filter(site_id__in=list(wanted.site_ids))
    if wanted.person_id is not None:
        calls = calls.filter(answered_by_id=wanted.person_id)
    if wanted.ending == "none":
        return calls.filter(ending="", outcome="answered")
    return calls.filter(ending=wanted.ending) if wanted.ending else calls


def of_number(text: str, *, whole: bool = False) -> Q:
    """Return what picks a caller: the whole number in any manner of writing, else some of its digits unless `whole`."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS:
        return Q(caller=text.strip()) if text.strip() else Q()
    try:
        told = e164(text) if len(digits) >= 9 else ""
    except Refused:
        told = ""
    if not told and whole:
        return Q(pk=None)
    return Q(caller=told) if told else Q(caller__contains=digits)


def call_page(calls: QuerySet[Call], wanted: CallFilter, *, after: str = "", limit: int = PAGE) -> CallPage:
    """Return a page of the calls, newest first; `after` that is no key begins at the first."""
    found = narrowed(calls, wanted).order_by("-offered_at", "-pk").select_related(*RELATED)
    if key := KEY.fullmatch(after):
        at, pk = EPOCH + timedelta(microseconds=int(key[1])), int(key[2])
        found = found.filter(Q(offered_at__lt=at) | Q(pk__lt=pk), offered_at__lte=at)
    rows = list(found[: limit + 1])
    return CallPage(rows[:limit], key_of(rows[limit - 1]) if len(rows) > limit else "")


def key_of(call: Call) -> str:
    """Return the place of a call in a list."""
    return f"{(call.offered_at - EPOCH) // timedelta(microseconds=1)}-{call.pk}"


def recent_calls(calls: QuerySet[Call], numbers: Collection[str], most: int = 5) -> list[Call]:
    """Return the last calls of some numbers (E.164), newest first."""
    mine = calls.filter(caller__in=[n for n in numbers if n])
    return list(mine.order_by("-offered_at").select_related(*RELATED)[:most])


def calls_now(networks: Collection[int], at: datetime) -> list[Call]:
    """Return the calls that run: offered within a day and not over, the longest waiting first, then talks."""
    recent = Call.objects.filter(
        network_id__in=list(networks), offered_at__gt=at - timedelta(hours=24), ended_at=None
    )
    running = recent.filter(outcome__in=("open", "answered")).select_related(*RELATED)
    found = running.prefetch_related("rings__person", "segments__person").order_by("offered_at")[:200]
    return sorted(found, key=lambda call: (call.outcome != "open", call.offered_at))


def waiting_now(networks: Collection[int], at: datetime) -> list[datetime]:
    """Return since when each caller waits whom nobody has answered, the longest first; at most a day back."""
    waiting = Call.objects.filter(
        network_id__in=list(networks), outcome="open", ended_at=None, offered_at__gt=at - timedelta(hours=24)
    )
    return list(waiting.order_by("offered_at").values_list("offered_at", flat=True)[:1000])


def hotlines_of(networks: Collection[int]) -> QuerySet[Hotline]:
    """Return the hotlines in use of some networks, by network and label."""
    found = Hotline.objects.filter(network_id__in=list(networks), active=True)
    return found.select_related("network", "exchange").order_by("network__name", "label", "number")


def silent_exchanges(networks: Collection[int] | None = None) -> list[Exchange]:
    """Return the exchanges with hotlines in use to which the line is lost; of all networks, or of some."""
    used = Hotline.objects.filter(exchange=OuterRef("pk"), active=True)
    if networks is not None:
        used = used.filter(network_id__in=list(networks))
    return list(Exchange.objects.filter(Exists(used), active=True, lost_at__isnull=False).order_by("lost_at"))


def are_heard(networks: Collection[int]) -> bool:
    """Tell whether an exchange of the networks tells of calls as they come: else that none waits is not known."""
    told = Hotline.objects.filter(network_id__in=list(networks), active=True, exchange__active=True)
    heard = told.filter(exchange__lost_at=None, exchange__heard_since__isnull=False)
    return heard.exclude(exchange__kind=Kind.REPORT).exists()


def rings_of(calls: Collection[Call]) -> dict[int, list[Ring]]:
    """Return the rings of each of some calls by their start, without their technicians."""
    found: dict[int, list[Ring]] = {call.pk: [] for call in calls}
    for ring in Ring.objects.filter(call__in=list(found)).order_by("started_at", "key"):
        found[ring.call_id].append(ring)
    return found


def rings_of_call(call: Call) -> list[Ring]:
    """Return a call's rings with their technicians, by their start."""
    return list(call.rings.select_related("person").order_by("started_at", "key"))
