"""Who is on duty: GET /duty."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import get_language
from ninja import Query, Router

from amberdesk.customers.models import Network, Site
from amberdesk.customers.queries import duty_at, version_for
from amberdesk.customers.terms import Duty, NoAgreement
from amberdesk.customers.words import duty_sentence
from amberdesk.rosters.queries import on_duty
from amberdesk.web.api import answers
from amberdesk.web.api.customers import network_or_404, person_ref, site_or_404
from amberdesk.web.api.fields import Channel, Code, Moment
from amberdesk.web.api.keys import caller_of
from amberdesk.web.api.problems import Problem

router = Router(tags=["duty"])


@router.get("/duty", response=answers.Duty, exclude_unset=True, url_name="duty")
def duty(
    request: HttpRequest,
    network: Annotated[Code, Query(description="Network code.")],
    channel: Channel = "form",
    at: Annotated[Moment | None, Query(description="Else now.")] = None,
    site: Annotated[Code | None, Query(description="For agreements that are narrowed to some sites.")] = None,
    device_kind: Annotated[Code | None, Query(description="For agreements narrowed to equipment.")] = None,
) -> dict[str, Any]:
    """Return whether somebody does L1's work on a channel at an instant, until when, and what is said to callers."""
    caller = caller_of(request, "network", "channel", "at", "site", "device_kind")
    of = network_or_404(caller, network)
    shop = site_or_404(caller, network, site) if site else None
    at = at or now()
    try:
        found = duty_at(of, channel, at, site=shop, device_kind=device_kind or "")
        says = _says(found, of, shop, device_kind or "", at)
    except NoAgreement as error:
        raise Problem(409, "no_agreement") from error
    told: dict[str, Any] = {
        "network": of.code,
        "channel": channel,
        "at": at,
        "open": found.level is not None,
        "until": found.until,
        "opens_at": found.opens_at,
        "says": says,
    }
    if caller.internal:
        people = on_duty(found.level, of.pk, at) if found.level else []
        told |= {"level": found.level, "technicians": [person_ref(p) for p in people]}
    return told


def _says(found: Duty, network: Network, site: Site | None, device_kind: str, at: datetime) -> str:
    notice = version_for(network, site, device_kind, at).duty_notice
    zone, language = ZoneInfo(network.timezone), get_language() or "pl"
    return duty_sentence(found, now=at, zone=zone, language=language, notice=notice)
