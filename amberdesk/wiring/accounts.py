"""What django-allauth asks of us: words, letters, the journal, and who may enter by the company's own sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amberdesk.notices import sign_in as letters
from amberdesk.outbox.actor import Actor
from amberdesk.people.actions.note_sign_in import note_factors, note_sign_in
from amberdesk.people.actions.set_password import set_password
from amberdesk.people.models import Person
from amberdesk.people.queries import person_of_email
from amberdesk.people.roles import LANGUAGES
from amberdesk.web.base.navigation import entries
from amberdesk.wiring.lockout import address_of, known_browser, make_known

ERRORS = {
    "email_password_mismatch": _("Adres albo hasło się nie zgadza."),
    "enter_current_password": _("To nie jest obecne hasło."),
    "incorrect_code": _("Ten kod się nie zgadza. Wpisz ten, który aplikacja pokazuje teraz."),
    "incorrect_password": _("To nie jest Twoje hasło."),
    "invalid_password_reset": _("Ten odnośnik nie działa: został użyty albo stracił ważność."),
    "too_many_login_attempts": _("Za dużo prób. Odczekaj kwadrans i spróbuj ponownie."),
    "rate_limited": _("Za dużo prób. Odczekaj kwadrans i spróbuj ponownie."),
}
SAID = {
    "password_changed": _(
        "Nowe hasło obowiązuje. Wszędzie indziej Cię wylogowano, klucze API przestały działać."
    ),
    "password_set": _("Hasło zostało ustawione."),
    "totp_activated": _("Logowanie dwuetapowe działa."),
    "totp_deactivated": _("Aplikacja z kodami została usunięta."),
    "webauthn_added": _("Klucz dostępu działa."),
    "webauthn_removed": _("Klucz dostępu został usunięty."),
    "recovery_codes_generated": _(
        "Powstały nowe kody zapasowe. Zapisz je: tej listy nie pokażemy drugi raz."
    ),
}
AGAIN = {
    "reauthenticate": _("Użyj hasła"),
    "mfa_reauthenticate": _("Użyj kodu"),
    "mfa_reauthenticate:webauthn": _("Użyj klucza dostępu"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the office; here they are only opened."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Let redirects lead to the host that was asked, nowhere else."""
        asked = context.request
        return url_has_allowed_host_and_scheme(url, {asked.get_host()}, require_https=asked.is_secure())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first place of the navigation that this person has."""
        return next((str(place["href"]) for place in entries(request)), reverse("account:profile"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:profile")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: axes counts per account and address, so that a stranger cannot lock the owner out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Return who may enter; one answer for a wrong password, an unknown address and a disabled account."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return self.turn_away(request)

    def turn_away(self, request: HttpRequest) -> HttpResponse:
        """Lead back to sign-in with the one answer."""
        self.add_message(request, messages.ERROR, message=str(ERRORS["email_password_mismatch"]))
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        done = get_authentication_records(request, user)
        note_sign_in(user, (str(step.get("type") or step["method"]) for step in done), at=now())

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        response = super().post_login(request, user, **about)
        if not known_browser(request, user.email):
            make_known(request, response, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [
            {**way, "description": str(AGAIN[way["id"]])}
            for way in super().get_reauthentication_methods(user)
        ]

    def set_password(self, user: Any, password: str) -> None:
        own = context.request.user == user
        keep = context.request.session.session_key if own else None
        set_password(user, password, keep=keep, by=Actor("person", user.pk), at=now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words; what has none is not said."""
        text = message or SAID.get(last_part(message_template or "").removesuffix(".txt"))
        if text:
            super().add_message(request, level, extra_tags=extra_tags, message=str(text))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Keep the change in the journal, and tell the owner by mail."""
        what = last_part(template_prefix)
        if template_prefix.startswith("mfa/"):
            note_factors(user, what, at=now())
        letters.send_change(
            user,
            what,
            path=reverse("account_reset_password"),
            address=self.get_client_ip(self.request),
            at=now(),
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError(f"no letter for {template_prefix}")

    def answer_reset(self, request: HttpRequest, email: str) -> None:
        """Send the link to a new password; for anybody else do the same work and undo it, so that nothing tells them apart."""
        person = person_of_email(email)
        owner = person if person and person.is_active else nobody(email)
        with transaction.atomic():
            key = {"uidb36": user_pk_to_url_str(owner), "key": default_token_generator.make_token(owner)}
            letters.send_reset(owner, reverse("account_reset_password_from_key", kwargs=key), at=now())
            transaction.set_rollback(owner is not person)


def nobody(email: str) -> Person:
    """Return a stand-in for the owner of an address that opens nothing."""
    language = get_language() or LANGUAGES[0]
    stand_in = Person(pk=0, email=email, language=language if language in LANGUAGES else LANGUAGES[0])
    stand_in.password = f"!{get_random_string(40)}"
    return stand_in


def last_part(template: str) -> str:
    return template.rsplit("/", 1)[-1]
