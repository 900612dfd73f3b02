"""Taking mail in: raw mail to committed order or message, one process, on a running desk. python -m bench.mail_taking

Half of the mails are reports, half are answers to the orders that the reports became. The worker stands still meanwhile.
"""

import argparse
import os
import signal
import time
from typing import Any

from bench import django
from bench.desk import Desk, cpu_seconds, memory, running_desk
from bench.mail_parsing import large, small

SENDER = b"Jan Kowalski <jan@sklep.example>"


def numbered(raw: bytes, number: int, sender: bytes, answers: bytes = b"") -> bytes:
    """Return the mail as another one: with its own id and sender, as an answer to nothing or to an order."""
    own = raw.replace(b"<a1@sklep.example>", b"<%d.%d@sklep.example>" % (number, len(raw)))
    return own.replace(SENDER, sender).replace(b"<b1@x.example>", answers or b"<none@x.example>")


def measure(desk: Desk, raw: bytes, count: int) -> dict[str, float]:
    """Return mails a second by the clock and by processor time of process and database, and the memory at most."""
    from django.utils.timezone import now

    from amberdesk.customers.models import Network
    from amberdesk.mail.actions.keep import add_mailbox
    from amberdesk.mail.actions.take_in import take_in
    from amberdesk.mail.message_ids import make_message_id
    from amberdesk.mail.models import Mailbox

    network = Network.objects.order_by("pk")[0]
    mailbox = add_mailbox(network, address="bench@pomoc.example")
    Mailbox.objects.update(most_from_sender=10**6)
    pids = [os.getpid(), *desk.pid_of("postgres")]
    orders: list[int] = []
    states: dict[str, int] = {}
    begun, spent = time.monotonic(), cpu_seconds(pids)
    for number in range(count):
        sender = b"Jan <jan%d@sklep.example>" % (number // 2)
        answers = make_message_id("p1", order_id=orders[-1], event_id=1, host="x") if number % 2 else ""
        at = now()
        row = take_in(mailbox, numbered(raw, number, sender, answers.encode()), received_at=at, at=at)
        states[row.state] = states.get(row.state, 0) + 1
        if row.order_id:
            orders.append(row.order_id)
    took, spent = time.monotonic() - begun, cpu_seconds(pids) - spent
    assert states == {"placed": (count + 1) // 2, "joined": count // 2}, states
    return {"a_second": count / took, "a_second_of_processor": count / spent, "memory_mb": memory(pids[:1])}


def measure_all(desk: Desk, count: int) -> dict[str, Any]:
    workers = desk.pid_of("amberdesk worker")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        return {
            "10 kB text": measure(desk, small(), count),
            "5 MB with files": measure(desk, large(), count // 10),
        }
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600)
    options = parser.parse_args()
    with running_desk() as desk:
        django.use(desk)
        for name, figures in measure_all(desk, options.count).items():
            print(f"{name:<16} " + ", ".join(f"{key} {value:.3g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
