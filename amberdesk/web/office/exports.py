"""What the office keeps, as rows in the columns of the imports: what was taken out can come back."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from amberdesk.customers import lists
from amberdesk.customers.models import PhoneNumber, Site
from amberdesk.customers.phones import readable
from amberdesk.customers.texts import text_in
from amberdesk.people import words
from amberdesk.rosters import lists as rosters

Rows = Iterator[tuple[Any, ...]]


def networks() -> Rows:
    for network in lists.all_networks():
        phone = readable(network.phone)
        word = text_in(network.site_word, "pl")
        yield network.code, network.name, "", phone, word, network.language, network.remarks_email


def sites() -> Rows:
    for site in lists.sites_for_export():
        yield (
            *(site.network.code, site.code, site.name, site.street, site.postcode, site.city),
            *(_phones(site.phonenumber_set.all()), _hours(site), site.language),
            *(site.joined_on, " ".join(site.note.split())),
        )


def devices() -> Rows:
    kinds = {category.code: text_in(category.name, "pl") for category in lists.all_categories()}
    for device in lists.devices_for_export():
        where = device.site.network.code, device.site.code
        yield (*where, kinds.get(device.kind, device.kind), device.label, device.model, device.serial)


def contacts() -> Rows:
    for contact in lists.contacts_for_export():
        where = contact.network.code, contact.site.code if contact.site else ""
        phones = _phones(contact.phonenumber_set.all())
        yield (*where, contact.name, contact.position, phones, ", ".join(contact.emails), contact.language)


def people() -> Rows:
    for person in rosters.all_people():
        if person.is_active:
            team = next((membership.team.name for membership in person.memberships.all()), "")
            phone = readable(person.phone)
            yield person.name, person.email, words.role(person.role), phone, person.language, team, ""


def _phones(numbers: Iterable[PhoneNumber]) -> str:
    return ", ".join(readable(number.number) for number in numbers)


EXPORTS: dict[str, Callable[[], Rows]] = {
    "networks": networks,
    "sites": sites,
    "devices": devices,
    "contacts": contacts,
    "people": people,
}


def _hours(site: Site) -> str:
    """Return the name of the shared calendar by which the site is open; its own hours stay where they are."""
    return site.hours.name if site.hours and site.hours_id != site.own_hours_id else ""
