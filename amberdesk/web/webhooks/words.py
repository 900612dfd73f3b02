"""The words of events on this screen."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

KINDS = {
    "order.placed": lazy("zgłoszenie założone"),
    "order.verified": lazy("zweryfikowane"),
    "order.priority_set": lazy("zmieniony priorytet"),
    "order.assigned": lazy("przydzielone"),
    "order.started": lazy("wzięte do realizacji"),
    "order.handed_over": lazy("przekazane na inny poziom"),
    "order.sent_back": lazy("zwrócone"),
    "order.waiting": lazy("wstrzymane"),
    "order.resumed": lazy("wznowione"),
    "order.replied": lazy("nasza odpowiedź"),
    "order.reply_taken_back": lazy("cofnięta odpowiedź"),
    "order.noted": lazy("notatka wewnętrzna"),
    "order.restored": lazy("obejście działa"),
    "order.relapsed": lazy("obejście zawiodło"),
    "order.contacted": lazy("odnotowany kontakt"),
    "order.received": lazy("wiadomość od klienta"),
    "order.resolved": lazy("rozwiązane"),
    "order.reopened": lazy("otwarte ponownie"),
    "order.closed": lazy("zamknięte"),
    "order.cancelled": lazy("anulowane"),
    "order.merged": lazy("scalone z innym"),
    "order.absorbed": lazy("dołączono inne zgłoszenie"),
    "order.corrected": lazy("poprawione dane"),
    "order.message_moved": lazy("przeniesiona wiadomość"),
    "order.linked": lazy("powiązane"),
    "order.tagged": lazy("etykiety"),
    "order.referred": lazy("numer obcy"),
    "order.joined": lazy("dołączyła kolejna osoba"),
    "order.unfollowed": lazy("ktoś już nie śledzi zgłoszenia"),
    "order.undone": lazy("cofnięta czynność"),
    "order.remarked": lazy("ocena klienta"),
    "order.clock_warned": lazy("zbliża się termin"),
    "order.clock_breached": lazy("termin przekroczony"),
    "order.clock_withdrawn": lazy("odwołane ostrzeżenie o terminie"),
    "order.called": lazy("wezwano kogoś do zgłoszenia"),
    "order.accepted": lazy("ktoś przyjął wezwanie"),
    "order.call_unanswered": lazy("nikt nie przyjął wezwania"),
    "order.escalated": lazy("eskalacja według umowy"),
    "order.erased": lazy("usunięte dane osobowe"),
    "webhook.trial": lazy("próba"),
}


def kind(code: str) -> str:
    """Return the word for a kind of event."""
    return str(KINDS[code]) if code in KINDS else code


def sentence_of_replay(count: int) -> str:
    """Return what was done about calls that had failed."""
    return _("Wyślemy jeszcze raz: %(count)s.") % {"count": count} if count else _("Nie było czego wysyłać.")
