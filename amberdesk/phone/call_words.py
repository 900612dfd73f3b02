"""The words and sentences about the endings of calls and about call-backs, in the reader's language."""

from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from amberdesk.customers import words as customers
from amberdesk.customers.refusals import Refused
from amberdesk.phone.endings import Cause, Dropped, Ending, NoOrder

ENDINGS = {
    Ending.SOLVED: pgettext_lazy("zakończenie", "rozwiązane w rozmowie"),
    Ending.TAKEN: pgettext_lazy("zakończenie", "wzięte do realizacji"),
    Ending.HANDED: pgettext_lazy("zakończenie", "przekazane dalej"),
    Ending.ADDED: pgettext_lazy("zakończenie", "dopisane do otwartego zgłoszenia"),
    Ending.NO_ORDER: pgettext_lazy("zakończenie", "bez zgłoszenia"),
}
KEYS = {  # what stands on the buttons
    Ending.SOLVED: lazy("Rozwiązane w rozmowie"),
    Ending.TAKEN: lazy("Biorę"),
    Ending.HANDED: lazy("Przekaż do L2"),
    Ending.ADDED: lazy("Dopisz do otwartego"),
    Ending.NO_ORDER: lazy("Bez zgłoszenia"),
}
NO_ORDER = {
    NoOrder.INFORMATION: lazy("tylko informacja"),
    NoOrder.REPEATED: lazy("powtórny telefon, nic nowego"),
    NoOrder.WRONG_NUMBER: lazy("pomyłka"),
    NoOrder.TEST: lazy("połączenie próbne"),
    NoOrder.ADVERT: lazy("reklama"),
    NoOrder.OTHER: lazy("inny powód"),
}
CAUSES = {
    Cause.ASKED: lazy("prosi o telefon"),
    Cause.ABANDONED: lazy("rozłączył się, zanim ktoś odebrał"),
    Cause.REJECTED: lazy("nie udało się połączyć"),
    Cause.PROMISED: lazy("obiecane w rozmowie"),
    Cause.UNKNOWN: lazy("rozmowa z raportu operatora, której nikt nie opisał"),
}
DROPPED = {
    Dropped.UNREACHABLE: lazy("mimo prób nikt nie odbiera"),
    Dropped.NO_NUMBER: lazy("numer ukryty"),
    Dropped.SETTLED: lazy("sprawa już załatwiona"),
    Dropped.WRONG_NUMBER: lazy("pomyłka"),
    Dropped.OTHER: lazy("inny powód"),
}
PHASES = {  # how a call stands towards the reader
    "ringing": lazy("Dzwoni"),
    "talking": lazy("Rozmowa"),
    "elsewhere": lazy("Rozmawia ktoś inny"),
    "over": lazy("Po rozmowie"),
    "missed": lazy("Nieodebrane"),
}
REFUSALS = {
    "ending_said": lazy("To połączenie ma już zakończenie. Popraw zgłoszenie, które z niego powstało."),
    "reason_missing": lazy("Wybierz, dlaczego bez zgłoszenia."),
    "order_missing": lazy("Wybierz otwarte zgłoszenie tego klienta."),
    "network_missing": lazy("Wybierz placówkę albo chociaż klienta."),
    "no_wrap_up": lazy("Nie notujesz teraz po rozmowie."),
    "wrap_up_too_long": lazy("Po rozmowie można notować najwyżej %(minutes)s minut. Potem wybierz przerwę."),
    "callback_closed": lazy("To oddzwonienie jest już zamknięte."),
    "callback_reason": lazy("Wybierz, dlaczego nikt już nie oddzwoni."),
}


def sentence(refusal: Refused) -> str:
    """Return why something was refused; codes of the customers room included."""
    text = REFUSALS.get(refusal.code)
    return str(text) % dict(refusal.about) if text else customers.sentence(refusal)


def ending(code: str, reason: str = "") -> str:
    """Return what a call came to: "bez zgłoszenia (pomyłka)"."""
    said = str(ENDINGS[Ending(code)]) if code in set(Ending) else code
    return f"{said} ({NO_ORDER[NoOrder(reason)]})" if reason in set(NoOrder) else said
