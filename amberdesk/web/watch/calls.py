"""Every call: a list to search, one call with its course drawn, the list as a sheet."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amberdesk.customers.phones import readable
from amberdesk.customers.queries import site_ids_like
from amberdesk.orders.crew_queries import technician_names
from amberdesk.phone.access import NoSuchCall, call_for, caller_seen, calls_for, sees_names
from amberdesk.phone.call_words import ENDINGS
from amberdesk.phone.figure_words import HUNG_UP, OUTCOMES, REASONS, RESULTS, TONES
from amberdesk.phone.models import Call
from amberdesk.phone.queries import CallFilter, call_page, narrowed, recent_calls, rings_of, rings_of_call
from amberdesk.phone.rights import works
from amberdesk.phone.words import about_source, source
from amberdesk.web.base.sheets import csv_answer
from amberdesk.web.watch.live import places
from amberdesk.web.watch.reader import Reader, call_reader, day_of
from amberdesk.web.watch.timeline import drawn, strip

MOST_ROWS = 20_000  # of one sheet
ASKED = ("network", "number", "site", "outcome", "person", "ending", "from", "to")
WORDS = {"outcomes": OUTCOMES, "reasons": REASONS, "results": RESULTS, "endings": ENDINGS, "tones": TONES}
KNOWN_BY = {"source": source, "about_source": about_source}


@never_cache
@require_safe
@call_reader
def calls(reader: Reader) -> HttpResponse:
    """Show the list, newest first."""
    wanted, problem = _wanted(reader)
    page = call_page(calls_for(reader.standing), wanted, after=reader.request.GET.get("after", ""))
    rings = rings_of(page.calls)
    kept = {name: value for name in ASKED if (value := reader.request.GET.get(name, ""))}
    facts: dict[str, Any] = {
        "title": _("Połączenia"),
        "page": page,
        "problem": problem,
        "kept": kept,
        "address": urlencode(kept),
        "first": "after" in reader.request.GET,
        "names": technician_names(reader.ids) if reader.internal else [],
        "strips": {each.pk: strip(each, rings[each.pk]) for each in page.calls},
        "shown": partial(_shown, reader),
        "results_of_calls": _choices(),
        **WORDS,
        **KNOWN_BY,
        **places(reader),
    }
    return render(reader.request, "watch/calls.html", facts)


@never_cache
@require_safe
@call_reader
def call(reader: Reader, id: int) -> HttpResponse:
    """Show one call: what is known of it, and its course."""
    try:
        found = call_for(reader.standing, id)
    except NoSuchCall as error:
        raise Http404 from error
    rings = rings_of_call(found)
    talks = list(found.segments.select_related("person").order_by("started_at"))
    named = sees_names(reader.standing, found.network_id)
    others = recent_calls(calls_for(reader.standing).exclude(pk=found.pk), [found.caller])
    facts: dict[str, Any] = {
        "title": _("Połączenie %(moment)s") % {"moment": f"{_local(found.offered_at):%d.%m.%Y, %H:%M:%S}"},
        "call": found,
        "rings": rings,
        "talks": talks,
        "named": named,
        "drawing": drawn(found, rings, talks, named=named),
        "others": others,
        "hung_up": HUNG_UP,
        "number": _shown(reader, found),
        "to_end": works(reader.standing, found.network_id) and found.ending in ("", "no_order"),
        "readable": readable,
        "live_topics": [f"call:{found.pk}"] if found.ended_at is None else [],
        **WORDS,
        **KNOWN_BY,
        **places(reader),
    }
    return render(reader.request, "watch/call.html", facts)


@never_cache
@require_safe
@call_reader
def calls_csv(reader: Reader) -> HttpResponseBase:
    """Give the list as a sheet, at most MOST_ROWS of it."""
    wanted, _problem = _wanted(reader)
    header = [
        "id", "offered_at", "network", "number", "caller", "site", "outcome", "reason", "wait_ms", "talk_ms",
        "coarse", "ending", "order",
    ]  # fmt: skip
    if reader.internal:
        header += ["technician"]
    found = narrowed(calls_for(reader.standing), wanted).order_by("-offered_at", "-pk")
    return csv_answer("amberdesk-calls", header, _rows(found, reader))


def _rows(found: QuerySet[Call], reader: Reader) -> Iterator[list[Any]]:
    related = found.select_related("network", "site", "order", "answered_by")
    for each in related[:MOST_ROWS].iterator(2000):
        row = [
            each.pk, each.offered_at, each.network.code if each.network else "", each.number,
            caller_seen(reader.standing, each),
            each.site.code if each.site else "", each.outcome, each.reason, each.wait_ms, each.talk_ms,
            each.coarse, each.ending, each.order.number if each.order else "",
        ]  # fmt: skip
        if reader.internal:
            named = each.answered_by if sees_names(reader.standing, each.network_id) else None
            row.append(named.name if named else "")
        yield row


def _wanted(reader: Reader) -> tuple[CallFilter, str]:
    """Return what the address asks for, and what of it could not be read. Raises Http404 for a stranger's things."""
    get = reader.request.GET
    told, ending, person = get.get("outcome", ""), get.get("ending", ""), get.get("person", "")
    outcome, _dot, reason = told.partition(".")
    if (told and told not in dict(_choices())) or (ending and ending not in (*ENDINGS, "none")):
        raise Http404
    if person and not (reader.internal and person.isdecimal() and len(person) < 19):
        raise Http404
    first, last = day_of(get.get("from", "")), day_of(get.get("to", ""))
    unread = (get.get("from") and first is None) or (get.get("to") and last is None)
    site = _site(reader, get.get("site", "").strip()[:80])
    wanted = CallFilter(
        networks=frozenset(reader.ids) if reader.code else frozenset(),
        number=get.get("number", "").strip()[:40],
        whole=not reader.internal,
        site_ids=site,
        outcome=outcome,
        reason=reason,
        person_id=int(person) if person else None,
        ending=ending,
        since=_midnight(first) if first else None,
        until=_midnight(last) + timedelta(days=1) if last else None,
    )
    return wanted, _("Dzień wpisz tak: 2026-03-31.") if unread else ""


def _choices() -> list[tuple[str, str]]:
    """Return what a list may be narrowed to: each outcome, and each reason for which a call was not connected."""
    found = []
    for code, word in OUTCOMES.items():
        found.append((code, str(word)))
        if code == "rejected":
            found += [(f"{code}.{reason}", f"{word}: {why}") for reason, why in REASONS.items()]
    return found


def _shown(reader: Reader, call: Call) -> str:
    """Return from which number it was, as far as the reader may see it."""
    seen = caller_seen(reader.standing, call)
    return (readable(seen) if seen == call.caller else seen) or _("numer ukryty")


def _site(reader: Reader, text: str) -> frozenset[int] | None:
    return frozenset(site_ids_like(text, reader.ids)) if text else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


def _local(at: datetime) -> datetime:
    return at.astimezone(get_current_timezone())
