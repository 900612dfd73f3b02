"""What an order's own page shows to one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amberdesk.customers.terms import duty
from amberdesk.mail.queries import unreached
from amberdesk.orders.access import participant_key
from amberdesk.orders.models import Attachment, Message, Order, Participant
from amberdesk.orders.numbers import parts_of
from amberdesk.orders.public import messages_for, waiting_since
from amberdesk.orders.sla import terms_of_order
from amberdesk.web.portal import tokens, uploads, words
from amberdesk.web.portal.frame import context, speak
from amberdesk.web.portal.promise import Promise, promise

NOTHING = uploads.Kept([], [])


@dataclass(frozen=True, slots=True)
class Said:
    """One message as a shop reads it. `who` is "" for the reader himself."""

    who: str
    mine: bool
    ours: bool
    what: str
    question: bool
    text: str
    pieces: list[list[str]]
    at: datetime
    files: Iterable[Attachment]


def show(
    request: HttpRequest,
    participant: Participant,
    at: datetime,
    *,
    status: int = 200,
    fault: str = "",
    text: str = "",
    remarks: str = "",
    files: uploads.Kept = NOTHING,
) -> HttpResponse:
    order, about = participant.order, f"p{participant.pk}"
    speak(request, order.network, participant.language)
    sent = request.POST.get("token", "")
    page = context(
        order.network,
        participant=participant,
        key=participant_key(participant),
        order=order,
        number=parts_of(order.number),
        state=words.state(order.state, order.wait_reason),
        said=_said(participant, at),
        promise=_promise(order, at),
        waiting_since=waiting_since(order) if order.state == "waiting" else None,
        target=order.merged_into,
        target_state=words.SHORT_STATES[order.merged_into.state] if order.merged_into else "",
        can_follow=followable(order) is not None,
        unreached=unreached(participant),
        fault=fault,
        text=text,
        remarks=remarks,
        files=files,
        token=sent if tokens.read(sent, about, at) else tokens.issue(about, at),
        mark=mark_of(participant, at),
        zone=ZoneInfo(order.network.timezone),
        **_told(request),
    )
    return render(request, "portal/order.html", page, status=status)


def _told(request: HttpRequest) -> dict[str, Any]:
    done = request.GET.get("done", "")
    return {
        "registered": "registered" in request.GET,
        "lost": "lost" in request.GET or done == "lost",
        "done": str(words.DONE.get(done, "")),
    }


def _promise(order: Order, at: datetime) -> Promise:
    """Return what may be said about the first answer; nothing once it came, or when the order is not open."""
    if not order.is_open or order.responded_at is not None:
        return Promise("")
    clock = order.clocks.filter(target="response").first()
    return promise(clock.due_at if clock else None, duty(terms_of_order(order), order.channel, at), at)


def _said(participant: Participant, at: datetime) -> list[Said]:
    return [_one(message, participant) for message in messages_for(participant, at)]


def _one(message: Message, reader: Participant) -> Said:
    mine = message.participant_id == reader.pk
    if message.author and not message.inbound:
        who = message.author.name
    else:
        who = message.author_name or (message.participant.name if message.participant else "")
    return Said(
        who="" if mine else who,
        mine=mine,
        ours=not message.inbound,
        what=str(words.PURPOSES.get(message.purpose, "")),
        question=message.question,
        text=message.text,
        pieces=message.pieces or [],
        at=message.at,
        files=[f for f in message.attachments.all() if f.erased_at is None],
    )


def followable(merged: Order) -> Order | None:
    """Return the open order of the same shop into which an order was merged."""
    target = merged.merged_into
    if target is None or not target.is_open or target.site_id is None or target.site_id != merged.site_id:
        return None
    return target


def mark_of(participant: Participant, at: datetime) -> str:
    last = messages_for(participant, at).values_list("pk", flat=True).last() or 0
    return f"{participant.order.version}-{last}"
