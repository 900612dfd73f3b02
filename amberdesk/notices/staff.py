"""What our own people are told. Subscribers of the switchboard; nobody is told what he did himself."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.notices.audiences import coordinators, in_charge, staff
from amberdesk.notices.customer import order_by_id, order_of
from amberdesk.notices.letter import Letter
from amberdesk.notices.places import staff_page
from amberdesk.notices.tell import tell_address, tell_person
from amberdesk.orders.models import Message, Order
from amberdesk.orders.summons import URGENT_SHARE, called_for, level_at_work
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person
from amberdesk.rosters.queries import is_on_shift, members, on_duty


class Said(NamedTuple):
    """What is told of a target that nearly ran out, and of one that did."""

    near: Any
    over: Any


CLOCKS = {
    "response": Said(lazy("Kończy się czas reakcji."), lazy("Minął czas reakcji.")),
    "restore": Said(lazy("Kończy się czas przywrócenia."), lazy("Minął czas przywrócenia.")),
    "solution": Said(lazy("Kończy się czas rozwiązania."), lazy("Minął czas rozwiązania.")),
    "update": Said(
        lazy("Pora odezwać się do klienta."), lazy("Klient czeka na wiadomość dłużej, niż obiecaliśmy.")
    ),
    "level_L1": Said(
        lazy("Kończy się czas I linii na to zgłoszenie."), lazy("Minął czas I linii na to zgłoszenie.")
    ),
    "level_L2": Said(
        lazy("Kończy się czas II linii na to zgłoszenie."), lazy("Minął czas II linii na to zgłoszenie.")
    ),
    "level_L3": Said(
        lazy("Kończy się czas III linii na to zgłoszenie."), lazy("Minął czas III linii na to zgłoszenie.")
    ),
}
Words = Callable[[], str]  # said in the reader's language, so only when it is his turn


def tell_assigned(event: Event) -> None:
    """Tell a technician of the order that he has been given."""
    order = order_of(event)
    if event.data.get("assignee") == order.assignee_id:  # not undone or given to another meanwhile
        people = staff([order.assignee_id], but=event)
        _tell(
            event, order, people, lambda: _("Przydzielono Ci zgłoszenie"), lambda: _("Masz nowe zgłoszenie.")
        )


def tell_handed_over(event: Event) -> None:
    """Tell the level that an order has come to it: its technician if named, else who is on duty, else the level."""
    order = order_of(event)
    level = event.data["to_level"]
    if order.level != level:
        return
    note = _words(event)
    people = [order.assignee_id] if order.assignee_id else _level(level, order, event)
    subject = {
        "order.handed_over": lambda: _("Przekazano zgłoszenie do %(level)s") % {"level": level},
        "order.sent_back": lambda: _("Zwrócono zgłoszenie do %(level)s") % {"level": level},
    }[event.kind]
    _tell(event, order, staff(people, but=event), subject, lambda: _("Powód:"), note)


def _level(level: str, order: Order, event: Event) -> list[int]:
    here = on_duty(level, order.network_id, event.at) or members(level, order.network_id)
    return [person.pk for person in here]


def pass_answer_on(event: Event) -> None:
    """Tell the technician, else the coordinators, what the customer wrote."""
    order = order_of(event)
    _tell(
        event,
        order,
        in_charge(order, but=event),
        lambda: _("Klient odpisał"),
        lambda: _("Klient pisze:"),
        _words(event),
    )


def tell_unreached(event: Event) -> None:
    """Tell the technician, else the coordinators, that a letter did not reach the customer."""
    order = order_by_id(event.data["order"])

    def why() -> str:
        if event.data.get("nobody"):
            return _("Takiego adresu nie ma. Zadzwoń albo popraw adres.")
        return _("Serwer klienta jej nie przyjął. Zadzwoń albo odpowiedz inną drogą.")

    _tell(event, order, in_charge(order, but=event), lambda: _("Poczta do klienta nie dotarła"), why)


def tell_mentioned(event: Event) -> None:
    """Tell colleagues who are named in a note."""
    order = order_of(event)
    people = staff(event.data.get("mentions", ()), but=event)
    _tell(
        event,
        order,
        people,
        lambda: _("Wspomniano o Tobie"),
        lambda: _("W notatce do zgłoszenia:"),
        _words(event),
    )


def tell_reopened(event: Event) -> None:
    """Tell the technician, else the coordinators, that it is still broken."""
    order = order_of(event)
    said = _words(event) if event.data.get("message") else ""
    _tell(
        event,
        order,
        in_charge(order, but=event),
        lambda: _("Otwarto ponownie"),
        lambda: _("Problem nadal trwa."),
        said,
    )


def warn_of_clock(event: Event) -> None:
    """Tell technician and coordinators of a breach, or that a target is nearly used up; not who is called for it."""
    if event.kind == "order.clock_warned" and event.data["share"] < URGENT_SHARE:
        return
    order = order_of(event)
    if not order.is_open:
        return
    concerned = [*_at_work(order, event), *(p.pk for p in coordinators(order.network_id))]
    called = called_for(event.pk)
    people = staff((pk for pk in concerned if pk not in called), but=event)
    said = CLOCKS[event.data["target"]]
    if event.kind == "order.clock_breached":
        _tell(event, order, people, lambda: _("Termin minął"), lambda: str(said.over))
    else:
        _tell(event, order, people, lambda: _("Termin blisko"), lambda: str(said.near))


def _at_work(order: Order, event: Event) -> list[int | None]:
    """Return the order's technician while he is on shift, else who is on duty for it, else him after all."""
    if order.assignee_id is None or not is_on_shift(order.assignee_id, event.at):
        level = level_at_work(order, event.at)
        if here := [person.pk for person in on_duty(level, order.network_id, event.at)]:
            return [*here]
    return [order.assignee_id]


def pass_remarks_on(event: Event) -> None:
    """Send remarks after solving to the address that the network chose, else to the coordinators."""
    if not event.data.get("message"):
        return
    order, words = order_of(event), _words(event)
    if order.network.remarks_email:
        tell_address(event, order, order.network.remarks_email, lambda: _remarks(order, words))
    else:
        _tell(
            event,
            order,
            coordinators(order.network_id),
            lambda: _("Uwagi po rozwiązaniu"),
            lambda: _("Klient pisze:"),
            words,
        )


def _remarks(order: Order, words: str) -> Letter:
    text = _("Uwagi do rozwiązanego zgłoszenia %(number)s:") % {"number": order.number}
    return Letter(
        subject=_("Uwagi po rozwiązaniu"), paragraphs=(text,), quote=words, language=order.network.language
    )


def _words(event: Event) -> str:
    message = Message.objects.get(pk=event.data["message"])
    return "" if message.taken_back_at or message.erased_at else message.text


def _tell(
    event: Event, order: Order, people: Iterable[Person], subject: Words, text: Words, quote: str = ""
) -> None:
    for person in people:
        tell_person(event, order, person, partial(_letter, order, subject, text, quote, person))


def _letter(order: Order, subject: Words, text: Words, quote: str, person: Person) -> Letter:
    where = f"{order.network} · {order.site}" if order.site else str(order.network)
    about = f"{order.subject}\n{where} · {order.priority} · {order.level}"
    return Letter(
        subject=f"{subject()}: {order.subject}",
        paragraphs=(about, text()),
        quote=quote,
        link=staff_page(order),
        link_text=_("Otwórz zgłoszenie"),
        language=person.language,
    )
