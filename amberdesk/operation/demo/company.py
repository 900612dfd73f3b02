"""Set up the demo company: people, networks, shops, devices, teams, shifts."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from amberdesk.customers.actions.categories import add_starter_categories
from amberdesk.customers.actions.company import change_company, finish_first_run
from amberdesk.customers.actions.contacts import add_contact
from amberdesk.customers.actions.devices import add_device
from amberdesk.customers.actions.networks import add_network
from amberdesk.customers.actions.sites import add_site
from amberdesk.customers.actions.supervision import set_representative, supervise
from amberdesk.customers.models import Category, Contact, Network, Site
from amberdesk.operation.demo.answers import keep_answers
from amberdesk.operation.demo.people import DOMAIN, REPRESENTATIVE, SHOP_PEOPLE, STAFF, TEAMS, Staff
from amberdesk.operation.demo.shops import CHAINS, MODELS, Chain
from amberdesk.outbox.actor import MACHINE
from amberdesk.people.actions.add_person import add_person
from amberdesk.people.models import Person
from amberdesk.rosters.actions.shifts import plan_shifts
from amberdesk.rosters.actions.teams import add_team

WARSAW = ZoneInfo("Europe/Warsaw")
WEEKS_PLANNED = 5  # from two weeks ago on
SUPERVISING = ("coordinator", "deputy", "manager")


@dataclass
class DemoCompany:
    """What has been set up, for the history to play with."""

    staff: dict[str, Person] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    contacts: dict[int, list[Contact]] = field(default_factory=dict)  # by site
    categories: dict[str, Category] = field(default_factory=dict)
    technicians: dict[tuple[str, str], list[Person]] = field(default_factory=dict)  # (network code, level)


def set_up(password: str, random: Random, at: datetime) -> DemoCompany:
    """Make the demo company as it was founded at `at`; everybody has the same password."""
    demo = DemoCompany()
    change_company(
        name="Jantar Serwis", phone="+48586201100", email="serwis@jantar.example", by=MACHINE, at=at
    )
    demo.categories = {c.code: c for c in add_starter_categories(by=MACHINE, at=at)}
    keep_answers(demo.categories, at)
    for chain in CHAINS:
        _add_chain(demo, chain, random, at)
    for staff in STAFF:
        demo.staff[staff.email] = _person(staff, password, at)
        if staff.role in SUPERVISING:
            for network in demo.networks.values():
                supervise(network, person=demo.staff[staff.email], by=MACHINE, at=at)
    demo.staff["fala"] = _person(REPRESENTATIVE, password, at)
    set_representative(demo.networks["FAL"], person=demo.staff["fala"], by=MACHINE, at=at)
    _add_teams(demo, at)
    _plan(demo, at)
    finish_first_run(by=MACHINE, at=at)
    return demo


def _person(staff: Staff, password: str, at: datetime) -> Person:
    email = f"{staff.email}@{DOMAIN}"
    return add_person(
        email=email, name=staff.name, role=staff.role, phone=staff.phone, password=password, by=MACHINE, at=at
    )


def _add_chain(demo: DemoCompany, chain: Chain, random: Random, at: datetime) -> None:
    network = add_network(
        code=chain.code,
        name=chain.name,
        template=chain.template,
        valid_from=at.date(),
        phone=chain.phone,
        remarks_email=chain.remarks,
        by=MACHINE,
        at=at,
    )
    demo.networks[chain.code] = network
    for number, (code, city, street, postcode) in enumerate(chain.shops):
        facts = {
            "name": f"{city}, {street.rsplit(' ', 1)[0]}",
            "street": street,
            "postcode": postcode,
            "city": city,
        }
        phone = f"+48587{list(demo.networks).index(chain.code)}{number:02}{random.randrange(1000):03}"
        site = add_site(network, code=code, phones=[phone], by=MACHINE, at=at, **facts)
        demo.sites.append(site)
        _add_devices(site, chain.tills, random, at)
        names = random.sample(SHOP_PEOPLE, 2)
        demo.contacts[site.pk] = [
            add_contact(network, site=site, name=name, position=position, by=MACHINE, at=at)
            for name, position in zip(names, ("kierowniczka sklepu", "zastępca"), strict=True)
        ]


def _add_devices(site: Site, tills: int, random: Random, at: datetime) -> None:
    wanted = [
        ("network", "Internet i sieć"),
        ("computer", "Komputer w biurze"),
        ("scales", "Waga na stoisku"),
    ]
    wanted.append(("label_printer", "Drukarka etykiet"))
    for till in range(1, tills + 1):
        wanted += [("till", f"Kasa {till}"), ("fiscal_printer", f"Drukarka · kasa {till}")]
        wanted.append(("payment_terminal", f"Terminal · kasa {till}"))
    for kind, label in wanted:
        model = random.choice(MODELS[kind])
        serial = f"{model[:3].upper().strip()}{random.randrange(10**7):07}"
        add_device(site, kind=kind, label=label, model=model, serial=serial, by=MACHINE, at=at)


def _add_teams(demo: DemoCompany, at: datetime) -> None:
    for name, (level, codes) in TEAMS.items():
        mates = [s for s in STAFF if name in s.teams]
        people = [demo.staff[s.email] for s in mates]
        lead = next((demo.staff[s.email] for s in mates if s.lead), None)
        networks = [demo.networks[code] for code in codes]
        add_team(name=name, level=level, networks=networks, members=people, lead=lead, by=MACHINE, at=at)
        for code in codes:
            demo.technicians.setdefault((code, level), []).extend(people)


def _plan(demo: DemoCompany, at: datetime) -> None:
    """Plan shifts: L1 on weekdays 8-16, L2 by turns early and late, L3 on weekdays."""
    first = at.date() - timedelta(days=at.weekday())
    turns = {
        "L1": [(time(8), time(16))],
        "L2": [(time(8), time(16)), (time(14), time(22))],
        "L3": [(time(8), time(16))],
    }
    for name, (level, _) in TEAMS.items():
        people = [demo.staff[s.email] for s in STAFF if name in s.teams]
        for number, person in enumerate(people):
            opens, closes = turns[level][number % len(turns[level])]
            days = range(7) if level == "L2" and number == 1 else range(5)
            plan_shifts(
                person,
                level=level,
                first_week=first,
                weeks=_weeks(at),
                weekdays=days,
                opens=opens,
                closes=closes,
                by=MACHINE,
                at=at,
            )


def _weeks(at: datetime) -> int:
    """From the founding on, so that there was somebody on duty all along, and three weeks ahead."""
    return WEEKS_PLANNED + 4
