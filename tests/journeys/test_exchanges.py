"""Exchanges in a real browser: the office sees how each stands, and during a talk a colleague is asked by a click."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from amberdesk.outbox.actor import MACHINE
from amberdesk.people.secrets import closed
from amberdesk.phone.actions.hear import hear, lose
from amberdesk.phone.actions.set_up import add_exchange, assign_phone
from amberdesk.phone.actions.take_in import take_in
from amberdesk.phone.models import Exchange, Phone
from tests.factories import make_person, make_shift
from tests.journeys.entering import Enter, entering
from tests.journeys.seeing import seen
from tests.orders.shop import HOUR, MINUTE
from tests.phone.ami import served
from tests.phone.switchboard import Line, make_line

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
AMI = {"host": "127.0.0.1", "user": "amberdesk", "dial_context": "from-internal"}


@pytest.fixture
def line(transactional_db: None) -> Line:
    made = make_line(start=now() - MINUTE, template="24/7")
    for person, level in ((made.desk.ewa, "L1"), (made.desk.tomasz, "L2")):
        make_shift(person, level, now() - HOUR)
    made.desk.tomasz.phone = "+48500100200"
    made.desk.tomasz.save()
    return made


@pytest.fixture
def enter(browser: Browser, address: str, line: Line) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def test_the_office_sees_how_an_exchange_stands(line: Line, enter: Enter) -> None:
    at, boss = now(), make_person("administrator")
    made = add_exchange(
        name="Asterisk w biurze", code="ast", kind="asterisk", settings=AMI, by=MACHINE, at=at
    )
    for place, person in enumerate((line.desk.ewa, line.desk.tomasz), start=1):
        assign_phone(made, agent=f"PJSIP/t{place}", person=person, by=MACHINE, at=at)
    page = enter(boss, f"/office/exchanges/{made.pk}/")
    expect(page.get_by_text("jeszcze nigdy")).to_be_visible()
    seen(page, "exchange-unheard")

    hear(made, at=at - HOUR)
    lose(made, since=at - timedelta(minutes=40), at=at, silent=True)
    page.reload()
    expect(page.get_by_text("nie mówi o żadnym połączeniu")).to_be_visible()
    seen(page, "exchange-silent")

    told = b'[{"id": "1", "call": "x", "type": "call.wrong"}, {"id": "' + b"9" * 300 + b'", "call": "x"}]'
    for _ in range(3):
        take_in(line.exchange, told, headers={}, at=at)
    page.goto(f"/office/exchanges/{line.exchange.pk}/")
    expect(page.get_by_role("button", name="Przeczytaj jeszcze raz")).to_be_visible()
    seen(page, "exchange-troubles")
    page.goto("/office/hotlines/")
    seen(page, "exchanges")


def test_a_colleague_is_asked_and_given_the_caller_by_a_click(line: Line, enter: Enter) -> None:
    call = line.answered(50, talk=0)
    Phone.objects.filter(agent="ewa").update(agent="PJSIP/t1")
    with served() as ami:
        settings = AMI | {"port": ami.port, "password": closed("bursztyn")}
        Exchange.objects.filter(pk=line.exchange.pk).update(kind="asterisk", settings=settings)
        id = call.key.partition(":")[2]
        ami.channels = [
            {"Channel": "PJSIP/trunk-1", "Uniqueid": id, "Linkedid": id},
            {"Channel": "PJSIP/t1-1", "Uniqueid": "2", "Linkedid": id},
        ]
        page = enter(line.desk.ewa, f"/hotline/calls/{call.pk}/")
        page.locator("#hl_text").fill("Drukarka nie drukuje")
        seen(page, "colleague-buttons")
        row = page.locator("#helpers li").filter(has_text="Tomasz Kos")
        row.get_by_role("button", name="Zapytaj Tomasz Kos").click()
        expect(page.get_by_text("klient słyszy muzykę")).to_be_visible()
        seen(page, "colleague-asked")
        row.get_by_role("button", name="Przełącz klienta").click()
        expect(page.get_by_text("Centrala łączy klienta z kolegą.")).to_be_visible()
        expect(page.locator("#hl_text")).to_have_value("Drukarka nie drukuje")
    assert [one["Action"] for one in ami.told if "Exten" in one] == ["Atxfer", "Redirect"]
