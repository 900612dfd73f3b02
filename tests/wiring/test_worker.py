"""The worker hears of events at once, also where a pooler stands before the database."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.publish import publish
from amberdesk.wiring.worker import Worker
from tests.factories import NINE

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def listening(worker: Worker) -> Iterator[None]:
    thread = threading.Thread(target=worker._listen)
    thread.start()
    yield
    worker.stop.set()
    thread.join()


def listeners(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [name])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("direct", [False, True])
def test_an_event_rings_the_bell(direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if direct:
        own = {**connection.get_connection_params(), "application_name": "around the pooler"}
        known = {name: value for name, value in own.items() if isinstance(value, str)}
        url = psycopg.conninfo.make_conninfo(**known)
        monkeypatch.setattr(settings, "AMBERDESK", replace(settings.AMBERDESK, database_direct_url=url))
    worker = Worker()
    with listening(worker):
        time.sleep(0.5)
        assert listeners("around the pooler") == int(direct)
        with transaction.atomic():
            publish("thing.done", at=NINE, by=MACHINE, subject="thing:1")
        assert worker._bells["fan out"].wait(5)
