"""Take on a customer and change what we know of him."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.agreements import add_agreement
from amberdesk.customers.actions.change import change
from amberdesk.customers.models import Calendar, Network
from amberdesk.customers.models.network import new_stamp
from amberdesk.customers.phones import e164
from amberdesk.customers.refusals import Refused
from amberdesk.customers.templates import DEFAULT_TEMPLATE
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

CHANGEABLE = frozenset(
    {"name", "timezone", "language", "site_word", "phone", "remarks_email", "form_settings", "active"}
)


@transaction.atomic
def add_network(
    *,
    code: str,
    name: str,
    template: str = DEFAULT_TEMPLATE,
    valid_from: date | None = None,
    calendar: Calendar | None = None,
    by: Actor,
    at: datetime,
    **facts: Any,
) -> Network:
    """Return a new network with its counter of orders and a first agreement from a template.

    `facts`: any of CHANGEABLE. `valid_from`: of the agreement; the first day of the year if not given.
    """
    require_office(by)
    network = Network(code=checks.network_code(code), name=checks.line(name, "name"))
    if Network.objects.filter(code=network.code).exists():
        raise Refused("network_code_taken", "code", text=network.code)
    for field, value in _checked(facts, network).items():
        setattr(network, field, value)
    network.save()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE SEQUENCE IF NOT EXISTS order_number_{network.pk:d}"
        )  # one that is left goes on
    record(events.NetworkAdded(id=network.pk, code=network.code), by=by, at=at)
    start = valid_from or at.astimezone(ZoneInfo(network.timezone)).date().replace(month=1, day=1)
    add_agreement(
        network, name="Umowa podstawowa", template=template, valid_from=start, calendar=calendar, by=by, at=at
    )
    network.refresh_from_db()
    return network


@transaction.atomic
def change_network(network: Network, *, by: Actor, at: datetime, **changes: Any) -> Network:
    """Return the network with its facts changed. Its code never changes."""
    require_office(by)
    network = Network.objects.select_for_update().get(pk=network.pk)
    changed = change(network, _checked(changes, network), CHANGEABLE)
    if "timezone" in changed:
        Network.objects.filter(pk=network.pk).update(terms_stamp=new_stamp())
        network.refresh_from_db()
    if changed:
        record(events.NetworkChanged(id=network.pk, fields=changed), by=by, at=at)
    return network


def _checked(facts: dict[str, Any], network: Network) -> dict[str, Any]:
    """Return the facts in their clean form. Errors: Refused."""
    if unknown := facts.keys() - CHANGEABLE:
        raise Refused("field_cannot_change", sorted(unknown)[0])
    clean: dict[str, Any] = {
        "name": lambda value: checks.line(value, "name"),
        "timezone": checks.timezone,
        "language": checks.language,
        "phone": lambda value: e164(value, "phone"),
        "remarks_email": lambda value: checks.email(value, "remarks_email"),
    }
    facts = {field: clean[field](value) if field in clean else value for field, value in facts.items()}
    name = facts.get("name", network.name)
    if Network.objects.filter(name__iexact=name).exclude(pk=network.pk).exists():
        raise Refused("network_name_taken", "name", name=name)
    return facts
