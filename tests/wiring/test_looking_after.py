"""`amberdesk check` tells of letters, background work, backups and the journal."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from amberdesk.mail.actions.post import post
from amberdesk.operation import events
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event, Tick
from amberdesk.outbox.publish import record
from amberdesk.wiring import checks
from tests.factories import make_company

pytestmark = pytest.mark.django_db


def test_letters_that_do_not_go_out_are_a_finding():
    assert checks.letters().good
    post(
        message_id="<a@x>", to="m@fala.example", subject="a", text="x", at=timezone.now() - timedelta(hours=1)
    )
    assert not checks.letters().good and "1 wait since" in checks.letters().sentence


def test_a_job_that_fails_is_a_finding():
    assert checks.background().good
    Tick.objects.create(job="a.b.send_waiting", due_at=timezone.now(), error="boom")
    assert checks.background() == checks.Finding(False, "background: send_waiting fails")


def test_the_last_backup_is_named_and_a_failure_after_it():
    assert "none yet" in checks.backups().sentence
    facts = {"archive": "a.tar", "bytes": 1, "orders": 0, "events": 0, "files": 0, "missing": 0, "damaged": 0}
    record(events.BackupMade(**facts, seconds=1), by=MACHINE, at=timezone.now())  # type: ignore[arg-type]
    assert checks.backups().good and f"{timezone.now():%Y-%m-%d}" in checks.backups().sentence
    record(events.BackupFailed(reason="disk_full"), by=MACHINE, at=timezone.now())
    assert not checks.backups().good and "disk_full" in checks.backups().sentence


def test_a_changed_event_is_found_in_the_sample_and_in_the_whole():
    make_company()
    assert checks.newest_events().good and checks.journal_chain().good
    event = Event.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_event DISABLE TRIGGER outbox_event_keep")
        cursor.execute("UPDATE outbox_event SET data = '{}' WHERE id = %s", [event.pk])
        cursor.execute("ALTER TABLE outbox_event ENABLE TRIGGER outbox_event_keep")
    for finding in (checks.newest_events(), checks.journal_chain()):
        assert not finding.good and str(event.pk) in finding.sentence


def test_the_whole_chain_is_looked_at_when_asked():
    out = StringIO()
    call_command("check", journal=True, stdout=out)
    assert "the whole chain is whole" in out.getvalue()
