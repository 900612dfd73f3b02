"""The company's own sign-in (OIDC): it opens accounts that the office has made, and makes none."""

from typing import Any, NoReturn

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from amberdesk.people.actions.tie_identity import tie_identity
from amberdesk.people.models import Person
from amberdesk.people.queries import person_of_email


class CompanyAdapter(DefaultSocialAccountAdapter):
    """Let in whom the company's server names by a verified address that an active person here has.

    The first time ties the account to that identity; another identity with the same address (a new employee with
    an old address) is refused until the office enters the address anew.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        return None  # pre_social_login decides

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        person = owner(sociallogin)
        if sociallogin.state.get("process") != "login" or person is None:
            refuse(request)
        said = sociallogin.account
        tied = tie_identity(person, said.provider, said.uid, at=now())
        if tied is None:
            refuse(request)
        sociallogin.account, sociallogin.user = tied, person

    def on_authentication_error(self, request: HttpRequest, provider: Any, **about: Any) -> None:
        refuse(request, failed=True)


def owner(sociallogin: SocialLogin) -> Person | None:
    """Return the active person with the address that the server says is verified; nothing else counts."""
    said = sociallogin.account.extra_data
    said = said.get("userinfo") or said.get("id_token") or said
    if said.get("email_verified") is not True or not isinstance(said.get("email"), str):
        return None
    person = person_of_email(said["email"])
    return person if person and person.is_active else None


def refuse(request: HttpRequest, *, failed: bool = False) -> NoReturn:
    text = (
        _("Logowanie przez firmę nie powiodło się. Spróbuj ponownie albo zaloguj się hasłem.")
        if failed
        else _("Nie ma tu konta z tym adresem. Poproś administratora, żeby je dodał.")
    )
    account_adapter(request).add_message(request, messages.ERROR, message=text)
    raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
