"""The stream that tells a page what has changed."""

from collections.abc import AsyncIterator
from time import time

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from amberdesk.web.live.hub import hub
from amberdesk.web.live.topics import MAX_AGE, Refused, Ticket, verify

SLACK = 5  # seconds between reading a page's rows and signing its topics, at most
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


@require_safe
async def stream(request: HttpRequest) -> HttpResponseBase:
    """Stream the signed topics to the session they were signed for; 403 to anyone else."""
    try:
        ticket = verify(request.GET.get("topics", ""), request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    except Refused:
        return HttpResponse(status=403)
    person = await request.auser()
    if person.pk != ticket.person or not person.is_active:
        return HttpResponse(status=403)
    if not hub.has_room(ticket.person):
        return HttpResponse(status=429)
    await sync_to_async(connections.close_all)()
    since = seen(request) or ticket.signed_at - SLACK
    return StreamingHttpResponse(sending(ticket, since), content_type="text/event-stream", headers=HEADERS)


def seen(request: HttpRequest) -> float | None:
    """Return the instant up to which this page has heard everything."""
    text = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    return int(text) / 1000 if text.isascii() and text.isdigit() and len(text) < 15 else None


async def sending(ticket: Ticket, since: float) -> AsyncIterator[bytes]:
    """Yield the stream's messages while the ticket lasts; forget the stream when the page has gone."""
    opened = hub.open(ticket.topics, since)
    try:
        async for chunk in opened.chunks(hub.beat, ticket.signed_at + MAX_AGE.total_seconds() - time()):
            yield chunk
    finally:
        hub.close(opened)
