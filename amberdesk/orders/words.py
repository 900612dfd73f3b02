"""The words and sentences of orders, in the reader's language. Codes come in, sentences go out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from amberdesk.customers import words as customers
from amberdesk.orders.refusal_words import REFUSALS

STATES = {
    "new": lazy("Nowe"),
    "assigned": lazy("Przydzielone"),
    "in_progress": lazy("W realizacji"),
    "waiting": lazy("Oczekuje"),
    "resolved": lazy("Rozwiązane"),
    "closed": lazy("Zamknięte"),
    "cancelled": lazy("Anulowane"),
    "merged": lazy("Scalone"),
}
WAITS = {
    "customer": lazy("Oczekuje na klienta"),
    "part": lazy("Oczekuje na część"),
    "supplier": lazy("Oczekuje na firmę zewnętrzną"),
    "appointment": lazy("Oczekuje na umówiony termin"),
}
ACTS = {
    "place": lazy("Załóż zgłoszenie"),
    "verify": lazy("Zweryfikuj"),
    "set_priority": lazy("Zmień priorytet"),
    "assign": lazy("Przydziel"),
    "start": lazy("Weź do realizacji"),
    "accept": lazy("Przyjmuję"),
    "hand_over": lazy("Przekaż"),
    "send_back": lazy("Zwróć"),
    "wait": lazy("Wstrzymaj"),
    "resume": lazy("Wznów"),
    "reply": lazy("Odpowiedz"),
    "note": lazy("Notatka"),
    "contact": lazy("Odnotuj kontakt"),
    "receive": lazy("Zapisz słowa klienta"),
    "restore": lazy("Obejście działa"),
    "relapse": lazy("Obejście zawiodło"),
    "resolve": lazy("Rozwiąż"),
    "reopen": lazy("Otwórz ponownie"),
    "close": lazy("Zamknij"),
    "cancel": lazy("Anuluj"),
    "merge": lazy("Scal"),
    "correct": lazy("Popraw dane"),
    "move": lazy("Przenieś wiadomość"),
    "link": lazy("Powiąż"),
    "tag": lazy("Etykiety"),
    "refer": lazy("Numer obcy"),
    "unfollow": lazy("Kto śledzi"),
    "take_back": lazy("Cofnij odpowiedź"),
    "undo": lazy("Cofnij"),
    "join": lazy("Dołącz"),
    "erase": lazy("Usuń dane osobowe"),
    "save_list": lazy("Udostępnij listę wszystkim"),
}
PRIORITIES = {
    "P1": lazy("P1, krytyczny"),
    "P2": lazy("P2, wysoki"),
    "P3": lazy("P3, zwykły"),
    "P4": lazy("P4, niski"),
}
SCOPES = {
    "agreement": lazy("w umowie"),
    "warranty": lazy("gwarancja"),
    "payable": lazy("płatne"),
    "": lazy("zakres nieustalony"),
}
TARGETS = {
    "response": lazy("Czas reakcji"),
    "restore": lazy("Przywrócenie działania"),
    "solution": lazy("Rozwiązanie"),
    "update": lazy("Wiadomość dla klienta"),
    "level_L1": lazy("Czas w L1"),
    "level_L2": lazy("Czas w L2"),
    "level_L3": lazy("Czas w L3"),
}
LEVELS, KINDS, IMPACTS = customers.LEVELS, customers.KINDS, customers.IMPACTS
URGENCIES, REASONS = customers.DEGREES, customers.WAITS
CHANNELS = {code: word for code, word in customers.CHANNELS.items() if code != "any"}
WAYS = {"call": lazy("telefon"), "visit": lazy("wizyta")}
ORIGINS = {
    "web": lazy("na stronie"),
    "portal": lazy("na stronie zgłoszeń"),
    "api": lazy("przez API"),
    "mail": lazy("przez e-mail"),
    "job": lazy("automatycznie"),
    "import": lazy("z importu"),
    "demo": lazy("dane pokazowe"),
}
SOLUTIONS = {
    "restart": lazy("ponowne uruchomienie"),
    "settings": lazy("zmiana ustawień"),
    "cable": lazy("przewód lub połączenie"),
    "software": lazy("naprawa oprogramowania"),
    "replaced_device": lazy("wymiana urządzenia"),
    "replaced_part": lazy("wymiana części"),
    "user_help": lazy("pomoc w obsłudze"),
    "no_fault": lazy("usterki nie stwierdzono"),
    "consumable": lazy("materiał eksploatacyjny"),
    "fiscal_service": lazy("przegląd lub serwis fiskalny"),
    "third_party": lazy("naprawa przez firmę zewnętrzną"),
    "calibration": lazy("kalibracja lub legalizacja"),
}
SOLVED_BY = {
    "L1": lazy("rozwiązane w I linii"),
    "L2_duty": lazy("rozwiązane przez II linię na dyżurze"),
    "escalated": lazy("rozwiązane po przekazaniu"),
}
RUNGS = {  # of the ladder of those who are called
    "technician": lazy("technik zgłoszenia"),
    "duty": lazy("kto ma dyżur"),
    "lead": lazy("prowadzący klienta"),
    "coordinator": lazy("koordynator"),
    "deputy": lazy("zastępca koordynatora"),
    "manager": lazy("kierownik"),
}
SUGGESTIONS = {
    "category": lazy("tak mówi kategoria"),
    "not_for_l1": lazy("ta kategoria nie jest dla L1"),
    "duty": lazy("L1 teraz nie pracuje, zastępuje ją L2"),
    "default": lazy("każde zgłoszenie zaczyna od L1"),
    "least_load": lazy("najmniej otwartych zgłoszeń: %(load)s"),
    "knows_site": lazy("zna tę placówkę, otwarte zgłoszenia: %(load)s"),
    "nobody": lazy("nikt z tego poziomu nie obsługuje tej sieci"),
}


def word(table: Mapping[str, Any], code: str | None) -> str:
    """Return the word for a code; a code that no table knows is said as it is."""
    return str(table[code]) if code is not None and code in table else str(code or "")


def state(code: str, wait_reason: str = "") -> str:
    """Return the word for a state, with what a waiting order waits for."""
    return word(WAITS, wait_reason) if code == "waiting" and wait_reason else word(STATES, code)


def act(code: str) -> str:
    """Return the word on an act's button."""
    return word(ACTS, code)


def solution(code: str) -> str:
    """Return the word for a solution code; a network's own codes are said as they were entered."""
    return word(SOLUTIONS, code)


def refusal(error: Exception) -> str:
    """Return why something was refused: for Refused, Stale, Conflict, Forbidden and any error with a code."""
    return say(getattr(error, "code", ""), getattr(error, "params", {}))


def say(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence of a refusal's code with its parameters in words."""
    text = str(REFUSALS[code]) if code in REFUSALS else _("Tego nie można zrobić.")
    return text % {name: _told(name, value) for name, value in params.items()}


def _told(name: str, value: Any) -> Any:
    if name == "act":
        return act(value)
    if name == "state":
        return state(value)
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def send_back_to(level: str) -> str:
    """Return the words on the button that returns an order to the level it came from."""
    return _("Zwróć do %(level)s") % {"level": level}


def solved_by_phone(language: str) -> str:
    """Return what the customer is told of an order solved in the call itself, in his language."""
    with override(language or "pl"):
        return _("Rozwiązane w rozmowie telefonicznej.")


def undone() -> str:
    """Return what is said after an act was taken back."""
    return _("Cofnięte. Jest tak, jak było przedtem.")
