import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from amberdesk.mail.models import OutgoingMail
from amberdesk.outbox.models import Delivery, Tick
from amberdesk.reports.alarms import Alarm, alarms
from amberdesk.reports.words import sentence

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")


def codes(at) -> set[str]:
    return {a.code for a in alarms(at)}


def test_the_desk_is_alive_and_ready(client):
    assert client.get("/health/live").json() == {"status": "alive"}
    assert client.get("/health/ready").json() == {"status": "ready", "alarms": []}


def test_metrics_are_for_this_machine_and_for_who_has_the_token(client, desk, settings):
    desk.report()
    assert 'amberdesk_orders_open{level="L1",state="new"} 1.0' in client.get("/metrics").content.decode()
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404
    settings.AMBERDESK = replace(settings.AMBERDESK, metrics_token="a-long-enough-token-for-tests")
    there = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.get("/metrics", **there, headers={"authorization": "Bearer wrong"}).status_code == 404
    given = {"authorization": "Bearer a-long-enough-token-for-tests"}
    assert client.get("/metrics", **there, headers=given).status_code == 200


def test_events_that_nobody_hands_on_raise_an_alarm(desk):
    desk.report()
    now = timezone.now()
    assert "worker_late" not in codes(now)
    assert "worker_late" in codes(now + timedelta(minutes=3))


def test_stuck_mail_dead_deliveries_failing_jobs_and_old_backups_raise_alarms(desk):
    now = timezone.now()
    OutgoingMail.objects.create(message_id="<a>", recipient="a@b.example", created_at=now, due_at=now)
    Delivery.objects.create(event_id=1, lane="x", subscriber="y", due_at=now, dead_at=now)
    Tick.objects.create(job="amberdesk.mail.send_waiting", due_at=now, error="boom")
    found = codes(now + timedelta(hours=25))
    assert {"mail_stuck", "deliveries_dead", "job_failing", "backup_late"} <= found


def test_clocks_that_differ_raise_an_alarm(desk):
    assert "clocks_apart" in codes(timezone.now() + timedelta(seconds=30))
    assert "clocks_apart" not in codes(timezone.now())


@pytest.mark.parametrize(
    "alarm, words",
    [
        (Alarm("mail_stuck", {"since": timezone.now(), "waiting": 14}), "14 listów czeka"),
        (Alarm("worker_late", {"since": timezone.now()}), "Praca w tle stoi"),
        (Alarm("clocks_apart", {"seconds": 3.2}), "3.2 s"),
        (Alarm("deliveries_dead", {"count": 2}), "dokończyć: 2"),
        (Alarm("job_failing", {"jobs": "x"}), "x"),
        (Alarm("clocks_drifted", {"count": 3, "numbers": "FAL-26-000001-1"}), "od historii: 3"),
        (Alarm("backup_late", {"since": timezone.now(), "ever": True}), "kopia zapasowa"),
        (Alarm("backup_late", {"since": timezone.now(), "ever": False}), "żadnej"),
    ],
)
def test_every_alarm_is_a_sentence(alarm, words):
    with translation.override("pl"):
        assert words in sentence(alarm, timezone.now(), WARSAW)


def test_ready_names_alarms_but_stays_ready(client, desk):
    now = timezone.now()
    Delivery.objects.create(event_id=1, lane="x", subscriber="y", due_at=now, dead_at=now)
    assert json.loads(client.get("/health/ready").content)["alarms"] == ["deliveries_dead"]
