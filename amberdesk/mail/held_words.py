"""Why mails wait and what became of them, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.mail.models import RawMail
from amberdesk.mail.settling import Dropped

WHY = {
    "stranger": lazy("Odpowiada na nasz list, ale nadawca nie należy do tego klienta."),
    "other_network": lazy("Odpowiada na nasz list w sprawie innego klienta niż ta skrzynka."),
    "unknown_order": lazy("Odpowiada na nasz list, ale tego zgłoszenia już nie ma."),
    "number_only": lazy("W temacie jest numer zgłoszenia, ale to nie jest odpowiedź na nasz list."),
    "form_only": lazy("Nowe zgłoszenia tej skrzynki przyjmuje tylko formularz."),
    "unproven": lazy("Domena nadawcy mówi, że ten list nie jest od niej. Może ktoś się podszywa."),
    "conflict": lazy("Był już list o tym samym identyfikatorze, ale z inną treścią."),
    "service": lazy(
        "Napisał program, któremu nikt nie odpowie i którego klient nie ma wśród kontaktów. To może być klucz do konta."
    ),
    "refused": lazy("Zgłoszenie nie przyjęło tej wiadomości."),
    "failed": lazy("Nie udało się odczytać listu. Administrator może spróbować po naprawie."),
    "too_big": lazy("List jest za duży, żeby przyjąć go automatycznie."),
    "too_deep": lazy("List jest zbudowany zbyt zawile, żeby przyjąć go automatycznie."),
    "unreadable": lazy("Listu nie da się odczytać. Cały jest zachowany."),
    "no_sender": lazy("List nie ma nadawcy."),
    "loop": lazy("List krążył zbyt długo między serwerami."),
    "abuse_report": lazy("Skarga na pocztę, wysłana przez program."),
    "mailing_list": lazy("Wysyłka do wielu osób: lista albo newsletter."),
    "bounce": lazy("Wygląda na zwrot naszego listu, ale mógł to napisać człowiek."),
    "delayed": lazy("Wygląda na wiadomość, że nasz list się opóźnia, ale mógł to napisać człowiek."),
    "away": lazy("Wygląda na odpowiedź kogoś nieobecnego, ale mógł to napisać człowiek."),
    "sender_limit": lazy("Ten nadawca przysłał więcej listów na godzinę, niż skrzynka przepuszcza."),
}
SHORT = {
    "stranger": lazy("obcy nadawca"),
    "other_network": lazy("inny klient"),
    "unknown_order": lazy("nie ma zgłoszenia"),
    "number_only": lazy("sam numer"),
    "form_only": lazy("tylko formularz"),
    "unproven": lazy("podejrzany nadawca"),
    "conflict": lazy("inna treść"),
    "service": lazy("obcy program"),
    "refused": lazy("odmowa zgłoszenia"),
    "failed": lazy("błąd odczytu"),
    "too_big": lazy("za duży"),
    "too_deep": lazy("zbyt zawiły"),
    "unreadable": lazy("nieczytelny"),
    "no_sender": lazy("bez nadawcy"),
    "loop": lazy("pętla"),
    "abuse_report": lazy("skarga"),
    "mailing_list": lazy("wysyłka masowa"),
    "sender_limit": lazy("za dużo naraz"),
    "own": lazy("własny list"),
    "bounce": lazy("zwrot"),
    "delayed": lazy("opóźnienie"),
    "read_receipt": lazy("potwierdzenie odczytu"),
    "away": lazy("autoodpowiedź"),
    "automatic": lazy("list programu"),
}
STATES = {
    "kept": lazy("czeka na odczyt"),
    "held": lazy("wstrzymany"),
    "placed": lazy("stał się zgłoszeniem"),
    "joined": lazy("dołączony do zgłoszenia"),
    "dropped": lazy("odrzucony"),
}
TONES = {"kept": "amber", "held": "amber", "placed": "green", "joined": "green", "dropped": "dim"}
DROPPED = {
    Dropped.SPAM: lazy("spam albo reklama"),
    Dropped.DOUBLE: lazy("sprawa jest już znana"),
    Dropped.NOT_OURS: lazy("nie do nas"),
    Dropped.MACHINE: lazy("napisał program"),
    Dropped.HANDLED: lazy("załatwione inaczej, np. telefonicznie"),
}
SUGGESTED = {
    "named": lazy("odpowiada na list o nim"),
    "number": lazy("jego numer jest w temacie"),
    "sender": lazy("śledzi je ten nadawca"),
    "site": lazy("otwarte w placówce nadawcy"),
}
VERDICT_TONES = {"passed": "green", "failed": "red"}
UNREAD = {
    "too_big": lazy("list jest za duży, widać tylko początek"),
    "too_deep": lazy("list jest zbyt zawiły, widać tylko część"),
    "too_many_parts": lazy("list ma zbyt wiele części, widać tylko część"),
    "header_too_long": lazy("nagłówek jest za długi, widać tylko część"),
    "unreadable": lazy("listu nie da się odczytać"),
}
FLAGS = {
    "several_senders": lazy("kilku nadawców"),
    "signed": lazy("podpisany"),
    "encrypted": lazy("zaszyfrowany"),
    "invite": lazy("zaproszenie do kalendarza"),
    "remote": lazy("obrazki spoza listu, nie wczytujemy ich"),
    "forward": lazy("przekazany dalej"),
}


def why(row: RawMail) -> str:
    """Return the sentence for why a mail waits."""
    return str(WHY[row.reason]) if row.reason in WHY else _("List czeka na decyzję.")


def short(reason: str) -> str:
    """Return a reason in a few words."""
    return str(SHORT.get(reason, reason))


def became(row: RawMail) -> str:
    """Return what became of a mail, and why."""
    if row.state == "dropped" and row.dropped_as:
        return f"{STATES['dropped']}: {DROPPED[Dropped(row.dropped_as)]}"
    return str(STATES[row.state])
