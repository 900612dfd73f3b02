"""Say who runs the desk."""

from datetime import datetime
from typing import Any

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.change import change
from amberdesk.customers.models import Company
from amberdesk.customers.phones import e164
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

CHANGEABLE = frozenset({"name", "timezone", "phone", "email", "retention"})


@transaction.atomic
def change_company(*, by: Actor, at: datetime, **changes: Any) -> Company:
    """Return the company with its facts changed; the first call makes it."""
    require_office(by)
    clean: dict[str, Any] = {
        "name": lambda value: checks.line(value, "name"),
        "timezone": checks.timezone,
        "phone": e164,
        "email": checks.email,
    }
    facts = {field: clean[field](value) if field in clean else value for field, value in changes.items()}
    company, _ = Company.objects.select_for_update().get_or_create(pk=1, defaults={"name": ""})
    changed = change(company, facts, CHANGEABLE)
    if changed:
        record(events.CompanyChanged(id=company.pk, fields=changed), by=by, at=at)
    return company


@transaction.atomic
def finish_first_run(*, by: Actor, at: datetime) -> Company:
    """Return the company with its first run declared done: the list is no longer shown first."""
    require_office(by)
    company, _ = Company.objects.select_for_update().get_or_create(pk=1, defaults={"name": "Amberdesk"})
    if company.first_run_done_at is None:
        company.first_run_done_at = at
        company.save(update_fields=["first_run_done_at"])
        record(events.CompanyChanged(id=company.pk, fields=("first_run_done_at",)), by=by, at=at)
    return company


@transaction.atomic
def mark_demo(*, by: Actor, at: datetime) -> Company:
    """Return the company, marked for good as an invented one: it can never become a real one."""
    require_office(by)
    company = Company.objects.select_for_update().get(pk=1)
    if not company.is_demo:
        company.is_demo = True
        company.save(update_fields=["is_demo"])
        record(events.CompanyChanged(id=company.pk, fields=("is_demo",)), by=by, at=at)
    return company
