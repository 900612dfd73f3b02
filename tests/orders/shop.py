"""A small desk for the tests of orders: a network with people on all levels, and reports from its shop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from amberdesk.customers.codes import Channel, Degree, Kind, Level
from amberdesk.customers.models import Category, Device, Network, Site
from amberdesk.orders.actions import Placed, assign, place_order, start, verify
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from tests.factories import (
    NINE,
    make_category,
    make_company,
    make_device,
    make_network,
    make_person,
    make_site,
    make_technician,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LINK = Actor("link")
_token = count(1)


def actor(person: Person) -> Actor:
    return Actor("person", person.pk)


@dataclass
class Desk:
    """One network with a shop, and people of all levels who work for it."""

    network: Network
    site: Site
    device: Device
    category: Category
    ewa: Person  # L1
    tomasz: Person  # L2
    olga: Person  # L3
    anna: Person  # coordinator

    def intake(self, **facts: object) -> Intake:
        usual = {
            "channel": Channel.FORM,
            "reference": f"form:{next(_token)}",
            "reported_at": NINE,
            "network": self.network,
            "site": self.site,
            "device": self.device,
            "category": self.category,
            "subject": "Drukarka nie drukuje",
            "text": "Nie drukuje paragonów",
            "reporter_name": "Maria",
            "reporter_email": "maria@fala.example",
        }
        return Intake(**(usual | facts))

    def place(self, *, at: datetime = NINE, by: Actor = LINK, **facts: object) -> Placed:
        return place_order(self.intake(reported_at=at, **facts), by=by, at=at)

    def report(self, *, at: datetime = NINE, **facts: object) -> Order:
        return self.place(at=at, **facts).order

    def verified(
        self, order: Order, *, at: datetime = NINE, impact: Degree = Degree.HIGH, **facts: object
    ) -> Order:
        usual = {
            "category": self.category,
            "kind": Kind.FAILURE,
            "impact": impact,
            "urgency": Degree.HIGH,
            "scope": "agreement",
            "by": actor(self.anna),
        }
        return verify(order, at=at, **(usual | facts))

    def assigned(
        self, *, at: datetime = NINE, level: Level = Level.L1, technician: Person | None = None
    ) -> Order:
        order = self.verified(self.report(at=at), at=at)
        return assign(order, level=level, technician=technician, by=actor(self.anna), at=at)

    def in_progress(self, *, at: datetime = NINE, level: Level = Level.L1) -> Order:
        who = {"L1": self.ewa, "L2": self.tomasz, "L3": self.olga}[level]
        return start(self.assigned(at=at, level=level, technician=who), by=actor(who), at=at)

    def facts(self) -> dict[str, str]:
        """Answers to all that the category asks for at a hand-over."""
        return {f["code"]: "sprawdzone" for f in self.category.facts}


def make_desk(code: str = "FAL", template: str = "8-16") -> Desk:
    """Return a desk for one network; call it twice for two customers."""
    make_company()
    network = make_network(code, template=template)
    site = make_site(network)
    return Desk(
        network=network,
        site=site,
        device=make_device(site),
        category=make_category(),
        ewa=make_technician("L1", network, name="Ewa Lis"),
        tomasz=make_technician("L2", network, name="Tomasz Kos"),
        olga=make_technician("L3", network, name="Olga Wilk"),
        anna=make_person("coordinator", "Anna Mazur", supervises=[network]),
    )
