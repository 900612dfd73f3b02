"""Pages for the one who looks after the desk: administrators only, and nothing goes unasked."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amberdesk.customers.actions.retention import keep_for
from amberdesk.customers.models import Agreement, Company
from amberdesk.mail.actions.hold import hold_waiting
from amberdesk.mail.actions.post import post
from amberdesk.mail.models import OutgoingMail
from amberdesk.operation import events
from amberdesk.operation.actions.retention import erase_due
from amberdesk.orders.actions import cancel
from amberdesk.orders.models import Order
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Delivery, Event
from amberdesk.outbox.publish import record
from tests.factories import NINE, make_contact, make_network, make_person
from tests.orders.shop import DAY, Desk, actor

PAGES = ["operation/", "retention/", "retention/agreements/{agreement}/", "retention/people/{contact}/"]
DEEDS = ["operation/send-held/", "operation/drop-held/", "operation/retry/", *PAGES[1:]]
NO_DAYS = {"messages": "", "files": "", "contacts": "", "mails": ""}


def signed_in(role: str = "administrator", **facts: Any) -> Client:
    client = Client()
    client.force_login(make_person(role, **facts))
    return client


def ids(desk: Desk) -> dict[str, int]:
    return {
        "agreement": Agreement.objects.get(network=desk.network).pk,
        "contact": make_contact(desk.site).pk,
    }


@pytest.mark.parametrize("role", ["technician", "coordinator", "deputy", "manager", "representative"])
def test_for_everybody_but_administrators_there_is_nothing(desk: Desk, role: str):
    stranger = signed_in(role, **({"represents": make_network("BUR")} if role == "representative" else {}))
    there = ids(desk)
    for page in PAGES:
        assert stranger.get(f"/office/{page.format(**there)}").status_code == 404
    for deed in DEEDS:
        assert stranger.post(f"/office/{deed.format(**there)}", NO_DAYS | {"files": "30"}).status_code == 404
    assert Company.objects.get().retention == {}


def test_who_is_not_signed_in_is_asked_to(desk: Desk):
    there = ids(desk)
    assert {Client().get(f"/office/{page.format(**there)}").status_code for page in PAGES} == {302}


@pytest.mark.parametrize("deed", DEEDS[:3])
def test_nothing_is_done_by_a_link(desk: Desk, deed: str):
    assert signed_in().get(f"/office/{deed}").status_code == 405


def test_the_backups_are_told_of_and_a_failed_one_too(desk: Desk, django_user_model: Any):
    now = timezone.now()
    facts = {"bytes": 3_000_000, "orders": 1, "events": 5, "files": 2, "damaged": 0, "seconds": 1.0}
    record(
        events.BackupMade(archive="amberdesk-x.tar", missing=0, **facts),
        by=MACHINE,
        at=now - timedelta(hours=2),
    )  # type: ignore[arg-type]
    record(
        events.BackupMade(archive="amberdesk-y.tar", missing=3, **facts),
        by=MACHINE,
        at=now - timedelta(hours=1),
    )  # type: ignore[arg-type]
    record(events.BackupFailed(reason="disk_full"), by=MACHINE, at=now)
    page = signed_in().get("/office/operation/").content.decode()
    assert "amberdesk-x.tar" in page and "brakujące pliki: 3" in page and "nieudana" in page
    assert "się nie udała" in page  # the alarm


def test_what_a_restore_has_held_goes_out_or_not_as_the_administrator_says(desk: Desk):
    boss, now = signed_in(), timezone.now()
    assert "Wstrzymane" not in boss.get("/office/operation/").content.decode()
    for name in ("a", "b"):
        post(
            message_id=f"<{name}@x>", to="m@fala.example", subject=name, text="x", at=now - timedelta(hours=3)
        )
        hold_waiting(now)
        page = boss.get("/office/operation/").content.decode()
        assert "1 list" in page
        answer = boss.post(f"/office/operation/{'send' if name == 'a' else 'drop'}-held/", follow=True)
        assert answer.status_code == 200
    assert dict(OutgoingMail.objects.values_list("subject", "state")) == {"a": "waiting", "b": "dropped"}
    assert "desk.held_dropped" in Event.objects.values_list("kind", flat=True)


def test_what_was_given_up_is_shown_with_its_reason_and_tried_again(desk: Desk):
    desk.report()
    event = Event.objects.filter(kind="order.placed").latest("pk")
    now = timezone.now()
    Delivery.objects.create(
        event=event,
        lane="index",
        subscriber="a.b.index_order",
        due_at=now,
        dead_at=now,
        error="<b>boom</b>",
        attempts=10,
    )
    boss = signed_in()
    page = boss.get("/office/operation/").content.decode()
    assert "index_order" in page and "&lt;b&gt;boom" in page
    boss.post("/office/operation/retry/")
    assert Delivery.objects.get().dead_at is None and Delivery.objects.get().attempts == 0


def ended(desk: Desk) -> Order:
    order = desk.report(at=NINE)
    return cancel(order, reason="Koniec", by=actor(desk.anna), at=NINE)


def test_shorter_days_are_confirmed_once_it_is_known_what_goes(desk: Desk):
    ended(desk)
    boss = signed_in()
    asked = boss.post("/office/retention/", NO_DAYS | {"messages": "30"})
    assert "1 zgłoszenia" in asked.content.decode() and Company.objects.get().retention == {}
    boss.post("/office/retention/", NO_DAYS | {"messages": "30", "sure": "1"})
    assert Company.objects.get().retention == {"messages": 30}
    assert erase_due(timezone.now()) == 1


def test_days_that_touch_nothing_yet_are_saved_at_once(desk: Desk):
    boss = signed_in()
    assert boss.post("/office/retention/", NO_DAYS | {"files": "400"}).status_code == 302
    assert Company.objects.get().retention == {"files": 400}
    wrong = boss.post("/office/retention/", NO_DAYS | {"files": "3"})
    assert wrong.status_code == 422 and Company.objects.get().retention == {"files": 400}


def test_an_agreement_says_otherwise_or_nothing(desk: Desk):
    boss, agreement = signed_in(), Agreement.objects.get()
    keep_for({"files": 400}, by=MACHINE, at=NINE)
    where = f"/office/retention/agreements/{agreement.pk}/"
    boss.post(where, NO_DAYS | {"files": "0", "messages": "90"})
    agreement.refresh_from_db()
    assert agreement.retention == {"messages": 90, "files": None}
    page = boss.get("/office/retention/").content.decode()
    assert "90 dni" in page and "bez końca" in page
    assert 'value="0"' in boss.get(where).content.decode()


def test_a_person_is_found_and_forgotten_after_a_question(desk: Desk):
    contact = make_contact(desk.site, "Halszka Zawadzka", emails=["halszka@fala.example"])
    order = desk.report(contact=contact)
    boss, where = signed_in(), f"/office/retention/people/{contact.pk}/"
    for words in ("halszka z", "halszka@fala.example"):
        assert where in boss.get("/office/retention/", {"q": words}).content.decode()
    asked = boss.get(where).content.decode()
    assert order.number in asked and "Usuń dane tej osoby" not in asked
    refused = boss.post(where)
    assert refused.status_code == 409 and order.number in refused.content.decode()
    cancel(order, reason="Koniec", by=actor(desk.anna), at=NINE + DAY)
    assert "Usuń dane tej osoby" in boss.get(where).content.decode()
    assert boss.post(where).status_code == 302
    contact.refresh_from_db()
    assert contact.name == "—" and boss.get("/office/retention/", {"q": "halszka"}).status_code == 200
