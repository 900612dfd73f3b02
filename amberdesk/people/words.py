"""The sentences about persons, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.people.refusals import Refused
from amberdesk.people.roles import Role

REFUSALS = {
    "email_unreadable": lazy("To nie jest adres e-mail. Wpisz go tak: anna@firma.pl."),
    "email_taken": lazy("Ten adres należy już do innej osoby."),
    "name_missing": lazy("Wpisz imię i nazwisko."),
    "name_too_long": lazy("Imię i nazwisko może mieć najwyżej %(longest)s znaków."),
    "phone_unreadable": lazy("Nie rozpoznaję tego numeru telefonu."),
    "role_unknown": lazy("Nie ma takiej roli."),
    "language_unknown": lazy("Nie ma takiego języka."),
    "theme_unknown": lazy("Nie ma takiego wyglądu."),
    "field_cannot_change": lazy("Tego pola nie można tu zmienić."),
    "own_role": lazy("Własnej roli nie można zmienić. Poproś innego administratora."),
    "own_account": lazy("Własnego konta nie można wyłączyć. Poproś innego administratora."),
    "last_administrator": lazy("To jedyny administrator. Najpierw dodaj drugiego."),
    "person_inactive": lazy("To konto jest wyłączone."),
    "token_name_missing": lazy("Nazwij klucz, na przykład od programu, który go użyje."),
    "token_unknown": lazy("Tego klucza już nie ma."),
    "link_unknown": lazy(
        "Ten odnośnik nie działa. Mógł zostać zastąpiony nowszym albo zmienił się adres e-mail."
    ),
    "link_used": lazy("Ten odnośnik został już użyty. Zaloguj się hasłem, które wtedy powstało."),
    "link_expired": lazy("Ten odnośnik stracił ważność. Poproś administratora o nowy."),
}
ROLES = {
    Role.TECHNICIAN: lazy("Technik"),
    Role.COORDINATOR: lazy("Koordynator"),
    Role.DEPUTY: lazy("Zastępca koordynatora"),
    Role.MANAGER: lazy("Kierownik"),
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.REPRESENTATIVE: lazy("Przedstawiciel klienta"),
}


def sentence(refusal: Refused) -> str:
    """Return why something was refused."""
    return say(refusal.code, refusal.about)


def say(code: str, about: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of a code; %-parameters come from `about`."""
    text = str(REFUSALS[code]) if code in REFUSALS else _("Tego nie można zrobić.")
    return text % (about or {})


def role(code: str) -> str:
    """Return the word for a role."""
    return str(ROLES[Role(code)])
