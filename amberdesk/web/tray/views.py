"""The tray of captured mail."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amberdesk.mail.models import OutgoingMail
from amberdesk.mail.queries import captured, captured_mail
from amberdesk.mail.transport import is_captured

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def here_only(view: View[P]) -> View[P]:
    """Let in only whoever sits at this machine, and only while mail is captured: letters hold keys to orders."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        near = ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback
        if not (near and is_captured()) or "HTTP_X_FORWARDED_FOR" in request.META:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@here_only
def tray(request: HttpRequest) -> HttpResponse:
    """Show the newest letters, newest first."""
    wanted = request.GET.get("to", "").strip().lower()[:254]
    mails = [m for m in captured() if wanted in m.recipient.lower()]
    return render(request, "tray/tray.html", {"mails": mails, "wanted": wanted})


@require_safe
@here_only
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter, as text and as it looks."""
    return render(request, "tray/mail.html", {"mail": _letter(pk)})


@require_safe
@here_only
def html(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter's HTML by itself, shut in: no scripts, nothing loaded."""
    response = HttpResponse(_letter(pk).html)
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'"
    )
    return response


def _letter(pk: int) -> OutgoingMail:
    found = captured_mail(pk)
    if found is None:
        raise Http404
    return found
