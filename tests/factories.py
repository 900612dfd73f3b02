"""A desk's usual rows for tests, made by the real actions. Each takes the little that a test is about."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amberdesk.customers.actions.categories import add_starter_categories
from amberdesk.customers.actions.company import change_company
from amberdesk.customers.actions.contacts import add_contact
from amberdesk.customers.actions.devices import add_device
from amberdesk.customers.actions.networks import add_network
from amberdesk.customers.actions.sites import add_site
from amberdesk.customers.actions.supervision import set_representative, supervise
from amberdesk.customers.models import Category, Company, Contact, Device, Network, Site
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.people.actions.add_person import add_person
from amberdesk.people.models import Person
from amberdesk.reach.actions.browsers import add_browser
from amberdesk.reach.models import Browser
from amberdesk.rosters.actions.shifts import plan_shift
from amberdesk.rosters.actions.teams import add_team
from amberdesk.rosters.models import Shift, Team

BEFORE = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # Monday 7:00 in Warsaw: when the desk of a test was set up
NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # the same Monday, 9:00 in Warsaw
PASSWORD = "bursztyn-nad-zatoka-7"
NAMES = {
    "FAL": "Fala Market",
    "BUR": "Bursztyn Delikatesy",
    "ZAT": "Zatoka Drogerie",
}
_number = count(1)


def warsaw(text: str) -> datetime:
    """Return the instant of "2026-03-02 09:00" on clocks in Warsaw, in UTC."""
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw")).astimezone(UTC)


def make_company(name: str = "Jantar Serwis", **facts: Any) -> Company:
    """Return the company that runs the desk, with the ready categories."""
    company = change_company(name=name, **facts, by=MACHINE, at=BEFORE)
    add_starter_categories(by=MACHINE, at=BEFORE)
    return company


def make_network(code: str = "FAL", *, template: str = "8-16", **facts: Any) -> Network:
    """Return a network with an agreement that holds since 2020."""
    facts = {"name": NAMES.get(code, f"Sieć {code}"), "phone": "58 620 11 00"} | facts
    start = facts.pop("valid_from", date(2020, 1, 1))
    return add_network(code=code, template=template, valid_from=start, by=MACHINE, at=BEFORE, **facts)


def make_site(network: Network | None = None, code: str = "041", **facts: Any) -> Site:
    """Return a shop; of a new network unless one is given."""
    facts = {
        "name": "Gdynia, Świętojańska",
        "street": "Świętojańska 12",
        "postcode": "81-368",
        "city": "Gdynia",
    } | facts
    return add_site(network or make_network(), code=code, by=MACHINE, at=BEFORE, **facts)


def make_category(code: str = "fiscal_printer") -> Category:
    """Return one of the ready categories."""
    add_starter_categories(by=MACHINE, at=BEFORE)
    return Category.objects.get(code=code)


def make_device(site: Site, kind: str = "fiscal_printer", **facts: Any) -> Device:
    """Return a device at the shop."""
    make_category(kind)
    facts = {"label": "Kasa 2", "model": "Posnet Thermal XL2", "serial": f"BDA{next(_number):07}"} | facts
    return add_device(site, kind=kind, by=MACHINE, at=BEFORE, **facts)


def make_contact(site: Site, name: str = "Anna Nowak", **facts: Any) -> Contact:
    """Return somebody who works at the shop."""
    return add_contact(site.network, site=site, name=name, by=MACHINE, at=BEFORE, **facts)


def make_person(
    role: str = "technician",
    name: str = "",
    *,
    supervises: Iterable[Network] = (),
    represents: Network | None = None,
    **facts: Any,
) -> Person:
    """Return somebody who may sign in with PASSWORD; a coordinator's networks and a representative's come along."""
    number = next(_number)
    facts = {"email": f"{role}{number}@jantar.example", "name": name or f"{role.title()} {number}"} | facts
    facts.setdefault("password", PASSWORD)
    person = add_person(role=role, by=MACHINE, at=BEFORE, **facts)
    for network in supervises:
        supervise(network, person=person, by=MACHINE, at=BEFORE)
    if represents:
        set_representative(represents, person=person, by=MACHINE, at=BEFORE)
    return person


def make_team(
    level: str = "L1",
    networks: Iterable[Network] = (),
    members: Iterable[Person] = (),
    *,
    lead: Person | None = None,
    name: str = "",
) -> Team:
    """Return a team of a level for the networks."""
    name = name or f"Zespół {level} {next(_number)}"
    return add_team(
        name=name, level=level, networks=networks, members=members, lead=lead, by=MACHINE, at=BEFORE
    )


def make_browser(person: Person, endpoint: str = "https://8.8.8.8/push/1") -> Browser:
    """Return a browser in which the person lets himself be called; nothing reads what is sent to it."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": urlsafe_b64encode(raw).decode().rstrip("="), "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
    mine = Actor("person", person.pk)
    return add_browser(person, endpoint=endpoint, **keys, name="Firefox", by=mine, at=BEFORE)


def make_technician(level: str = "L1", *networks: Network, name: str = "", **facts: Any) -> Person:
    """Return a technician in a team of his own."""
    person = make_person("technician", name, **facts)
    make_team(level, networks, [person])
    return person


def make_shift(
    person: Person, level: str = "L1", starts_at: datetime = NINE, hours: float = 8, **facts: Any
) -> Shift:
    """Return a shift of a technician who is in a team of the level."""
    end = starts_at + timedelta(hours=hours)
    return plan_shift(person, level=level, starts_at=starts_at, ends_at=end, by=MACHINE, at=BEFORE, **facts)
