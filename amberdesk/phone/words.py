"""The words and sentences about hotlines, calls and exchanges, in the reader's language."""

from django.utils.translation import gettext_lazy as lazy

from amberdesk.people.refusals import Refused

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


def strategy(code: str) -> str:
    """Return the word for whom to ring first."""
    return str(STRATEGIES.get(code, code))
