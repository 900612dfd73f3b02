"""Keep a network's shops."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.change import change
from amberdesk.customers.actions.phones import set_phones
from amberdesk.customers.models import Network, Site, SiteGroup
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

CHANGEABLE = frozenset(
    {
        "code",
        "name",
        "street",
        "postcode",
        "city",
        "group",
        "hours",
        "language",
        "note",
        "joined_on",
        "left_on",
    }
)


@transaction.atomic
def add_site(
    network: Network,
    *,
    code: str,
    name: str,
    phones: Iterable[str] = (),
    by: Actor,
    at: datetime,
    **facts: Any,
) -> Site:
    """Return a new shop of the network, with the numbers it rings from. `facts`: any of CHANGEABLE."""
    require_office(by)
    site = Site(network=network)
    for field, value in _checked({"code": code, "name": name, **facts}, site).items():
        setattr(site, field, value)
    site.save()
    record(events.SiteAdded(id=site.pk, network=network.pk), by=by, at=at)
    set_phones(site, phones)
    return site


@transaction.atomic
def change_site(
    site: Site, *, phones: Iterable[str] | None = None, by: Actor, at: datetime, **changes: Any
) -> Site:
    """Return the shop with its facts changed; `phones`, when given, replace the ones it has."""
    require_office(by)
    site = Site.objects.select_for_update().get(pk=site.pk)
    changed = change(site, _checked(changes, site), CHANGEABLE)
    if phones is not None and set_phones(site, phones):
        changed = (*changed, "phones")
    if changed:
        record(events.SiteChanged(id=site.pk, fields=changed), by=by, at=at)
    return site


@transaction.atomic
def leave_site(site: Site, *, on: date, by: Actor, at: datetime) -> Site:
    """Return the shop, which leaves the network on a date; its orders and history stay."""
    require_office(by)
    site = Site.objects.select_for_update().get(pk=site.pk)
    if site.joined_on and on < site.joined_on:
        raise Refused("left_before_joined", "on")
    site.left_on = on
    site.save(update_fields=["left_on"])
    record(events.SiteLeft(id=site.pk, on=on), by=by, at=at)
    return site


@transaction.atomic
def revoke_site_link(site: Site, *, by: Actor, at: datetime) -> Site:
    """Return the shop with a new link: whoever has the old one, printed or stored, comes in no longer."""
    require_office(by)
    site = Site.objects.select_for_update().get(pk=site.pk)
    site.link_epoch += 1
    site.save(update_fields=["link_epoch"])
    record(events.SiteLinkRevoked(id=site.pk, epoch=site.link_epoch), by=by, at=at)
    return site


@transaction.atomic
def set_site_group(
    network: Network,
    *,
    name: str,
    sites: Iterable[Site] = (),
    group: SiteGroup | None = None,
    by: Actor,
    at: datetime,
) -> SiteGroup:
    """Return the group, new or renamed, holding exactly these sites of the network."""
    require_office(by)
    name, sites = checks.line(name, "name", 80), list(sites)
    group = group or SiteGroup(network=network)
    if {group.network_id, *(site.network_id for site in sites)} != {network.pk}:
        raise Refused("site_of_other_network", "sites")
    if SiteGroup.objects.filter(network=network, name__iexact=name).exclude(pk=group.pk).exists():
        raise Refused("group_name_taken", "name", name=name)
    group.name = name
    group.save()
    ids = sorted(site.pk for site in sites)
    Site.objects.filter(group=group).exclude(pk__in=ids).update(group=None)
    Site.objects.filter(pk__in=ids).update(group=group)
    record(events.SiteGroupChanged(id=network.pk, group=group.pk, sites=tuple(ids)), by=by, at=at)
    return group


def _checked(facts: dict[str, Any], site: Site) -> dict[str, Any]:
    """Return the facts in their clean form. Errors: Refused."""
    if unknown := facts.keys() - CHANGEABLE:
        raise Refused("field_cannot_change", sorted(unknown)[0])
    clean: dict[str, Any] = {
        "code": checks.site_code,
        "name": lambda value: checks.line(value, "name"),
        "street": lambda value: checks.line(value, "street", required=False),
        "postcode": lambda value: checks.line(value, "postcode", 12, required=False),
        "city": lambda value: checks.line(value, "city", 80, required=False),
        "language": lambda value: checks.language(value, required=False),
    }
    facts = {field: clean[field](value) if field in clean else value for field, value in facts.items()}
    code = facts.get("code", site.code)
    if Site.objects.filter(network_id=site.network_id, code__iexact=code).exclude(pk=site.pk).exists():
        raise Refused("site_code_taken", "code", text=code)
    if (group := facts.get("group")) and group.network_id != site.network_id:
        raise Refused("group_of_other_network", "group")
    return facts
