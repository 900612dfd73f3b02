"""An import that is killed in the middle has done whole orders only, and the next run does the rest."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from amberdesk.operation.actions.import_history import BATCH
from amberdesk.orders.models import Clock, Message, Order, Participant, Reference
from amberdesk.outbox.journal import broken_links
from amberdesk.outbox.models import Event
from amberdesk.reports.models import DayFigure
from amberdesk.search.models import SearchDoc
from tests.factories import NINE
from tests.operation.conftest import test_database_url
from tests.orders.shop import Desk

pytestmark = pytest.mark.long
ORDERS = 3 * BATCH
MERGED = 2 * BATCH // 10


def lines() -> str:
    """Return orders of which some were merged into one of the part before."""
    told = []
    for n in range(ORDERS):
        at = NINE + n * timedelta(minutes=1)
        deeds = [
            {"at": (at + timedelta(minutes=5)).isoformat(), "act": "assign", "level": "L1"},
            {"at": (at + timedelta(minutes=9)).isoformat(), "act": "start"},
            {"at": (at + timedelta(hours=1)).isoformat(), "act": "resolve", "text": "Zrobione"},
        ]
        if n >= BATCH and n % 10 == 9:
            deeds = [{"at": at.isoformat(), "act": "merge", "into": str(n - BATCH - 1)}]
        about = {"source": "OldDesk", "id": str(n), "network": "FAL", "reported_at": at.isoformat()}
        told.append(json.dumps({**about, "subject": f"Drukarka {n}", "events": deeds}))
    return "\n".join(told)


def importing(path: Path, data: Path) -> "subprocess.Popen[str]":
    ours = ("AMBERDESK_", "DATABASE_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environ |= {"AMBERDESK_DATA": str(data), "DATABASE_URL": test_database_url()}
    command = [sys.executable, "-m", "amberdesk", "import", str(path)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def assert_whole() -> None:
    """Whatever there is of an order, all of it is there, once."""
    orders = Order.objects.count()
    merged = Order.objects.filter(state="merged").count()
    kinds = {
        kind: Event.objects.filter(kind=f"order.{kind}").count() for kind in ("placed", "merged", "absorbed")
    }
    assert kinds == {"placed": orders, "merged": merged, "absorbed": merged}
    assert Event.objects.filter(kind="order.resolved").count() == orders - merged
    assert Participant.objects.count() == Reference.objects.count() == orders
    assert Message.objects.filter(purpose="report").count() == orders
    assert Clock.objects.filter(target="solution").count() == orders
    assert Order.objects.values("number").distinct().count() == orders
    assert broken_links() == []


def test_a_killed_import_goes_on_where_it_was(desk: Desk, here: Path, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(lines())
    first = importing(path, here)
    assert first.stderr and "new" in first.stderr.readline()  # a part is in, the next one is being written
    first.send_signal(signal.SIGKILL)
    first.communicate()

    done = Order.objects.count()
    assert 0 < done < ORDERS
    assert_whole()

    again = importing(path, here)
    said, _ = again.communicate(timeout=120)
    assert again.returncode == 0 and f"{ORDERS - done} new, {done} known, 0 bad" in said
    assert Order.objects.count() == ORDERS and Order.objects.filter(state="merged").count() == MERGED
    assert_whole()
    assert SearchDoc.objects.count() == ORDERS and not DayFigure.objects.filter(dirty=True).exists()
