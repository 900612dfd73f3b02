"""Deliveries: how fast a worker hands on what placing orders has announced: letters, words, figures, webhooks."""

import os
import signal
import time

from bench.desk import Desk
from bench.intake import post_all, requests_for
from bench.shops import shops_of

LEFT = "SELECT (SELECT count(*) FROM outbox_pending), (SELECT count(*) FROM outbox_delivery WHERE dead_at IS NULL)"


def measure(desk: Desk, orders: int = 1500) -> dict[str, float]:
    """Place orders while the worker stands still, then let it go and measure until nothing is left."""
    workers = desk.pid_of("amberdesk worker")
    assert workers, "no worker runs"
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        count, _, _ = post_all(desk, requests_for(desk, shops_of(desk), orders))
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
    start = time.monotonic()
    with desk.connect() as connection:
        while connection.execute(LEFT).fetchone() != (0, 0):
            time.sleep(0.1)
            assert time.monotonic() - start < 600, connection.execute(LEFT).fetchone()
        took = time.monotonic() - start
    mails = desk.one("SELECT count(*) FROM mail_outgoingmail WHERE recipient LIKE 'sklep%@bench.example'")
    return {"orders_per_s": count / took, "orders": count, "confirmations": float(mails)}
