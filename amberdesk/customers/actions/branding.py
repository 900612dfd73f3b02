"""Say how the portal looks and speaks, for the company and for each network."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from amberdesk.customers import checks, events
from amberdesk.customers.access import require_office
from amberdesk.customers.actions.company import change_company
from amberdesk.customers.actions.networks import change_network
from amberdesk.customers.colours import is_legible, legible, read_colour
from amberdesk.customers.logos import checked_logo
from amberdesk.customers.models import Branding, Network
from amberdesk.customers.models.branding import new_key
from amberdesk.customers.refusals import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record

LANGUAGES = ("pl", "en", "uk")
LONGEST = 400  # characters of the portal's words


@transaction.atomic
def brand(
    network: Network | None,
    *,
    name: str,
    phone: str,
    wording: Mapping[str, str],
    colour: str,
    logo: bytes | None = None,
    without_logo: bool = False,
    by: Actor,
    at: datetime,
) -> Branding:
    """Return the look of a network's portal; None: the company's, which networks without their own share.

    logo: a new picture; None leaves the one there is. Errors: Refused.
    """
    require_office(by)
    said = _words(wording)
    if network:
        settings = Network.objects.get(pk=network.pk).form_settings | {"note": said}
        change_network(network, name=name, phone=phone, form_settings=settings, by=by, at=at)
    else:
        change_company(name=name, phone=phone, by=by, at=at)
    row, _ = Branding.objects.select_for_update().get_or_create(network=network)
    before = (row.colour, row.logo and bytes(row.logo), row.wording)
    row.colour = _colour(colour)
    row.wording = {} if network else said
    if logo or without_logo:
        row.logo = checked_logo(logo) if logo else None
    if before != (row.colour, row.logo and bytes(row.logo), row.wording):
        row.key = new_key()
        row.save()
        _record(network, by, at)
    return row


def _record(network: Network | None, by: Actor, at: datetime) -> None:
    if network:
        record(events.NetworkChanged(id=network.pk, fields=("branding",)), by=by, at=at)
    else:
        record(events.CompanyChanged(id=1, fields=("branding",)), by=by, at=at)


def _colour(text: str) -> str:
    if not text.strip():
        return ""
    try:
        colour = read_colour(text)
    except ValueError as error:
        raise Refused("colour_unreadable", "colour", text=text[:20]) from error
    if not is_legible(colour):
        raise Refused("colour_illegible", "colour", better=legible(colour))
    return colour


def _words(wording: Mapping[str, str]) -> dict[str, str]:
    told = {
        code: checks.line(text, f"note_{code}", LONGEST, required=False) for code, text in wording.items()
    }
    return {code: text for code, text in told.items() if text and code in LANGUAGES}
