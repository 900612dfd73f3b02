"""Customers: the list, one with all that belongs to it, groups of sites, who answers for it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers import agreement_words, lists
from amberdesk.customers.actions.networks import add_network, change_network
from amberdesk.customers.actions.sites import set_site_group
from amberdesk.customers.actions.supervision import (
    SUPERVISING,
    remove_representative,
    set_representative,
    stop_supervising,
    supervise,
)
from amberdesk.customers.models import Network, SiteGroup
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters import lists as rosters
from amberdesk.web.base.numbers import whole
from amberdesk.web.office.doors import actor_of, found, network_of, office
from amberdesk.web.office.forms.customers import GroupForm, NetworkForm
from amberdesk.web.office.forms.fields import offer
from amberdesk.web.office.forms.people import PersonChoiceForm
from amberdesk.web.office.pages import act_page, address, form_page, show


@office
@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """List the customers."""
    rows = lists.all_networks()
    return show(request, "networks", "networks", title=_("Klienci"), networks=rows)


@office
def add(request: HttpRequest) -> HttpResponse:
    """Take on a customer."""
    form = NetworkForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda _typed: add_network(**form.facts(), by=actor_of(request), at=now()),
        title=_("Nowy klient"),
        section="networks",
        back=address("office:networks"),
        done=lambda network: address("office:network", network.code),
        said=_("Klient dodany, z umową według wzoru. Przeczytaj ją i popraw."),
    )


@office
@require_safe
def network(request: HttpRequest, code: str) -> HttpResponse:
    """Show one customer: facts, agreements, who answers, groups."""
    row = network_of(code)
    today = localdate()
    agreements = [
        (agreement, [(version, agreement_words.validity(version)) for version in agreement.versions.all()])
        for agreement in lists.agreements_of(row)
    ]
    return show(
        request,
        "network",
        "networks",
        title=row.name,
        network=row,
        agreements=agreements,
        without_agreement=row in lists.networks_without_agreement(today),
        groups=lists.groups_of(row),
        supervisors=lists.supervisors_of(row),
        representatives=lists.representatives_of(row),
        contacts=lists.contacts_of(row, None),
        sites_count=len(lists.current_sites(row, today)),
        teams=[team for team in rosters.teams() if row in team.networks.all() and team.active],
        supervisor_form=PersonChoiceForm(people=rosters.people_of_roles(SUPERVISING)),
        representative_form=PersonChoiceForm(people=rosters.people_of_roles([Role.REPRESENTATIVE])),
    )


@office
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what we know of a customer."""
    row = network_of(code)
    form = NetworkForm(request.POST or None, network=row)
    return form_page(
        request,
        form,
        lambda _typed: change_network(row, **form.facts(), by=actor_of(request), at=now()),
        title=row.name,
        section="networks",
        back=address("office:network", row.code),
    )


@office
@require_POST
def answer_for(request: HttpRequest, code: str) -> HttpResponse:
    """Let somebody answer for the network, or no longer; the same for its representatives."""
    row, acts = (
        network_of(code),
        {
            "supervise": supervise,
            "stop_supervising": stop_supervising,
            "represent": set_representative,
            "stop_representing": _stop_representing,
        },
    )
    act, person = acts.get(request.POST.get("act", "")), _person(request.POST.get("person", ""))
    back = f"{address('office:network', row.code)}#people"
    if act is None or person is None:
        return act_page(request, lambda: None, back=back, said=_("Nic się nie zmieniło."))
    return act_page(
        request,
        lambda: act(row, person=person, by=actor_of(request), at=now()),
        back=back,
        said=_("Zapisano."),
    )


def _person(text: str) -> Person | None:
    pk = whole(text)
    return rosters.person(pk) if pk is not None else None


def _stop_representing(_network: Network, *, person: Person, by: Actor, at: datetime) -> None:
    remove_representative(person, by=by, at=at)


@office
def group(request: HttpRequest, code: str, id: int | None = None) -> HttpResponse:
    """Make or change a group of sites."""
    row = network_of(code)
    kept = found(SiteGroup, id) if id else None
    sites = {str(site.pk): site for site in lists.current_sites(row, localdate())}
    inside = [key for key, site in sites.items() if kept and site.group_id == kept.pk]
    form = GroupForm(request.POST or None, initial={"name": kept.name, "sites": inside} if kept else None)
    offer(form, "sites", [(key, str(site)) for key, site in sites.items()])
    return form_page(
        request,
        form,
        lambda typed: set_site_group(
            row,
            name=typed["name"],
            sites=[sites[key] for key in typed["sites"]],
            group=kept,
            by=actor_of(request),
            at=now(),
        ),
        title=kept.name if kept else _("Nowa grupa placówek"),
        section="networks",
        back=f"{address('office:network', row.code)}#groups",
    )
