"""Fill a desk quickly with orders that look like lived ones: journal with its hash chain, messages, clocks, words.

python -m bench.loader DSN COUNT [--search N] [--rows-only]     10 % open, 5 messages each, over all shops of the desk
"""

import argparse
import random
import sys
import time
from datetime import UTC, datetime, timedelta

import psycopg

from amberdesk.orders.numbers import make_number

STATES = ("new", "assigned", "in_progress", "waiting")
PRIORITIES = ("P1", "P2", "P3", "P4")
WORDS = [
    "drukarka",
    "kasa",
    "terminal",
    "waga",
    "paragon",
    "rolka",
    "papier",
    "kabel",
    "sieć",
    "router",
    "serwer",
    "ekran",
    "błąd",
    "restart",
    "zasilacz",
    "klawiatura",
    "czytnik",
    "kod",
    "etykieta",
    "cennik",
    "promocja",
    "faktura",
    "raport",
    "hasło",
    "konto",
    "aktualizacja",
    "program",
    "komputer",
    "szuflada",
    "bateria",
]
RARE = 1000  # one order in so many speaks of a rare word

STAGE = """
CREATE UNLOGGED TABLE bench_stage (
  id bigint PRIMARY KEY, number text, network bigint, site bigint, device bigint, category bigint, version bigint,
  state text, level text, assignee bigint, priority text, reported timestamptz, ended timestamptz, words text
)"""

ORDERS = """
INSERT INTO orders_order (id, number, channel, reference, fingerprint, network_id, site_id, device_id, reporter_name,
  reporter_phone, reporter_email, language, subject, kind, category_id, impact, urgency, priority, priority_override,
  scope, scope_accepted_by, agreement_version_id, state, wait_reason, level, assignee_id, came_from, tags, flagged,
  unread, solution_code, solved_by, minutes_worked, reopened, reported_at, placed_at, verified_at, verified_by_rule,
  responded_at, resolved_at, closed_at, due_at, wake_at, last_event_at, version)
SELECT id, number, 'form', 'bench:' || id, '\\x00', network, site, device, 'Maria Kowalska', '+48600100200',
  'sklep' || site || '@bench.example', 'pl', 'Nie działa ' || split_part(words, ' ', 1), 'failure', category, 'medium',
  'medium', priority, false, CASE WHEN state = 'new' THEN '' ELSE 'agreement' END, '', version, state,
  CASE WHEN state = 'waiting' THEN 'part' ELSE '' END, level, assignee, '{}', '{}', false, false,
  CASE WHEN ended IS NULL THEN '' ELSE 'restart' END,
  CASE WHEN ended IS NULL THEN '' WHEN level = 'L1' THEN 'L1' ELSE 'escalated' END, 15, 0, reported, reported,
  reported + interval '5 minutes', false,  -- else the desk would verify thousands by rule while it is measured
  CASE WHEN state = 'new' THEN NULL ELSE reported + interval '9 minutes' END, ended,
  CASE WHEN ended IS NULL THEN NULL ELSE ended + interval '5 days' END,
  CASE WHEN ended IS NULL THEN reported + interval '2 days' END, NULL, coalesce(ended, reported), 5
FROM bench_stage"""

PARTICIPANTS = """
INSERT INTO orders_participant (order_id, name, phone, email, language, reporter, epoch)
SELECT id, 'Maria Kowalska', '+48600100200', 'sklep' || site || '@bench.example', 'pl', true, 1 FROM bench_stage"""

MESSAGES = """
INSERT INTO orders_message (order_id, public, inbound, channel, purpose, author_id, author_name, text, question, facts,
  at, visible_at)
SELECT id, n <> 2, n IN (0, 3), CASE WHEN n IN (0, 3) THEN 'form' ELSE 'desk' END,
  CASE n WHEN 0 THEN 'report' ELSE '' END, CASE WHEN n IN (0, 3) THEN NULL ELSE assignee END, '',
  CASE n WHEN 0 THEN words WHEN 1 THEN 'Dzień dobry, proszę sprawdzić ' || words WHEN 2 THEN 'notatka: ' || words
    WHEN 3 THEN 'sprawdzone, nadal ' || words ELSE 'Załatwione: ' || words END,
  false, '{}', reported + n * interval '4 minutes', reported + n * interval '4 minutes'
FROM bench_stage, generate_series(0, 4) n"""

CLOCKS = """
INSERT INTO orders_clock (order_id, target, "limit", state, used, due_at, breached_at, read_at, check_at, announced, seq)
SELECT id, t, CASE t WHEN 'response' THEN interval '2 hours' ELSE interval '16 hours' END,
  CASE WHEN ended IS NOT NULL OR (t = 'response' AND state <> 'new') THEN 'met' ELSE 'running' END, interval '40 minutes',
  CASE WHEN ended IS NULL THEN reported + interval '2 days' END, NULL, reported, NULL, 0, 5
FROM bench_stage, unnest(ARRAY['response', 'solution']) t"""

# One round an event of every order, each chained to the one before, exactly as the trigger does it
EVENT = """
INSERT INTO outbox_event (id, subject, seq, kind, version, at, recorded_at, actor_kind, actor_id, acting_as, origin,
  data, previous, hash)
SELECT e.id, e.subject, e.seq, e.kind, e.version, e.at, e.recorded_at, e.actor_kind, e.actor_id, e.acting_as, e.origin,
  e.data, e.previous, outbox_event_hash(e)
FROM (SELECT (ROW(nextval(pg_get_serial_sequence('outbox_event', 'id')), 'order:' || s.id, %(seq)s, %(kind)s, 1,
    coalesce(CASE WHEN %(ends)s THEN s.ended END, s.reported + %(seq)s * interval '4 minutes'), now(),
    %(who)s, CASE WHEN %(who)s = 'person' THEN s.assignee END, CASE WHEN %(who)s = 'person' THEN s.level ELSE '' END,
    'bench', jsonb_build_object('network', s.network, 'agreement', s.version, 'priority', s.priority, 'level', s.level,
      'state', %(state)s, 'assignee', s.assignee, 'wait_reason', '', 'v', %(seq)s, 'own', s.level, 'channel', 'form',
      'reported_at', to_char(s.reported AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'visible_at', s.reported,
      'solved_by', CASE WHEN s.level = 'L1' THEN 'L1' ELSE 'escalated' END, 'code', 'restart', 'minutes', 15,
      'category', s.category, 'kind_of', 'failure', 'impact', 'medium', 'urgency', 'medium', 'scope', 'agreement',
      'message', (SELECT m.id FROM orders_message m WHERE m.order_id = s.id ORDER BY m.id OFFSET %(said)s LIMIT 1)),
    p.hash, NULL)::outbox_event).*
  FROM bench_stage s LEFT JOIN outbox_event p ON p.subject = 'order:' || s.id AND p.seq = %(seq)s - 1
  WHERE CASE WHEN %(ends)s THEN s.ended IS NOT NULL ELSE true END) e"""

# Clocks that are made up here are not to be compared with their journals while something is measured
UNPROVEN = """
INSERT INTO outbox_tick (job, due_at, error)
VALUES ('amberdesk.reports.actions.drift.prove_clocks', now() + interval '1 year', '')
ON CONFLICT (job) DO UPDATE SET due_at = excluded.due_at"""

LIFE = (  # seq, kind, doer, state after it, for ended orders only, which of the messages
    (1, "order.placed", "link", "new", False, 0),
    (2, "order.verified", "machine", "new", False, 0),
    (3, "order.assigned", "machine", "assigned", False, 0),
    (4, "order.started", "person", "in_progress", False, 0),
    (5, "order.replied", "person", "in_progress", False, 1),
    (6, "order.resolved", "person", "resolved", True, 4),
)


def load(
    connection: psycopg.Connection,
    count: int,
    *,
    seed: int = 1,
    now: datetime | None = None,
    spread: timedelta = timedelta(days=730),
    open_share: float = 0.1,
    rows_only: bool = False,
) -> None:
    """Add `count` orders over all shops of the desk, reported in the time `spread` until now; prints progress.

    open_share: the newest so many are open. rows_only: orders and clocks without messages and journals.
    """
    now = now or datetime.now(UTC)
    started = time.monotonic()
    with connection.transaction(), psycopg.ClientCursor(connection) as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("ALTER TABLE outbox_event DISABLE TRIGGER USER")
        cursor.execute("DROP TABLE IF EXISTS bench_stage")
        cursor.execute(STAGE)
        _stage(cursor, count, random.Random(seed), now, spread, open_share)
        cursor.execute("ANALYZE bench_stage")
        parts = (
            ("orders", ORDERS),
            ("clocks", CLOCKS),
            ("participants", PARTICIPANTS),
            ("messages", MESSAGES),
        )
        for name, statement in parts[: 2 if rows_only else None]:
            cursor.execute(statement)
            _say(name, started)
        for seq, kind, who, state, ends, said in () if rows_only else LIFE:
            cursor.execute(
                EVENT, {"seq": seq, "kind": kind, "who": who, "state": state, "ends": ends, "said": said}
            )
            cursor.execute("ANALYZE outbox_event")
        _say("events", started)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('orders_order', 'id'), max(id)) FROM orders_order"
        )
        cursor.execute(UNPROVEN)
        cursor.execute("DROP TABLE bench_stage")
        cursor.execute("ALTER TABLE outbox_event ENABLE TRIGGER USER")
    for table in ("orders_order", "orders_message", "orders_clock", "orders_participant", "outbox_event"):
        connection.execute(f"VACUUM (ANALYZE) {table}")
    _say("all", started)


def _stage(
    cursor: psycopg.Cursor,
    count: int,
    rng: random.Random,
    now: datetime,
    spread: timedelta,
    open_share: float,
) -> None:
    cursor.execute("SELECT coalesce(max(id), 0) FROM orders_order")
    first = cursor.fetchone()[0] + 1  # type: ignore[index]
    shops = cursor.execute(
        "SELECT n.id, n.code, s.id, (SELECT min(d.id) FROM customers_device d WHERE d.site_id = s.id),"
        " (SELECT max(v.id) FROM customers_agreementversion v JOIN customers_agreement a ON a.id = v.agreement_id"
        "  WHERE a.network_id = n.id) FROM customers_site s JOIN customers_network n ON n.id = s.network_id ORDER BY s.id"
    ).fetchall()
    categories = [
        row[0] for row in cursor.execute("SELECT id FROM customers_category ORDER BY id").fetchall()
    ]
    people = {
        level: [p for _, p in rows]
        for level in ("L1", "L2", "L3")
        if (rows := cursor.execute(
            "SELECT t.id, m.person_id FROM rosters_membership m JOIN rosters_team t ON t.id = m.team_id"
            " WHERE t.level = %s", [level]).fetchall())
    }  # fmt: skip
    counters: dict[int, int] = {}
    for network, *_ in shops:
        counters[network] = cursor.execute("SELECT nextval(%s)", [f"order_number_{network}"]).fetchone()[0]  # type: ignore[index]
    with cursor.copy("COPY bench_stage FROM STDIN") as copy:
        for i in range(count):
            network, code, site, device, version = rng.choice(shops)
            counters[network] += 1
            reported = now - spread * (1 - i / count) - timedelta(minutes=10)
            is_open = i >= count * (1 - open_share)
            state = rng.choices(STATES, (1, 3, 4, 2))[0] if is_open else "closed"
            level = rng.choices(("L1", "L2", "L3"), (60, 33, 7))[0]
            words = " ".join(rng.choices(WORDS, k=12)) + (" hipopotam" if i % RARE == 0 else "")
            copy.write_row((
                first + i, make_number(code, reported.year, counters[network]), network, site, device,
                rng.choice(categories), version, state, level,
                None if state == "new" or (state == "assigned" and rng.random() < 0.3) else rng.choice(people[level]),
                rng.choices(PRIORITIES, (5, 20, 50, 25))[0], reported,
                None if is_open else reported + timedelta(minutes=rng.randint(10, 2000)), words,
            ))  # fmt: skip
    for network, counter in counters.items():
        cursor.execute("SELECT setval(%s, %s)", [f"order_number_{network}", counter])


def load_words(connection: psycopg.Connection, most: int) -> None:
    """Index the newest `most` orders for searching; the words are those of their messages."""
    from amberdesk.search.keys import keys_of_text

    with connection.cursor() as cursor, connection.transaction():
        rows = cursor.execute(
            "SELECT o.id, o.network_id, o.number, o.subject, string_agg(m.text, ' ') FROM orders_order o"
            " JOIN orders_message m ON m.order_id = o.id WHERE o.id > (SELECT max(id) - %s FROM orders_order)"
            " AND NOT EXISTS (SELECT 1 FROM search_searchdoc d WHERE d.order_id = o.id) GROUP BY o.id", [most]
        ).fetchall()  # fmt: skip
        cursor.execute("CREATE TEMP TABLE w (id bigint, network bigint, keys text[]) ON COMMIT DROP")
        with cursor.copy("COPY w FROM STDIN") as copy:
            for pk, network, number, subject, text in rows:
                copy.write_row((pk, network, sorted(keys_of_text(f"{number} {subject} {text}"))))
        cursor.execute(
            'INSERT INTO search_searchdoc (order_id, network_id, public, "full")'
            " SELECT id, network, array_to_tsvector(keys), array_to_tsvector(keys) FROM w"
        )
    connection.execute("VACUUM (ANALYZE) search_searchdoc")


def _say(what: str, started: float) -> None:
    print(f"  loaded {what} after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dsn")
    parser.add_argument("count", type=int)
    parser.add_argument("--search", type=int, default=0, help="index so many orders for searching too")
    parser.add_argument(
        "--rows-only", action="store_true", help="orders and clocks without messages and journals"
    )
    options = parser.parse_args()
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        load(connection, options.count, rows_only=options.rows_only)
        if options.search:
            load_words(connection, options.search)


if __name__ == "__main__":
    main()
