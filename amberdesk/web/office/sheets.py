"""Sheets to print and hang beside the till: a shop's own link as a QR code, its code, the hotline."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
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
    word: str  # "Sklep"
    link: str
    picture: Markup
    hotline: str


def shop_address(site: Site) -> str:
    """Return the shop's own link, as the world reaches us."""
    return f"{settings.AMBERDESK.public_url}/s/{site_key(site)}/"


def sheet_of(site: Site) -> Sheet:
    link = shop_address(site)
    picture = segno.make(link, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    word = text_in(site.network.site_word, site.language or site.network.language).capitalize()
    hotline = readable(site.network.phone)
    return Sheet(site, word, link, Markup(picture), hotline)


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
        sheets=[sheet_of(site) for site in sites],
        company=company(),
        back=back,
        unfinished=kept is None or kept.first_run_done_at is None,
    )
