"""What each act of another desk does to the order, as the acts of this desk do it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from amberdesk.operation.history.fields import Bad
from amberdesk.operation.history.places import Here, Places
from amberdesk.operation.history.replay import Lived, began, ended, may, solver
from amberdesk.operation.history.schema import PastAct, PastOrder, reference_of
from amberdesk.orders import events
from amberdesk.orders.states import State

CORRECTED = ("site_id", "device_id", "kind")


def live(past: PastOrder, places: Places, now: datetime) -> Lived:
    """Return the order as its past has left it. Raises Bad; the reason names the event."""
    lived = began(past, places)
    for place, act in enumerate(past.acts):
        try:
            DEEDS[act.act](lived, act, act.facts, places)
        except Bad as bad:
            raise Bad(f"events[{place}]: {bad}") from None
    ended(lived, now)
    return lived


def verify(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    order.state = may(lived, "verify")
    order.category = places.category(facts["category"]) or order.category
    order.kind, order.scope = facts["kind"] or order.kind, facts["scope"]
    order.impact, order.urgency = facts["impact"] or order.impact, facts["urgency"] or order.urgency
    if not order.priority_override:
        order.priority = lived.terms.priority(order.impact, order.urgency)
    order.verified_at = order.verified_at or act.at
    order.verified_by_rule = act.by.kind == "machine"
    told: dict[str, Any] = {
        "kind_of": order.kind,
        "impact": order.impact,
        "urgency": order.urgency,
        "scope": order.scope,
    }
    lived.record(
        events.Verified, act.by, places, act.at, category=order.category_id, by_rule=order.verified_by_rule, **told
    )  # fmt: skip


def set_priority(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    lived.order.state = may(lived, "set_priority")
    lived.order.priority, lived.order.priority_override = facts["priority"], True
    said = lived.say(facts["text"], act.by, places, act.at, purpose="set_priority")
    lived.record(events.PrioritySet, act.by, places, act.at, said)


def assign(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    order.state = may(lived, "assign")
    technician = places.person(facts["technician"].lower())[0] if facts["technician"] else None
    order.level, order.assignee, order.came_from = facts["level"], technician, []
    order.wait_reason, order.wait_until = "", None
    straight_up = bool(order.category and order.category.not_for_l1 and order.level != "L1")
    by_rule = act.by.kind == "machine"
    lived.record(events.Assigned, act.by, places, act.at, by_rule=by_rule, not_for_l1=straight_up)


def start(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    order.state = may(lived, "start")
    if order.assignee is None and act.by.email:
        order.assignee = places.person(act.by.email)[0]
    lived.record(events.Started, act.by, places, act.at)


def hand_over(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    if facts["level"] == order.level:
        raise Bad(f"hand_over to the level where it is: {order.level}")
    order.state = may(lived, "hand_over")
    before, order.level = order.level, facts["level"]
    order.came_from = [*order.came_from, before]
    _moved(lived, events.HandedOver, "hand_over", act, places, before)


def send_back(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    if not order.came_from:
        raise Bad("send_back of an order that was not handed over")
    order.state = may(lived, "send_back")
    before, order.level = order.level, order.came_from[-1]
    order.came_from = order.came_from[:-1]
    _moved(lived, events.SentBack, "send_back", act, places, before)


def _moved(
    lived: Lived, kind: type[events.OrderEvent], purpose: str, act: PastAct, places: Places, before: str
) -> None:
    order = lived.order
    order.assignee, order.wait_reason, order.wait_until = None, "", None
    said = lived.say(act.facts["text"], act.by, places, act.at, purpose=purpose)
    lived.record(kind, act.by, places, act.at, said, from_level=before, to_level=order.level)


def wait(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order, until = lived.order, facts["until"]
    if until is not None and until <= act.at:
        raise Bad("wait until an instant that had passed")
    order.state = may(lived, "wait")
    order.wait_reason, order.wait_until = facts["reason"], until
    said = lived.say(facts["text"], act.by, places, act.at, purpose="wait")
    lived.record(events.Waiting, act.by, places, act.at, said, reason=order.wait_reason, until=until)


def resume(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    order.state = may(lived, "resume")
    order.wait_reason, order.wait_until = "", None
    cause = {"machine": "time", "customer": "answer"}.get(act.by.kind, "hand")
    lived.record(events.Resumed, act.by, places, act.at, cause=cause)


def reply(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    may(lived, "reply")
    _answer(lived, act, places, facts["question"])


def _answer(
    lived: Lived, act: PastAct, places: Places, question: bool = False, purpose: str = ""
) -> int | None:
    """Say something to the customer; return the message's place."""
    said = lived.say(
        act.facts["text"], act.by, places, act.at, public=True, question=question, purpose=purpose
    )
    if said is not None:
        lived.order.unread = lived.order.flagged = False
        visible_at = lived.messages[said].visible_at
        lived.record(events.Replied, act.by, places, act.at, said, visible_at=visible_at, question=question)
    return said


def note(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    may(lived, "note")
    said = lived.say(facts["text"], act.by, places, act.at)
    lived.record(events.Noted, act.by, places, act.at, said)


def contact(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    may(lived, "contact")
    said = lived.say(facts["text"], act.by, places, act.at, purpose="contact")
    lived.record(events.Contacted, act.by, places, act.at, said, way=facts["way"], reached=facts["reached"])


def receive(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    may(lived, "receive")
    said = lived.say(facts["text"], act.by, places, act.at, public=True, channel=order.channel)
    if said is not None:
        lived.messages[said].inbound, lived.messages[said].visible_at = True, act.at
    order.unread, order.flagged = True, order.state in (State.RESOLVED, State.CLOSED)
    lived.record(events.Received, act.by, places, act.at, said, channel=order.channel)
    if order.state == State.WAITING and order.wait_reason == "customer":
        order.state, order.wait_reason, order.wait_until = State.IN_PROGRESS.value, "", None
        lived.record(events.Resumed, act.by, places, act.at, cause="answer")


def resolve(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    state = may(lived, "resolve")
    said = _answer(lived, act, places, purpose="resolve")
    order.state, order.resolved_at, order.solution_code = state, act.at, facts["code"]
    order.minutes_worked += facts["minutes"]
    order.wait_reason, order.wait_until, order.unread, order.flagged = "", None, False, False
    order.solved_by = solver(lived)
    answers = sum(m.public and not m.inbound for m in lived.messages)
    lived.record(
        events.Resolved, act.by, places, act.at, said, code=facts["code"], minutes=facts["minutes"],
        solved_by=order.solved_by, first_contact=answers <= 1 and order.reopened == 0,
    )  # fmt: skip


def reopen(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    state = may(lived, "reopen")
    by_customer = act.by.kind == "customer"
    said = lived.say(facts["text"], act.by, places, act.at, public=by_customer, purpose="reopen")
    order.state = state if order.assignee_id else State.ASSIGNED.value
    order.resolved_at, order.solved_by, order.solution_code = None, "", ""
    order.reopened += 1
    order.unread, order.flagged = by_customer, False
    lived.record(events.Reopened, act.by, places, act.at, said, cause="customer" if by_customer else "staff")


def close(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    lived.order.state, lived.order.closed_at = may(lived, "close"), act.at
    cause = {"machine": "time", "customer": "customer"}.get(act.by.kind, "staff")
    lived.record(events.Closed, act.by, places, act.at, cause=cause)


def cancel(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order = lived.order
    order.state, order.closed_at = may(lived, "cancel"), act.at
    order.wait_reason, order.wait_until = "", None
    said = lived.say(facts["text"], act.by, places, act.at, purpose="cancel")
    lived.record(events.Cancelled, act.by, places, act.at, said)


def merge(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    order, target = lived.order, _other(lived, facts["into"], act.at, places)
    if target.network_id != order.network_id:
        raise Bad("merge into an order of another network")
    order.state, order.merged_into_id = may(lived, "merge"), target.id
    order.wait_reason, order.wait_until, order.closed_at = "", None, act.at
    said = lived.say(facts["text"], act.by, places, act.at, purpose="merge")
    lived.record(events.Merged, act.by, places, act.at, said, into=target.id)


def link(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    other = _other(lived, facts["other"], act.at, places)
    may(lived, "link")
    lived.links.setdefault(other.id, facts["how"])
    lived.record(events.Linked, act.by, places, act.at, other=other.id, how=facts["how"])


def _other(lived: Lived, id: str, at: datetime, places: Places) -> Here:
    reference = reference_of(lived.past.source, id)
    if reference == lived.past.reference:
        raise Bad("names the order itself")
    return places.order(reference, at)


def correct(lived: Lived, act: PastAct, facts: Mapping[str, Any], places: Places) -> None:
    """Set site, device and kind as far as they are named; agreement and priority follow."""
    order = lived.order
    order.state = may(lived, "correct")
    before = {name: getattr(order, name) for name in CORRECTED}
    if facts["site"]:
        order.site = places.site(order.network_id, facts["site"])
    if order.site_id != before["site_id"]:
        order.device = None
    if facts["device"]:
        if order.site is None:
            raise Bad("device needs a site")
        order.device = places.device(order.site.pk, facts["device"])
    order.kind = facts["kind"] or order.kind
    changed = {name: value for name in CORRECTED if (value := getattr(order, name)) != before[name]}
    if not changed:
        raise Bad("correct changes nothing")
    kind = order.device.kind if order.device else ""
    lived.terms = places.terms(order.network, order.site, kind, order.reported_at)
    order.agreement_version_id = lived.terms.id
    if not order.priority_override:
        order.priority = lived.terms.priority(order.impact, order.urgency)
    said = lived.say(facts["text"], act.by, places, act.at, purpose="correct")
    was = {name: before[name] for name in changed}
    lived.record(events.Corrected, act.by, places, act.at, said, changed=changed, before=was)


DEEDS: dict[str, Callable[[Lived, PastAct, Mapping[str, Any], Places], None]] = {
    deed.__name__: deed
    for deed in (
        *(verify, set_priority, assign, start, hand_over, send_back, wait, resume, reply, note, contact),
        *(receive, resolve, reopen, close, cancel, merge, link, correct),
    )
}
