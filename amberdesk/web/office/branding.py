"""How the portal looks and speaks: name, logo, colour, phone, words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from amberdesk.customers import lists
from amberdesk.customers.actions.branding import brand
from amberdesk.customers.models import Network
from amberdesk.customers.phones import readable
from amberdesk.customers.queries import branding_of
from amberdesk.web.office.doors import actor_of, network_of, office
from amberdesk.web.office.forms.branding import BrandingForm
from amberdesk.web.office.pages import address, form_page


@office
def company(request: HttpRequest) -> HttpResponse:
    """Brand the company: what its own page shows, and every network without a look of its own."""
    kept = lists.kept_company()
    facts = {"name": kept.name, "phone": kept.phone} if kept else {}
    return _page(request, None, facts, address("office:company"))


@office
def network(request: HttpRequest, code: str) -> HttpResponse:
    """Brand a network's portal."""
    row = network_of(code)
    return _page(request, row, {"name": row.name, "phone": row.phone}, address("office:network", row.code))


def _page(request: HttpRequest, row: Network | None, facts: dict[str, Any], back: str) -> HttpResponse:
    kept = branding_of(row)
    words = (row.form_settings.get("note") or {}) if row else (kept.wording if kept else {})
    initial = facts | {f"note_{code}": words.get(code, "") for code in ("pl", "en", "uk")}
    initial |= {"colour": kept.colour if kept else "", "phone": readable(facts.get("phone", ""))}
    form = BrandingForm(request.POST or None, request.FILES or None, initial=initial)
    if kept is None or kept.logo is None:
        del form.fields["without_logo"]
    return form_page(
        request,
        form,
        lambda _typed: brand(row, **form.facts(), by=actor_of(request), at=now()),
        title=_("Wygląd portalu: %(name)s") % {"name": row.name if row else facts.get("name", "")},
        section="networks" if row else "branding",
        back=back,
        template="branding",
        logo=address("portal:logo", kept.key) if kept and kept.logo else "",
        text=_("Tak widzą portal sklepy tej sieci.")
        if row
        else _("Tak wygląda strona główna i portal każdej sieci, która nie ma własnego koloru albo logo."),
    )
