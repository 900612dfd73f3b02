"""What must be done to a restored desk before it may work: the lost machine went on after the backup was made.

It gave numbers, made rows whose ids are in people's links, and sent letters. None of it may come a second time.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import connection

from amberdesk.mail.actions import hold as mails
from amberdesk.operation.held import Held
from amberdesk.operation.manifest import Manifest
from amberdesk.outbox import holding
from amberdesk.outbox.deliver import fan_out
from amberdesk.webhooks.actions import hold as calls

FRESH = timedelta(hours=1)  # what is older is not sent unasked
INWARD = ("index", "figures", "learn")  # lanes that tell nobody outside, and that the desk needs
LEAST_AHEAD = 1000  # order numbers
IDS_AHEAD = 1_000_000
MONTH = 30  # days over which a network's orders were counted

_USED = (
    "SELECT split_part(number, '-', 1), max(split_part(number, '-', 3)::bigint) FROM orders_order GROUP BY 1"
)
_IDS = """SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + %s)
FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype AND sequencename NOT LIKE 'order\\_number\\_%%'"""


def numbers_ahead(manifest: Manifest, at: datetime) -> dict[str, int]:
    """Let every network's order numbers go on where the lost machine cannot have come to; return the next ones."""
    with connection.cursor() as cursor:
        cursor.execute(_USED)
        used = dict(cursor.fetchall())
        after: dict[str, int] = {}
        for code, told in manifest.counters.items():
            last = max(told["last"], used.get(code, 0)) + _margin(told["lately"], at - manifest.made)
            cursor.execute("SELECT setval(%s::regclass, %s)", [f"order_number_{told['network']}", last])
            after[code] = last + 1
    return after


def _margin(lately: int, age: timedelta) -> int:
    """Return twice as many as were placed in as many whole months before the backup, at least LEAST_AHEAD."""
    return max(LEAST_AHEAD, 2 * lately * max(1, ceil(age.days / MONTH)))


def ids_ahead() -> None:
    """Let every row's id go on far ahead: a link that the lost machine gave for a new row must open nothing here."""
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [IDS_AHEAD])


def hold_back(at: datetime) -> Held:
    """Hold what may have been sent already: all that is older than an hour."""
    while fan_out(at, limit=1000):
        pass
    before = at - FRESH
    return Held(
        mails=mails.hold_waiting(before),
        calls=calls.hold_waiting(before),
        deliveries=holding.hold_due(before, inward=INWARD),
    )
