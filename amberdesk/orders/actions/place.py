"""Place an order: the one way in for form, hotline, mail, API and desk."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from amberdesk.customers.codes import Degree, Level
from amberdesk.customers.queries import version_for
from amberdesk.customers.terms import VersionTerms, duty
from amberdesk.orders import events, sla
from amberdesk.orders.access import acting_as, levels_of, require_placing
from amberdesk.orders.actions.say import clean, cleaned, take_drafts
from amberdesk.orders.actions.statement import insert_order
from amberdesk.orders.actions.turn import header
from amberdesk.orders.clock_facts import Fact, clock_facts
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Message, Order
from amberdesk.orders.numbers import make_number
from amberdesk.orders.states import Refused
from amberdesk.orders.steps import steps_of
from amberdesk.outbox.actor import Actor
from amberdesk.rosters.queries import standing_of
from amberdesk.start.engine.prepared import prepared

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """The order; `fresh` False: this very report was here already. `participant_id`: the reporter's link."""

    order: Order
    fresh: bool
    participant_id: int


class Conflict(Refused):
    """The same reference came with other content."""


def place_order(intake: Intake, *, by: Actor, at: datetime) -> Placed:
    """Turn a report into an order, with its number, first event, clocks and what must follow, in one transaction.

    Placing the same report again returns the first order. Clocks start at `intake.reported_at`.
    Raises rights.Forbidden, Conflict, terms.NoAgreement, Refused("subject_missing" | "attachment_gone" ...).
    """
    standing = standing_of(by.id) if by.kind == "person" and by.id is not None else None
    require_placing(intake.network, by, standing)
    text, subject = clean(intake.text), " ".join(clean(intake.subject).split())[:LONGEST_SUBJECT]
    if not subject:
        raise Refused("subject_missing")
    device_kind = intake.device.kind if intake.device else ""
    terms = version_for(intake.network, intake.site, device_kind, intake.reported_at)
    order = _order(intake, terms, subject, by, at)
    event = _event(order, intake, terms)
    acted, own = acting_as(order, levels_of(by, standing, intake.network.pk), at)
    data = {**event.data(), **header(order), "own": own}
    found = _clocks(order, data, terms, by, at)
    with (
        transaction.atomic() if intake.attachments else nullcontext()
    ):  # one statement is a transaction of its own
        written = insert_order(
            order, text, found, data, pieces=cleaned(intake.pieces), by=by, acting_as=acted
        )
        if written is None:
            return _known(intake)
        order.pk, participant_id, message_id = written
        take_drafts(Message(pk=message_id, order_id=order.pk), intake.attachments, intake.draft_of)
    return Placed(order, True, participant_id)


def _order(intake: Intake, terms: VersionTerms, subject: str, by: Actor, at: datetime) -> Order:
    category = intake.category
    urgency = category.urgency if category else Degree.MEDIUM.value
    year = at.astimezone(ZoneInfo(intake.network.timezone)).year
    return Order(
        number=make_number(intake.network.code, year, _next_counter(intake.network.pk)),
        channel=intake.channel.value,
        reference=intake.reference,
        fingerprint=intake.fingerprint,
        network=intake.network,
        site=intake.site,
        device=intake.device,
        contact=intake.contact,
        reporter_name=clean(intake.reporter_name)[:120],
        reporter_phone=clean(intake.reporter_phone)[:40],
        reporter_email=clean(intake.reporter_email).lower()[:254],
        language=intake.language,
        subject=subject,
        kind=(intake.kind.value if intake.kind else category.kind if category else "failure"),
        category=category,
        impact=intake.impact.value,
        urgency=urgency,
        priority=terms.priority(intake.impact.value, urgency),
        agreement_version_id=terms.id,
        level=category.level if category else Level.L1.value,
        placed_by_id=by.id if by.kind == "person" else None,
        reported_at=min(intake.reported_at, at),
        placed_at=at,
        wake_at=at + terms.verify_within,
        last_event_at=at,
    )


def _next_counter(network_id: int) -> int:
    with prepared() as cursor:  # gaps are harmless, a lock on a counter is not
        cursor.execute("SELECT nextval(%s::text::regclass)", [f"order_number_{network_id}"])
        return int(cursor.fetchone()[0])


def _event(order: Order, intake: Intake, terms: VersionTerms) -> events.Placed:
    return events.Placed(
        channel=order.channel,
        reported_at=order.reported_at,
        kind_of=order.kind,
        impact=order.impact,
        urgency=order.urgency,
        site=order.site_id,
        device=order.device_id,
        category=order.category_id,
        duty=duty(terms, order.channel, order.reported_at).level or "",
        quiet=intake.quiet or None,
    )


def _clocks(order: Order, data: dict, terms: VersionTerms, by: Actor, at: datetime) -> list:
    """Return the first readings as unsaved rows, folded from the one event that there will be."""
    first = Fact(1, "order.placed", at, by.kind == "person", data)
    told = clock_facts([first], {terms.id: terms})
    found = {t: sla.read(c.facts, sla.hours_of(order, c), at) for t, c in told.clocks.items()}
    order.due_at, order.responded_at = sla.nearest_due(found), told.responded_at
    rows = {t: sla.as_row(order, t, reading, at=at, seq=1) for t, reading in found.items()}
    steps = steps_of([first], told.clocks, {terms.id: terms}, lambda c: sla.hours_of(order, c), at)
    sla.look_at_steps(rows, steps)
    return list(rows.values())


def _known(intake: Intake) -> Placed:
    """Return the order that the reference made before. Raises Conflict when it was another report."""
    order = Order.objects.select_related("network", "site", "category").get(
        channel=intake.channel.value, reference=intake.reference
    )
    if bytes(order.fingerprint) != intake.fingerprint:
        raise Conflict("reference_taken", number=order.number)
    participant = order.participants.filter(reporter=True).order_by("pk").values_list("pk", flat=True)[0]
    return Placed(order, False, participant)
