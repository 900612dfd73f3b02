"""Add and change hotlines: the office's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers.access import require_office
from amberdesk.customers.models import Network
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.phone import events
from amberdesk.phone.actions.callbacks import follow_callbacks
from amberdesk.phone.actions.reckon import reckon_calls
from amberdesk.phone.exchanges import NAME
from amberdesk.phone.models import Call, Hotline
from amberdesk.phone.numbers import as_number
from amberdesk.phone.recording import record

STRATEGIES = ("longest_idle", "round_robin", "fixed", "all")
LIMITS = {  # the least and the most of each
    "ring_seconds": (3, 120),
    "wrap_up_seconds": (0, 900),
    "patience_seconds": (10, 3600),
    "places": (0, 500),
    "callback_minutes": (1, 10_080),
}
CHANGING = ("number", "label", "exchange", "queue", "strategy", "elsewhere", "active", *LIMITS)


@transaction.atomic
def add_hotline(network: Network, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Hotline:
    """Give a network a number. Errors: Forbidden, Refused("hotline_..." | "phone_unreadable" | "unknown_choice")."""
    require_office(by)
    row = Hotline(network=network)
    _set(row, facts)
    row.save()
    record(events.HotlineAdded(id=row.pk, network=network.pk, exchange=row.exchange_id), by=by, at=at)
    _claim_calls(row, at)
    return row


@transaction.atomic
def change_hotline(hotline: Hotline, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Hotline:
    """Change a hotline; its network stays, its calls are that network's. Errors: as above."""
    require_office(by)
    row = Hotline.objects.select_for_update().get(pk=hotline.pk)
    before = {name: getattr(row, name) for name in CHANGING}
    _set(row, before | dict(changes))
    fields = tuple(name for name in CHANGING if getattr(row, name) != before[name])
    if fields:
        row.save(update_fields=list(fields))
        record(events.HotlineChanged(id=row.pk, fields=fields), by=by, at=at)
    if {"number", "exchange"} & set(fields):
        _claim_calls(row, at)
    return row


def _claim_calls(row: Hotline, at: datetime) -> None:
    """Let the calls that came before the number was known be this hotline's: counted, listed, and rung back."""
    nobodys = Call.objects.filter(network=None)
    told = [n for n in nobodys.values_list("number", flat=True).distinct() if as_number(n) == row.number]
    keys = list(nobodys.filter(number__in=told).values_list("key", flat=True)) if told else []
    if keys:
        reckon_calls(keys, at=at)
        mine = Call.objects.filter(key__in=keys, hotline=row).select_related("network", "hotline", "site")
        follow_callbacks(mine, at=at)


def _set(row: Hotline, facts: Mapping[str, Any]) -> None:
    if unknown := set(facts) - set(CHANGING):
        raise Refused("field_cannot_change", min(unknown))
    for name, value in facts.items():
        setattr(row, name, value)
    row.number, row.label, row.queue = e164(row.number, "number"), row.label.strip(), row.queue.strip()
    if not row.number:
        raise Refused("hotline_number", "number")
    if Hotline.objects.filter(number=row.number).exclude(pk=row.pk).exists():
        raise Refused("hotline_number_taken", "number")
    row.elsewhere = e164(row.elsewhere, "elsewhere")
    if row.elsewhere and (
        row.elsewhere == row.number or Hotline.objects.filter(number=row.elsewhere).exists()
    ):
        raise Refused("hotline_elsewhere", "elsewhere")
    if not row.label.isprintable() or len(row.label) > 80:
        raise Refused("hotline_label", "label")
    if row.queue and not NAME.fullmatch(row.queue):
        raise Refused("hotline_queue", "queue")
    if row.strategy not in STRATEGIES:
        raise Refused("unknown_choice", "strategy")
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(row, name) <= most:
            raise Refused("hotline_limit", name, least=least, most=most)
