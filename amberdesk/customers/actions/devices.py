"""Keep a shop's equipment."""

from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.change import change
from amberdesk.customers.models import Category, Device, Site
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

CHANGEABLE = frozenset({"kind", "label", "model", "serial", "active"})


@transaction.atomic
def add_device(
    site: Site, *, kind: str, label: str, model: str = "", serial: str = "", by: Actor, at: datetime
) -> Device:
    """Return a new device at the shop. `kind`: the code of a category in use."""
    require_office(by)
    facts = _checked({"kind": kind, "label": label, "model": model, "serial": serial})
    device = Device.objects.create(site=site, **facts)
    record(events.DeviceAdded(id=device.pk, site=site.pk, device_kind=device.kind), by=by, at=at)
    return device


@transaction.atomic
def change_device(device: Device, *, by: Actor, at: datetime, **changes: Any) -> Device:
    """Return the device with its facts changed; `active=False` takes it out of use."""
    require_office(by)
    device = Device.objects.select_for_update().get(pk=device.pk)
    changed = change(device, _checked(changes), CHANGEABLE)
    if changed:
        record(events.DeviceChanged(id=device.pk, fields=changed), by=by, at=at)
    return device


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {
        "label": lambda value: checks.line(value, "label", 80),
        "model": lambda value: checks.line(value, "model", 80, required=False),
        "serial": lambda value: checks.line(value, "serial", 80, required=False),
    }
    facts = {field: clean[field](value) if field in clean else value for field, value in facts.items()}
    if "kind" in facts and not Category.objects.filter(code=facts["kind"], active=True).exists():
        raise Refused("unknown_device_kind", "kind", kind=facts["kind"])
    return facts
