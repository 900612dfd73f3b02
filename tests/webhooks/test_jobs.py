"""One webhook that hangs delays no other (T51): real threads, connections and servers."""

import time
from collections.abc import Callable

import pytest
from django.utils.timezone import now

from amberdesk.outbox.actor import Actor
from amberdesk.webhooks.actions.replay import try_out
from amberdesk.webhooks.actions.set_up import add_hook
from amberdesk.webhooks.jobs import is_idle, send_due_calls
from amberdesk.webhooks.models import SENT, WebhookCall
from tests.factories import make_person
from tests.webhooks.conftest import allow_loopback
from tests.webhooks.receiver import receiving


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


@pytest.mark.django_db(transaction=True)
def test_one_hanging_webhook_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    boss = make_person("administrator", "Irena Boss")
    by = Actor("person", boss.pk)
    with receiving() as hanging, receiving() as quick:
        allow_loopback(monkeypatch, hanging, quick)
        hanging.go_on.clear()
        slow = add_hook(name="wisi", url=hanging.url, owner=boss, by=by, at=now())
        fast = add_hook(name="działa", url=quick.url, owner=boss, by=by, at=now())
        for hook in (slow, slow, fast, fast, fast):
            try_out(hook, by=by, at=now())

        began = time.monotonic()
        assert send_due_calls(now()) == 2
        assert time.monotonic() - began < 1  # the job itself waits for nobody
        assert until(lambda: WebhookCall.objects.filter(hook=fast, state=SENT).count() == 3, 5)
        assert until(lambda: len(hanging.got) == 1)

        try_out(fast, by=by, at=now())
        assert until(lambda: send_due_calls(now()) <= 1 and len(quick.got) == 4, 5)
        assert len(hanging.got) == 1  # one call of a webhook at a time
        hanging.go_on.set()
        assert until(is_idle)
        assert WebhookCall.objects.filter(hook=slow, state=SENT).count() == 2
