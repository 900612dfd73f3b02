"""Letters about a person's own account: the one-time link, the link to a new password, what changed in security."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives  # noqa: TID251
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.people.models import Person

CHANGES = {
    "password_changed": lazy("Hasło do Twojego konta zostało zmienione."),
    "password_set": lazy("Twoje konto ma nowe hasło."),
    "password_reset": lazy("Hasło do Twojego konta zostało ustawione od nowa."),
    "totp_activated": lazy("Do konta dodano aplikację z kodami."),
    "totp_deactivated": lazy("Z konta usunięto aplikację z kodami."),
    "webauthn_added": lazy("Do konta dodano klucz dostępu."),
    "webauthn_removed": lazy("Z konta usunięto klucz dostępu."),
    "recovery_codes_generated": lazy("Powstały nowe kody zapasowe. Poprzednie już nie działają."),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says: paragraphs, and one link to act on."""

    subject: str
    paragraphs: Sequence[str]
    link: str = ""
    link_says: str = ""


def public(path: str) -> str:
    """Return the address that people type, whatever host a request named."""
    return f"{settings.AMBERDESK.public_url}{path}"


def send_invitation(person: Person, path: str, *, until: datetime, at: datetime) -> None:
    """Send the one-time link to a first or new password."""
    with translation.override(person.language):
        day = translation.to_locale(person.language) and f"{until:%d.%m.%Y}"
        send(
            person,
            Letter(
                _("Twoje konto w Amberdesk"),
                (
                    _("Masz konto w systemie zgłoszeń Amberdesk. Otwórz odnośnik i wybierz hasło."),
                    _("Odnośnik działa raz, do %(day)s.") % {"day": day},
                ),
                public(path),
                _("Wybierz hasło"),
            ),
            at=at,
        )


def send_reset(person: Person, path: str, *, at: datetime) -> None:
    """Send the link to a new password."""
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    with translation.override(person.language):
        send(
            person,
            Letter(
                _("Nowe hasło do Amberdesk"),
                (
                    _("Ktoś, zapewne Ty, poprosił o nowe hasło do tego konta."),
                    _(
                        "Odnośnik działa raz i przez %(hours)s godziny. Jeśli to nie Ty, nic nie rób: hasło się nie zmieni."
                    )
                    % {"hours": hours},
                ),
                public(path),
                _("Ustaw nowe hasło"),
            ),
            at=at,
        )


def send_change(person: Person, what: str, *, address: str, at: datetime) -> None:
    """Tell a person what changed in the security of the account, and from where; unknown changes tell nothing."""
    if what not in CHANGES:
        return
    with translation.override(person.language):
        send(
            person,
            Letter(
                _("Zmiana w Twoim koncie Amberdesk"),
                (
                    str(CHANGES[what]),
                    _("Adres, z którego to zrobiono: %(address)s.") % {"address": address},
                    _("Jeśli to nie Ty, od razu ustaw nowe hasło i powiedz o tym administratorowi."),
                ),
                public("/account/password/reset/"),
                _("Ustaw nowe hasło"),
            ),
            at=at,
        )


def send(person: Person, letter: Letter, *, at: datetime) -> None:
    """Hand the letter to the mail room."""
    text = "\n\n".join((*letter.paragraphs, letter.link)).strip() + "\n"
    message = EmailMultiAlternatives(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [person.email])
    message.attach_alternative(render_to_string("notices/letter.html", {"letter": letter}), "text/html")
    message.send()
