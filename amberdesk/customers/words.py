"""The words and sentences about customers and promises, in the reader's language. Codes come in, sentences go out."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.clock import spoken
from amberdesk.customers.refusals import Refused
from amberdesk.customers.terms import Duty
from amberdesk.customers.texts import text_in

LEVELS = {"L1": lazy("I linia wsparcia"), "L2": lazy("II linia wsparcia"), "L3": lazy("III linia wsparcia")}
CHANNELS = {
    "any": lazy("wszystkie kanały"),
    "form": lazy("formularz"),
    "hotline": lazy("infolinia"),
    "mail": lazy("e-mail"),
    "api": lazy("API"),
    "desk": lazy("serwis"),
}
DEGREES = {
    "high": pgettext_lazy("pilność", "wysoka"),
    "medium": pgettext_lazy("pilność", "średnia"),
    "low": pgettext_lazy("pilność", "niska"),
}
KINDS = {"failure": lazy("awaria"), "service": lazy("usługa"), "question": lazy("pytanie")}
TARGETS = {
    "response": lazy("czas reakcji"),
    "restore": lazy("czas przywrócenia"),
    "solution": lazy("czas rozwiązania"),
    "update": lazy("czas między wiadomościami"),
    "level_L1": lazy("czas w I linii"),
    "level_L2": lazy("czas w II linii"),
    "level_L3": lazy("czas w III linii"),
}
BASES = {
    "coverage": lazy("w godzinach wsparcia"),
    "site": lazy("w godzinach otwarcia sklepu"),
    "always": lazy("całą dobę"),
}
MEANINGS = {
    "contact": lazy("pierwszy kontakt człowieka ze zgłaszającym"),
    "arrival": lazy("przyjazd technika"),
}
TELLS = {
    "lead": lazy("prowadzący klienta"),
    "coordinator": lazy("koordynator"),
    "deputy": lazy("zastępca koordynatora"),
    "manager": lazy("kierownik"),
}
IMPACTS = {
    "high": pgettext_lazy("wpływ", "nie można sprzedawać"),
    "medium": pgettext_lazy("wpływ", "sprzedaż utrudniona"),
    "low": pgettext_lazy("wpływ", "można sprzedawać"),
}
WAITS = {
    "customer": lazy("na klienta"),
    "part": lazy("na część"),
    "supplier": lazy("na firmę zewnętrzną"),
    "appointment": lazy("na umówiony termin"),
}
TEMPLATES = {
    "8-16": lazy("Dni robocze 8:00–16:00"),
    "8-22": lazy("Codziennie do 22:00, po 16:00 II linia"),
    "24/7": lazy("Całą dobę, poza 8:00–16:00 II linia"),
}
LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}
SITE_WORDS = {
    "sklep": {"en": "shop", "uk": "магазин"},
    "placówka": {"en": "site", "uk": "заклад"},
    "stacja": {"en": "station", "uk": "станція"},
    "salon": {"en": "store", "uk": "салон"},
    "restauracja": {"en": "restaurant", "uk": "ресторан"},
    "apteka": {"en": "pharmacy", "uk": "аптека"},
    "oddział": {"en": "branch", "uk": "відділення"},
}
REFUSALS = {
    "empty": lazy("To pole jest potrzebne."),
    "too_long": lazy("Najwyżej %(limit)s znaków."),
    "out_of_range": lazy("Podaj liczbę od %(least)s do %(most)s."),
    "unknown_choice": lazy("Wybierz jedną z podanych możliwości."),
    "field_cannot_change": lazy("Tego pola nie można tu zmienić."),
    "logo_unreadable": lazy("To nie jest obraz PNG, JPEG ani WebP."),
    "logo_too_large": lazy("Obraz jest za duży: najwyżej %(most)s MB i 16 milionów pikseli."),
    "colour_unreadable": lazy("Nie rozpoznaję koloru „%(text)s”. Wpisz go tak: #005f9e."),
    "colour_illegible": lazy(
        "Na tym kolorze źle się czyta i jasny, i ciemny tekst. Najbliższy czytelny: %(better)s."
    ),
    "never_open": lazy("Wpisz godziny choć jednego dnia."),
    "calendar_of_other_site": lazy("To są własne godziny innej placówki."),
    "phone_unreadable": lazy("Nie rozpoznaję tego numeru telefonu: %(text)s."),
    "email_unreadable": lazy("To nie jest adres e-mail: %(text)s. Wpisz go tak: anna@firma.pl."),
    "unknown_language": lazy("Nie ma takiego języka."),
    "unknown_timezone": lazy("Nie ma takiej strefy czasowej: %(text)s."),
    "network_code_shape": lazy("Kod sieci to 2–4 litery od A do Z, bez polskich znaków."),
    "network_code_taken": lazy("Kod %(text)s ma już inna sieć."),
    "network_name_taken": lazy("Sieć o nazwie „%(name)s” już jest."),
    "site_code_shape": lazy("Kod placówki to litery, cyfry i znaki - . / _ bez spacji."),
    "site_code_taken": lazy("Placówka o kodzie %(text)s już jest w tej sieci."),
    "site_of_other_network": lazy("Ta placówka należy do innej sieci."),
    "group_of_other_network": lazy("Ta grupa placówek należy do innej sieci."),
    "group_name_taken": lazy("Grupa „%(name)s” już jest w tej sieci."),
    "left_before_joined": lazy("Data odejścia jest przed datą dołączenia."),
    "unknown_device_kind": lazy("Nie ma takiej kategorii urządzeń: %(kind)s."),
    "calendar_name_taken": lazy("Kalendarz „%(name)s” już jest."),
    "week_without_seven_days": lazy("Tydzień ma siedem dni."),
    "windows_overlap": lazy("Godziny zachodzą na siebie."),
    "span_outside_its_day": lazy("Początek musi być przed 24:00, a koniec najwyżej następnego dnia."),
    "span_ends_before_it_starts": lazy("Koniec musi być po początku."),
    "past_needs_reason": lazy("Ta data już minęła. Podaj powód zmiany."),
    "day_has_passed": lazy("Ten dzień już minął i zostaje w kalendarzu."),
    "too_many_days": lazy("Najwyżej %(most)s dni naraz."),
    "range_ends_before_it_starts": lazy("Ostatni dzień jest przed pierwszym."),
    "no_day_in_range": lazy("Między tymi datami nie ma żadnego z wybranych dni tygodnia."),
    "no_hour_in_a_year": lazy(
        "Według kalendarza „%(name)s” otwierają się placówki, a przez rok nie byłoby w nim ani jednej godziny."
    ),
    "file_too_large": lazy("Plik jest za duży: najwyżej %(most)s MB."),
    "not_a_calendar_file": lazy("To nie jest plik kalendarza (ICS) albo jest uszkodzony."),
    "file_without_days": lazy("W tym pliku nie ma żadnego wydarzenia."),
    "event_repeats": lazy(
        "Wydarzenie „%(name)s” się powtarza. Zapisz każdy dzień osobno albo zmień tydzień kalendarza."
    ),
    "event_without_length": lazy(
        "Wydarzenie „%(name)s” nie trwa ani chwili albo kończy się później niż następnego dnia."
    ),
    "event_unreadable": lazy("Nie da się odczytać, kiedy jest wydarzenie „%(name)s”."),
    "coverage_never_open": lazy("W tych godzinach wsparcia przez cały rok nikt nie dyżuruje."),
    "target_of_zero": lazy("%(priority)s: termin musi być dłuższy niż zero. Puste pole znaczy: bez terminu."),
    "nobody_may_be_late": lazy(
        "%(priority)s: ile mogą się spóźnić pozostałe, podaj razem z progiem poniżej 100 %%."
    ),
    "pause_stops_nothing": lazy("Zaznacz, który termin zatrzymuje oczekiwanie, albo nie zatrzymuj żadnego."),
    "escalation_twice": lazy("Ten sam krok eskalacji podano dwa razy."),
    "unknown_template": lazy("Nie ma takiego wzoru umowy."),
    "agreement_name_taken": lazy("Umowa „%(name)s” już jest w tej sieci."),
    "version_begins_too_early": lazy(
        "Nowa wersja musi zaczynać się po %(after)s, od kiedy obowiązuje ostatnia."
    ),
    "version_has_begun": lazy("Ta wersja obowiązuje od %(since)s. Zamiast ją wycofać, zapisz nową wersję."),
    "version_not_last": lazy("Po tej wersji jest jeszcze jedna, od %(last)s. Najpierw wycofaj tamtą."),
    "version_is_only": lazy("To jedyna wersja tej umowy. Zamiast ją wycofać, zakończ umowę."),
    "version_in_use": lazy("Są już zgłoszenia według tej wersji, dlatego musi zostać."),
    "version_ends_before_it_begins": lazy("Umowa musi trwać choć jeden dzień po %(after)s."),
    "network_needs_agreement": lazy("To jedyna umowa ogólna tej sieci. Najpierw dodaj inną."),
    "matrix_incomplete": lazy("Tabela priorytetów musi mieć priorytet w każdym polu."),
    "coverage_missing": lazy("Podaj choć jedne godziny wsparcia."),
    "coverage_without_days": lazy("W wierszu %(row)s wybierz dni tygodnia albo święta."),
    "warning_outside_target": lazy("Ostrzeżenie to część terminu, między 1 a 99 %%."),
    "promise_twice": lazy("Ten sam termin podano dwa razy."),
    "role_cannot_supervise": lazy("Za sieć odpowiada koordynator, zastępca albo kierownik."),
    "role_cannot_represent": lazy("Sieć reprezentuje osoba z rolą przedstawiciela klienta."),
    "category_code_shape": lazy(
        "Kod kategorii to małe litery, cyfry i podkreślenia, na przykład fiscal_printer."
    ),
    "category_code_taken": lazy("Kod %(text)s ma już inna kategoria."),
    "category_inside_itself": lazy("Kategoria nie może leżeć sama w sobie."),
}


def sentence(refusal: Refused) -> str:
    """Return why something was refused."""
    return say(refusal.code, refusal.about)


def say(code: str, about: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of a code; %-parameters come from `about`."""
    text = str(REFUSALS[code]) if code in REFUSALS else _("Tego nie można zrobić.")
    return text % {name: _shown(value) for name, value in (about or {}).items()}


def _shown(value: Any) -> str:
    return f"{value.day}.{value.month:02}.{value.year}" if isinstance(value, date) else str(value)


def reader() -> str:
    """Return the reader's language."""
    return get_language() or "pl"


def weekday(number: int) -> str:
    """Return "pn." for 0 in the reader's language."""
    return spoken.tongue(reader()).short_weekdays[number]


def said(texts: Mapping[str, str]) -> str:
    """Return the text in the reader's language, or in another that there is."""
    return text_in(texts, reader())


def site_words(word: str) -> dict[str, str]:
    """Return a network's word for a site by language; a word that we do not know serves in Polish alone."""
    return {"pl": word, **SITE_WORDS.get(word.lower(), {"en": "site", "uk": "заклад"})}


def level(code: str) -> str:
    """Return "I linia wsparcia" for "L1"."""
    return str(LEVELS[code])


def duty_sentence(
    duty: Duty, *, now: datetime, zone: tzinfo, language: str, notice: Mapping[str, str] | None = None
) -> str:
    """Return what whoever reports now may expect: "Technik odpowie jutro od 8:00."

    `notice`: the agreement's own text for when nobody is on duty, by language; it goes before the next opening.
    """
    if duty.level:
        if duty.until is None:
            return _("Technik jest na dyżurze przez całą dobę.")
        return _("Technik jest na dyżurze %(until)s.") % {
            "until": spoken.until(duty.until, now, zone, language)
        }
    own = text_in(notice or {}, language)
    if duty.opens_at is None:
        return own or _("Poza godzinami wsparcia nikt nie odpowie.")
    answer = _("Technik odpowie %(since)s.") % {"since": spoken.since(duty.opens_at, now, zone, language)}
    return f"{own} {answer}" if own else answer
