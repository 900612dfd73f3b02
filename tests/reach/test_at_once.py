"""Several workers at the gateway."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from amberdesk.reach.actions.send import send_due
from amberdesk.reach.actions.set_gateway import set_gateway, try_gateway
from tests.factories import NINE, make_company, make_person
from tests.orders.shop import actor
from tests.webhooks.conftest import allow_loopback
from tests.webhooks.receiver import receiving


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_message_once(monkeypatch):
    make_company()
    boss = make_person("administrator", phone="+48500100300")
    with receiving() as receiver:
        allow_loopback(monkeypatch, receiver)
        body = '{"to": "{to}", "text": "{text}", "id": "{key}"}'
        set_gateway({"url": receiver.url, "body": body}, by=actor(boss), at=NINE)
        for _ in range(8):
            try_gateway(boss, "sms", "x", by=actor(boss), at=NINE)

        def work(_: int) -> int:
            try:
                return send_due(NINE)
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            assert sum(pool.map(work, range(3))) == 8
        assert len({json.loads(got.body)["id"] for got in receiver.got}) == len(receiver.got) == 8
