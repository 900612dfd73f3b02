"""An administrator looks after the desk: after a restore, for a person's request, in a real browser."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from amberdesk.customers.models import Contact
from amberdesk.mail.actions.hold import hold_waiting
from amberdesk.mail.actions.post import post
from amberdesk.mail.models import OutgoingMail
from amberdesk.operation import events
from amberdesk.orders.actions import cancel
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Delivery, Event
from amberdesk.outbox.publish import record
from tests.factories import NINE, PASSWORD, make_contact, make_person
from tests.journeys.seeing import open_page, seen
from tests.orders.shop import DAY, Desk, actor, make_desk

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


@pytest.fixture
def desk() -> Desk:
    make_person("administrator", "Adam Biurowy", email="adam@jantar.example")
    return make_desk()


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("Adres e-mail").fill("adam@jantar.example")
    page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


@transaction.atomic
def restored(desk: Desk) -> None:
    """The desk as a restore has left it: backups, held letters, something that was given up."""
    order = desk.report(at=NOW)
    facts = {
        "bytes": 48_300_000,
        "orders": 5431,
        "events": 91_240,
        "files": 312,
        "damaged": 0,
        "seconds": 9.0,
    }
    for hours, missing in ((38, 0), (26, 2), (14, 0), (2, 0)):
        at = NOW - timedelta(hours=hours)
        name = f"amberdesk-0a1b2c3d-{at:%Y%m%d-%H%M%S}.tar"
        record(events.BackupMade(archive=name, missing=missing, **facts), by=MACHINE, at=at)  # type: ignore[arg-type]
    for n in range(3):
        old = NOW - timedelta(hours=3)
        post(message_id=f"<{n}@x>", to="m@fala.example", subject="s", text="t", order=order, at=old)
    hold_waiting(NOW)
    event = Event.objects.filter(kind="order.placed").latest("pk")
    error = "OperationalError('server closed the connection unexpectedly')"
    Delivery.objects.create(
        event=event, lane="index", subscriber="search.index_order", due_at=NOW, dead_at=NOW, error=error
    )


@pytest.mark.long
def test_after_a_restore_the_administrator_says_what_goes_out(browser: Browser, live_server, desk: Desk):
    restored(desk)
    with open_page(browser, live_server.url) as page:
        sign_in(page)
        page.goto("/office/")
        page.get_by_role("link", name="Działanie").click()
        expect(page.locator("#held")).to_contain_text("3 listy")
        seen(page, "operation")
        page.get_by_role("button", name="Nie wysyłaj nigdy").click()
        expect(page.locator("#held")).to_have_count(0)
        page.get_by_role("button", name="Ponów wszystkie").click()
        expect(page.locator("#failed")).to_have_count(0)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"dropped"}


@pytest.mark.long
def test_how_long_data_is_kept_and_a_person_who_asks_to_be_forgotten(
    browser: Browser, live_server, desk: Desk
):
    contact = make_contact(desk.site, "Halszka Zawadzka", emails=["halszka@fala.example"])
    order = desk.report(at=NINE, contact=contact)
    cancel(order, reason="Koniec", by=actor(desk.anna), at=NINE + DAY)
    with open_page(browser, live_server.url) as page:
        sign_in(page)
        page.goto("/office/")
        page.get_by_role("link", name="Przechowywanie danych").click()
        seen(page, "retention")
        page.get_by_label("Załączniki").fill("5")
        page.get_by_role("button", name="Zapisz").click()
        expect(page.locator(".errors")).to_be_visible()
        page.get_by_label("Załączniki").fill("365")
        page.get_by_label("Treść zgłoszeń i wiadomości").fill("30")
        page.get_by_role("button", name="Zapisz").click()
        expect(page.get_by_role("alert")).to_contain_text("1 zgłoszenia")
        seen(page, "retention-asks")
        page.get_by_role("button", name="Tak, zapisz i usuń").click()
        expect(page.get_by_label("Załączniki")).to_have_value("365")
        page.get_by_role("link", name="Fala Market").click()
        page.get_by_label("Załączniki").fill("0")
        seen(page, "retention-agreement", dark=False)
        page.get_by_role("button", name="Zapisz").click()
        expect(page.locator("#agreements")).to_contain_text("bez końca")
        page.get_by_label("Nazwisko, adres e-mail albo telefon").fill("halszka")
        page.get_by_role("button", name="Szukaj").click()
        page.get_by_role("link", name="Halszka Zawadzka").click()
        seen(page, "forget")
        page.get_by_role("button", name="Usuń dane tej osoby").click()
        expect(page.get_by_text("w 1 zgłoszeniu")).to_be_visible()
    assert Contact.objects.get(pk=contact.pk).name == "—"
