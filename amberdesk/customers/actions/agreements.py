"""Promise, and promise anew. Everything here makes `terms_of` read again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import ProtectedError

from amberdesk.customers import agreement_rules as rules
from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.calendars import holiday_calendar
from amberdesk.customers.hours import Cover
from amberdesk.customers.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    CoverageRow,
    Network,
    SiteGroup,
    TargetRow,
)
from amberdesk.customers.models.network import new_stamp
from amberdesk.customers.queries import covers_of, holidays_of, promises_of
from amberdesk.customers.refusals import Refused
from amberdesk.customers.templates import DEFAULT_TEMPLATE, TEMPLATES, Promise
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from amberdesk.outbox.publish import record


@transaction.atomic
def add_agreement(
    network: Network,
    *,
    name: str,
    template: str = DEFAULT_TEMPLATE,
    valid_from: date,
    calendar: Calendar | None = None,
    site_group: SiteGroup | None = None,
    device_kind: str = "",
    by: Actor,
    at: datetime,
) -> Agreement:
    """Return a new agreement from a template; narrowed to a site group or device kind it goes before the general one."""
    require_office(by)
    if template not in TEMPLATES:
        raise Refused("unknown_template", "template")
    name = checks.line(name, "name")
    if Agreement.objects.filter(network=network, name__iexact=name).exists():
        raise Refused("agreement_name_taken", "name", name=name)
    if site_group and site_group.network_id != network.pk:
        raise Refused("group_of_other_network", "site_group")
    agreement = Agreement.objects.create(
        network=network, name=name, site_group=site_group, device_kind=device_kind
    )
    calendar = calendar or holiday_calendar(network.timezone, by=by, at=at)
    ready = TEMPLATES[template]
    version = AgreementVersion.objects.create(
        agreement=agreement,
        valid_from=valid_from,
        calendar=calendar,
        accept_within_minutes=ready.accept_within,
    )
    _write_rows(version, ready.coverage, ready.promises)
    _changed(network.pk)
    event = events.AgreementAdded(
        id=agreement.pk, network=network.pk, agreement_version=version.pk, template=template
    )
    record(event, by=by, at=at)
    return agreement


@transaction.atomic
def new_version(
    agreement: Agreement,
    *,
    valid_from: date,
    coverage: Iterable[Cover] | None = None,
    promises: Iterable[Promise] | None = None,
    by: Actor,
    at: datetime,
    **terms: Any,
) -> AgreementVersion:
    """Return what the contract says from a date on; the last version ends there and gives all that is not named.

    `terms`: any of agreement_rules.TERMS. Errors: Refused; a version cannot begin before or with the last one.
    """
    require_office(by)
    rules.check_terms(terms)
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    last = agreement.versions.order_by("-valid_from")[0]
    if valid_from <= last.valid_from:
        raise Refused("version_begins_too_early", "valid_from", after=last.valid_from)
    rows = covers_of(last) if coverage is None else rules.check_coverage(coverage)
    targets = promises_of(last) if promises is None else rules.check_promises(promises)
    pauses, only = (terms.get(name, getattr(last, name)) for name in ("pauses", "pauses_only"))
    rules.check_pauses_only(pauses, only)
    calendar = terms.get("calendar", last.calendar)
    rules.check_never_open(rows, calendar.timezone, holidays_of(calendar), valid_from)
    until = last.valid_until
    if last.valid_until is None or last.valid_until > valid_from:
        last.valid_until = valid_from
        last.save(update_fields=["valid_until"])
    version = AgreementVersion(agreement=agreement, valid_from=valid_from)
    for term in rules.TERMS:
        setattr(version, term, terms.get(term, getattr(last, term)))
    version.save()
    _write_rows(version, rows, targets)
    _changed(agreement.network_id)
    event = events.AgreementVersionAdded(
        id=agreement.pk, agreement_version=version.pk, valid_from=valid_from, ended=last.pk, until=until
    )
    record(event, by=by, at=at)
    return version


@transaction.atomic
def withdraw_version(version: AgreementVersion, *, by: Actor, at: datetime) -> AgreementVersion:
    """Take a version back that has not begun; the one before it, which is returned, holds as if it had never been.

    Errors: Refused("version_has_begun" | "version_not_last" | "version_is_only" | "version_in_use").
    """
    require_office(by)
    agreement = Agreement.objects.select_for_update().get(pk=version.agreement_id)
    versions = list(agreement.versions.order_by("-valid_from"))
    if version.valid_from <= at.astimezone(ZoneInfo(agreement.network.timezone)).date():
        raise Refused("version_has_begun", since=version.valid_from)
    if versions[0].pk != version.pk:
        raise Refused("version_not_last", last=versions[0].valid_from)
    if len(versions) == 1:
        raise Refused("version_is_only")
    gone = events.AgreementVersionWithdrawn(
        id=agreement.pk, agreement_version=version.pk, valid_from=version.valid_from
    )
    try:
        AgreementVersion.objects.get(pk=version.pk).delete()
    except ProtectedError:
        raise Refused("version_in_use") from None
    _resume(versions[1], version, gone.subject)
    _changed(agreement.network_id)
    record(gone, by=by, at=at)
    return versions[1]


def _resume(former: AgreementVersion, version: AgreementVersion, subject: str) -> None:
    """Let a version end when it would have ended without the one that came after it."""
    if former.valid_until != version.valid_from:
        return  # there was a time without any between the two
    added = journal(subject).filter(
        kind=events.AgreementVersionAdded.kind, data__agreement_version=version.pk
    )
    until = added.values_list("data__until", flat=True).first()
    former.valid_until = date.fromisoformat(until) if until else None
    former.save(update_fields=["valid_until"])


@transaction.atomic
def end_agreement(agreement: Agreement, *, on: date, by: Actor, at: datetime) -> AgreementVersion:
    """Return the last version, which now ends on a date (the first day without it)."""
    require_office(by)
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    last = agreement.versions.order_by("-valid_from")[0]
    if on <= last.valid_from:
        raise Refused("version_ends_before_it_begins", "on", after=last.valid_from)
    if _is_last_general(agreement):
        raise Refused("network_needs_agreement", "on")
    last.valid_until = on
    last.save(update_fields=["valid_until"])
    _changed(agreement.network_id)
    record(events.AgreementEnded(id=agreement.pk, on=on), by=by, at=at)
    return last


def _is_last_general(agreement: Agreement) -> bool:
    """Whether without this agreement the network would have none for every site and device."""
    if agreement.site_group_id or agreement.device_kind:
        return False
    others = AgreementVersion.objects.filter(
        agreement__network_id=agreement.network_id,
        agreement__site_group=None,
        agreement__device_kind="",
        valid_until=None,
    )
    return not others.exclude(agreement=agreement).exists()


def _write_rows(version: AgreementVersion, coverage: Iterable[Cover], promises: Iterable[Promise]) -> None:
    CoverageRow.objects.bulk_create(
        CoverageRow(version=version, **(cover._asdict() | {"weekdays": list(cover.weekdays)}))
        for cover in coverage
    )
    TargetRow.objects.bulk_create(
        TargetRow(version=version, **(promise._asdict() | {"warn_at": list(promise.warn_at)}))
        for promise in promises
    )


def _changed(network_id: int) -> None:
    Network.objects.filter(pk=network_id).update(terms_stamp=new_stamp())
