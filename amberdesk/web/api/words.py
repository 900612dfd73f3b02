"""The API's own sentences, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.clock import spoken
from amberdesk.orders.explained import paused
from amberdesk.orders.refusal_words import REFUSALS
from amberdesk.orders.words import say

TITLES = {
    400: lazy("Zapytania nie da się odczytać"),
    401: lazy("Potrzebny jest klucz"),
    403: lazy("Brak uprawnień"),
    404: lazy("Nie znaleziono"),
    405: lazy("Tego adresu nie można tak użyć"),
    409: lazy("Stan na to nie pozwala"),
    412: lazy("Zgłoszenie zmieniło się w międzyczasie"),
    413: lazy("Za duże"),
    415: lazy("Nieobsługiwany rodzaj treści"),
    422: lazy("Dane nie są poprawne"),
    428: lazy("Potrzebna jest wersja"),
    429: lazy("Za dużo zapytań"),
    500: lazy("Błąd po naszej stronie"),
}
DETAILS = {
    "token_missing": lazy("Podaj klucz w nagłówku Authorization: Bearer amb_…"),
    "token_unknown": lazy(
        "Ten klucz nie działa: unieważniono go, konto jest wyłączone albo klucz ma literówkę."
    ),
    "exchange_unknown": lazy("Centrala nie przedstawiła się swoim sekretem albo świeżym podpisem."),
    "no_such_hotline": lazy("Tego numeru nie ma żadna infolinia."),
    "batch_too_large": lazy("Treść jest za duża: najwyżej %(most)s MB. Wyślij mniej zdarzeń naraz."),
    "unreadable": lazy("Treść nie jest poprawnym dokumentem JSON."),
    "request_unreadable": lazy("Serwer nie zrozumiał tego zapytania."),
    "not_json": lazy("Wyślij treść jako application/json."),
    "not_multipart": lazy("Wyślij plik jako multipart/form-data w polu „file”."),
    "body_too_large": lazy("Treść jest za duża: najwyżej %(most)s MB. Pliki wyślij osobno do /attachments."),
    "invalid": lazy("Popraw wskazane pola i wyślij jeszcze raz."),
    "not_found": lazy("Nie ma tu niczego, co możesz zobaczyć."),
    "no_such_act": lazy("Nie ma takiej czynności. Lista czynności jest w /api/v1/openapi.json."),
    "method": lazy("Pod tym adresem można użyć: %(allowed)s."),
    "rate": lazy("Za dużo zapytań tym kluczem. Spróbuj ponownie za %(seconds)s s."),
    "staff_only": lazy("Ta część jest tylko dla pracowników serwisu."),
    "failed": lazy("To błąd po naszej stronie, został zapisany w dzienniku. Nic nie zapisano częściowo."),
    "too_heavy": lazy(
        "To zapytanie trwało za długo. Zawęź je, na przykład do jednego klienta albo krótszego okresu."
    ),
    "too_many_words": lazy("To za dużo na raz: wpisz najwyżej %(words)s słów i %(letters)s znaków."),
    "bad_key": lazy("Ten kursor nie pasuje do tego sortowania. Zacznij od pierwszej strony."),
    "version_unreadable": lazy('If-Match to numer wersji zgłoszenia w cudzysłowie, na przykład "7".'),
    "versions_differ": lazy("If-Match i „version” podają różne wersje. Wyślij jedną."),
    "idempotency_key": lazy("Idempotency-Key to od 1 do 128 znaków ASCII bez spacji."),
    "network_missing": lazy("Podaj kod klienta w „network”."),
    "unknown_network": lazy("Nie ma klienta o kodzie %(text)s, dla którego możesz to zrobić."),
    "unknown_site": lazy("Ten klient nie ma placówki o kodzie %(text)s."),
    "unknown_device": lazy("W tej placówce nie ma urządzenia %(text)s."),
    "unknown_contact": lazy("Ten klient nie ma osoby kontaktowej %(text)s."),
    "unknown_category": lazy("Nie ma kategorii o kodzie %(text)s."),
    "unknown_message": lazy("W tym zgłoszeniu nie ma takiej wiadomości."),
    "unknown_follower": lazy("Tego zgłoszenia nie śledzi nikt o numerze %(text)s."),
    "unknown_reference": lazy("W tym zgłoszeniu nie ma takiego numeru obcego."),
    "site_missing": lazy("Urządzenie podaje się razem z placówką."),
    "site_needs_network": lazy("Kod placówki podaje się razem z klientem: network=FAL&site=041."),
    "no_agreement": lazy("Ten klient nie miał wtedy żadnej obowiązującej umowy."),
    "unknown_parameter": lazy("Nie ma takiego parametru."),
    "parameter_twice": lazy("Ten parametr podaje się raz."),
    "period_too_long": lazy("Okres może mieć najwyżej rok."),
    "period_reversed": lazy("Ten dzień jest przed pierwszym dniem okresu."),
    "group_needs_network": lazy("Grupę placówek podaje się razem z klientem: network=FAL&group=Pomorze."),
    "moment_future": lazy("Ta chwila jeszcze nie nadeszła."),
}
FAULTS = {  # by the validator's own codes
    "missing": lazy("To pole jest potrzebne."),
    "extra_forbidden": lazy("Nie ma takiego pola."),
    "enum": lazy("Dozwolone: %(expected)s."),
    "literal_error": lazy("Dozwolone: %(expected)s."),
    "string_too_short": lazy("Co najmniej %(min_length)s znaków."),
    "string_too_long": lazy("Najwyżej %(max_length)s znaków."),
    "string_type": lazy("To ma być tekst."),
    "string_pattern_mismatch": lazy("Ten tekst ma zły kształt."),
    "string_unicode": lazy("Ten tekst zawiera znaki, których nie da się zapisać."),
    "nul": lazy("Ten tekst zawiera znak zerowy."),
    "control": lazy("Ten tekst zawiera znaki sterujące albo koniec wiersza."),
    "email": lazy("To nie jest adres e-mail. Wpisz go tak: anna@firma.pl."),
    "int_type": lazy("To ma być liczba całkowita."),
    "int_parsing": lazy("To ma być liczba całkowita."),
    "int_from_float": lazy("To ma być liczba całkowita."),
    "int_parsing_size": lazy("Ta liczba jest za duża."),
    "greater_than_equal": lazy("Co najmniej %(ge)s."),
    "less_than_equal": lazy("Najwyżej %(le)s."),
    "bool_type": lazy("To ma być true albo false."),
    "bool_parsing": lazy("To ma być true albo false."),
    "list_type": lazy("To ma być lista."),
    "dict_type": lazy("To ma być obiekt."),
    "too_long": lazy("Najwyżej %(max_length)s pozycji."),
    "too_short": lazy("Co najmniej %(min_length)s pozycji."),
    "model_type": lazy("To ma być obiekt."),
    "model_attributes_type": lazy("To ma być obiekt."),
    "timezone_aware": lazy("Podaj chwilę ze strefą, na przykład 2026-03-02T09:00:00+01:00."),
    "moment_range": lazy("Ta chwila leży poza latami 2000–2100."),
}
_MOMENTS = ("datetime", "date_", "timezone")


def title(status: int) -> str:
    """Return the short name of a status."""
    return str(TITLES.get(status, TITLES[500 if status >= 500 else 400]))


def detail(code: str, params: Mapping[str, Any]) -> str:
    """Return the sentence of a code of ours or of the orders room."""
    if code in DETAILS:
        return str(DETAILS[code]) % params
    return say(code, params) if code in REFUSALS else str(DETAILS["request_unreadable"])


def fault(code: str, context: Mapping[str, Any]) -> str:
    """Return the sentence of a validator's code."""
    if code in FAULTS:
        return str(FAULTS[code]) % context
    if code.startswith(_MOMENTS):
        return _("To ma być chwila w zapisie ISO 8601, na przykład 2026-03-02T09:00:00+01:00.")
    return _("Ta wartość jest niepoprawna.")


def stretch(code: str, params: Mapping[str, Any]) -> str:
    """Return why a stretch of a clock's time counted or not."""
    if code == "paused":
        return paused(str(params["reason"]))
    if code in ("holiday", "special_hours"):
        day = {"day": spoken.full_day(params["date"], get_language() or "pl")}
        return (
            _("dzień wolny: %(day)s") if code == "holiday" else _("inne godziny niż zwykle: %(day)s")
        ) % day
    return _("liczone") if code == "coverage" else _("poza godzinami wsparcia")
