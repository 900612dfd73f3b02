"""What the customer's side is told: what concerns it, and only that. Subscribers of the switchboard.

To an address that nobody has proven to be his go number, link and fixed words only, never what somebody typed.
"""

from collections.abc import Callable, Sequence
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.customers.codes import Channel
from amberdesk.customers.texts import text_in
from amberdesk.mail.queries import confirmations_to, pointing_of
from amberdesk.mail.senders import contact_of
from amberdesk.notices.audiences import bounced, followers, may_read
from amberdesk.notices.letter import Letter, paragraphs
from amberdesk.notices.places import form_page, participant_page
from amberdesk.notices.tell import tell_participant
from amberdesk.orders.models import Message, Order, Participant
from amberdesk.outbox.deliver import wait_until
from amberdesk.outbox.models import Event

MOST_BY_MAIL = 3  # letters an hour that the desk writes by itself to one address that writes to it
MOST_UNPROVEN = 10  # and to one that somebody has only typed into a form


def confirm(event: Event) -> None:
    """Confirm a placed order to everyone who follows it from the start."""
    confirm_all([event])


def confirm_all(events: Sequence[Event]) -> None:
    """Confirm placed orders."""
    found = _with_network().prefetch_related("participants").in_bulk([_order_id(event) for event in events])
    emails = {p.email for order in found.values() for p in order.participants.all() if p.email}
    sent = confirmations_to(emails, events[-1].recorded_at) if emails else {}
    nobodys = bounced(emails) if emails else set()
    for event in events:
        order = found[_order_id(event)]
        for participant in followers(order, nobodys) if not event.data.get("quiet") else ():
            if _is_within(sent, order, participant):
                tell_participant(event, order, participant, partial(_confirmation, order, participant))


def _is_within(sent: dict[str, int], order: Order, participant: Participant) -> bool:
    """Tell whether one more letter by itself may go to the address, and count it.

    A program that writes mails is answered a few times an hour, whatever it says of itself; and nobody can have an
    address that is not proven filled with letters.
    """
    count = sent.get(participant.email, 0)
    if count >= MOST_BY_MAIL and order.channel == "mail":
        return False
    if count >= MOST_UNPROVEN and not may_read(participant, order.network):
        return False
    sent[participant.email] = count + 1
    return True


def confirm_joining(event: Event) -> None:
    """Confirm to one who joined ("me too") that he follows the order now."""
    order = order_of(event)
    joined = order.participants.filter(pk=event.data["participant"], removed_at=None)
    sent = confirmations_to({p.email for p in joined}, event.recorded_at)
    for participant in joined.exclude(email="") if not event.data.get("quiet") else ():
        if not _is_within(sent, order, participant):
            continue
        tell_participant(event, order, participant, partial(_confirmation, order, participant))


def _confirmation(order: Order, participant: Participant) -> Letter:
    known = may_read(participant, order.network)
    about = [_("Zarejestrowaliśmy zgłoszenie %(number)s.") % {"number": order.number}]
    if known:
        about.append(_("Dotyczy: %(subject)s") % {"subject": order.subject})
    about.append(
        _(
            "Nie trzeba niczego potwierdzać. Pod tym odnośnikiem widać, co się z nim dzieje, i można dopisać wiadomość."
        )
    )
    about += _pointing(order, participant)
    return _letter(_("Zgłoszenie zarejestrowane"), about, participant, link=_("Śledź zgłoszenie"))


def _pointing(order: Order, participant: Participant) -> list[str]:
    """Return what is said to who wrote to a mailbox that points to the form: in the same letter, for one is enough.

    A shop's own link goes only to an address that is known to be of that shop.
    """
    box = pointing_of(order) if order.channel == Channel.MAIL else None
    if box is None:
        return []
    own = text_in(box.wording, get_language() or order.language).strip()
    asked = own or _("Następnym razem najszybciej będzie przez formularz.")
    contact = contact_of(order.network, participant.email)
    address = form_page(box, contact.site if contact else None)
    return [*paragraphs(asked), _("Formularz: %(address)s") % {"address": address}]


def pass_reply_on(event: Event) -> None:
    """Send our public answer once it is public, to those who follow the order it stands in by then; one taken back
    is never sent.
    """
    message = Message.objects.select_related("author").get(pk=event.data["message"])
    wait_until(message.visible_at)
    if message.taken_back_at or message.erased_at or message.purpose == "resolve":
        return
    _tell_all(event, order_by_id(message.order_id), partial(_answer, message), automatic=False)


def _answer(message: Message, order: Order, participant: Participant) -> Letter:
    subject = _("Pytanie do zgłoszenia") if message.question else _("Odpowiedź na zgłoszenie")
    if not may_read(participant, order.network):
        return _letter(
            subject, [_("Jest odpowiedź na zgłoszenie.")], participant, link=_("Przeczytaj odpowiedź")
        )
    wish = [_("Prosimy o odpowiedź.")] if message.question else []
    author = message.author.name if message.author else ""
    if not message.question:
        subject = order.subject  # programs keep together what is called the same
    return _letter(subject, wish, participant, link=_("Odpowiedz"), quote=message.text, quoted=author)


def tell_resolved(event: Event) -> None:
    """Say that it is solved, what solved it, and ask for the verdict."""
    message = Message.objects.get(pk=event.data["message"])
    wait_until(message.visible_at)
    _tell_all(event, order_of(event), partial(_solved, message))


def _solved(message: Message, order: Order, participant: Participant) -> Letter:
    text = [_("Zgłoszenie %(number)s jest rozwiązane.") % {"number": order.number}]
    text.append(_("Jeśli coś nadal nie działa, jedno kliknięcie otworzy je ponownie."))
    quote = message.text if may_read(participant, order.network) and not message.taken_back_at else ""
    return _letter(
        _("Zgłoszenie rozwiązane"), text, participant, link=_("Czy działa? Odpowiedz"), quote=quote
    )


def tell_waiting(event: Event) -> None:
    """Say what we wait for, unless it is the customer's own answer: that was a question to him."""
    if event.data["reason"] != "customer":
        _tell_all(event, order_of(event), partial(_waits, event.data["reason"]))


def _waits(reason: str, order: Order, participant: Participant) -> Letter:
    why = {
        "part": _("Czekamy na część. Wrócimy do naprawy, gdy tylko ją dostaniemy."),
        "supplier": _("Czekamy na firmę zewnętrzną. Pilnujemy terminu i damy znać, co dalej."),
        "appointment": _("Naprawa jest umówiona na konkretny termin."),
    }[reason]
    return _letter(_("Zgłoszenie oczekuje"), [why], participant, link=_("Zobacz zgłoszenie"))


def tell_reopened(event: Event) -> None:
    """Say that we are working on it again; who said so himself knows."""
    _tell_all(event, order_of(event), _reopened)


def _reopened(order: Order, participant: Participant) -> Letter:
    text = [_("Zgłoszenie jest znowu otwarte. Pracujemy nad nim.")]
    return _letter(_("Zgłoszenie otwarte ponownie"), text, participant, link=_("Zobacz zgłoszenie"))


def tell_ended(event: Event) -> None:
    """Say that an order was cancelled, or merged into another."""
    _tell_all(event, order_of(event), _ended)


def _ended(order: Order, participant: Participant) -> Letter:
    if order.merged_into is None:
        text = _("Zgłoszenie %(number)s zostało anulowane.") % {"number": order.number}
        return _letter(_("Zgłoszenie anulowane"), [text], participant, link=_("Zobacz zgłoszenie"))
    text = _("Zgłoszenie %(number)s dotyczy tej samej sprawy co %(other)s. Zajmujemy się nimi razem.") % {
        "number": order.number,
        "other": order.merged_into.number,
    }
    return _letter(_("Zgłoszenie połączone z innym"), [text], participant, link=_("Zobacz zgłoszenie"))


def _tell_all(
    event: Event, order: Order, write: Callable[[Order, Participant], Letter], *, automatic: bool = True
) -> None:
    """Write to everyone who follows the order, but not to the doer himself."""
    doer = event.actor_id if event.actor_kind == "contact" else None
    for participant in followers(order, automatic=automatic):
        if participant.pk != doer:
            tell_participant(
                event, order, participant, partial(write, order, participant), automatic=automatic
            )


def _letter(
    subject: str,
    paragraphs: list[str],
    participant: Participant,
    *,
    link: str,
    quote: str = "",
    quoted: str = "",
) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=(_("Dzień dobry,"), *paragraphs),
        quote=quote,
        quoted=quoted,
        link=participant_page(participant),
        link_text=link,
        language=participant.language,
    )


def order_of(event: Event) -> Order:
    """Return the order that an event is about."""
    return order_by_id(_order_id(event))


def order_by_id(pk: int) -> Order:
    return _with_network().get(pk=pk)


def _order_id(event: Event) -> int:
    return int(event.subject.removeprefix("order:"))


def _with_network() -> QuerySet[Order]:
    return Order.objects.select_related("network", "site")
