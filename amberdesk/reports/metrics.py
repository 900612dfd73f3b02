"""Figures of the running desk for Prometheus, read when they are asked for: bounded counts, whatever its size."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from amberdesk.mail.mailboxes import mailboxes
from amberdesk.reports.alarms import alarms, drifted

MOST = 100_000  # counted no further
_QUERIES = {
    "amberdesk_events_pending": ("Events not yet handed to subscribers", "outbox_pending", "true"),
    "amberdesk_deliveries_due": ("Deliveries not yet done", "outbox_delivery", "dead_at IS NULL"),
    "amberdesk_deliveries_dead": ("Deliveries given up", "outbox_delivery", "dead_at IS NOT NULL"),
    "amberdesk_mails_waiting": ("Mails not yet sent", "mail_outgoingmail", "state = 'waiting'"),
    "amberdesk_mails_held": ("Mails that came and wait for people", "mail_rawmail", "state = 'held'"),
    "amberdesk_mails_unread": ("Mails that came and are not yet read", "mail_rawmail", "state = 'kept'"),
    "amberdesk_mails_failed": ("Mails given up", "mail_outgoingmail", "state = 'failed'"),
}


class Desk(Collector):
    """Reads everything at one instant."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with connection.cursor() as cursor:
            for name, (words, table, condition) in _QUERIES.items():
                cursor.execute(
                    f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {condition} LIMIT {MOST}) t"
                )
                yield GaugeMetricFamily(name, words, value=cursor.fetchone()[0])
            cursor.execute(
                "SELECT level, state, count(*) FROM orders_order WHERE state IN"
                " ('new', 'assigned', 'in_progress', 'waiting') GROUP BY 1, 2"
            )
            orders = GaugeMetricFamily("amberdesk_orders_open", "Open orders", labels=["level", "state"])
            for level, state, count in cursor.fetchall():
                orders.add_metric([level, state], count)
        yield orders
        words = "Orders whose kept clocks were not what their journals say, found within a day"
        yield GaugeMetricFamily("amberdesk_clocks_drifted", words, value=len(drifted(self.now)))
        ringing = GaugeMetricFamily("amberdesk_alarm", "1 for everything that is wrong", labels=["code"])
        for code in dict.fromkeys(alarm.code for alarm in alarms(self.now)):
            ringing.add_metric([code], 1)
        yield ringing
        yield from self._mailboxes()

    def _mailboxes(self) -> Iterator[GaugeMetricFamily]:
        """Each mailbox by its address: 1 while its server answers as it should, and when a mail came last."""
        up = GaugeMetricFamily("amberdesk_mailbox_up", "1 while it can be fetched", labels=["mailbox"])
        held = GaugeMetricFamily("amberdesk_mailbox_held", "Mails that wait for people", labels=["mailbox"])
        silent = GaugeMetricFamily("amberdesk_mailbox_silent", "1 while unusually silent", labels=["mailbox"])
        for box in mailboxes():
            if box.active:
                up.add_metric([box.address], not box.trouble)
                held.add_metric([box.address], box.held)  # type: ignore[attr-defined]
                silent.add_metric([box.address], box.silent_since is not None)
        yield from (up, held, silent)


def exposition(now: datetime) -> bytes:
    """Return the figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Desk(now))
    return bytes(generate_latest(registry))
