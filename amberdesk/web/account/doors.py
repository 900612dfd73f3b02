"""The sign-in page with all its doors."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode


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


sign_in = SignIn.as_view()
