"""Placing orders: POST /orders, once however often it is sent."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja.responses import Status

from amberdesk.customers.codes import Channel, Degree, Kind
from amberdesk.customers.models import Category, Contact, Device
from amberdesk.orders.actions import Placed, place_order
from amberdesk.orders.intake import Intake
from amberdesk.orders.rights import Forbidden
from amberdesk.people.actions.note_refusal import note_refusal
from amberdesk.web.api import answers, telling, words
from amberdesk.web.api.bodies import Place
from amberdesk.web.api.doing import EXPECTED, draft_ids, drafts_of
from amberdesk.web.api.keys import Caller, caller_of
from amberdesk.web.api.lookups import category_of, contact_of, device_of, network_of, site_of
from amberdesk.web.api.problems import Problem, in_body
from amberdesk.web.api.reading import mark, order_of, router
from amberdesk.web.api.refusals import problem_of

KEY = re.compile(r"[!-~]{1,128}")
HEADER: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
            "description": "The same key again answers with the first order (200), with other content 409.",
        }
    ]
}


@router.post(
    "/orders",
    response={201: answers.Order, 200: answers.Order},
    exclude_unset=True,
    openapi_extra=HEADER,
    url_name="orders",
)
def place(request: HttpRequest, response: HttpResponse, body: Place) -> Status[dict[str, Any]]:
    """Place an order. 201: it is new; 200: this very report was here already."""
    caller = caller_of(request)
    try:
        placed = _place(request, caller, body)
    except EXPECTED as error:
        if isinstance(error, Forbidden):
            note_refusal("orders.place", by=caller.actor, at=now())
        raise problem_of(error) from error
    row = order_of(caller, placed.order.number)
    mark(response, row)
    response.headers["Location"] = telling.address("order", row.number)
    return Status(201 if placed.fresh else 200, telling.whole_order(row, caller))


def _place(request: HttpRequest, caller: Caller, body: Place) -> Placed:
    at = now()
    reference = _reference(request, caller)
    network = network_of(caller, body.network)
    site = site_of(network, body.site)
    device = device_of(site, body.device)
    contact = contact_of(network, body.contact)
    reported_at = body.reported_at or at
    if body.reported_at and (reported_at > at or not caller.internal):
        sentence = words.detail("moment_future" if caller.internal else "staff_only", {})
        raise Problem(422, "invalid", errors=[in_body("reported_at", sentence)])
    intake = Intake(
        channel=Channel.API,
        reference=reference,
        reported_at=reported_at,
        network=network,
        site=site,
        device=device,
        contact=contact,
        category=_category(body.category, device),
        kind=Kind(body.kind) if body.kind else None,
        impact=Degree(body.impact),
        subject=body.subject,
        text=body.text,
        language=body.language or (site.language if site else "") or network.language,
        attachments=tuple(draft_ids(caller, body.attachments, at)),
        draft_of=drafts_of(caller),
        **_reporter(body, contact),
    )
    return place_order(intake, by=caller.actor, at=at)


def _reference(request: HttpRequest, caller: Caller) -> str:
    """Return what makes placing idempotent: the caller's key, or one that nobody sends again. Raises Problem(422)."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Problem(422, "idempotency_key")
    return f"api:{caller.person.pk}:{key or uuid4()}"


def _category(code: str | None, device: Device | None) -> Category | None:
    """Return the named category, else that of the equipment's kind."""
    if code or device is None:
        return category_of(code)
    try:
        return category_of(device.kind)
    except Problem:
        return None


def _reporter(body: Place, contact: Contact | None) -> dict[str, Any]:
    """Return who reports: as given, else as the contact is known."""
    given = body.reporter
    phone = contact.phonenumber_set.order_by("pk").first() if contact and not given.phone else None
    return {
        "reporter_name": given.name or (contact.name if contact else ""),
        "reporter_phone": given.phone or (phone.number if phone else ""),
        "reporter_email": given.email or (contact.emails[0] if contact and contact.emails else ""),
    }
