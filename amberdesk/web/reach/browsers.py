"""The browsers in which one lets oneself be called."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amberdesk.customers.refusals import Refused
from amberdesk.reach import words
from amberdesk.reach.actions.browsers import add_browser, remove_browser, try_browsers
from amberdesk.web.base.browsers import named
from amberdesk.web.reach.views import me, staff, who

GIVEN = ("endpoint", "p256dh", "auth")


@staff
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Take the subscription that the browser gave."""
    endpoint, p256dh, auth = (request.POST.get(name, "") for name in GIVEN)
    name = named(request.headers.get("User-Agent", ""))
    try:
        add_browser(me(request), endpoint=endpoint, p256dh=p256dh, auth=auth, name=name, **who(request))
    except Refused as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Od teraz zawołamy Cię też w tej przeglądarce."))
    return redirect("reach:ways")


@staff
@require_POST
def remove(request: HttpRequest, id: int) -> HttpResponse:
    """Call in this browser no longer."""
    remove_browser(me(request), id, **who(request))
    messages.success(request, _("Usunięto."))
    return redirect("reach:ways")


@staff
@require_POST
def try_them(request: HttpRequest) -> HttpResponse:
    """Send a trial to one's own browsers."""
    link = request.build_absolute_uri(reverse("reach:ways"))
    try:
        try_browsers(me(request), _("Próba powiadomień Amberdesk. Działa."), link=link, **who(request))
    except Refused as refusal:
        messages.error(request, words.sentence(refusal))
    else:
        messages.success(request, _("Próba wysłana."))
    return redirect("reach:ways")
