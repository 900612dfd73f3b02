"""Networks, sites, equipment, people and duty, as far as the caller may know them."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router

from amberdesk.customers.lists import PAGE, sites_of
from amberdesk.customers.models import Category, Contact, Network, Site
from amberdesk.customers.queries import categories as categories_in_use
from amberdesk.customers.queries import contacts_at, devices_at
from amberdesk.customers.queries import networks as networks_of
from amberdesk.customers.texts import text_in
from amberdesk.people.models import Person
from amberdesk.rosters.queries import members, staff_of
from amberdesk.web.api import answers, telling
from amberdesk.web.api.fields import Level, Line
from amberdesk.web.api.keys import Caller, caller_of, staff
from amberdesk.web.api.problems import Problem

router = Router(tags=["customers"])
_NETWORK = ("code", "name", "timezone", "language", "phone")


def network_or_404(caller: Caller, code: str) -> Network:
    """Return one of the caller's networks. Raises Problem(404), the same for a stranger's and for none."""
    found = None if "\x00" in code else networks_of(caller.standing.visible).filter(code=code).first()
    if found is None:
        raise Problem(404, "not_found")
    return found


def site_or_404(caller: Caller, network: str, code: str) -> Site:
    """Return a site of one of the caller's networks. Raises Problem(404)."""
    of = network_or_404(caller, network)
    found = None if "\x00" in code else of.site_set.filter(code=code).select_related("group").first()
    if found is None:
        raise Problem(404, "not_found")
    found.network = of
    return found


@router.get("/networks", response=answers.Networks, url_name="networks")
def networks(request: HttpRequest) -> dict[str, Any]:
    """Return the caller's networks, by name."""
    caller = caller_of(request)
    return {"networks": [_plain(n, _NETWORK) for n in networks_of(caller.standing.visible)]}


@router.get("/networks/{network}", response=answers.Network, url_name="network")
def network(request: HttpRequest, network: str) -> dict[str, Any]:
    """Return a network."""
    return _plain(network_or_404(caller_of(request), network), _NETWORK)


@router.get("/networks/{network}/sites", response=answers.Sites, exclude_unset=True, url_name="sites")
def sites(
    request: HttpRequest,
    network: str,
    q: Annotated[Line | None, Query(description="Words of code, name, street or town.")] = None,
    cursor: Annotated[Line | None, Query(description="`next` of the page before.")] = None,
) -> dict[str, Any]:
    """Return the network's sites by code, those that left included."""
    caller = caller_of(request, "q", "cursor")
    rows = sites_of(network_or_404(caller, network), q or "", cursor or "")
    more = len(rows) > PAGE
    return {"sites": [_site(s, caller) for s in rows[:PAGE]], "next": rows[PAGE - 1].code if more else None}


@router.get("/networks/{network}/sites/{site}", response=answers.Site, exclude_unset=True, url_name="site")
def site(request: HttpRequest, network: str, site: str) -> dict[str, Any]:
    """Return a site with its phones."""
    caller = caller_of(request)
    found = site_or_404(caller, network, site)
    numbers = found.phonenumber_set.filter(contact=None).order_by("number")
    return {**_site(found, caller), "phones": [n.number for n in numbers]}


@router.get("/networks/{network}/sites/{site}/devices", response=answers.Devices, url_name="devices")
def devices(request: HttpRequest, network: str, site: str) -> dict[str, Any]:
    """Return the equipment in use at a site."""
    found = site_or_404(caller_of(request), network, site)
    return {"devices": [_plain(d, ("id", "kind", "label", "model", "serial")) for d in devices_at(found)]}


@router.get("/networks/{network}/sites/{site}/contacts", response=answers.Contacts, url_name="contacts")
def contacts(request: HttpRequest, network: str, site: str) -> dict[str, Any]:
    """Return the people known at a site. Only for staff."""
    found = site_or_404(staff(request), network, site)
    return {"contacts": [_contact(c) for c in contacts_at(found).prefetch_related("phonenumber_set")]}


@router.get("/networks/{network}/technicians", response=answers.People, url_name="technicians")
def technicians(
    request: HttpRequest,
    network: str,
    level: Annotated[Level | None, Query(description="Else everybody of us who may see its orders.")] = None,
) -> dict[str, Any]:
    """Return who of us works for a network, by name. Only for staff."""
    found = network_or_404(staff(request, "level"), network)
    people = members(level, found.pk) if level else staff_of(found.pk)
    return {"people": [person_ref(p) for p in people]}


@router.get("/categories", response=answers.Categories, exclude_unset=True, url_name="categories")
def categories(request: HttpRequest) -> dict[str, Any]:
    """Return what can be broken, in the order of the form."""
    caller = caller_of(request)
    found = categories_in_use().select_related("parent")
    return {"categories": [_category(c, caller, get_language() or "pl") for c in found]}


def person_ref(person: Person) -> dict[str, Any]:
    return {"id": person.pk, "name": person.name}


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _site(site: Site, caller: Caller) -> dict[str, Any]:
    told = _plain(site, ("code", "name", "street", "postcode", "city"))
    told["group"] = site.group.name if site.group else None
    told["joined_on"] = site.joined_on.isoformat() if site.joined_on else None
    told["left_on"] = site.left_on.isoformat() if site.left_on else None
    return told | {"note": site.note} if caller.internal else told


def _contact(contact: Contact) -> dict[str, Any]:
    told = _plain(contact, ("id", "name", "position", "emails", "note"))
    return told | {"phones": [n.number for n in contact.phonenumber_set.all()]}


def _category(category: Category, caller: Caller, language: str) -> dict[str, Any]:
    told = {
        **telling.category_ref(category),
        "parent": category.parent.code if category.parent else None,
        "kind": category.kind,
        "first_aid": [text_in(step, language) for step in category.first_aid],
    }
    if caller.internal:
        facts = [
            {"code": f["code"], "label": text_in(f["label"], language), "required": bool(f.get("required"))}
            for f in category.facts
        ]
        told |= _plain(category, ("level", "urgency", "solution_codes")) | {"facts": facts}
    return told
