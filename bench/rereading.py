"""How long open orders are read again after a holiday is added, by two workers while people go on working.

python -m bench.rereading [--orders 100000]     every order open, reported in the last four days
"""

import argparse
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bench import django
from bench.desk import PYTHON, ROOT, Desk, cpu_seconds, end_with_parent, running_desk
from bench.loader import load
from bench.pages import sign_in

SETTLED = 2000  # orders settled at once
PROVEN = 2000  # orders whose kept clocks are compared with their journals afterwards
HEADER = ("network", "agreement", "priority", "level", "state", "assignee", "wait_reason", "v", "own")
PAUSE = 0.1  # seconds between the pages of somebody who works
LEFT = "SELECT count(*) FROM orders_clock WHERE check_at <= %s"
WAITING = "SELECT (SELECT count(*) FROM outbox_pending) + (SELECT count(*) FROM outbox_delivery WHERE dead_at IS NULL)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        with desk.connect() as connection:
            load(connection, options.orders, spread=timedelta(days=4), open_share=1)
        settle()
        with second_worker(desk):
            measure(desk)


def settle() -> None:
    """Keep what the loaded clocks really show, as if every warning and step of escalation had been told in its time."""
    from amberdesk.orders.models import Order

    last = Order.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, SETTLED):
        _settle(range(start + 1, start + SETTLED + 1), datetime.now(UTC))


def _settle(order_ids: Sequence[int], now: datetime) -> None:
    from amberdesk.clock.sla import read
    from amberdesk.orders.clock_facts import clock_facts
    from amberdesk.orders.models import Clock, Order
    from amberdesk.orders.sla import as_row, facts_of, hours_of, nearest_due
    from amberdesk.orders.steps import TAKEN, steps_of
    from amberdesk.outbox.actor import MACHINE
    from amberdesk.outbox.past import PastEvent, record_past
    from amberdesk.reports.past import journals_of, promises_behind

    orders = Order.objects.select_related("network", "site__hours").in_bulk(list(order_ids))
    told = {pk: facts_of(events) for pk, events in journals_of(list(orders)).items()}
    versions, rows, taken = promises_behind(told.values()), [], []
    for pk, facts in told.items():
        order, clocks = orders[pk], clock_facts(facts, versions).clocks
        found = {t: read(c.facts, hours_of(order, c, versions), now) for t, c in clocks.items()}
        steps = steps_of(facts, clocks, versions, lambda c, o=order: hours_of(o, c, versions), now)  # type: ignore[misc]
        header = {name: facts[-1].data[name] for name in HEADER}
        for at, target, step in steps.due:
            data = {"target": target, "share": step.at, "to": step.to, "people": [], **header}
            taken.append(PastEvent(order.subject_key, TAKEN, 1, at, MACHINE, "", "bench", data))
        for target, reading in found.items():
            row = as_row(order, target, reading, at=now, seq=len(facts) + len(steps.due))
            row.announced = reading.reached
            rows.append(row)
        order.due_at = nearest_due(found)
    record_past(taken)
    Clock.objects.filter(order__in=list(orders)).delete()
    Clock.objects.bulk_create(rows)
    Order.objects.bulk_update(orders.values(), ["due_at"], batch_size=500)


@contextmanager
def second_worker(desk: Desk) -> Iterator[None]:
    """Let another worker work beside the desk's own."""
    command = [str(PYTHON), "-m", "amberdesk", "worker", "--data", str(desk.data)]
    with open(desk.log, "ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, preexec_fn=end_with_parent)
    time.sleep(3)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def measure(desk: Desk) -> None:
    """Print how long the clocks are read, and the pages of one who works before and meanwhile."""
    from amberdesk.customers.actions.calendars import set_day
    from amberdesk.customers.models import AgreementVersion
    from amberdesk.orders.models import Order
    from amberdesk.outbox.actor import MACHINE
    from amberdesk.reports.actions.drift import differences

    before = pages_during(desk, lambda: time.sleep(5))
    due = dict(Order.objects.values_list("pk", "due_at"))
    calendars = {v.calendar_id: v.calendar for v in AgreementVersion.objects.select_related("calendar")}
    servers, begun = desk.pids(), time.monotonic()
    used = cpu_seconds(servers)

    def add_a_holiday() -> None:
        at = datetime.now(UTC)
        for calendar in calendars.values():
            set_day(calendar, on=next_working_day(at), name="bench", holiday=True, by=MACHINE, at=at)
        with desk.connect() as connection:
            while connection.execute(WAITING).fetchone() != (0,) or connection.execute(
                LEFT, [at]
            ).fetchone() != (0,):
                time.sleep(0.2)

    meanwhile = pages_during(desk, add_a_holiday)
    took = time.monotonic() - begun
    moved = sum(due[pk] != due_at for pk, due_at in Order.objects.values_list("pk", "due_at"))
    wrong = differences(list(due)[:: max(1, len(due) // PROVEN)], datetime.now(UTC))
    print(f"{len(due)} open orders read again in {took:.1f} s ({len(due) / took:.0f} a second), {moved} are due at"
          f" another time, {len(wrong)} of {PROVEN} differ from their journals; processor time of the desk and its"
          f" worker {cpu_seconds(servers) - used:.0f} s")  # fmt: skip
    for name, times in (("before", before), ("meanwhile", meanwhile)):
        print(f"pages {name}: {len(times)}, p50 {statistics.median(times):.0f} ms,"
              f" p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms")  # fmt: skip


def next_working_day(at: datetime) -> object:
    """Return the next day that is no weekend."""
    day = at.date() + timedelta(days=1)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def pages_during(desk: Desk, work: Callable[[], object]) -> Sequence[float]:
    """Return the milliseconds of the board, the list and an order's page, fetched one after the other during the work."""
    number = desk.one("SELECT number FROM orders_order WHERE state = 'in_progress' LIMIT 1")
    paths, client, done = ["/board/", "/orders/", f"/orders/{number}/"], sign_in(desk), threading.Event()
    times: list[float] = []

    def look() -> None:
        while not done.is_set():
            begun = time.perf_counter()
            answer = client.get(paths[len(times) % len(paths)])
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, answer.status_code
            done.wait(PAUSE)

    reader = threading.Thread(target=look)
    reader.start()
    work()
    done.set()
    reader.join()
    return times


if __name__ == "__main__":
    main()
