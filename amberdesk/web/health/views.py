"""Health and metrics, for machines."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from amberdesk.reports.alarms import alarms
from amberdesk.reports.metrics import exposition
from amberdesk.reports.readiness import not_ready


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when orders can be taken, 503 otherwise; alarms that do not stop that are named by code."""
    if reason := not_ready():
        return JsonResponse({"status": "not ready", "reason": reason}, status=503)
    return JsonResponse({"status": "ready", "alarms": list(dict.fromkeys(a.code for a in alarms(now())))})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to this machine, or to whoever has AMBERDESK_METRICS_TOKEN; 404 to everybody else."""
    near = ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback
    near = near and "HTTP_X_FORWARDED_FOR" not in request.META
    token = settings.AMBERDESK.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not near and not (token and hmac.compare_digest(token.encode(), given.encode())):
        raise Http404
    return HttpResponse(exposition(now()), content_type=CONTENT_TYPE_LATEST)
