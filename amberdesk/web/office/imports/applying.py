"""Rows of text -> actions. Each function takes one row, changes what is known or adds what is new."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from amberdesk.customers import checks, lists
from amberdesk.customers.actions.contacts import add_contact, change_contact
from amberdesk.customers.actions.devices import add_device, change_device
from amberdesk.customers.actions.networks import add_network, change_network
from amberdesk.customers.actions.sites import add_site, change_site
from amberdesk.customers.actions.supervision import SUPERVISING, set_representative, supervise
from amberdesk.customers.models import Network, Site
from amberdesk.customers.phones import e164
from amberdesk.customers.templates import DEFAULT_TEMPLATE
from amberdesk.customers.words import site_words
from amberdesk.outbox.actor import Actor
from amberdesk.people import words as people_words
from amberdesk.people.actions.add_person import add_person
from amberdesk.people.actions.change_person import change_person
from amberdesk.people.models import Person
from amberdesk.people.queries import person_of_email
from amberdesk.people.roles import Role
from amberdesk.rosters import lists as rosters
from amberdesk.rosters.actions.teams import join_team
from amberdesk.web.office.imports.columns import folded

Cells = dict[str, str]
SEPARATORS = str.maketrans(";/|\n", ",,,,")
ROLE_WORDS = {
    "technik": Role.TECHNICIAN,
    "koordynator": Role.COORDINATOR,
    "zastepcakoordynatora": Role.DEPUTY,
    "zastepca": Role.DEPUTY,
    "kierownik": Role.MANAGER,
    "administrator": Role.ADMINISTRATOR,
    "przedstawicielklienta": Role.REPRESENTATIVE,
    "przedstawiciel": Role.REPRESENTATIVE,
} | {role.value: role for role in Role}


class BadCell(ValueError):
    """A cell names something that is not there. `column` is the column's name, the text a sentence."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


class Known:
    """What the rows speak of, read once a file: networks, kinds of devices, calendars, teams."""

    def __init__(self) -> None:
        self.networks = {network.code: network for network in lists.all_networks()}
        categories = [category for category in lists.all_categories() if category.active]
        self.kinds = {folded(text): c.code for c in categories for text in (c.code, *c.name.values())}
        self.calendars = {folded(calendar.name): calendar for calendar in lists.calendars()}
        self.sites: dict[int, dict[str, Site]] = {}
        self.teams = {folded(team.name): team for team in rosters.teams() if team.active}

    def network(self, code: str) -> Network:
        network = self.networks.get(code.upper())
        if network is None:
            raise BadCell("network", _("Nie ma sieci o kodzie %(code)s.") % {"code": code or "–"})
        return network

    def site(self, network: Network, code: str) -> Site:
        site = self.site_of(network, code)
        if site is None:
            raise BadCell(
                "site",
                _("Sieć %(network)s nie ma placówki %(code)s.")
                % {"network": network.code, "code": code or "–"},
            )
        return site

    def site_of(self, network: Network, code: str) -> Site | None:
        """Return the network's site of that code, as it was before the file."""
        if network.pk not in self.sites:
            self.sites[network.pk] = {site.code.casefold(): site for site in lists.all_sites_of(network)}
        return self.sites[network.pk].get(code.strip().casefold())


def several(text: str) -> list[str]:
    """Return the parts of "58 620 11 22, 500 600 700"."""
    return [part.strip() for part in text.translate(SEPARATORS).split(",") if part.strip()]


def day(text: str, column: str) -> date:
    """Return the date of "2026-01-31", "31.01.2026" or "31/01/2026"."""
    for shape in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise BadCell(
        column, _("Nie rozpoznaję daty „%(text)s”. Wpisz ją tak: 2026-01-31.") % {"text": text[:40]}
    )


def given(cells: Cells, *names: str) -> dict[str, Any]:
    """Return the facts that the row names; an empty cell says nothing."""
    return {name: cells[name] for name in names if cells.get(name)}


def network_row(cells: Cells, known: Known, by: Actor, at: datetime) -> bool:
    facts = given(cells, "name", "phone", "language", "remarks_email")
    if cells.get("word"):
        facts["site_word"] = site_words(cells["word"])
    kept = known.networks.get(cells["code"].upper())
    if kept:
        change_network(kept, **facts, by=by, at=at)
        return False
    template = cells.get("template") or DEFAULT_TEMPLATE
    add_network(code=cells["code"], template=template, **{"name": "", **facts}, by=by, at=at)
    return True


def site_row(cells: Cells, known: Known, by: Actor, at: datetime) -> bool:
    network = known.network(cells["network"])
    facts = given(cells, "name", "street", "postcode", "city", "language", "note")
    if cells.get("phones"):
        facts["phones"] = several(cells["phones"])
    if cells.get("joined_on"):
        facts["joined_on"] = day(cells["joined_on"], "joined_on")
    if cells.get("hours"):
        facts["hours"] = known.calendars.get(folded(cells["hours"]))
        if facts["hours"] is None:
            raise BadCell("hours", _("Nie ma kalendarza „%(name)s”.") % {"name": cells["hours"][:60]})
    kept = known.site_of(network, cells["code"])
    if kept:
        change_site(kept, **facts, by=by, at=at)
        return False
    add_site(network, code=cells["code"], **{"name": "", **facts}, by=by, at=at)
    return True


def device_row(cells: Cells, known: Known, by: Actor, at: datetime) -> bool:
    site = known.site(known.network(cells["network"]), cells["site"])
    kind = known.kinds.get(folded(cells["kind"]))
    if kind is None:
        raise BadCell("kind", _("Nie ma kategorii „%(name)s”.") % {"name": cells["kind"][:60]})
    label = checks.line(cells["label"], "label", 80)
    facts = given(cells, "model", "serial")
    kept = lists.device_by_label(site, kind, label)
    if kept:
        change_device(kept, **facts, active=True, by=by, at=at)
        return False
    add_device(site, kind=kind, label=label, **facts, by=by, at=at)
    return True


def contact_row(cells: Cells, known: Known, by: Actor, at: datetime) -> bool:
    network = known.network(cells["network"])
    site = known.site(network, cells["site"]) if cells.get("site") else None
    name = checks.line(cells["name"], "name")
    facts = given(cells, "position", "language") | {
        n: several(cells[n]) for n in ("phones", "emails") if cells.get(n)
    }
    kept = lists.contact_by_name(network, site, name)
    if kept:
        change_contact(kept, **facts, active=True, by=by, at=at)
        return False
    add_contact(network, site=site, name=name, **facts, by=by, at=at)
    return True


def person_row(cells: Cells, known: Known, by: Actor, at: datetime) -> bool:
    role = ROLE_WORDS.get(folded(cells["role"]))
    if role is None:
        raise BadCell("role", _("Nie ma roli „%(name)s”.") % {"name": cells["role"][:60]})
    facts = given(cells, "name", "language")
    if cells.get("phone"):
        facts["phone"] = e164(cells["phone"])
    person = person_of_email(cells["email"])
    is_new = person is None
    if person is None:
        person = add_person(email=cells["email"], role=role.value, **{"name": "", **facts}, by=by, at=at)
    elif person.role != role:
        said = people_words.role(person.role)
        raise BadCell("role", _("Ta osoba ma już rolę: %(role)s. Zmień ją na jej stronie.") % {"role": said})
    else:
        change_person(person, facts, by=by, at=at)
    _place(person, cells, known, by, at)
    return is_new


def _place(person: Person, cells: Cells, known: Known, by: Actor, at: datetime) -> None:
    """Put the person into the team or network that the row names."""
    if cells.get("team"):
        team = known.teams.get(folded(cells["team"]))
        if team is None:
            raise BadCell("team", _("Nie ma zespołu „%(name)s”.") % {"name": cells["team"][:60]})
        join_team(team, person=person, by=by, at=at)
    for code in several(cells.get("network", "")):
        network = known.network(code)
        if person.role in SUPERVISING:
            supervise(network, person=person, by=by, at=at)
        else:
            set_representative(network, person=person, by=by, at=at)


APPLY: dict[str, Callable[[Cells, Known, Actor, datetime], bool]] = {
    "networks": network_row,
    "sites": site_row,
    "devices": device_row,
    "contacts": contact_row,
    "people": person_row,
}
