"""Who is called to an order, who is told above, and that nobody has accepted. Subscribers of the switchboard."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amberdesk.clock import spoken
from amberdesk.customers.promise_words import target_text
from amberdesk.customers.queries import company
from amberdesk.notices.audiences import coordinators, staff
from amberdesk.notices.customer import order_of
from amberdesk.notices.letter import Letter
from amberdesk.notices.places import accept_page, staff_page
from amberdesk.notices.tell import tell_person
from amberdesk.orders.models import Order
from amberdesk.orders.story_words import why_called
from amberdesk.orders.summons import URGENT
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.reach.actions.alert import alert


def call(event: Event) -> None:
    """Call people to an order, unless somebody has accepted meanwhile; tell the coordinators of a new urgent one."""
    order, asked = order_of(event), "summons" in event.data
    if not order.is_open or (asked and order.called_at is None):
        return
    people = staff(event.data.get("people", ()), but=event)
    if asked:
        for person in people:
            tell_person(event, order, person, partial(_call, event, order, person))
            with translation.override(person.language):
                text, short = _in_short(event, order), _shorter(event, order)
            link = accept_page(order)
            alert(person, order, text, short=short, link=link, event_id=event.pk, at=event.recorded_at)
    if event.data["cause"] == URGENT and event.data.get("first"):
        told = {p.pk for p in people} if asked else set()
        for person in staff((p.pk for p in coordinators(order.network_id)), but=event):
            if person.pk not in told:
                tell_person(event, order, person, partial(_urgent, order, person))


def tell_unanswered(event: Event) -> None:
    """Tell the coordinators that everybody was called and nobody has accepted."""
    order = order_of(event)
    if order.is_open and order.called_at is not None:
        for person in staff((p.pk for p in coordinators(order.network_id)), but=event):
            tell_person(event, order, person, partial(_unanswered, event, order, person))


def tell_escalated(event: Event) -> None:
    """Tell those whom the agreement names that so much of a target is used."""
    order = order_of(event)
    if order.is_open:
        for person in staff(event.data.get("people", ()), but=event):
            tell_person(event, order, person, partial(_escalated, event, order, person))


def _call(event: Event, order: Order, person: Person) -> Letter:
    why, minutes = why_called(event.data["cause"], event.data.get("target", "")), event.data["minutes"]
    begun = event.recorded_at if event.data.get("late") else event.at
    until = spoken.hour(begun + timedelta(minutes=minutes), ZoneInfo(company().timezone))
    asked = ngettext(
        "Naciśnij „Przyjmuję” w ciągu %(count)s minuty (do %(until)s). Potem wezwiemy następną osobę.",
        "Naciśnij „Przyjmuję” w ciągu %(count)s minut (do %(until)s). Potem wezwiemy następną osobę.",
        minutes,
    )
    return Letter(
        subject=_("Wezwanie: %(subject)s") % {"subject": order.subject},
        paragraphs=(_about(order), _sentence(why), asked % {"count": minutes, "until": until}),
        link=accept_page(order),
        link_text=_("Przyjmuję"),
        language=person.language,
    )


def _shorter(event: Event, order: Order) -> str:
    """Return a call as a notice in a browser, which opens the page itself."""
    why = why_called(event.data["cause"], event.data.get("target", ""))
    return _("%(number)s, %(priority)s: %(why)s") % {
        "number": order.number,
        "priority": order.priority,
        "why": why,
    }


def _in_short(event: Event, order: Order) -> str:
    """Return a call as a message to a phone: no words of the customer."""
    why = why_called(event.data["cause"], event.data.get("target", ""))
    return _("%(number)s, %(priority)s: %(why)s. Przyjmij: %(link)s") % {
        "number": order.number,
        "priority": order.priority,
        "why": why,
        "link": accept_page(order),
    }


def _urgent(order: Order, person: Person) -> Letter:
    return Letter(
        subject=_("Nowe pilne zgłoszenie: %(subject)s") % {"subject": order.subject},
        paragraphs=(_about(order), _("Sklep nie może pracować. Czeka na weryfikację.")),
        link=staff_page(order),
        link_text=_("Otwórz zgłoszenie"),
        language=person.language,
    )


def _unanswered(event: Event, order: Order, person: Person) -> Letter:
    why = why_called(event.data["cause"], event.data.get("target", ""))
    return Letter(
        subject=_("Nikt nie przyjął: %(subject)s") % {"subject": order.subject},
        paragraphs=(
            _about(order),
            _sentence(why),
            _("Wezwaliśmy po kolei wszystkich i nikt nie przyjął. Zadzwoń."),
        ),
        link=accept_page(order),
        link_text=_("Przyjmuję"),
        language=person.language,
    )


def _escalated(event: Event, order: Order, person: Person) -> Letter:
    used = _("%(target)s: wykorzystano %(share)s %%. Umowa każe Cię o tym powiadomić.") % {
        "target": target_text(order.agreement_version, event.data["target"]),
        "share": event.data["share"],
    }
    return Letter(
        subject=_("Eskalacja: %(subject)s") % {"subject": order.subject},
        paragraphs=(_about(order), _capital(used)),
        link=staff_page(order),
        link_text=_("Otwórz zgłoszenie"),
        language=person.language,
    )


def _sentence(why: str) -> str:
    return f"{_capital(why)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _about(order: Order) -> str:
    where = f"{order.network} · {order.site}" if order.site else str(order.network)
    return f"{order.subject}\n{where} · {order.priority} · {order.level}"
