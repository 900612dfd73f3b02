"""The sign-in page with all its doors."""

from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.adapter import get_adapter


class SignIn(LoginView):
    """Sign in; the page also shows the company's own sign-in where one is configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        asked = {"process": "login", "next": self.get_next_url()}
        asked = {name: value for name, value in asked.items() if value}
        companies = get_adapter().list_providers(self.request)
        doors = [(company.name, company.get_login_url(self.request, **asked)) for company in companies]
        return {**page, "doors": doors}

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = SignIn.as_view()
