"""The words and sentences about webhooks, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.refusals import Refused

REFUSALS = {
    "url_shape": lazy("To nie jest adres. Wpisz go tak: https://system.firma.pl/zgloszenia."),
    "url_scheme": lazy("Adres musi zaczynać się od https:// albo http://."),
    "url_user": lazy("Adres nie może zawierać nazwy użytkownika ani hasła. Odbiorca sprawdza podpis."),
    "url_port": lazy("Port może być 80, 443, 8080 albo 8443."),
    "inside": lazy("Ten adres prowadzi do sieci wewnętrznej. Wolno wysyłać tylko do adresów publicznych."),
    "name_missing": lazy("Wpisz nazwę, najwyżej 80 znaków."),
    "name_taken": lazy("Webhook o tej nazwie już jest."),
    "kind_unknown": lazy("Systemu klienta nie wolno powiadamiać o wszystkich wybranych zdarzeniach."),
}
ERRORS = {
    "": lazy("odebrane"),
    "unresolved": lazy("nie ma takiego hosta"),
    "inside": lazy("adres wewnętrzny, nie wysłano"),
    "refused": lazy("połączenie odrzucone"),
    "tls": lazy("certyfikat nie jest ważny"),
    "late": lazy("brak odpowiedzi w 10 s"),
    "broken": lazy("połączenie zerwane"),
    "redirect": lazy("przekierowanie, nie podążamy za nim"),
    "status": lazy("odbiorca zgłosił błąd"),
    "no_key": lazy("brak klucza, odnów sekret"),
}
STATES = {
    "waiting": lazy("czeka"),
    "sent": lazy("wysłane"),
    "dead": lazy("niedostarczone"),
    "dropped": lazy("pominięte: odbiorca nie widzi już zgłoszenia"),
}


def sentence(refusal: Refused) -> str:
    """Return why something was refused."""
    return str(REFUSALS[refusal.code]) if refusal.code in REFUSALS else _("Tego nie można zrobić.")


def error(code: str) -> str:
    """Return what went wrong with an attempt."""
    return str(ERRORS[code]) if code in ERRORS else str(REFUSALS.get(code, code))


def state(code: str) -> str:
    """Return the word for a call's state."""
    return str(STATES.get(code, code))
