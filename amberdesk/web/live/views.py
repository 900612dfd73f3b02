"""Who may open a stream: asked of Django like any page; the stream itself is then served by `serve.py`."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amberdesk.web.live.hub import hub
from amberdesk.web.live.topics import Refused, verify


@never_cache
@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    """Return the ticket read out, 403 to anyone but the session it was signed for, 429 when too many are open."""
    try:
        ticket = verify(request.GET.get("topics", ""), request.session.session_key)
    except Refused:
        return HttpResponse(status=403)
    if request.user.pk != ticket.person:
        return HttpResponse(status=403)
    if not hub.has_room(ticket.person):
        return HttpResponse(status=429)
    return JsonResponse({**asdict(ticket), "topics": sorted(ticket.topics)})
