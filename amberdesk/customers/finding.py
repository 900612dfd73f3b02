"""Finding whom a caller speaks for: by shop code, name, town, phone number or the caller's name."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Subquery

from amberdesk.customers.models import (
    CalendarDay,
    CalendarRevision,
    Contact,
    Device,
    Network,
    PhoneNumber,
    Site,
)
from amberdesk.customers.phones import e164
from amberdesk.customers.queries import contacts_at, devices_at
from amberdesk.customers.refusals import Refused
from amberdesk.customers.trading_sundays import closed_between

MOST = 12
_DIGITS = re.compile(r"[\d\s()+./-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A site that could be meant, and by whom or what it was found."""

    site: Site
    contact: Contact | None = None
    number: str = ""


def find_sites(network_ids: Collection[int], text: str) -> list[Found]:
    """Return the sites of the networks that the text may mean, likeliest first; several are offered, never guessed."""
    text = " ".join(text.replace("\x00", "").split())[:80]
    if not text or not network_ids:
        return []
    found = [*_by_code(network_ids, text), *_by_number(network_ids, text)]
    if len(found) < MOST:
        found += [*_by_words(network_ids, text), *_by_contact(network_ids, text)]
    once = {(f.site.pk, f.contact.pk if f.contact else None): f for f in reversed(found)}
    wanted = {site for site, contact in once if contact}
    kept = [f for (site, contact), f in once.items() if contact or site not in wanted]
    return sorted(kept, key=lambda f: found.index(f))[:MOST]


def phones_of(site: Site | None, contact: Contact | None) -> list[PhoneNumber]:
    """Return the numbers of a site and of a contact, each with its owner, the site's first."""
    owners = Q(site=site, contact=None) if site else Q(pk=None)
    if contact:
        owners |= Q(contact=contact)
    return list(PhoneNumber.objects.filter(owners).order_by(F("contact_id").asc(nulls_first=True), "pk"))


def site_of(network_ids: Collection[int], pk: int) -> Site | None:
    """Return a site by id, if it belongs to one of the networks."""
    return _sites(network_ids).filter(pk=pk).first()


def opening_on(calendar_id: int, on: date) -> list[list[int]]:
    """Return the windows of a calendar's date, as minutes after midnight; none: closed. One statement."""
    special = CalendarDay.objects.filter(calendar_id=calendar_id, date=on).values("windows")[:1]
    weeks = CalendarRevision.objects.filter(calendar_id=calendar_id, valid_from__lte=on).order_by(
        "-valid_from"
    )
    found = weeks.annotate(special=Subquery(special)).values("week", "special", "trading_sundays").first()
    if found is None:
        return []
    usual: list[list[int]] = found["week"][on.weekday()]
    if found["special"] is None:
        return [] if found["trading_sundays"] and closed_between(on, on + timedelta(days=1)) else usual
    own: list[list[int]] = found["special"]
    return own


def site_by_code(network: Network, code: str) -> Site | None:
    """Return a network's site by its exact code."""
    return (
        Site.objects.filter(network=network, code=code, left_on=None)
        .select_related("network", "hours")
        .first()
    )


def equipment_and_people(site: Site | None) -> tuple[QuerySet[Device], QuerySet[Contact]]:
    """Return what stands and who works at a site; nothing and nobody without one."""
    if site is None:
        return Device.objects.none(), Contact.objects.none()
    return devices_at(site), contacts_at(site)


def _sites(network_ids: Collection[int]) -> QuerySet[Site]:
    here = Site.objects.filter(network_id__in=list(network_ids), network__active=True, left_on=None)
    return here.select_related("network")


def _by_code(network_ids: Collection[int], text: str) -> list[Found]:
    """Return sites by their code, "41" for "041" too, or by "FAL 041"."""
    network, _, rest = text.rpartition(" ")
    sites = _sites(network_ids)
    if network.isalpha() and len(network) <= 4:
        sites, text = sites.filter(network__code__iexact=network), rest
    padded = Q(code__iregex=rf"^0*{re.escape(text)}$") if text.isdigit() else Q(code__iexact=text)
    return [Found(site) for site in sites.filter(padded).order_by("network__code", "code")[:MOST]]


def _by_number(network_ids: Collection[int], text: str) -> list[Found]:
    digits = re.sub(r"\D", "", text)
    if len(digits) < 6 or not _DIGITS.fullmatch(text):
        return []
    try:
        wanted = Q(number=e164(text))
    except Refused:
        wanted = Q(number__endswith=digits)
    numbers = PhoneNumber.objects.filter(wanted, network_id__in=list(network_ids))
    numbers = numbers.select_related("site__network", "contact__site__network").order_by("pk")[:MOST]
    told = [(n.site or (n.contact.site if n.contact else None), n) for n in numbers]
    return [Found(site, n.contact, n.number) for site, n in told if site is not None and site.left_on is None]


def _by_words(network_ids: Collection[int], text: str) -> list[Found]:
    sites = _sites(network_ids)
    for word in text.split():
        said = Q(name__unaccent__icontains=word) | Q(city__unaccent__icontains=word)
        said |= Q(street__unaccent__icontains=word) | Q(network__name__unaccent__icontains=word)
        sites = sites.filter(said | Q(code__istartswith=word) | Q(network__code__iexact=word))
    return [Found(site) for site in sites.order_by("network__code", "code")[:MOST]]


def _by_contact(network_ids: Collection[int], text: str) -> list[Found]:
    people = Contact.objects.filter(network_id__in=list(network_ids), active=True, site__left_on=None)
    for word in text.split():
        people = people.filter(name__unaccent__icontains=word)
    people = people.exclude(site=None).select_related("site__network").order_by("name", "pk")
    return [Found(person.site, person) for person in people[:MOST] if person.site]
