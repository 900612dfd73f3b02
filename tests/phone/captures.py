"""The captures of a real Asterisk 20: its manager events and its queue_log, played as they were."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from amberdesk.phone.adapters import asterisk
from amberdesk.phone.adapters.ami import Gate, blocks, written
from amberdesk.phone.calls import CallFacts, call_of
from amberdesk.phone.happenings import Happening

FOLDER = Path(__file__).parent / "captures"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ami"))
CONTEXT = "from-carrier"
QUEUES = '{"net-a": ["+48221000001", 4000], "net-b": ["+48221000002", 4000]}'
AGENTS = '{"Technician One": "PJSIP/t1", "Technician Two": "PJSIP/t2"}'
RECEIVED = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # the evening of the captures


def events(name: str) -> list[dict[str, str]]:
    """Return a capture's manager events."""
    return blocks((FOLDER / f"{name}.ami").read_bytes())


def let_in(told: list[dict[str, str]]) -> list[Mapping[str, str]]:
    """Return what the line lets through of these events."""
    gate = Gate([CONTEXT], ["net-a", "net-b"])
    return [event for one in told for event in gate.take(one)]


def read(told: list[dict[str, str]]) -> list[tuple[str, Happening]]:
    """Return the happenings of manager events."""
    reading = asterisk.read(written(let_in(told)), {"queues": QUEUES}, RECEIVED)
    assert reading.troubles == []
    return reading.told


def read_log(name: str) -> list[tuple[str, Happening]]:
    """Return the happenings of a capture's queue_log."""
    body = (FOLDER / f"{name}.queue_log").read_bytes()
    headers = {"source": "queue_log", "queues": QUEUES, "agents": AGENTS}
    reading = asterisk.read(body, headers, RECEIVED)
    assert reading.troubles == []
    return reading.told


def calls(told: list[tuple[str, Happening]]) -> dict[str, CallFacts]:
    """Return the calls that happenings add up to."""
    found = {id: call_of(h for of, h in told if of == id) for id in sorted({of for of, _ in told})}
    return {id: call for id, call in found.items() if call is not None}
