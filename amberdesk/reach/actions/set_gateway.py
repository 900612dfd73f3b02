"""Set the gateway up, and try it out: the office's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers.access import require_office
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.models import Person
from amberdesk.people.secrets import NoKey, closed, opened
from amberdesk.reach.events import GatewayChanged, GatewayTried
from amberdesk.reach.models import Alert, Gateway
from amberdesk.reach.queries import gateway
from amberdesk.reach.rules import BY_GATEWAY, METHODS, fault_of_body, fault_of_header
from amberdesk.webhooks.actions.set_up import check_address

FIELDS = ("url", "method", "form", "body", "header", "active")


@transaction.atomic
def set_gateway(facts: Mapping[str, Any], *, secret: str | None = None, by: Actor, at: datetime) -> Gateway:
    """Set the gateway up; `secret` None leaves the one that there is.

    Errors: Forbidden, Refused("url_..." | "inside" | "method_unknown" | "places_missing" | "not_json" | "header_wrong" ...).
    """
    require_office(by)
    row = gateway() or Gateway(pk=1)
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, facts.get(name, before[name]))
    _check(row, secret or "")
    fields = [name for name in FIELDS if getattr(row, name) != before[name]]
    if secret is not None and secret != _known(row):
        row.secret = closed(secret)
        fields.append("secret")
    if fields or row._state.adding:
        row.save()
        record(GatewayChanged(fields=tuple(fields)), by=by, at=at)
    return row


def _known(row: Gateway) -> str | None:
    try:
        return opened(row.secret)
    except NoKey:
        return None


def _check(row: Gateway, secret: str) -> None:
    if row.method not in METHODS:
        raise Refused("method_unknown", "method")
    if fault := fault_of_body(row.body, row.form):
        raise Refused(fault, "body")
    if fault := fault_of_header(row.header, secret):
        raise Refused(fault, "secret" if fault == "secret_wrong" else "header")
    check_address(row.url)


@transaction.atomic
def try_gateway(person: Person, kind: str, text: str, *, by: Actor, at: datetime) -> Alert:
    """Send a trial to the doer's own number. Errors: Forbidden, Refused("gateway_missing" | "phone_missing" | "way_unknown")."""
    require_office(by)
    row = gateway()
    if row is None or not row.active:
        raise Refused("gateway_missing")
    if kind not in BY_GATEWAY:
        raise Refused("way_unknown")
    if not person.phone:
        raise Refused("phone_missing")
    alert = Alert.objects.create(
        person=person, kind=kind, number=person.phone, text=text, due_at=at, created_at=at
    )
    record(GatewayTried(way=kind), by=by, at=at)
    return alert
