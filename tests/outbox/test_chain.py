"""The chain as anybody can check it."""

from hashlib import sha256

import pytest
from django.db import transaction

from amberdesk.outbox import chain
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.chain import links
from amberdesk.outbox.models import Event
from amberdesk.outbox.publish import publish
from tests.factories import NINE

pytestmark = pytest.mark.django_db


def record(count: int, subject: str = "order:7") -> None:
    with transaction.atomic():
        for n in range(count):
            by = Actor("person", n) if n % 2 else MACHINE
            data = {"text": "a|b „ąę” \u202e", "n": n, "none": None}
            publish("order.noted", at=NINE, by=by, subject=subject, data=data, acting_as="L1" if n else "")


def test_each_hash_is_that_of_the_text_beside_it_and_names_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chain, "AT_ONCE", 3)  # several rounds
    record(7)
    record(2, "order:8")
    before = "-"
    for n, link in enumerate(found := list(links("order:7")), 1):
        assert sha256(link.hashed.encode()).hexdigest() == link.hash
        assert link.hashed.startswith(f"order:7|{n}|order.noted|1|") and link.seq == n
        assert link.hashed.rpartition("|")[2] == before == (link.previous or "-")
        before = link.hash
    kept = Event.objects.filter(subject="order:7").order_by("seq").values_list("hash", flat=True)
    assert [link.hash for link in found] == [bytes(h).hex() for h in kept] and len(found) == 7


def test_a_subject_without_events_has_no_links() -> None:
    assert list(links("order:9")) == []
