"""The sign-in page with all its doors."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from requests import RequestException

log = logging.getLogger(__name__)
Door = Callable[[HttpRequest, str], HttpResponseBase]


class SignIn(LoginView):
    """Sign in; the page also shows the company's own sign-in where one is configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "doors": doors(self.get_next_url())}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


def doors(then: str | None) -> list[tuple[str, str]]:
    """Return name and address of each sign-in of the company's own; `then` is where to go afterwards."""
    oidc = settings.AMBERDESK.oidc
    if oidc is None:
        return []
    address = reverse("openid_connect_login", kwargs={"provider_id": "company"})
    return [(oidc.name, f"{address}?{urlencode({'next': then})}" if then else address)]


def guarded(door: Door) -> Door:
    """Turn a silent or babbling server of the company into a sentence."""

    @wraps(door)
    def view(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        try:
            return door(request, provider_id)
        except (RequestException, LookupError, TypeError, ValueError):
            log.exception("the company's own sign-in failed")
            messages.error(
                request,
                _("Logowanie przez firmę nie powiodło się. Spróbuj ponownie albo zaloguj się hasłem."),
            )
            return redirect("account_login")

    return view


sign_in = SignIn.as_view()
company_door = guarded(openid.login)
company_answer = guarded(openid.callback)
