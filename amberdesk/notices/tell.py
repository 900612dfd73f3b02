"""Post letters to people, once per event and recipient."""

from collections.abc import Callable
from dataclasses import replace

from django.utils import translation

from amberdesk.customers.models import Network
from amberdesk.customers.queries import company
from amberdesk.mail.actions.post import post
from amberdesk.mail.answering import NOBODY, Answering, answering, mailbox_for
from amberdesk.mail.message_ids import make_message_id, thread_anchor
from amberdesk.notices.letter import Letter
from amberdesk.notices.places import mail_host
from amberdesk.orders.models import Order, Participant
from amberdesk.outbox.models import Event
from amberdesk.people.models import Person

CONFIRMATIONS = {"order.placed", "order.joined"}  # letters about these answer somebody's own mail or form


def tell_participant(
    event: Event,
    order: Order,
    participant: Participant,
    write: Callable[[], Letter],
    *,
    automatic: bool = True,
) -> None:
    """Post what `write` says, in the participant's language, signed as the mailbox signs that it is from."""
    where = answering(order, participant, company().name)
    with translation.override(participant.language or order.language):
        letter = replace(write(), footer=where.signature or signature())
    _post(
        event,
        order,
        f"p{participant.pk}",
        participant.email,
        letter,
        participant=participant,
        where=where,
        automatic=automatic,
        confirms=event.kind in CONFIRMATIONS,
    )


def tell_person(event: Event, order: Order, person: Person, write: Callable[[], Letter]) -> None:
    """Post what `write` says, in the person's language."""
    with translation.override(person.language):
        letter = write()
    _post(event, order, f"u{person.pk}", person.email, letter)


def tell_address(event: Event, order: Order, email: str, write: Callable[[], Letter]) -> None:
    """Post what `write` says to an address that the network has chosen, in the network's language."""
    with translation.override(order.network.language):
        letter = write()
    _post(event, order, "r0", email, letter)


def _post(
    event: Event,
    order: Order,
    code: str,
    email: str,
    letter: Letter,
    *,
    participant: Participant | None = None,
    where: Answering = NOBODY,
    automatic: bool = True,
    confirms: bool = False,
) -> None:
    host = mail_host()
    post(
        message_id=make_message_id(code, order_id=order.pk, event_id=event.pk, host=host),
        to=email,
        subject=f"[{order.number}] {letter.subject}",
        text=letter.as_text(),
        html=letter.as_html(),
        order=order,
        participant=participant,
        thread=thread_anchor(order.pk, host),
        answering=where,
        automatic=automatic,
        confirms=confirms,
        at=event.recorded_at,
    )


def signature(network: Network | None = None) -> str:
    """Return the words under every letter: who we are and how to reach us, as the network is told it."""
    box = mailbox_for(network) if network else None
    if box is not None and box.signature:
        return box.signature
    who = company()
    return "\n".join(part for part in (who.name, who.phone, who.email) if part)
