"""What the office lists: networks, shops, equipment, people, promises and calendars, in the order of the alphabet."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from amberdesk.customers.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    CalendarDay,
    CalendarRevision,
    Category,
    Company,
    Contact,
    Device,
    Network,
    PhoneNumber,
    Representative,
    Site,
    SiteGroup,
    Supervision,
)
from amberdesk.customers.retention import FORGOTTEN

PAGE = 100


def kept_company() -> Company | None:
    """Return the company; None before the first run."""
    return Company.objects.first()


def all_networks() -> QuerySet[Network]:
    """Return the networks by name, with their number of shops (`sites`)."""
    here = Count("site", filter=Q(site__left_on=None), distinct=True)
    return Network.objects.annotate(sites=here).order_by("-active", "name")


def networks_without_agreement(on: date) -> QuerySet[Network]:
    """Return the active networks that have no agreement for all of their shops on a date."""
    versions = AgreementVersion.objects.filter(
        agreement__network=OuterRef("pk"),
        agreement__site_group=None,
        agreement__device_kind="",
        valid_from__lte=on,
    )
    holds = versions.filter(Q(valid_until=None) | Q(valid_until__gt=on))
    return Network.objects.filter(~Exists(holds), active=True).order_by("name")


def sites_of(network: Network, words: str = "", after: str = "") -> list[Site]:
    """Return a page of the network's shops by code, those that left included; `words` narrow, `after` is a code."""
    found = Site.objects.filter(network=network, code__gt=after).select_related("group").order_by("code")
    for word in words.split()[:5]:
        found = found.filter(
            Q(code__icontains=word)
            | Q(name__icontains=word)
            | Q(city__icontains=word)
            | Q(street__icontains=word)
        )
    return list(found.annotate(devices=Count("device", filter=Q(device__active=True)))[: PAGE + 1])


def current_sites(network: Network, on: date) -> list[Site]:
    """Return the network's shops that have not left, by code."""
    here = Site.objects.filter(Q(left_on=None) | Q(left_on__gt=on), network=network)
    return list(here.select_related("network").order_by("code"))


def sites_for_export(network: Network | None = None) -> QuerySet[Site]:
    """Return all shops by network and code, with phones."""
    own_numbers = Prefetch("phonenumber_set", PhoneNumber.objects.filter(contact=None).order_by("number"))
    sites = Site.objects.select_related("network", "group", "hours").prefetch_related(own_numbers)
    return _narrowed(sites, network).order_by("network__code", "code")


def devices_for_export(network: Network | None = None) -> QuerySet[Device]:
    """Return all equipment in use, by shop."""
    devices = Device.objects.filter(active=True).select_related("site", "site__network")
    return (devices.filter(site__network=network) if network else devices).order_by(
        "site__network__code", "site__code", "label", "pk"
    )


def contacts_for_export(network: Network | None = None) -> QuerySet[Contact]:
    """Return all contacts in use, by shop and name, with phones."""
    contacts = Contact.objects.filter(active=True).select_related("network", "site")
    return (
        _narrowed(contacts, network)
        .prefetch_related(Prefetch("phonenumber_set", PhoneNumber.objects.order_by("number")))
        .order_by("network__code", "site__code", "name", "pk")
    )


def _narrowed(rows: QuerySet[Any], network: Network | None) -> QuerySet[Any]:
    return rows.filter(network=network) if network else rows


def network_by_code(code: str) -> Network | None:
    return Network.objects.filter(code=code.upper()).first()


def row_of(model: type[Any], id: int) -> Any:
    """Return the row of that id with what its page shows; None when there is none."""
    ways: dict[type[Any], QuerySet[Any]] = {
        Site: Site.objects.select_related("network", "group", "hours"),
        Device: Device.objects.select_related("site", "site__network"),
        Contact: Contact.objects.select_related("network", "site"),
        Agreement: Agreement.objects.select_related("network", "site_group"),
        AgreementVersion: AgreementVersion.objects.select_related("agreement"),
        CalendarDay: CalendarDay.objects.select_related("calendar"),
        SiteGroup: SiteGroup.objects.select_related("network"),
    }
    return ways.get(model, model.objects.all()).filter(pk=id).first()


def phones_of(owner: Site | Contact) -> list[str]:
    """Return the numbers of a shop (its people's not included) or of a contact."""
    numbers = PhoneNumber.objects.filter(contact=owner) if isinstance(owner, Contact) else _own_numbers(owner)
    return list(numbers.order_by("number").values_list("number", flat=True))


def _own_numbers(site: Site) -> QuerySet[PhoneNumber]:
    return PhoneNumber.objects.filter(site=site, contact=None)


def devices_of(site: Site) -> QuerySet[Device]:
    """Return all equipment of the shop, what is out of use last."""
    return Device.objects.filter(site=site).order_by("-active", "label", "pk")


def contacts_of(network: Network, site: Site | None) -> QuerySet[Contact]:
    """Return the people of a shop, or those of the network who belong to no shop; forgotten ones are nobody."""
    contacts = Contact.objects.filter(network=network, site=site).exclude(name=FORGOTTEN)
    return contacts.prefetch_related("phonenumber_set").order_by("-active", "name", "pk")


def groups_of(network: Network) -> QuerySet[SiteGroup]:
    """Return the network's site groups by name, with their number of shops (`sites`)."""
    return SiteGroup.objects.filter(network=network).annotate(sites=Count("site")).order_by("name")


def supervisors_of(network: Network) -> QuerySet[Supervision]:
    """Return who of us answers for the network, by name."""
    return Supervision.objects.filter(network=network).select_related("person").order_by("person__name")


def representatives_of(network: Network) -> QuerySet[Representative]:
    """Return who reads the network's public side, by name."""
    return Representative.objects.filter(network=network).select_related("person").order_by("person__name")


def agreements_of(network: Network) -> QuerySet[Agreement]:
    """Return the network's agreements, the general ones first, with their versions (newest first)."""
    versions = AgreementVersion.objects.order_by("-valid_from")
    agreements = Agreement.objects.filter(network=network).select_related("site_group")
    return agreements.prefetch_related(Prefetch("versions", versions)).order_by(
        "site_group__name", "device_kind", "name"
    )


def versions_of(agreement: Agreement) -> QuerySet[AgreementVersion]:
    """Return the agreement's versions with all that they say, newest first."""
    versions = agreement.versions.select_related("calendar").prefetch_related("coverage", "targets")
    return versions.order_by("-valid_from")


def calendars() -> QuerySet[Calendar]:
    """Return the calendars that several may share, by name."""
    return Calendar.objects.filter(own_of=None).order_by("name")


def revisions_of(calendar: Calendar) -> QuerySet[CalendarRevision]:
    """Return the calendar's weeks, newest first."""
    return calendar.revisions.order_by("-valid_from")


def days_of(calendar: Calendar, year: int) -> QuerySet[CalendarDay]:
    """Return the dates of a year that differ from the week."""
    return calendar.days.filter(date__year=year).order_by("date")


def all_days_of(calendar: Calendar) -> QuerySet[CalendarDay]:
    """Return every date that differs from the week, in order."""
    return calendar.days.order_by("date")


def days_between(calendar: Calendar, first: date, last: date) -> QuerySet[CalendarDay]:
    """Return the dates from one to another that differ from the week."""
    return calendar.days.filter(date__range=(first, last))


def all_categories() -> QuerySet[Category]:
    """Return the categories in their order, those out of use last."""
    return Category.objects.order_by("-active", "position", "code")


def all_sites_of(network: Network) -> QuerySet[Site]:
    """Return every shop that the network has or had."""
    return Site.objects.filter(network=network).select_related("network")


def device_by_label(site: Site, kind: str, label: str) -> Device | None:
    return Device.objects.filter(site=site, kind=kind, label__iexact=label).first()


def contact_by_name(network: Network, site: Site | None, name: str) -> Contact | None:
    return Contact.objects.filter(network=network, site=site, name__iexact=name).first()


def all_agreements() -> QuerySet[Agreement]:
    """Return every agreement by its network's name."""
    return Agreement.objects.select_related("network").order_by("network__name", "name")


def contacts_like(text: str, most: int = 20) -> QuerySet[Contact]:
    """Return the people of customers with such a name, address or number, former ones included."""
    digits = "".join(char for char in text if char.isdigit())
    like = Q(name__icontains=text) | Q(emails__contains=[text.lower()])
    if len(digits) >= 6:
        like |= Q(phonenumber__number__endswith=digits[-9:])
    known = Contact.objects.exclude(name=FORGOTTEN)
    return known.filter(like).select_related("network", "site").distinct().order_by("name")[:most]
