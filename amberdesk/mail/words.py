"""The words and sentences about mailboxes, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.mail.models import RawMail
from amberdesk.people.refusals import Refused

REFUSALS = {
    "address_wrong": lazy("To nie jest adres e-mail."),
    "address_taken": lazy("Skrzynka o tym adresie już jest."),
    "policy_unknown": lazy("Wybierz, co robić z nowymi zgłoszeniami."),
    "next_policy_half": lazy(
        "Podaj i zasadę, i dzień, od którego ma obowiązywać, albo zostaw oba pola puste."
    ),
    "host_missing": lazy("Ta skrzynka nie ma serwera: pocztę przekazuje serwer poczty."),
    "host_wrong": lazy("To nie jest nazwa serwera. Wpisz ją tak: imap.firma.pl."),
    "security_unknown": lazy("Wybierz, jak chronić połączenie."),
    "plain_elsewhere": lazy("Bez szyfrowania wolno łączyć się tylko z serwerem na tym samym komputerze."),
    "port_wrong": lazy("Port to liczba od 1 do 65535."),
    "folders_alike": lazy("Trzy foldery muszą mieć trzy różne nazwy."),
    "tenant_wrong": lazy("Wpisz identyfikator organizacji w Microsoft 365 albo jej domenę."),
    "password_missing": lazy("Wpisz hasło."),
    "client_id_missing": lazy("Wpisz identyfikator aplikacji."),
    "refresh_token_missing": lazy("Wklej klucz odświeżania."),
    "sign_in_unknown": lazy("Wybierz sposób logowania."),
    "not_printable": lazy("To pole zawiera znaki, których nie może mieć."),
    "form_address_wrong": lazy("Wpisz adres formularza tak: https://formularz.firma.pl."),
    "wording_too_long": lazy("Ta odpowiedź jest za długa: najwyżej 2000 znaków."),
    "letter_not_failed": lazy("Ten list nie czeka już na ponowne wysłanie."),
    "letter_erased": lazy("Treść tego listu usunięto po upływie czasu przechowywania."),
    "letter_elsewhere": lazy(
        "Ta osoba ma już inny adres albo nie śledzi zgłoszenia. Napisz do niej jeszcze raz."
    ),
    "held_settled": lazy("Ktoś już zdecydował o tym liście."),
    "held_erased": lazy("Treść tego listu usunięto po upływie czasu przechowywania."),
    "drop_reason": lazy("Wybierz, dlaczego odrzucasz ten list."),
    "site_of_others": lazy("Ta placówka należy do innego klienta."),
}
POLICIES = {
    "accept": lazy("przyjmuj jako zgłoszenia"),
    "accept_and_point": lazy("przyjmuj i wskazuj formularz"),
    "form_only": lazy("tylko formularz: wstrzymuj"),
}
TROUBLES = {
    "unreachable": lazy("serwer nie odpowiada"),
    "tls": lazy("certyfikat serwera nie jest ważny"),
    "sign_in": lazy("serwer nie przyjmuje logowania"),
    "no_key": lazy("brak klucza do hasła, wpisz je jeszcze raz"),
    "folder": lazy("folderu nie ma i nie da się go założyć"),
    "token": lazy("dostawca logowania nie odpowiada"),
    "broken": lazy("połączenie zostało zerwane"),
    "mail": lazy("serwer nie wydaje jednej z wiadomości"),
    "left": lazy("przyjętych wiadomości nie da się przenieść do folderu"),
}
ADVICE = {
    "sign_in": lazy(
        "Wpisz w ustawieniach aktualne hasło albo nową zgodę. Próbujemy co 5 minut, nowe ustawienia od razu."
    ),
    "left": lazy("Zostają w skrzynce, oznaczone. Sprawdź foldery i miejsce na serwerze."),
}
VERDICTS = {
    "passed": lazy("nadawca potwierdzony"),
    "failed": lazy("nadawca niepotwierdzony"),
    "unknown": lazy("nadawca niesprawdzony"),
}
FILED = {
    "bounce": lazy("nie doszła"),
    "delayed": lazy("opóźniona"),
    "away": lazy("odpowiedź automatyczna"),
    "automatic": lazy("od programu"),
}


def sentence(refusal: Refused) -> str:
    """Return why something was refused."""
    return str(REFUSALS[refusal.code]) if refusal.code in REFUSALS else _("Tego nie można zrobić.")


def policy(code: str) -> str:
    """Return what a mailbox does with new reports."""
    return str(POLICIES.get(code, code))


def trouble(code: str) -> str:
    """Return why a mailbox cannot be fetched."""
    return str(TROUBLES.get(code, code))


def advice(code: str) -> str:
    """Return what people can do about it; "" where it mends itself."""
    return str(ADVICE.get(code, ""))


def verdict(code: str) -> str:
    """Return whether a mail comes from where it says."""
    return str(VERDICTS.get(code, ""))


def results(row: RawMail) -> list[tuple[str, str]]:
    """Return what our mail server found of a mail's origin: name and its own word, empty ones left out."""
    found = (("SPF", row.spf), ("DKIM", row.dkim), ("DMARC", row.dmarc))
    return [(name, said) for name, said in found if said]


def filed(code: str) -> str:
    """Return what a program's mail is that was put with an order."""
    return str(FILED.get(code, code))
