"""Sheets to print and hang beside the till: a shop's own link as a QR code, its code, the hotline."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from markupsafe import Markup

from amberdesk.customers import lists
from amberdesk.customers.models import Site
from amberdesk.customers.phones import readable
from amberdesk.customers.queries import company
from amberdesk.customers.texts import text_in
from amberdesk.orders.access import site_key
from amberdesk.web.office.doors import found, network_of, office
from amberdesk.web.office.pages import address, show


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one printed page says."""

    site: Site
    language: str
    link: str
    picture: Markup
    title: str  # "Sklep 041"
    call: str
    hotline: str  # what to do when nothing can be sold, up to the number; "" without a hotline
    number: str
    foot: str


def shop_address(site: Site) -> str:
    """Return the shop's own link, as the world reaches us."""
    return f"{settings.AMBERDESK.public_url}/s/{site_key(site)}/"


def sheet_of(site: Site, company: str) -> Sheet:
    """Return the shop's sheet in its own language."""
    link, language = shop_address(site), site.language or site.network.language
    picture = segno.make(link, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    with override(language):
        return Sheet(
            site,
            language,
            link,
            Markup(picture),
            title=f"{text_in(site.network.site_word, language).capitalize()} {site.code}",
            call=_("Coś nie działa? Zeskanuj kod telefonem i zgłoś."),
            hotline=_("Nie można sprzedawać? Dzwoń:") if site.network.phone else "",
            number=readable(site.network.phone),
            foot=_("Bez logowania. Numer zgłoszenia zobaczysz od razu. Serwis: %(company)s")
            % {"company": company},
        )


@office
@require_safe
def site_sheet(request: HttpRequest, id: int) -> HttpResponse:
    """Show one shop's sheet."""
    site = found(Site, id)
    return _sheets(request, [site], f"{site.code} {site.name}", address("office:site", site.pk))


@office
@require_safe
def network_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sheets of all of a network's shops, one a page."""
    network = network_of(code)
    sites = lists.current_sites(network, localdate())
    return _sheets(request, sites, network.name, address("office:network", network.code))


def _sheets(request: HttpRequest, sites: list[Site], title: str, back: str) -> HttpResponse:
    kept = lists.kept_company()
    return show(
        request,
        "sheets",
        "networks",
        title=_("Kartki z kodem QR: %(title)s") % {"title": title},
        sheets=[sheet_of(site, company().name) for site in sites],
        back=back,
        unfinished=kept is None or kept.first_run_done_at is None,
    )
