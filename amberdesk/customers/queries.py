"""Reading networks, sites, people and promises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, Q, QuerySet

from amberdesk.clock.hours import WorkingHours, next_opening
from amberdesk.customers.codes import Target
from amberdesk.customers.hours import Cover, calendar_hours, cover_hours, sundays_closed
from amberdesk.customers.models import (
    Address,
    AgreementVersion,
    Branding,
    Calendar,
    Category,
    Company,
    Contact,
    Device,
    Network,
    PhoneNumber,
    Site,
)
from amberdesk.customers.templates import Promise
from amberdesk.customers.terms import Duty, Step, TargetTerms, Terms, VersionTerms, duty_under


@dataclass(frozen=True, slots=True)
class Look:
    """Keys of the addresses of a stylesheet and a logo, "" for none; the company's words by language."""

    colours: str
    logo: str
    wording: dict[str, str]


def company() -> Company:
    """Return the company that runs the desk; an unsaved one with defaults before the first run."""
    return Company.objects.first() or Company(name="Amberdesk")


def branding_of(network: Network | None) -> Branding | None:
    """Return the look that a network, or the company (None), has of its own."""
    return Branding.objects.filter(network=network).first()


def branding_by_key(key: str) -> Branding | None:
    """Return the look that an address names."""
    return Branding.objects.filter(key=key).first()


def look_of(network: Network | None) -> Look:
    """Return the look of a network's pages: its own as far as it has one, else the company's."""
    rows = Branding.objects.filter(Q(network=network) | Q(network=None)).annotate(
        has_logo=Q(logo__isnull=False)
    )
    found = sorted(rows.defer("logo"), key=lambda row: row.network_id is None)
    return Look(
        colours=next((row.key for row in found if row.colour), ""),
        logo=next((row.key for row in found if row.has_logo), ""),
        wording=next((row.wording for row in found if row.network_id is None), {}),
    )


def terms_of(network: Network) -> Terms:
    """Return the network's promises. Kept in memory per `terms_stamp`, which is another one after every change of them."""
    return _terms(network.pk, network.terms_stamp)


@lru_cache(maxsize=2048)
def _terms(network_id: int, _seq: int) -> Terms:
    versions = AgreementVersion.objects.filter(agreement__network_id=network_id).select_related(
        "agreement", "calendar"
    )
    versions = versions.prefetch_related("coverage", "targets", Prefetch("calendar__days"))
    return Terms(network_id, {v.pk: _version(v) for v in versions})


def _version(v: AgreementVersion) -> VersionTerms:
    covers = covers_of(v)
    holidays = holidays_of(v.calendar)
    zone = v.calendar.timezone
    keys = {(c.channel, c.level) for c in covers}
    return VersionTerms(
        id=v.pk,
        valid_from=v.valid_from,
        valid_until=v.valid_until,
        site_group_id=v.agreement.site_group_id,
        device_kind=v.agreement.device_kind,
        coverage=cover_hours(covers, zone, holidays),
        duty_hours={
            k: cover_hours([c for c in covers if (c.channel, c.level) == k], zone, holidays) for k in keys
        },
        duty_notice=v.duty_notice,
        matrix=v.matrix,
        pauses=frozenset(v.pauses),
        targets={
            (t.priority, t.target): TargetTerms(
                timedelta(minutes=t.minutes), t.basis, tuple(sorted(t.warn_at))
            )
            for t in v.targets.all()
        },
        response_meaning=v.response_meaning,
        close_after=timedelta(days=v.close_after_days),
        verify_within=timedelta(minutes=v.verify_within_minutes),
        spared=frozenset(
            (reason, target.value)
            for reason, stopped in v.pauses_only.items()
            for target in Target
            if target not in stopped
        ),
        escalation=tuple(Step(s["at"], frozenset(s["priorities"]), s["to"]) for s in v.escalation),
        accept_within=_minutes(v.accept_within_minutes),
        answer_within=timedelta(seconds=v.answer_within_seconds),
        overflow_waiting=v.overflow_waiting,
        overflow_after=_minutes(v.overflow_minutes),
    )


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def holidays_of(calendar: Calendar) -> list[date]:
    """Return the dates that agreements reckon as holidays."""
    return [day.date for day in calendar.days.all() if day.holiday]


def covers_of(version: AgreementVersion) -> list[Cover]:
    """Return the version's coverage rows as they were written."""
    rows = sorted(version.coverage.all(), key=lambda row: row.pk)
    return [Cover(r.channel, r.level, tuple(r.weekdays), r.opens, r.closes, r.on_holidays) for r in rows]


def promises_of(version: AgreementVersion) -> list[Promise]:
    """Return the version's targets as they were written, their warnings in order."""
    rows = sorted(version.targets.all(), key=lambda row: row.pk)
    return [
        Promise(
            *(r.priority, r.target, r.minutes, r.basis, tuple(sorted(r.warn_at))),
            monthly_share=r.monthly_share,
            late_minutes=r.late_minutes,
        )
        for r in rows
    ]


def version_for(network: Network, site: Site | None, device_kind: str, at: datetime) -> VersionTerms:
    """Return the agreement version that holds for a report. Errors: terms.NoAgreement."""
    on = at.astimezone(ZoneInfo(network.timezone)).date()
    group = site.group_id if site else None
    return terms_of(network).applying(on, site_group_id=group, device_kind=device_kind)


def duty_at(
    network: Network, channel: str, at: datetime, *, site: Site | None = None, device_kind: str = ""
) -> Duty:
    """Return who does L1's work for the network on a channel. Errors: terms.NoAgreement."""
    on = at.astimezone(ZoneInfo(network.timezone)).date()
    group = site.group_id if site else None
    return duty_under(terms_of(network), channel, at, on=on, site_group_id=group, device_kind=device_kind)


def site_hours(calendar: Calendar) -> WorkingHours:
    """Return a site's opening hours; what is written for a date goes before the ban on Sunday trade."""
    revisions = list(calendar.revisions.all())
    weeks: list[tuple[date, list[list[list[int]]]]] = [(r.valid_from, r.week) for r in revisions]
    banned = sundays_closed((r.valid_from, r.trading_sundays) for r in revisions)
    own = {d.date: d.windows for d in calendar.days.all()}
    return calendar_hours(calendar.timezone, weeks, banned | own)


def open_within_a_year(hours: WorkingHours, at: datetime) -> bool:
    """Return whether there is any open time in the year after an instant."""
    opening = next_opening(hours, at)
    return opening is not None and opening < at + timedelta(days=366)


def calendars(ids: Iterable[int]) -> QuerySet[Calendar]:
    """Return calendars with all that `site_hours` reads; nothing is asked for no ids."""
    return Calendar.objects.filter(pk__in=list(ids)).prefetch_related("days", "revisions")


def networks(ids: Iterable[int]) -> QuerySet[Network]:
    """Return the active networks among the ids, by name."""
    return Network.objects.filter(pk__in=list(ids), active=True).order_by("name")


def site_ids_like(text: str, network_ids: Iterable[int]) -> list[int]:
    """Return the shops of the networks that a few letters mean: by code, else by code, name or town in part."""
    here = Site.objects.filter(network_id__in=list(network_ids))
    exact = list(here.filter(code__iexact=text).values_list("pk", flat=True))
    part = Q(code__icontains=text) | Q(name__icontains=text) | Q(city__icontains=text)
    return exact or list(here.filter(part).values_list("pk", flat=True)[:200])


def categories() -> QuerySet[Category]:
    """Return the categories in use, in their order."""
    return Category.objects.filter(active=True).order_by("position", "code")


def devices_at(site: Site) -> QuerySet[Device]:
    """Return the equipment in use at a site, by label."""
    return Device.objects.filter(site=site, active=True).order_by("label", "pk")


def owners_of_number(number: str) -> list[PhoneNumber]:
    """Return everyone a phone number (E.164) belongs to, with site and contact; several are offered, never guessed."""
    return list(
        PhoneNumber.objects.filter(number=number).select_related(
            "network", "site", "contact", "contact__site"
        )
    )


def is_proven(network: Network, email: str) -> bool:
    """Return whether user text may go to the address: its owner has shown that it is his, and mail arrives."""
    proven = Address.objects.filter(network=network, email=email.strip().lower(), verified_at__isnull=False)
    return proven.filter(Q(bounced_at=None) | Q(bounced_at__lt=F("verified_at"))).exists()


def contacts_at(site: Site) -> QuerySet[Contact]:
    """Return the people in use known at a site, by name."""
    return Contact.objects.filter(site=site, active=True).order_by("name", "pk")
