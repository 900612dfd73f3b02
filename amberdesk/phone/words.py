"""The words and sentences about hotlines, calls and exchanges, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as lazy

from amberdesk.people.refusals import Refused
from amberdesk.phone.exchanges import BY_HAND, Kind
from amberdesk.phone.models import Call

KINDS = {  # of exchanges
    "api": lazy("Centrala, która pyta, do kogo dzwonić"),
    "asterisk": lazy("Asterisk"),
    "cti": lazy("Webhook CTI"),
    "report": lazy("Centrala operatora (raport)"),
}
ABOUT_KINDS = {
    "api": lazy(
        "Każda centrala z HTTP w planie wybierania. Pyta, do kogo dzwonić, i mówi o wszystkim: każda próba jest dokładna."
    ),
    "asterisk": lazy(
        "Czytamy jego interfejs AMI i queue_log, ustawiamy kolejki według statusów. Każda próba jest dokładna."
    ),
    "cti": lazy(
        "newCall, answer, hangup: to umieją Zammad, STARFACE, sipgate, Placetel i wiele skryptów. Bez prób dzwonienia."
    ),
    "report": lazy(
        "Wirtualna centrala bez interfejsu: klawisz „Rozmawiam” i raport połączeń w CSV. Dane są z raportu operatora."
    ),
}
ABOUT_PHONES = {  # what a technician's name at the exchange is for, by its kind
    "api": lazy("Bez wpisu dzwonimy na numer ze zmiany albo własny numer technika."),
    "asterisk": lazy("Kto ma tu telefon, tego ustawiamy w kolejkach według statusu, i jego próby są jego."),
    "cti": lazy("Po tej nazwie (pole user albo answeringNumber) poznajemy, komu dzwoni i kto odebrał."),
    "report": lazy("Po tej nazwie (kolumna: kto odebrał) poznajemy, czyja była rozmowa z raportu."),
}
SOURCES = {  # of calls that nobody heard exactly
    "report": lazy("z raportu operatora"),
    "hand": lazy("z klawisza „Rozmawiam”"),
    "cti": lazy("z webhooka CTI"),
    "asterisk": lazy("z queue_log"),
    "api": lazy("niedokładne"),
}
ABOUT_SOURCES = {
    "report": lazy("Dane z raportu operatora: bez prób połączenia i dokładnych czasów."),
    "hand": lazy(
        "Dane z klawisza „Rozmawiam”: czasy są z chwil jego naciśnięcia, prób połączenia nikt nie zna."
    ),
    "cti": lazy(
        "Dane z webhooka CTI: czasy są z chwil, w których przyszedł, a końca prób połączenia nikt nie podaje."
    ),
    "asterisk": lazy("Dane z queue_log, bo łącze do centrali było przerwane: czasy są co do sekundy."),
    "api": lazy("Dane niedokładne: tak podała je centrala."),
}
NOT_DIALLED = {
    "number": lazy("Tego numeru centrala nie wybierze. Zadzwoń z telefonu."),
    "no_key": lazy(
        "Hasła do centrali nie da się już odczytać: administrator wpisuje je ponownie w Biurze. Zadzwoń z telefonu."
    ),
    "unreachable": lazy("Centrala nie odpowiada. Zadzwoń z telefonu."),
    "refused": lazy("Centrala nie przyjęła połączenia. Zadzwoń z telefonu."),
    "call_over": lazy("Tej rozmowy nie ma już w centrali."),
}
STRATEGIES = {
    "longest_idle": lazy("najdłużej wolny"),
    "round_robin": lazy("po kolei, z pamięcią"),
    "fixed": lazy("stała kolejność"),
    "all": lazy("wszyscy naraz"),
}
REFUSALS = {
    "exchange_code": lazy("Kod ma od 1 do 20 znaków: małe litery, cyfry i łączniki."),
    "exchange_code_taken": lazy("Centrala o tym kodzie już jest."),
    "exchange_name": lazy("Wpisz nazwę, najwyżej 80 znaków."),
    "exchange_name_taken": lazy("Centrala o tej nazwie już jest."),
    "exchange_url": lazy("To nie jest adres. Wpisz go tak: http://centrala.firma.pl/push."),
    "exchange_host": lazy("Wpisz nazwę albo adres IP komputera z Asteriskiem."),
    "exchange_port": lazy("Port jest liczbą od 1 do 65535."),
    "exchange_user": lazy("Wpisz użytkownika z manager.conf."),
    "exchange_password": lazy("Hasło ma najwyżej 200 znaków, bez znaków sterujących."),
    "exchange_context": lazy("Konteksty to nazwy z planu wybierania: litery, cyfry, łączniki."),
    "exchange_queue_log": lazy(
        "Podaj pełną ścieżkę pliku queue_log albo adres http, pod którym można go pobrać."
    ),
    "report_column": lazy("Ta kolumna jest potrzebna: wpisz jej nagłówek z raportu."),
    "report_moment": lazy("Zapis daty musi mieć dzień, miesiąc, godzinę i minuty: %%d.%%m.%%Y %%H:%%M:%%S."),
    "report_encoding": lazy("Wybierz jedno z podanych kodowań."),
    "phone_agent": lazy("Wpisz nazwę, pod którą centrala zna technika, na przykład PJSIP/t1."),
    "phone_address": lazy("Adres ma najwyżej 120 znaków."),
    "phone_of_technician": lazy("Dzwonimy tylko do techników."),
    "phone_taken": lazy("Pod tą nazwą centrala zna już kogoś innego."),
    "hotline_number": lazy("Wpisz numer infolinii."),
    "hotline_number_taken": lazy("Ten numer ma już inna infolinia."),
    "hotline_label": lazy("Opis ma najwyżej 80 znaków."),
    "hotline_queue": lazy("Nazwa kolejki to litery, cyfry, kropki i łączniki."),
    "hotline_elsewhere": lazy("To numer infolinii: dzwoniący krążyłby między kolejkami."),
    "hotline_limit": lazy("Wpisz liczbę od %(least)s do %(most)s."),
}


def sentence(refusal: Refused) -> str:
    """Return why something about hotlines was refused; "" for a code of another room."""
    text = REFUSALS.get(refusal.code)
    return str(text) % dict(refusal.about) if text else ""


def kind(code: str) -> str:
    """Return what kind of exchange it is."""
    return str(KINDS.get(code, code))


def not_dialled(code: str) -> str:
    """Return why the exchange did not do what a click asked for."""
    return str(NOT_DIALLED.get(code, NOT_DIALLED["refused"]))


def source_of(call: Call) -> str:
    """Return by whom a call is known that nobody heard exactly (a key of SOURCES); "" for an exact one."""
    if not call.coarse:
        return ""
    by_hand = call.exchange.kind == Kind.REPORT and call.key.startswith(f"{call.exchange.code}:{BY_HAND}")
    return "hand" if by_hand else call.exchange.kind


def source(call: Call) -> str:
    """Return by whom a call is known that nobody heard exactly, in words: "z raportu operatora"."""
    return str(SOURCES.get(source_of(call), ""))


def about_source(call: Call) -> str:
    """Return what such a call's data is worth, in a sentence."""
    return str(ABOUT_SOURCES.get(source_of(call), ""))


def sources(kinds: Iterable[str]) -> str:
    """Return by whom inexact calls of exchanges of these kinds are known: "z raportu operatora, z webhooka CTI"."""
    return ", ".join(str(text) for kind, text in SOURCES.items() if kind in set(kinds))


def strategy(code: str) -> str:
    """Return the word for whom to ring first."""
    return str(STRATEGIES.get(code, code))
