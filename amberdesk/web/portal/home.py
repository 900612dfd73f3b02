"""The root of the site: staff go to their work, strangers learn how a shop reports."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amberdesk.customers.phones import readable
from amberdesk.customers.queries import company, look_of
from amberdesk.customers.texts import text_in
from amberdesk.web.base.navigation import home_address
from amberdesk.web.portal.frame import portal


@require_safe
@portal
def home(request: HttpRequest) -> HttpResponse:
    """Send who is signed in to where his day begins; tell everybody else no name of any network."""
    if request.user.is_authenticated and (own := home_address(request)):
        return HttpResponseRedirect(own)
    us = company()
    number = (us.phone, readable(us.phone)) if us.phone else None
    look = look_of(None)
    facts = {
        "company": us,
        "hotline": number,
        "network": None,
        "now": now(),
        "look": look,
        "wording": text_in(look.wording, get_language() or "pl"),
    }
    return render(request, "portal/home.html", facts)
