"""The desk's own rows that imported lines speak of, found once and kept as far as memory stays small."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from amberdesk.customers.models import Category, Device, Network, Site
from amberdesk.customers.queries import version_for
from amberdesk.customers.terms import NoAgreement, VersionTerms
from amberdesk.operation.history.fields import Bad, shown
from amberdesk.people.models import Person
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing

KEPT = 20_000  # rows of a kind


class Here(NamedTuple):
    """An order of the other desk that has come in before; `id` 0 in a dry run."""

    id: int
    network_id: int
    placed_at: datetime


class Places:
    """Lookups for one import. Each raises Bad for what the desk does not know."""

    def __init__(self) -> None:
        self.networks = {n.code: n for n in Network.objects.all()}
        self.categories = {c.code: c for c in Category.objects.all()}
        self.orders: dict[str, Here] = {}  # by reference, those that the lines at hand name
        self.site = lru_cache(KEPT)(self._site)
        self.device = lru_cache(KEPT)(self._device)
        self.person = lru_cache(KEPT)(self._person)

    def network(self, code: str) -> Network:
        found = self.networks.get(code.upper())
        if found is None:
            raise Bad(f"network {shown(code)} is not known here")
        return found

    def category(self, code: str | None) -> Category | None:
        if code is None:
            return None
        if code not in self.categories:
            raise Bad(f"category {shown(code)} is not known here")
        return self.categories[code]

    def order(self, reference: str, at: datetime) -> Here:
        """Return an order that is named, which must have been there then."""
        id = reference.split(":", 2)[2]
        if reference not in self.orders:
            raise Bad(f"order {shown(id)} is not here yet: its line must come first")
        if self.orders[reference].placed_at > at:
            raise Bad(f"order {shown(id)} was reported later")
        return self.orders[reference]

    def terms(self, network: Network, site: Site | None, kind: str, at: datetime) -> VersionTerms:
        try:
            return version_for(network, site, kind, at)
        except NoAgreement as error:
            raise Bad(f"network {network.code} has no agreement on {error.on.isoformat()}") from None

    def _site(self, network_id: int, code: str) -> Site:
        here = Site.objects.select_related("hours").filter(network_id=network_id, code__iexact=code)
        site = here.first()
        if site is None:
            raise Bad(f"site {shown(code)} is not known here")
        return site

    def _device(self, site_id: int, serial: str) -> Device:
        device = Device.objects.filter(site_id=site_id, serial=serial).first()
        if device is None:
            raise Bad(f"device {shown(serial)} is not known at that site")
        return device

    def _person(self, email: str) -> tuple[Person, Standing | None]:
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise Bad(f"person {shown(email)} is not known here")
        return person, standing_of(person.pk)
