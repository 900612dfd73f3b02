"""Guessing passwords is stopped per account and address, so that nobody can lock the owner out from elsewhere.

A browser that has signed in as a person before carries a signed cookie and is counted apart: who guesses at the
same office's address locks himself, not the colleague.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from amberdesk.people.addresses import fold
from amberdesk.people.keys import digest, new_secret
from amberdesk.people.models import Person
from amberdesk.people.queries import last_failure
from amberdesk.people.refusals import Refused

KNOWN = "known"
KNOWN_FOR = timedelta(days=365)
SALT = "amberdesk.known-browser"
V6_SITE = 64  # whoever has one address has the whole /64


def address_of(request: HttpRequest) -> str:
    """Return the client's address as the server established it (`start/proxies.py`); an IPv6 one to its /64."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "0.0.0.0"
    if isinstance(address, IPv6Address):
        return str(ip_network(f"{address}/{V6_SITE}", strict=False).network_address)
    return str(address)


def account_of(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the name under which failures are counted: the folded address, apart for a known browser."""
    named = credentials or request.POST
    email = named.get("email") or named.get("username") or named.get("login") or ""
    try:
        email = fold(email)
    except Refused:
        email = str(email)[:254].lower().replace("\0", "")
    browser = known_browser(request, email)
    return f"{email}#{browser}" if browser else email


def known_browser(request: HttpRequest, email: str) -> str:
    """Return the id of a browser that has signed in to this account before, else ""."""
    try:
        browser, account = signing.loads(request.COOKIES.get(KNOWN, ""), salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(browser) if account == digest(email).hex() else ""


def make_known(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Let the browser that has just signed in be counted apart from now on."""
    value = signing.dumps([new_secret()[:12], digest(person.email).hex()], salt=SALT)
    response.set_cookie(
        KNOWN,
        value,
        max_age=KNOWN_FOR,
        path="/account/",
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """Say when to try again, and which doors are open meanwhile."""
    until = locked_until(account_of(request, credentials), address_of(request), now())
    response = render(request, "account/locked.html", {"until": until, "now": now()}, status=429)
    response["Retry-After"] = str(max(1, int((until - now()).total_seconds())))
    return response


def locked_until(account: str, address: str, at: datetime) -> datetime:
    """Return when the account may be tried from the address again."""
    return (last_failure(account, address) or at) + settings.AXES_COOLOFF_TIME
