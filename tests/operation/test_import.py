"""Orders with their past come in whole, once, and stand as if they had been lived here."""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from amberdesk.customers.codes import Channel, Kind, Level, WaitReason
from amberdesk.operation.actions.import_history import Count, Importing
from amberdesk.operation.history.lines import LONGEST
from amberdesk.operation.history.schema import ACTS, ORDER, read_line
from amberdesk.orders import actions
from amberdesk.orders.actions.watch import wake
from amberdesk.orders.models import Clock, Message, Order
from amberdesk.orders.sla import readings
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import broken_links, journal
from amberdesk.outbox.models import Delivery, Event, Pending
from amberdesk.reports.actions.drift import differences
from amberdesk.reports.actions.reckon import count_day, reckon_days
from amberdesk.reports.models import DayFigure
from amberdesk.search.models import SearchDoc
from tests.factories import NINE
from tests.orders.shop import DAY, HOUR, MINUTE, Desk, actor, make_desk

NOW = NINE + 200 * DAY


@pytest.fixture
def desk(kept_desk: Callable[[], Desk], db: None) -> Desk:
    return kept_desk()


def at(after: timedelta) -> str:
    return (NINE + after).isoformat()


def event(after: timedelta, act: str, **facts: Any) -> dict[str, Any]:
    return {"at": at(after), "act": act, **facts}


def solved(id: str = "1", **facts: Any) -> dict[str, Any]:
    """Return a line of an order that L1 solved within the hour."""
    usual = {
        "source": "OldDesk",
        "id": id,
        "network": "FAL",
        "reported_at": at(0 * HOUR),
        "subject": "Drukarka nie drukuje",
        "events": [
            event(5 * MINUTE, "assign", level="L1"),
            event(9 * MINUTE, "start"),
            event(HOUR, "resolve", text="Zrobione"),
        ],
    }
    return usual | facts


def import_lines(
    *records: Any, now: datetime = NOW, dry_run: bool = False
) -> tuple[Count, list[tuple[int, str]]]:
    raw = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in records).encode()
    return import_stream(io.BytesIO(raw), now=now, dry_run=dry_run)


def import_stream(
    stream: Any, now: datetime = NOW, dry_run: bool = False
) -> tuple[Count, list[tuple[int, str]]]:
    faults: list[tuple[int, str]] = []
    importing = Importing("", now, dry_run, refuse=lambda number, reason: faults.append((number, reason)))
    for _ in importing.run(stream):
        pass
    return importing.count, faults


def lived_here(desk: Desk) -> Order:
    """Play an order through the real acts: verified, asked, handed over, solved, closed by its time."""
    intake = desk.intake(channel=Channel.MAIL, device=None, text="Nie drukuje")
    order = actions.place_order(intake, by=Actor("contact", None), at=NINE).order
    order = desk.verified(order, at=NINE + 5 * MINUTE)
    order = actions.assign(
        order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=NINE + 6 * MINUTE
    )
    order = actions.start(order, by=actor(desk.ewa), at=NINE + 10 * MINUTE)
    reporter = Actor("contact", order.participants.get().pk)
    order = actions.wait(
        order, reason=WaitReason.CUSTOMER, question="Który?", by=actor(desk.ewa), at=NINE + 20 * MINUTE
    )
    actions.receive(order, text="Pierwszy", by=reporter, at=NINE + 3 * HOUR, channel="mail")
    order = actions.hand_over(
        order, to=Level.L2, reason="Jedź", facts=desk.facts(), by=actor(desk.ewa), at=NINE + 4 * HOUR
    )
    order = actions.start(order, by=actor(desk.tomasz), at=NINE + 5 * HOUR)
    order = actions.resolve(
        order, text="Wymieniona", code="part", minutes=30, by=actor(desk.tomasz), at=NINE + 30 * HOUR
    )
    order.refresh_from_db()
    assert order.wake_at
    wake(Order.objects.locked(order.pk), order.wake_at)
    return Order.objects.get(pk=order.pk)


def the_same_elsewhere(desk: Desk) -> dict[str, Any]:
    ewa, tomasz, anna = ({"email": p.email} for p in (desk.ewa, desk.tomasz, desk.anna))
    events = [
        event(5 * MINUTE, "verify", by=anna, impact="high", urgency="high"),
        event(6 * MINUTE, "assign", by=anna, level="L1", technician=desk.ewa.email),
        event(10 * MINUTE, "start", by=ewa),
        event(20 * MINUTE, "reply", by=ewa, text="Który?", question=True),
        event(20 * MINUTE, "wait", by=ewa, reason="customer"),
        event(3 * HOUR, "receive", text="Pierwszy"),
        event(4 * HOUR, "hand_over", by=ewa, level="L2", text="Jedź"),
        event(5 * HOUR, "start", by=tomasz),
        event(30 * HOUR, "resolve", by=tomasz, text="Wymieniona", code="part", minutes=30),
    ]
    return solved(
        "2", site="041", channel="mail", category=desk.category.code, text="Nie drukuje", events=events,
        reporter={"name": "Maria", "email": "maria@fala.example"},
    )  # fmt: skip


SAME = (
    "state", "level", "priority", "solved_by", "verified_at", "responded_at", "resolved_at", "closed_at", "due_at",
    "wake_at", "came_from", "minutes_worked", "version", "assignee_id", "last_event_at", "kind", "category_id",
    "agreement_version_id", "reporter_email", "subject", "unread", "scope",
)  # fmt: skip


def told(order: Order) -> list[tuple[Any, ...]]:
    """Return the journal but for ids and what undoing needs."""
    gone = {"message", "before"}
    return [
        (e.seq, e.kind, e.at, e.actor_kind == "person", e.actor_id if e.actor_kind == "person" else None, e.acting_as,
         {k: v for k, v in e.data.items() if k not in gone})
        for e in journal(order.subject_key)
    ]  # fmt: skip


def test_an_imported_order_is_what_the_same_acts_make_of_one_here(desk):
    here = lived_here(desk)
    assert import_lines(the_same_elsewhere(desk)) == (Count(lines=1, new=1), [])
    there = Order.objects.latest("pk")
    assert {name: getattr(there, name) for name in SAME} == {name: getattr(here, name) for name in SAME}
    assert told(there) == told(here)
    clocks = [
        list(
            order.clocks.order_by("target").values(
                "target", "limit", "state", "used", "due_at", "breached_at", "seq"
            )
        )
        for order in (here, there)
    ]
    assert clocks[0] == clocks[1] and clocks[0]
    said = [
        list(
            order.messages.order_by("pk").values(
                "text", "public", "inbound", "at", "visible_at", "author", "question"
            )
        )
        for order in (here, there)
    ]
    assert said[0] == said[1]


def test_what_was_wrong_is_corrected_as_it_is_here(desk):
    desk.device.serial = "SN1"
    desk.device.save()
    order = desk.report(channel=Channel.MAIL, site=None, device=None)
    here = actions.correct(
        order, network=desk.network, site=desk.site, device=desk.device, contact=None, kind=Kind.SERVICE,
        reason="Zła", by=actor(desk.anna), at=NINE + HOUR,
    )  # fmt: skip
    wrong = event(
        HOUR, "correct", by={"email": desk.anna.email}, text="Zła", site="041", device="SN1", kind="service"
    )
    line = solved("1", channel="mail", events=[wrong], category=desk.category.code, impact=str(order.impact))
    assert import_lines(line, now=NINE + HOUR)[0].new == 1
    there = Order.objects.get(reference="import:OldDesk:1")
    for name in ("site_id", "device_id", "kind", "priority", "agreement_version_id", "version", "state"):
        assert getattr(there, name) == getattr(here, name), name
    kept = [journal(o.subject_key).get(kind="order.corrected").data for o in (here, there)]
    assert kept[0]["changed"] == kept[1]["changed"] and kept[0]["before"] == kept[1]["before"]


def merged(id: str, into: str, at: timedelta = 30 * MINUTE) -> dict[str, Any]:
    return solved(id, events=[event(at, "merge", into=into, text="To samo")])


@pytest.mark.parametrize("at_once", [True, False])
def test_an_order_merges_into_one_that_came_before_it(desk, at_once):
    lines = [
        solved("1"),
        merged("2", "1"),
        solved("3", events=[event(HOUR, "link", other="1", how="follows")]),
    ]
    if at_once:
        assert import_lines(*lines) == (Count(lines=3, new=3), [])
    else:
        assert [import_lines(line)[0].new for line in lines] == [1, 1, 1]
    first, second, third = (Order.objects.get(reference=f"import:OldDesk:{n}") for n in "123")
    assert (second.state, second.merged_into, second.closed_at) == ("merged", first, NINE + 30 * MINUTE)
    assert not second.clocks.exclude(state="stopped").exists()
    assert list(third.links.values_list("other", "how")) == [(first.pk, "follows")]
    absorbed = journal(first.subject_key).last()
    assert (absorbed.kind, absorbed.data["other"], absorbed.data["state"]) == (
        "order.absorbed",
        second.pk,
        "closed",
    )
    assert absorbed.at == first.last_event_at and first.state == "closed"
    assert set(first.clocks.values_list("seq", flat=True)) == {absorbed.seq}
    assert broken_links() == [] and differences([first.pk, second.pk, third.pk], NOW) == {}
    assert import_lines(*lines) == (Count(lines=3, known=3), [])
    assert journal(first.subject_key).filter(kind="order.absorbed").count() == 1


def test_a_dry_run_knows_what_came_before_in_the_file(desk):
    make_desk("BUR")
    lines = [
        solved("1"), merged("2", "1"), merged("3", "4"), solved("4", reported_at=at(10 * MINUTE), events=[]),
        merged("5", "4", at=5 * MINUTE), merged("6", "4") | {"network": "BUR"},
    ]  # fmt: skip
    dry = import_lines(*lines, dry_run=True)
    assert dry == import_lines(*lines)
    assert [reason for _, reason in dry[1]] == [
        "events[0]: order 4 is not here yet: its line must come first",
        "events[0]: order 4 was reported later",
        "events[0]: merge into an order of another network",
    ]


def test_nobody_is_told(desk):
    before = Pending.objects.count(), Delivery.objects.count()
    import_lines(*(solved(str(n)) for n in range(3)), merged("3", "1"))
    assert (Pending.objects.count(), Delivery.objects.count()) == before


def test_the_journal_is_numbered_and_chained_by_its_own_trigger(desk):
    import_lines(solved("1"), solved("2"))
    assert broken_links() == []
    first = Order.objects.get(reference="import:OldDesk:1")
    assert list(journal(first.subject_key).values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert set(Event.objects.filter(subject=first.subject_key).values_list("origin", flat=True)) == {"import"}


def test_figures_are_those_of_the_days_on_which_it_happened(desk):
    import_lines(*(solved(str(n)) for n in range(3)))
    while reckon_days(NOW):
        pass
    day = DayFigure.objects.get()
    assert (day.placed, day.resolved, day.solved_l1, day.first_contact, day.in_time) == (3, 3, 3, 3, 3)
    assert count_day(desk.network, day.day)["solved_l1"] == 3


def test_the_same_file_again_changes_nothing(desk):
    import_lines(solved("1"), solved("2"))
    events = Event.objects.count()
    assert import_lines(solved("1"), solved("2"), solved("3")) == (Count(lines=3, new=1, known=2), [])
    assert Order.objects.count() == 3 and Event.objects.count() > events
    assert import_lines(solved("1"), solved("1")) == (Count(lines=2, known=2), [])


def test_a_known_order_with_other_content_is_refused_whatever_its_channel(desk):
    import_lines(solved("1"))
    count, faults = import_lines(solved("1", channel="mail"), solved("2"))
    assert faults == [(1, "OldDesk:1 is here already with other content")] and count.new == 1


def test_a_dry_run_says_the_same_and_writes_nothing(desk):
    lines = [solved("1"), solved("1"), solved("2", network="XXX"), solved("1", subject="Inny")]
    counted = Event.objects.count(), DayFigure.objects.count()
    dry = import_lines(*lines, dry_run=True)
    assert (Event.objects.count(), DayFigure.objects.count(), Order.objects.count()) == (*counted, 0)
    assert dry == import_lines(*lines)
    assert dry[0] == Count(lines=4, new=1, known=1, bad=2)


BAD = [
    ("{", "no JSON"),
    ("[]", "the line is no object"),
    ('{"a": NaN}', "NaN is no number"),
    ("[" * 100_000, "nested too deeply"),
    (solved(network="?"), "network is missing (?)"),
    (solved(network=None), "network is missing"),
    (solved(network="XXX"), "network XXX is not known here"),
    (solved(site="999"), "site 999 is not known here"),
    (solved(category="nic"), "category nic is not known here"),
    (solved(subject=""), "subject is missing"),
    (solved(subject=7), "subject is no text: 7"),
    (solved(sunject="x"), "sunject is not a field of this schema"),
    (solved(source=None), "source is missing"),
    (solved(impact="?"), "impact is none of high, medium, low: ?"),
    (solved(reported_at="?"), "reported_at is missing (?)"),
    (solved(reported_at="2026-03-02"), "reported_at has no time zone"),
    (solved(reported_at="2026-13-02T00:00:00Z"), "reported_at is no date and time"),
    (solved(reported_at="0001-01-01T00:00:00Z"), "reported_at lies before 1970"),
    (solved(reported_at="2010-01-01T00:00:00Z"), "network FAL has no agreement on 2010-01-01"),
    (solved(reported_at=(NOW + DAY).isoformat()), "reported_at lies in the future"),
    (solved(events=[event(-HOUR, "assign", level="L1")]), "events[0].at lies before what came earlier"),
    (solved(events=[event(HOUR, "note", text="a"), event(MINUTE, "note", text="b")]), "events[1].at lies before"),
    (solved(events=[event(300 * DAY, "note", text="a")]), "events[0].at lies in the future"),
    (solved(events=[event(HOUR, "-100")]), "events[0].act is none of"),
    (solved(events=[event(HOUR, "assign", level="?")]), "events[0].level is missing (?)"),
    (solved(events=[event(HOUR, "assign", level="L4")]), "events[0].level is none of L1, L2, L3: L4"),
    (solved(events=[event(HOUR, "resolve")]), "events[0]: resolve cannot follow the state new"),
    (solved(events=[event(HOUR, "send_back")]), "send_back of an order that was not handed over"),
    (solved(events=[event(HOUR, "assign", level="L1", by={"email": "kto@x.example"})]), "person kto@x.example is not"),
    (solved(events={}), "events is no list"),
    (solved(state="-100"), "state is none of"),
    (solved(events=[event(HOUR, "merge", into="")]), "events[0].into is missing"),
    (solved(events=[event(HOUR, "merge", into="nic")]), "events[0]: order nic is not here yet: its line must come first"),
    (solved(events=[event(HOUR, "link", other="1")]), "events[0]: names the order itself"),
    (solved(events=[event(HOUR, "link", other="a", how="x")]), "events[0].how is none of related, follows: x"),
    (solved(events=[event(HOUR, "correct", text="x")]), "events[0]: correct changes nothing"),
    (solved(events=[event(HOUR, "correct", text="x", site="999")]), "events[0]: site 999 is not known here"),
    (solved(events=[event(HOUR, "correct", site="041")]), "events[0].text is missing"),
    (solved(state="new"), "state is resolved after all events, not new"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), BAD, ids=[reason[:40] for _, reason in BAD])
def test_a_bad_line_is_reported_with_its_number_and_costs_no_other(desk, line, reason):
    soon = NINE + 2 * HOUR  # before its time closes it
    count, faults = import_lines(solved("a"), line, solved("b"), now=soon if line == BAD[-1][0] else NOW)
    assert [number for number, _ in faults] == [2] and reason in faults[0][1]
    assert (count.lines, count.new, count.bad) == (3, 2, 1)
    assert Order.objects.count() == 2


def test_what_is_no_text_at_all_is_reported(desk):
    raw = b"\xff\xfe\n\n" + b'{"' + b"x" * (LONGEST + 5) + b"\n" + json.dumps(solved()).encode()
    count, faults = import_stream(io.BytesIO(raw))
    assert faults == [(1, "the line is not written in UTF-8"), (3, "the line is too long")]
    assert (count.lines, count.new) == (3, 1)


def test_an_order_that_the_database_refuses_costs_no_other(desk, monkeypatch):
    from amberdesk.operation.history import schema

    monkeypatch.setitem(
        schema.ORDER, "language", schema.ORDER["text"]
    )  # lets through what its column cannot hold
    count, faults = import_lines(solved("1"), solved("2", language="x" * 50), solved("3"))
    assert (count.new, count.bad, Order.objects.count()) == (2, 1, 2)
    assert faults[0][0] == 2 and faults[0][1].startswith("the database refuses it")


class Endless(io.RawIOBase):
    """Many lines, made as they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self.lines = lines

    def readline(self, size: int | None = -1) -> bytes:
        return next(self.lines, b"")


@pytest.mark.parametrize("most", [20_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_memory_stays_flat_however_long_the_file_is(desk, most):
    import tracemalloc

    bad = json.dumps(solved(network="?", text="x" * 1000)).encode() + b"\n"
    peaks = []
    for count in (1_000, most):
        tracemalloc.start()
        importing = Importing("", NOW, True, refuse=lambda number, reason: None)
        for _ in importing.run(Endless(bad for _ in range(count))):  # type: ignore[arg-type]
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert importing.count.bad == count
    assert peaks[1] < 2 * peaks[0]


def test_an_open_order_goes_on_as_if_it_had_always_been_here(desk):
    line = solved("1", impact="high", category=desk.category.code)
    line["events"] = line["events"][:2]
    now = NINE + 30 * DAY
    import_lines(line, now=now)
    order = Order.objects.select_related("network", "site", "category").get()
    assert (order.state, order.level) == ("in_progress", "L1") and order.wake_at
    kept = {c.target: c for c in Clock.objects.all()}
    for target, reading in readings(order, now).items():
        assert (kept[target].state, kept[target].due_at) == (reading.state, reading.due_at)
        assert kept[target].announced == 1.0  # breached long ago: nobody is warned of it now
    done = actions.assign(order, level=Level.L1, technician=desk.ewa, by=actor(desk.anna), at=now)
    assert broken_links() == [] and done.version == order.version + 1


def test_a_resolved_order_is_closed_when_its_days_had_passed(desk):
    import_lines(solved("1"), now=NINE + 2 * HOUR)
    assert Order.objects.get().state == "resolved"
    import_lines(solved("2"), now=NOW)
    assert Order.objects.get(reference="import:OldDesk:2").state == "closed"


def test_words_of_any_kind_come_through(desk):
    text = "a\x00b \ud800 \\N \t\r\n\u2028 ’; DROP"
    line = json.dumps(solved("1", text=text, reporter={"name": "Łucja \\."}))
    assert import_lines(line)[0].new == 1
    order = Order.objects.get()
    assert order.reporter_name == "Łucja \\."
    assert Message.objects.get(purpose="report").text == "ab ? \\N \t\n\u2028 ’; DROP"


def test_the_command_sums_up_indexes_and_says_by_its_exit_code_that_a_line_was_bad(desk, tmp_path, capsys):
    path = tmp_path / "orders.jsonl.gz"
    recent = datetime.now(UTC) - DAY
    record = solved("77-AB", reported_at=recent.isoformat(), events=[])
    path.write_bytes(gzip.compress(f"{json.dumps(record)}\n{{}}\n".encode()))
    with pytest.raises(SystemExit) as ended:
        call_command("import", str(path))
    assert ended.value.code == 1
    printed = capsys.readouterr().out
    assert "line 2: id is missing" in printed
    assert "1 new, 0 known, 1 bad" in printed
    assert SearchDoc.objects.count() == 1 and not DayFigure.objects.filter(dirty=True).exists()
    assert Order.objects.get().references.get().number == "77-AB"
    assert Order.objects.get().kind == Kind.FAILURE


def test_the_documented_line_and_fields_are_those_that_are_read():
    document = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    line = document.split("```json\n")[1].split("```")[0].replace("\n", " ").encode()
    past = read_line(line, source="", now=NOW)
    assert (past.reference, len(past.acts)) == ("import:OldDesk:4711", 7)
    named = set(re.findall(r"`(\w+)`", document))
    assert named >= {*ORDER, *ACTS, *(name for fields in ACTS.values() for name in fields)}
