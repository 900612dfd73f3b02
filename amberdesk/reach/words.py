"""The words and sentences about ways and the gateway, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.refusals import Refused
from amberdesk.webhooks import words as webhooks

KINDS = {"push": lazy("Powiadomienie w przeglądarce"), "sms": lazy("SMS"), "voice": lazy("Telefon (głos)")}
FORMS = {"json": lazy("JSON"), "form": lazy("formularz (application/x-www-form-urlencoded)")}
STATES = {
    "waiting": lazy("czeka"),
    "sent": lazy("przyjęte"),
    "dead": lazy("nie wysłano"),
    "dropped": lazy("już niepotrzebne"),
}
REFUSALS = {
    "phone_missing": lazy("Najpierw wpisz swój numer telefonu na stronie „Moje konto”."),
    "wait_wrong": lazy("Podaj liczbę minut od 0 do 60."),
    "way_unknown": lazy("Wybierz jedną z podanych możliwości."),
    "way_twice": lazy("Ten sposób podano dwa razy."),
    "method_unknown": lazy("Wybierz jedną z podanych możliwości."),
    "form_unknown": lazy("Wybierz jedną z podanych możliwości."),
    "places_missing": lazy("W treści musi być {to} (numer) i {text} (wiadomość)."),
    "not_json": lazy("To nie jest poprawny JSON. {to} i {text} wpisz w cudzysłowach."),
    "header_wrong": lazy("To nie jest nazwa nagłówka, którą można ustawić."),
    "secret_wrong": lazy("Sekret to znaki ASCII w jednym wierszu, bez spacji na końcach."),
    "browser_unreadable": lazy(
        "Przeglądarka podała coś, czego nie umiemy odczytać. Odśwież stronę i spróbuj jeszcze raz."
    ),
    "browsers_many": lazy("Masz już 10 przeglądarek. Usuń tę, której nie używasz."),
    "browser_missing": lazy("Najpierw włącz powiadomienia w tej przeglądarce."),
    "gateway_missing": lazy("Bramka nie jest ustawiona albo jest wyłączona."),
}


def sentence(refusal: Refused) -> str:
    """Return why something was refused."""
    return say(refusal.code)


def say(code: str) -> str:
    """Return the sentence of a code; about addresses the webhooks know."""
    if code in REFUSALS:
        return str(REFUSALS[code])
    return str(webhooks.REFUSALS[code]) if code in webhooks.REFUSALS else _("Tego nie można zrobić.")


def error(code: str) -> str:
    """Return what went wrong with an attempt; "" for nothing."""
    return "" if not code else str(REFUSALS[code]) if code in REFUSALS else webhooks.error(code)
