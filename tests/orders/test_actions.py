"""The acts of an order, on the real database."""

from datetime import timedelta

import pytest

from amberdesk.customers.codes import Degree, Level, Priority, WaitReason
from amberdesk.orders import actions
from amberdesk.orders.actions.undo import undo
from amberdesk.orders.actions.watch import check_due_clocks, wake_orders
from amberdesk.orders.models import Clock, Message, Order
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused, Stale
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import broken_links, journal
from amberdesk.outbox.models import Event, Pending
from tests.factories import NINE, make_site, warsaw
from tests.orders.shop import DAY, HOUR, LINK, MINUTE, actor, make_desk


def kinds(order: Order) -> list[str]:
    return [e.kind.removeprefix("order.") for e in journal(order.subject_key)]


def test_a_placed_order_has_number_event_clocks_reporter_and_report(desk):
    placed = desk.place()
    order = Order.objects.get()
    assert order.number == "FAL-26-000001-2" and placed.fresh
    assert kinds(order) == ["placed"]
    assert {c.target: c.state for c in order.clocks.all()} == {"response": "running", "solution": "running"}
    assert order.messages.get().text == "Nie drukuje paragonów"
    assert order.participants.get().email == "maria@fala.example"
    assert Pending.objects.filter(event_id=Event.objects.get(subject=order.subject_key).pk).exists()


def test_the_same_report_twice_is_one_order(desk):
    first = desk.place(reference="form:x")
    second = desk.place(reference="form:x", at=NINE + MINUTE)
    assert (second.fresh, second.order.pk, second.participant_id) == (
        False,
        first.order.pk,
        first.participant_id,
    )
    assert Order.objects.count() == Event.objects.filter(kind="order.placed").count() == 1


def test_the_same_reference_with_other_words_is_a_conflict(desk):
    desk.place(reference="form:x")
    with pytest.raises(actions.Conflict):
        desk.place(reference="form:x", text="Coś innego")


def test_the_clock_starts_when_the_customer_told_us_not_when_we_noticed(desk):
    intake = desk.intake(reported_at=NINE)
    order = actions.place_order(intake, by=LINK, at=NINE + 5 * HOUR).order
    assert order.clocks.get(target="solution").used == 5 * HOUR


def test_a_person_who_does_not_work_for_the_network_cannot_place_there(desk):
    other = make_desk("BUR")
    with pytest.raises(Forbidden):
        desk.place(by=actor(other.ewa))


def test_verifying_sets_the_priority_from_the_matrix_and_the_limits_follow(desk):
    order = desk.report(impact=Degree.LOW)
    before = order.clocks.get(target="solution").limit
    order = desk.verified(order, impact=Degree.HIGH)
    assert order.priority == "P1"
    assert order.clocks.get(target="solution").limit < before


def test_payable_work_needs_somebody_who_accepted_it(desk):
    order = desk.report()
    with pytest.raises(Refused, match="acceptance_missing"):
        desk.verified(order, scope="payable")
    assert desk.verified(order, scope="payable", scope_accepted_by="Jan Krawiec").scope == "payable"


def test_a_set_priority_survives_verification(desk):
    order = desk.report()
    at = NINE + MINUTE
    order = actions.set_priority(
        order, priority=Priority.P4, reason="sklep w remoncie", by=actor(desk.anna), at=at
    )
    assert desk.verified(order, at=at).priority == "P4"


def test_a_technician_of_another_level_cannot_be_assigned(desk):
    with pytest.raises(Refused, match="not_of_level"):
        desk.assigned(level=Level.L3, technician=desk.ewa)


def test_l2_may_stand_in_for_l1(desk):
    assert desk.assigned(level=Level.L1, technician=desk.tomasz).assignee == desk.tomasz


def test_starting_takes_an_order_that_nobody_has(desk):
    order = actions.start(desk.assigned(), by=actor(desk.ewa), at=NINE)
    assert (order.state, order.assignee) == ("in_progress", desk.ewa)


def test_a_stale_page_is_refused_and_changes_nothing(desk):
    order = desk.assigned()
    seen = order.version
    actions.start(order, by=actor(desk.ewa), at=NINE, expected=seen)
    with pytest.raises(Stale):
        actions.hand_over(order, to=Level.L2, reason="x", by=actor(desk.ewa), at=NINE, expected=seen)
    assert Order.objects.get().level == "L1"


def test_talk_makes_no_page_stale(desk):
    order = desk.assigned()
    actions.note(order, text="dzwoniłam", by=actor(desk.ewa), at=NINE)
    assert actions.start(order, by=actor(desk.ewa), at=NINE, expected=order.version).state == "in_progress"


def test_the_first_answer_stops_the_response_clock_and_taking_it_back_starts_it_again(desk):
    order = desk.in_progress()
    message = actions.reply(order, text="Już patrzę", by=actor(desk.ewa), at=NINE + 5 * MINUTE)
    assert order.clocks.get(target="response").state == "met"
    actions.take_back(message, by=actor(desk.ewa), at=NINE + 5 * MINUTE + timedelta(seconds=9))
    assert order.clocks.get(target="response").state == "running"
    assert Order.objects.get().responded_at is None


def test_a_public_message_cannot_be_taken_back(desk):
    message = actions.reply(desk.in_progress(), text="Już", by=actor(desk.ewa), at=NINE)
    with pytest.raises(Refused, match="public_already"):
        actions.take_back(message, by=actor(desk.ewa), at=NINE + timedelta(seconds=10))


def test_a_question_that_is_taken_back_is_not_waited_for(desk):
    order, by = desk.in_progress(), actor(desk.ewa)
    order = actions.wait(order, reason=WaitReason.CUSTOMER, question="Która kasa?", by=by, at=NINE)
    question = order.messages.get(question=True)
    actions.take_back(question, by=by, at=NINE + timedelta(seconds=5))
    order.refresh_from_db()
    assert (order.state, order.wait_reason) == ("in_progress", "")
    assert order.clocks.get(target="solution").state == "running"


def test_a_message_that_has_moved_meanwhile_is_not_moved_from_where_it_was(desk):
    here, there, elsewhere = (desk.in_progress() for _ in range(3))
    by = actor(desk.anna)
    said = actions.note(here, text="x", by=by, at=NINE)
    stale = Message.objects.get(pk=said.pk)
    actions.move_message(said, to=there, by=by, at=NINE)
    with pytest.raises(Refused, match="move_elsewhere"):
        actions.move_message(stale, to=elsewhere, by=by, at=NINE)
    assert Message.objects.get(pk=said.pk).order == there


def test_waiting_for_the_customer_needs_a_question(desk):
    order = desk.in_progress()
    with pytest.raises(Refused, match="question_missing"):
        actions.wait(order, reason=WaitReason.CUSTOMER, by=actor(desk.ewa), at=NINE)
    order = actions.wait(
        order, reason=WaitReason.CUSTOMER, question="Która kasa?", by=actor(desk.ewa), at=NINE
    )
    assert order.state == "waiting" and Message.objects.filter(question=True).count() == 1


def test_a_call_attempt_is_enough_to_wait_for_the_customer(desk):
    order = desk.in_progress()
    actions.contact(order, way="call", reached=False, text="nikt nie odbiera", by=actor(desk.ewa), at=NINE)
    assert actions.wait(order, reason=WaitReason.CUSTOMER, by=actor(desk.ewa), at=NINE).state == "waiting"


def test_waiting_for_the_customer_stops_the_clock_and_his_answer_goes_on(desk):
    placed = desk.place()
    order = desk.verified(placed.order)
    order = actions.assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE)
    order = actions.start(order, by=actor(desk.ewa), at=NINE)
    actions.wait(order, reason=WaitReason.CUSTOMER, question="Która?", by=actor(desk.ewa), at=NINE + HOUR)
    who = Actor("contact", placed.participant_id)
    actions.receive(order, text="Druga", by=who, at=NINE + 3 * HOUR)
    order.refresh_from_db()
    assert (order.state, order.unread) == ("in_progress", True)
    assert order.clocks.get(target="solution").used == HOUR


def test_waiting_for_a_part_does_not_stop_the_clock_unless_the_agreement_says_so(desk):
    order = actions.wait(desk.in_progress(), reason=WaitReason.PART, by=actor(desk.ewa), at=NINE + HOUR)
    assert order.clocks.get(target="solution").state == "running"


def test_an_appointment_ends_by_itself(desk):
    order = desk.in_progress()
    until = NINE + 4 * HOUR
    actions.wait(order, reason=WaitReason.APPOINTMENT, until=until, by=actor(desk.ewa), at=NINE + HOUR)
    assert wake_orders(until - MINUTE) == 0
    assert wake_orders(until + MINUTE) == 1
    order.refresh_from_db()
    assert (order.state, order.last_event_at) == ("in_progress", until)


def test_a_hand_over_needs_reason_and_the_required_facts(desk):
    order = desk.in_progress()
    with pytest.raises(Refused, match="facts_missing"):
        actions.hand_over(order, to=Level.L2, reason="trudne", by=actor(desk.ewa), at=NINE)
    with pytest.raises(Refused, match="text_missing"):
        actions.hand_over(order, to=Level.L2, reason=" ", facts=desk.facts(), by=actor(desk.ewa), at=NINE)
    order = actions.hand_over(
        order, to=Level.L2, reason="trudne", facts=desk.facts(), by=actor(desk.ewa), at=NINE
    )
    assert (order.level, order.state, order.assignee) == ("L2", "assigned", None)


def test_sending_back_leads_down_the_way_it_came(desk):
    order = desk.in_progress()
    order = actions.hand_over(order, to=Level.L2, reason="a", facts=desk.facts(), by=actor(desk.ewa), at=NINE)
    order = actions.hand_over(order, to=Level.L3, reason="b", by=actor(desk.tomasz), at=NINE)
    order = actions.send_back(order, reason="c", by=actor(desk.olga), at=NINE)
    assert order.level == "L2"
    order = actions.send_back(order, reason="d", by=actor(desk.tomasz), at=NINE)
    assert order.level == "L1"
    with pytest.raises(Refused, match="came_from_nowhere"):
        actions.send_back(order, reason="e", by=actor(desk.anna), at=NINE)


def resolved(desk, at=NINE + HOUR):
    return actions.resolve(
        desk.in_progress(), text="Wymieniono papier", code="paper", minutes=15, by=actor(desk.ewa), at=at
    )


def test_resolving_stops_the_clocks_and_tells_the_customer(desk):
    order = resolved(desk)
    assert (order.state, order.solved_by, order.minutes_worked) == ("resolved", "L1", 15)
    assert {c.state for c in order.clocks.all()} == {"met"}
    assert order.messages.filter(public=True, purpose="resolve").count() == 1


def test_still_broken_reopens_and_the_time_between_does_not_count(desk):
    order = resolved(desk)
    who = Actor("contact", order.participants.get().pk)
    order = actions.give_verdict(order, solved=False, remarks="znowu", by=who, at=NINE + 2 * HOUR)
    assert (order.state, order.reopened, order.solved_by) == ("in_progress", 1, "")
    order = actions.resolve(
        order, text="Teraz tak", code="paper", minutes=5, by=actor(desk.ewa), at=NINE + 3 * HOUR
    )
    assert order.clocks.get(target="solution").used == 2 * HOUR
    assert order.minutes_worked == 20


def test_the_customers_yes_closes(desk):
    order = resolved(desk)
    who = Actor("contact", order.participants.get().pk)
    order = actions.give_verdict(order, solved=True, remarks="dziękuję", by=who, at=NINE + 2 * HOUR)
    assert order.state == "closed" and kinds(order)[-2:] == ["closed", "remarked"]


def test_a_resolved_order_closes_by_itself_after_the_agreed_days(desk):
    order = resolved(desk)
    assert wake_orders(NINE + HOUR + 5 * DAY - MINUTE) == 0
    assert wake_orders(NINE + HOUR + 5 * DAY) == 1
    order.refresh_from_db()
    assert (order.state, order.closed_at) == ("closed", NINE + HOUR + 5 * DAY)


def test_any_other_message_on_a_resolved_order_only_raises_a_flag(desk):
    order = resolved(desk)
    actions.receive(
        order, text="dziękuję", by=Actor("contact", order.participants.get().pk), at=NINE + 2 * HOUR
    )
    order.refresh_from_db()
    assert (order.state, order.flagged) == ("resolved", True)


def test_a_link_of_another_order_cannot_speak_here(desk):
    mine, others = desk.place(), desk.place()
    with pytest.raises(Forbidden):
        actions.receive(mine.order, text="x", by=Actor("contact", others.participant_id), at=NINE)


def test_an_order_that_nobody_verified_gets_its_categorys_level_and_says_so(desk):
    order = desk.report()
    assert wake_orders(NINE + 14 * MINUTE) == 0
    assert wake_orders(NINE + 16 * MINUTE) == 1
    order.refresh_from_db()
    assert (order.state, order.level, order.verified_by_rule) == ("assigned", "L1", True)


def test_an_order_that_is_not_for_l1_goes_past_it_by_rule_too(desk):
    desk.category.not_for_l1 = True
    desk.category.save()
    order = desk.report()
    assert wake_orders(NINE + 16 * MINUTE) == 1
    order.refresh_from_db()
    assert (order.state, order.level, order.verified_by_rule) == ("assigned", "L2", True)


def test_merging_is_final_within_a_network_and_stops_the_clocks(desk):
    first, second = desk.report(), desk.report()
    by = actor(desk.anna)
    merged = actions.merge(second, into=first, reason="to samo", by=by, at=NINE + HOUR)
    assert (merged.state, merged.merged_into, merged.due_at) == ("merged", first, None)
    assert {c.state for c in merged.clocks.all()} == {"stopped"}
    assert kinds(first)[-1] == "absorbed"
    with pytest.raises(Refused, match="merge_into_ended"):
        actions.merge(first, into=second, by=by, at=NINE + HOUR)


def test_correcting_the_shop_keeps_the_number_and_kills_nothing(desk):
    order = desk.report()
    other = make_site(desk.network, "042")
    facts = {
        "network": desk.network,
        "site": other,
        "device": None,
        "contact": None,
        "kind": order_kind(order),
    }
    corrected = actions.correct(order, **facts, reason="inny sklep", by=actor(desk.anna), at=NINE)
    assert (corrected.number, corrected.site) == (order.number, other)
    assert corrected.participants.get().epoch == 1


def order_kind(order: Order):
    from amberdesk.customers.codes import Kind

    return Kind(order.kind)


def test_correcting_to_a_network_that_is_not_mine_is_no_such_thing(desk):
    other = make_desk("BUR")
    order = desk.report()
    facts = {
        "network": other.network,
        "site": None,
        "device": None,
        "contact": None,
        "kind": order_kind(order),
    }
    with pytest.raises(LookupError):
        actions.correct(order, **facts, reason="x", by=actor(desk.anna), at=NINE)


def test_undo_restores_what_stood_before_an_assignment(desk):
    order = desk.assigned(level=Level.L1, technician=desk.ewa)
    order = actions.assign(order, level=Level.L2, by=actor(desk.anna), at=NINE + MINUTE)
    event = journal(order.subject_key).last()
    order = undo(order, event_id=event.pk, by=actor(desk.anna), at=NINE + MINUTE + timedelta(seconds=9))
    assert (order.level, order.assignee, order.state) == ("L1", desk.ewa, "assigned")


def test_undo_is_for_the_doer_in_time_and_only_for_the_last_act(desk):
    order = desk.assigned(level=Level.L1, technician=desk.ewa)
    event = journal(order.subject_key).last()
    with pytest.raises(Forbidden):
        undo(order, event_id=event.pk, by=actor(desk.tomasz), at=NINE)
    with pytest.raises(Refused, match="undo_late"):
        undo(order, event_id=event.pk, by=actor(desk.anna), at=NINE + MINUTE)
    actions.start(order, by=actor(desk.ewa), at=NINE)
    with pytest.raises(Refused, match="undo_overtaken"):
        undo(order, event_id=event.pk, by=actor(desk.anna), at=NINE)


def test_warnings_and_the_breach_are_told_once_at_their_true_instants(desk):
    desk.report(impact=Degree.HIGH)  # provisional P1: response within 1 h
    for minutes in range(0, 9 * 60, 7):
        check_due_clocks(NINE + minutes * MINUTE)
    told = Event.objects.filter(kind__startswith="order.clock_", data__target="response").order_by("at")
    assert [(e.kind, e.at - NINE, e.data.get("share")) for e in told] == [
        ("order.clock_warned", 45 * MINUTE, 0.75),
        ("order.clock_warned", 54 * MINUTE, 0.9),
        ("order.clock_breached", 60 * MINUTE, None),
    ]


def test_an_outage_hides_nothing_and_moves_no_instant(desk):
    order = desk.report(impact=Degree.HIGH)
    check_due_clocks(NINE + 2 * DAY)
    told = Event.objects.filter(kind="order.clock_breached").order_by("at")
    due = {"response": NINE + HOUR, "solution": warsaw("2026-03-03 09:00")}
    assert {e.data["target"]: e.at for e in told} == due
    assert all(e.data["late"] for e in told)
    assert not Clock.objects.filter(order=order, check_at__isnull=False).exists()


def test_the_journal_is_whole_and_cannot_be_changed(desk):
    order = resolved(desk)
    assert broken_links() == []
    assert [e.seq for e in journal(order.subject_key)] == list(
        range(1, journal(order.subject_key).count() + 1)
    )


def test_kept_readings_equal_recomputation(desk):
    from amberdesk.orders.sla import readings

    order = resolved(desk)
    kept = {c.target: (c.state, c.used, c.due_at) for c in order.clocks.all()}
    again = {t: (r.state.value, r.used, r.due_at) for t, r in readings(order, order.last_event_at).items()}
    assert kept == again
