"""Letters about a person's own account: the one-time link, the link to a new password, what changed in security.

They carry secrets, so nothing of them is in the journal: who has the secret calls these functions directly.
"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from amberdesk.mail.actions.post import post
from amberdesk.notices.letter import Letter
from amberdesk.notices.places import mail_host
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


def public(path: str) -> str:
    """Return the address that people type, whatever host a request named."""
    return f"{settings.AMBERDESK.public_url}{path}"


def send_invitation(person: Person, path: str, *, until: datetime, at: datetime) -> None:
    """Send the one-time link to a first or new password."""
    days = (until - at).days
    with translation.override(person.language):
        valid = ngettext(
            "Odnośnik działa raz, przez %(days)d dzień.", "Odnośnik działa raz, przez %(days)d dni.", days
        )
        letter = Letter(
            subject=_("Twoje konto w Amberdesk"),
            paragraphs=(
                _("Masz konto w systemie zgłoszeń Amberdesk. Otwórz odnośnik i wybierz hasło."),
                valid % {"days": days},
            ),
            link=public(path),
            link_text=_("Wybierz hasło"),
            language=person.language,
        )
    send(person, letter, at=at)


def send_reset(person: Person, path: str, *, at: datetime) -> None:
    """Send the link to a new password."""
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    with translation.override(person.language):
        valid = ngettext(
            "Odnośnik działa raz, przez %(hours)d godzinę.",
            "Odnośnik działa raz, przez %(hours)d godziny.",
            hours,
        )
        letter = Letter(
            subject=_("Nowe hasło do Amberdesk"),
            paragraphs=(
                _("Ktoś, zapewne Ty, poprosił o nowe hasło do tego konta."),
                valid % {"hours": hours},
                _("Jeśli to nie Ty, nic nie rób: hasło się nie zmieni."),
            ),
            link=public(path),
            link_text=_("Ustaw nowe hasło"),
            language=person.language,
        )
    send(person, letter, at=at)


def send_change(person: Person, what: str, *, path: str, address: str, at: datetime) -> None:
    """Tell a person what changed in the security of the account, and from where; unknown changes tell nothing."""
    if what not in CHANGES:
        return
    with translation.override(person.language):
        letter = Letter(
            subject=_("Zmiana w Twoim koncie Amberdesk"),
            paragraphs=(
                str(CHANGES[what]),
                _("Zrobiono to z adresu %(address)s.") % {"address": address},
                _("Jeśli to nie Ty, od razu ustaw nowe hasło i powiedz o tym administratorowi."),
            ),
            link=public(path),
            link_text=_("Ustaw nowe hasło"),
            language=person.language,
        )
    send(person, letter, at=at)


def send(person: Person, letter: Letter, *, at: datetime) -> None:
    """Hand the letter to the mail room."""
    post(
        message_id=f"<account.{uuid4().hex}@{mail_host()}>",
        to=person.email,
        subject=letter.subject,
        text=letter.as_text(),
        html=letter.as_html(),
        at=at,
    )
