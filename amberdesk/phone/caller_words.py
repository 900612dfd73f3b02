"""What callers hear, in the language of their network."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.customers.words import duty_sentence
from amberdesk.phone.actions.route import Answer
from amberdesk.phone.crew import terms_now
from amberdesk.phone.happenings import Reason

REFUSED = {
    Reason.NOBODY: lazy("Teraz nikt nie może odebrać. Oddzwonimy, gdy tylko ktoś będzie wolny."),
    Reason.TIMEOUT: lazy("Wszyscy technicy nadal rozmawiają. Oddzwonimy, gdy tylko ktoś będzie wolny."),
    Reason.FULL: lazy("Kolejka jest pełna. Oddzwonimy, gdy tylko ktoś będzie wolny."),
}


def said(answer: Answer, at: datetime) -> str:
    """Return the sentence for the caller; "" where he hears nothing but the ringing."""
    network = answer.hotline.network
    with override(network.language):
        if answer.do == "wait":
            return waiting(answer.data)
        if answer.do != "refuse":
            return ""
        if answer.data["reason"] != Reason.CLOSED:
            return str(REFUSED[Reason(answer.data["reason"])])
        terms = terms_now(network, at)
        return duty_sentence(
            answer.duty,
            now=at,
            zone=ZoneInfo(network.timezone),
            language=get_language() or "pl",
            notice=terms.duty_notice if terms else None,
        )


def waiting(data: dict[str, Any]) -> str:
    """Return the caller's place, and how long it may take where that can be said."""
    place = _("Miejsce w kolejce: %(position)s.") % {"position": data["position"]}
    if data.get("kept"):
        place = _("Zachowaliśmy miejsce z poprzedniego połączenia.") + f" {place}"
    if data["minutes"] is None:
        return place
    time = ngettext(
        "Przewidywany czas oczekiwania: %(count)s minuta.",
        "Przewidywany czas oczekiwania: %(count)s minut.",
        data["minutes"],
    ) % {"count": data["minutes"]}
    return f"{place} {time}"
