"""What a desk's database says of a replay."""

import time

from bench.replay_clients import Replay


def balance(replay: Replay) -> dict[str, int]:
    """Return what the desk's database says of the replay, once everything has been delivered."""
    desk = replay.desk
    with desk.connect() as connection:

        def one(sql: str) -> int:
            row = connection.execute(sql.encode()).fetchone()
            assert row is not None
            return int(row[0])

        end = time.monotonic() + 300
        while time.monotonic() < end and one(
            "SELECT (SELECT count(*) FROM outbox_pending) + (SELECT count(*) FROM outbox_delivery)"
            " + (SELECT count(*) FROM mail_outgoingmail WHERE state = 'waiting')"
        ):
            time.sleep(0.5)
        mine = "(SELECT id FROM orders_order WHERE reporter_email LIKE '%@replay.example')"
        return {
            "placed": one(f"SELECT count(*) FROM {mine} o"),
            "numbers": one(f"SELECT count(DISTINCT number) FROM orders_order WHERE id IN {mine}"),
            "confirmations": one(
                f"SELECT count(DISTINCT (order_id, recipient)) FROM mail_outgoingmail WHERE order_id IN {mine}"
                " AND recipient LIKE '%@replay.example' AND subject LIKE '%Zgłoszenie zarejestrowane'"
            ),
            "confirmations in all": one(
                f"SELECT count(*) FROM mail_outgoingmail WHERE order_id IN {mine}"
                " AND recipient LIKE '%@replay.example' AND subject LIKE '%Zgłoszenie zarejestrowane'"
            ),
            "resolved": one(f"SELECT count(*) FROM orders_order WHERE id IN {mine} AND state = 'resolved'"),
            "acknowledged and lost": sum(
                not one(f"SELECT count(*) FROM orders_participant WHERE id = {pk}")
                for pk in replay.acknowledged
            ),
            "journals with gaps": one(
                "SELECT count(*) FROM (SELECT subject FROM outbox_event WHERE subject LIKE 'order:%'"
                " GROUP BY subject HAVING count(*) <> max(seq)) g"
            ),
            "journals not chained": len(connection.execute(_chain()).fetchall()),
        }


def _chain() -> str:
    from amberdesk.outbox.guard import BROKEN_LINKS

    return BROKEN_LINKS
