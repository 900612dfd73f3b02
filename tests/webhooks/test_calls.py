"""From an event of an order to a signed call, and what becomes of it (T50, T51, T64, T73)."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import now

from amberdesk.customers.codes import Level
from amberdesk.orders import actions
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.outbox.journal import journal
from amberdesk.outbox.models import Delivery, Event
from amberdesk.people.actions.deactivate import deactivate
from amberdesk.people.models import Person
from amberdesk.webhooks.actions.replay import replay, try_out
from amberdesk.webhooks.actions.send import BACKOFF, OLDEST, send_next, take
from amberdesk.webhooks.actions.sweep import sweep_calls
from amberdesk.webhooks.models import DEAD, DROPPED, SENT, WAITING, Webhook, WebhookCall
from amberdesk.webhooks.queries import due_hooks
from amberdesk.webhooks.signing import secret_of
from tests.factories import make_person
from tests.orders.shop import Desk, actor, make_desk
from tests.webhooks.receiver import Receiver

HookTo = Callable[..., Webhook]
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def work(at: datetime | None = None) -> None:
    """Hand what has happened to its subscribers."""
    at = at or now()
    while fan_out(at):
        pass
    while run_lane("webhooks", at):
        pass


def calls(**which: Any) -> list[WebhookCall]:
    return list(WebhookCall.objects.filter(**which).order_by("pk"))


def kinds(hook: Webhook) -> list[str]:
    return [c.kind for c in calls(hook=hook)]


def test_an_event_of_an_order_arrives_signed(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    hook = hook_to(receiver)
    order = desk.report(at=now())
    work()

    assert send_next(hook.pk, now())
    [got] = receiver.got
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    secret = base64.b64decode(secret_of(hook).removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(secret, signed, "sha256").digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(got.headers["webhook-timestamp"]) - now().timestamp()) < 5
    told = json.loads(got.body)
    assert told["type"] == "order.placed"
    assert told["data"]["order"] | {"number": order.number, "state": "new"} == told["data"]["order"]
    assert (told["data"]["network"], told["data"]["site"]) == ("FAL", "041")
    assert told["data"]["links"]["api"].endswith(f"/api/v1/orders/{order.number}")
    assert calls()[0].state == SENT


def test_the_secret_is_nowhere_but_with_the_receiver(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    hook = hook_to(receiver)
    secret = secret_of(hook)

    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret not in f"{vars(Webhook.objects.get())} {[e.data for e in journal(f'webhook:{hook.pk}')]}"
    assert secret != secret_of(hook_to(receiver, "drugi"))


def test_no_personal_text_leaves_unless_it_was_asked_for(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    plain, full = hook_to(receiver), hook_to(receiver, "z tekstem", include_text=True)
    desk.report(at=now(), subject="Stoi kasa", text="Dzwoni Maria Wrona", reporter_name="Maria Wrona")
    work()

    bodies = {c.hook_id: c.body for c in calls()}
    for word in ("Stoi kasa", "Wrona", "maria@fala.example"):
        assert word not in bodies[plain.pk]
    assert "Stoi kasa" in bodies[full.pk] and "Dzwoni Maria Wrona" in bodies[full.pk]


def test_a_customers_system_never_hears_of_notes_or_levels(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    outside = hook_to(receiver, network=desk.network, include_text=True)
    inside = hook_to(receiver, "nasz", internal=True, include_text=True)
    order = desk.in_progress(at=now())
    actions.note(order, text="Klient nie płaci", by=actor(desk.ewa), at=now())
    actions.hand_over(
        order, to=Level.L2, reason="Tajny powód", facts=desk.facts(), by=actor(desk.ewa), at=now()
    )
    work()

    assert kinds(outside) == ["order.placed", "order.verified", "order.started"]
    told = "".join(c.body for c in calls(hook=outside))
    assert all(word not in told for word in ("płaci", "Tajny", "L1", "L2", "assignee", "level", "internal"))
    assert {"order.assigned", "order.noted", "order.handed_over"} <= set(kinds(inside))
    own = "".join(c.body for c in calls(hook=inside))
    assert '"to_level": "L2"' in own and "Tajny" not in own and "płaci" not in own


def test_each_network_hears_of_its_own_orders_only(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    other = make_desk("BUR", template="24/7")
    ours, theirs = hook_to(receiver, network=desk.network), hook_to(receiver, "BUR", network=other.network)
    everything = hook_to(receiver, "wszystko")
    desk.report(at=now())
    other.report(at=now())
    work()

    assert [json.loads(c.body)["data"]["network"] for c in calls(hook=ours)] == ["FAL"]
    assert [json.loads(c.body)["data"]["network"] for c in calls(hook=theirs)] == ["BUR"]
    assert len(kinds(everything)) == 2


@pytest.mark.parametrize("role", ["representative", "coordinator"])
def test_a_webhook_hears_no_more_than_its_owner_may_see(
    desk: Desk, receiver: Receiver, hook_to: HookTo, role: str
) -> None:
    other = make_desk("BUR", template="24/7")
    facts: dict[str, Any] = (
        {"represents": desk.network} if role == "representative" else {"supervises": [desk.network]}
    )
    hook = hook_to(receiver, owner=make_person(role, "Ola", **facts))
    desk.report(at=now())
    other.report(at=now())
    work()

    assert [json.loads(c.body)["data"]["network"] for c in calls(hook=hook)] == ["FAL"]


def test_a_webhook_goes_quiet_with_its_owner(
    desk: Desk, receiver: Receiver, hook_to: HookTo, boss: Person
) -> None:
    from amberdesk.outbox.actor import MACHINE

    make_person("administrator", "Druga")
    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    deactivate(boss, by=MACHINE, at=now())
    desk.report(at=now())
    work()

    assert len(kinds(hook)) == 1
    assert not send_next(hook.pk, now())
    assert (calls()[0].state, receiver.got) == (DROPPED, [])


def test_an_order_that_has_left_a_network_is_told_of_no_more(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    from amberdesk.customers.actions.supervision import supervise
    from amberdesk.customers.codes import Kind
    from amberdesk.outbox.actor import MACHINE

    other = make_desk("BUR", template="24/7")
    supervise(other.network, person=desk.anna, by=MACHINE, at=now())
    old, new = hook_to(receiver, network=desk.network), hook_to(receiver, "BUR", network=other.network)
    order = desk.report(at=now())
    work()
    actions.correct(
        order,
        network=other.network,
        site=other.site,
        device=None,
        contact=None,
        kind=Kind.FAILURE,
        reason="to nie ten klient",
        by=actor(desk.anna),
        at=now(),
    )
    work()

    assert not send_next(old.pk, now())
    assert [c.state for c in calls(hook=old)] == [DROPPED]
    assert kinds(new) == [] and receiver.got == []  # customers are not told of corrections


def test_an_answer_is_told_of_when_it_is_public_and_never_when_taken_back(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    hook = hook_to(receiver, kinds=["order.replied"], include_text=True)
    order = desk.in_progress(at=now())
    kept = actions.reply(order, text="Już jadę", by=actor(desk.ewa), at=now())
    back = actions.reply(order, text="Pomyłka", by=actor(desk.ewa), at=now())
    actions.take_back(back, by=actor(desk.ewa), at=now())
    work()
    assert kinds(hook) == []

    type(kept).objects.update(visible_at=now() - SECOND)
    work(now() + timedelta(minutes=1))
    assert [json.loads(c.body)["data"]["message"]["text"] for c in calls(hook=hook)] == ["Już jadę"]


def test_only_the_wanted_kinds_are_told(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    hook = hook_to(receiver, kinds=["order.started"])
    desk.in_progress(at=now())
    work()

    assert kinds(hook) == ["order.started"]


def test_an_event_that_is_delivered_twice_is_told_once(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    from amberdesk.webhooks.actions.announce import announce

    hook_to(receiver)
    order = desk.report(at=now())
    event = Event.objects.get(subject=order.subject_key)
    announce(event, at=now())
    announce(event, at=now())

    assert len(calls()) == 1


def test_what_was_rolled_back_is_told_to_nobody(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    hook_to(receiver)
    with pytest.raises(RuntimeError), transaction.atomic():
        desk.report(at=now())
        raise RuntimeError
    work()

    assert calls() == []


def test_a_failed_call_comes_again_with_the_same_id_and_body(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    receiver.answers = [500, 200]
    at = now()

    assert not send_next(hook.pk, at)
    [call] = calls()
    assert (call.state, call.status, call.error, call.answer) == (WAITING, 500, "status", "ok")
    assert not send_next(hook.pk, at + SECOND)  # not yet
    assert send_next(hook.pk, at + BACKOFF[0] + SECOND)
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_a_call_that_always_fails_is_laid_aside_and_the_others_go_on(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    receiver.answers = [500]
    at = now()
    for _ in range(len(BACKOFF) + 1):
        WebhookCall.objects.update(due_at=at)
        Webhook.objects.update(held_until=None)
        send_next(hook.pk, at)
    assert calls()[0].state == DEAD

    desk.report(at=now())
    work()
    receiver.answers = [200]
    Webhook.objects.update(held_until=None)
    assert send_next(hook.pk, now())


def test_a_call_that_is_days_old_has_failed_for_good(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    receiver.answers = [503]

    send_next(hook.pk, now() + OLDEST + HOUR)
    assert calls()[0].state == DEAD


def test_a_webhook_that_fails_on_and_on_is_left_alone_for_a_while(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    hook = hook_to(receiver)
    for _ in range(3):
        desk.report(at=now())
    work()
    receiver.answers = [500]
    at = now()
    send_next(hook.pk, at)
    send_next(hook.pk, at)

    assert not send_next(hook.pk, at + SECOND) and len(receiver.got) == 2
    assert due_hooks(at + SECOND) == []
    assert due_hooks(at + timedelta(seconds=6)) == [hook.pk]
    receiver.answers = [200]
    assert send_next(hook.pk, at + timedelta(seconds=6))
    assert Webhook.objects.get().failures == 0


def test_a_taken_call_is_due_again_when_its_sender_died(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    at = now()

    taken = take(hook.pk, at)
    assert taken is not None and take(hook.pk, at + SECOND) is None
    again = take(hook.pk, at + timedelta(minutes=2))
    assert again is not None and again.key == taken.key


def test_what_failed_for_good_is_sent_again_by_hand(
    desk: Desk, receiver: Receiver, hook_to: HookTo, boss: Person
) -> None:
    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    WebhookCall.objects.update(state=DEAD, done_at=now(), attempts=10)

    assert replay(hook, by=Actor("person", boss.pk), at=now()) == 1
    assert send_next(hook.pk, now() + SECOND)
    assert journal(f"webhook:{hook.pk}").last().kind == "webhook.replayed"  # type: ignore[union-attr]


def test_a_trial_says_whether_the_other_side_hears(
    desk: Desk, receiver: Receiver, hook_to: HookTo, boss: Person
) -> None:
    hook = hook_to(receiver)
    try_out(hook, by=Actor("person", boss.pk), at=now())

    assert send_next(hook.pk, now() + SECOND)
    assert json.loads(receiver.got[0].body)["type"] == "webhook.trial"


def test_old_calls_are_forgotten(desk: Desk, receiver: Receiver, hook_to: HookTo) -> None:
    hook_to(receiver)
    for state, days in ((SENT, 31), (SENT, 29), (DEAD, 31), (DEAD, 91)):
        desk.report(at=now())
        work()
        WebhookCall.objects.filter(state=WAITING).update(state=state, done_at=now() - timedelta(days=days))

    assert sweep_calls(now()) == 2
    assert sorted(c.state for c in calls()) == [DEAD, SENT]


def test_without_webhooks_an_event_costs_one_look(desk: Desk, django_assert_num_queries: Any) -> None:
    from amberdesk.webhooks.actions.announce import announce

    order = desk.report(at=now())
    event = Event.objects.get(subject=order.subject_key)
    with django_assert_num_queries(1):
        announce(event, at=now())


def test_events_cost_no_delivery_while_nobody_wants_to_be_told(
    desk: Desk, receiver: Receiver, hook_to: HookTo
) -> None:
    desk.report(at=now())
    fan_out(now())
    assert not Delivery.objects.filter(lane="webhooks").exists()

    hook = hook_to(receiver)
    desk.report(at=now())
    work()
    assert kinds(hook) == ["order.placed"]
