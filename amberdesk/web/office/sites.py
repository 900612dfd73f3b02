"""Shops with their equipment, people and links."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amberdesk.customers import lists
from amberdesk.customers.actions.contacts import add_contact, change_contact
from amberdesk.customers.actions.devices import add_device, change_device
from amberdesk.customers.actions.sites import add_site, change_site, leave_site, revoke_site_link
from amberdesk.customers.models import Contact, Device, Network, Site
from amberdesk.customers.phones import readable
from amberdesk.customers.words import said
from amberdesk.web.office.doors import actor_of, found, network_of, office
from amberdesk.web.office.forms.customers import ContactForm, DeviceForm, LeaveForm, SiteForm
from amberdesk.web.office.opening import days_of
from amberdesk.web.office.pages import act_page, address, form_page, question_page, show
from amberdesk.web.office.sheets import shop_address


@office
@require_safe
def sites(request: HttpRequest, code: str) -> HttpResponse:
    """List a network's shops, by code."""
    network, words = network_of(code), request.GET.get("q", "")[:80]
    page = lists.sites_of(network, words, request.GET.get("after", "")[:20])
    older = page[lists.PAGE - 1].code if len(page) > lists.PAGE else None
    return show(
        request,
        "sites",
        "networks",
        title=_("Placówki: %(network)s") % {"network": network.name},
        network=network,
        sites=page[: lists.PAGE],
        after=older,
        q=words,
        today=localdate(),
    )


@office
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a shop."""
    network = network_of(code)
    form = SiteForm(request.POST or None, network=network)
    return form_page(
        request,
        form,
        lambda _typed: add_site(network, **form.facts(), by=actor_of(request), at=now()),
        title=_("Nowa placówka: %(network)s") % {"network": network.name},
        section="networks",
        back=address("office:sites", network.code),
        done=lambda site: address("office:site", site.pk),
        said=_("Placówka dodana. Teraz jej urządzenia i ludzie."),
    )


@office
@require_safe
def site(request: HttpRequest, id: int) -> HttpResponse:
    """Show one shop."""
    row = found(Site, id)
    kinds = {category.code: said(category.name) for category in lists.all_categories()}
    return show(
        request,
        "site",
        "networks",
        title=f"{row.code} {row.name}",
        site=row,
        kinds=kinds,
        phones=[readable(number) for number in lists.phones_of(row)],
        devices=lists.devices_of(row),
        contacts=lists.contacts_of(row.network, row),
        link=shop_address(row),
        opening=days_of(row),
        left=row.left_on and row.left_on <= localdate(),
    )


@office
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Change what we know of a shop."""
    row = found(Site, id)
    names = ("code", "name", "street", "postcode", "city", "language", "joined_on", "note")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names}
    initial |= {"group": row.group_id or ""}
    initial |= {"phones": [readable(number) for number in lists.phones_of(row)]}
    form = SiteForm(request.POST or None, network=row.network, is_new=False, initial=initial)
    return form_page(
        request,
        form,
        lambda _typed: change_site(row, **form.facts(), by=actor_of(request), at=now()),
        title=f"{row.code} {row.name}",
        section="networks",
        back=address("office:site", row.pk),
    )


@office
def leave(request: HttpRequest, id: int) -> HttpResponse:
    """Let a shop leave its network on a date."""
    row = found(Site, id)
    form = LeaveForm(request.POST or None, initial={"on": row.left_on or localdate()})
    return form_page(
        request,
        form,
        lambda typed: leave_site(row, on=typed["on"], by=actor_of(request), at=now()),
        title=_("Koniec obsługi: %(code)s %(name)s") % {"code": row.code, "name": row.name},
        section="networks",
        back=address("office:site", row.pk),
        text=_("Zgłoszenia i historia zostają. Od tego dnia placówka nie może zgłaszać."),
    )


@office
@require_POST
def come_back(request: HttpRequest, id: int) -> HttpResponse:
    """Let a shop that left report again."""
    row = found(Site, id)
    return act_page(
        request,
        lambda: change_site(row, left_on=None, by=actor_of(request), at=now()),
        back=address("office:site", row.pk),
        said=_("Placówka znów jest obsługiwana."),
    )


@office
def revoke_link(request: HttpRequest, id: int) -> HttpResponse:
    """Make the shop's old link and printed codes void."""
    row = found(Site, id)
    return question_page(
        request,
        lambda: revoke_site_link(row, by=actor_of(request), at=now()),
        title=_("Unieważnić link placówki %(code)s?") % {"code": row.code},
        text=_(
            "Wydrukowane kody QR i zapisane linki tej placówki przestaną działać od razu. "
            "Placówka dostanie nowy link; trzeba będzie wydrukować i zawieźć nową kartkę."
        ),
        button=_("Unieważnij link"),
        back=address("office:site", row.pk),
        said=_("Stary link nie działa. Wydrukuj nową kartkę."),
        section="networks",
    )


@office
def add_equipment(request: HttpRequest, id: int) -> HttpResponse:
    """Add a device to a shop."""
    row = found(Site, id)
    form = DeviceForm(request.POST or None, is_new=True)
    return form_page(
        request,
        form,
        lambda typed: add_device(row, **typed, by=actor_of(request), at=now()),
        title=_("Nowe urządzenie: %(code)s %(name)s") % {"code": row.code, "name": row.name},
        section="networks",
        back=f"{address('office:site', row.pk)}#devices",
    )


@office
def change_equipment(request: HttpRequest, id: int) -> HttpResponse:
    """Change a device, or take it out of use."""
    row = found(Device, id)
    initial = {name: getattr(row, name) for name in ("kind", "label", "model", "serial", "active")}
    form = DeviceForm(request.POST or None, is_new=False, initial=initial)
    return form_page(
        request,
        form,
        lambda typed: change_device(row, **typed, by=actor_of(request), at=now()),
        title=f"{row.label} ({row.site.code})",
        section="networks",
        back=f"{address('office:site', row.site_id)}#devices",
    )


@office
def add_person_at_site(request: HttpRequest, id: int) -> HttpResponse:
    """Add a contact to a shop."""
    row = found(Site, id)
    back = f"{address('office:site', row.pk)}#contacts"
    return _new_contact(request, row.network, row, f"{row.code} {row.name}", back)


@office
def add_person_at_network(request: HttpRequest, code: str) -> HttpResponse:
    """Add a contact who belongs to no single shop."""
    network = network_of(code)
    return _new_contact(
        request, network, None, network.name, f"{address('office:network', network.code)}#contacts"
    )


def _new_contact(
    request: HttpRequest, network: Network, site: Site | None, where: str, back: str
) -> HttpResponse:
    form = ContactForm(request.POST or None, is_new=True)
    return form_page(
        request,
        form,
        lambda typed: add_contact(network, site=site, **typed, by=actor_of(request), at=now()),
        title=_("Nowa osoba kontaktowa: %(where)s") % {"where": where},
        section="networks",
        back=back,
    )


@office
def change_person(request: HttpRequest, id: int) -> HttpResponse:
    """Change a contact."""
    row = found(Contact, id)
    initial: dict[str, Any] = {
        n: getattr(row, n) for n in ("name", "position", "emails", "language", "note", "active")
    }
    initial |= {"phones": [readable(number) for number in lists.phones_of(row)]}
    form = ContactForm(request.POST or None, is_new=False, initial=initial)
    back = address("office:site", row.site_id) if row.site_id else address("office:network", row.network.code)
    return form_page(
        request,
        form,
        lambda typed: change_contact(row, **typed, by=actor_of(request), at=now()),
        title=row.name,
        section="networks",
        back=f"{back}#contacts",
    )
