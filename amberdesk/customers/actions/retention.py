"""Say how long personal data is kept: by the company, and by an agreement where that says otherwise."""

from datetime import datetime

from django.db import transaction

from amberdesk.customers import events, retention
from amberdesk.customers.access import require_office
from amberdesk.customers.models import Agreement, Company
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record


@transaction.atomic
def keep_for(days: retention.Days, *, by: Actor, at: datetime) -> Company:
    """Return the company, which keeps each kind for so many days; a kind without a number for good."""
    require_office(by)
    said = {kind: number for kind, number in retention.checked(days).items() if number is not None}
    company, _ = Company.objects.select_for_update().get_or_create(pk=1, defaults={"name": ""})
    if company.retention != said:
        company.retention = said
        company.save(update_fields=["retention"])
        record(events.RetentionSet(id=company.pk, days=said), by=by, at=at)
    return company


@transaction.atomic
def keep_for_agreement(agreement: Agreement, days: retention.Days, *, by: Actor, at: datetime) -> Agreement:
    """Return the agreement, whose orders' data is kept for other times than the company's; None: for good."""
    require_office(by)
    said = retention.checked(days)
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.retention != said:
        agreement.retention = said
        agreement.save(update_fields=["retention"])
        record(events.AgreementRetentionSet(id=agreement.pk, days=said), by=by, at=at)
    return agreement
