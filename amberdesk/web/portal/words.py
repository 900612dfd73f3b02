"""The portal's sentences, in the shop's words: no levels, no codes, no promise that the agreement does not make."""

from django.utils.translation import gettext_lazy as lazy

FAULTS = {
    "what_missing": lazy("Wybierz, co nie działa. Jeśli nie ma tego na liście, wybierz „Coś innego”."),
    "text_missing": lazy(
        "Napisz jednym zdaniem, co się dzieje, na przykład: drukarka nie drukuje paragonów."
    ),
    "text_long": lazy("Opis może mieć najwyżej 5000 znaków. Skróć go, resztę możesz dołączyć jako plik."),
    "selling_missing": lazy("Zaznacz, czy można sprzedawać: od tego zależy, jak szybko zareagujemy."),
    "name_missing": lazy("Wpisz imię, żeby technik wiedział, z kim rozmawiać."),
    "name_long": lazy("Imię i nazwisko mogą mieć najwyżej 120 znaków."),
    "phone_wrong": lazy(
        "Ten numer telefonu wygląda na niepełny. Wpisz od 7 do 15 cyfr albo zostaw puste pole."
    ),
    "email_wrong": lazy(
        "To nie wygląda na adres e-mail. Wpisz go tak: anna@sklep.pl, albo zostaw puste pole."
    ),
    "email_missing": lazy("Wpisz adres e-mail: Twoja sieć go wymaga."),
    "robot": lazy(
        "Wypełniono pole, którego ludzie nie widzą. Jeśli jesteś człowiekiem, po prostu wyślij jeszcze raz."
    ),
    "token_old": lazy("Strona była otwarta bardzo długo. Sprawdź, co wpisano, i wyślij jeszcze raz."),
    "file_gone": lazy("Wcześniej dodany plik już wygasł. Dodaj go jeszcze raz albo wyślij bez niego."),
    "no_agreement": lazy(
        "Formularz nie może teraz przyjąć zgłoszenia. Zadzwoń, przyjmiemy je przez telefon."
    ),
    "crowded": lazy(
        "W ostatniej godzinie przyszło stąd bardzo dużo wiadomości. Zadzwoń albo wyślij ją ponownie później."
    ),
    "verdict_missing": lazy("Wybierz: działa albo nadal nie działa."),
    "verdict_late": lazy("Tego zgłoszenia nie można już ocenić. Poniżej widać, co się z nim dzieje."),
    "still_open": lazy("To zgłoszenie jest nadal otwarte. Napisz do technika poniżej."),
    "order_gone": lazy("Tego zgłoszenia nie można już śledzić: zostało zakończone. Zgłoś problem powyżej."),
}
STATES = {
    "new": lazy("Zgłoszenie przyjęte"),
    "assigned": lazy("Zgłoszenie przyjęte"),
    "in_progress": lazy("Technik pracuje nad zgłoszeniem"),
    "waiting": lazy("Zgłoszenie czeka"),
    "resolved": lazy("Technik zakończył pracę"),
    "closed": lazy("Zgłoszenie zakończone"),
    "cancelled": lazy("Zgłoszenie anulowane"),
    "merged": lazy("Zgłoszenie połączone z innym"),
}
WAITS = {
    "customer": lazy("Czekamy na Twoją odpowiedź"),
    "part": lazy("Czekamy na część"),
    "supplier": lazy("Czekamy na firmę, która nam pomaga"),
    "appointment": lazy("Termin jest umówiony"),
}
SHORT_STATES = {
    "new": lazy("przyjęte"),
    "assigned": lazy("przyjęte"),
    "in_progress": lazy("w realizacji"),
    "waiting": lazy("czeka"),
    "resolved": lazy("naprawione, do potwierdzenia"),
    "closed": lazy("zakończone"),
    "cancelled": lazy("anulowane"),
    "merged": lazy("połączone z innym"),
}
DONE = {
    "said": lazy("Wiadomość wysłana."),
    "works": lazy("Dziękujemy, zgłoszenie jest zakończone."),
    "broken": lazy("Dziękujemy za wiadomość. Zgłoszenie jest znowu otwarte i technik do niego wraca."),
}
PURPOSES = {
    "report": lazy("zgłoszenie"),
    "resolve": lazy("rozwiązanie"),
    "reopen": lazy("nadal nie działa"),
    "remark": lazy("uwagi"),
}


def fault(code: str) -> str:
    """Return the sentence for a field's fault; a sentence that is one already stays as it is."""
    return str(FAULTS.get(code, code))


def state(code: str, wait_reason: str = "") -> str:
    """Return an order's state as a shop reads it."""
    return str(WAITS.get(wait_reason, STATES[code]) if code == "waiting" else STATES[code])
