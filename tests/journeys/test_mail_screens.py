"""The screens of mail with all that can stand on them: light, dark, on a phone, at 200 %, by axe and by the keyboard."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from amberdesk.customers.codes import Channel
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import FAILED, Mailbox, OutgoingMail
from amberdesk.orders.models import Order
from amberdesk.outbox.deliver import fan_out, run_lane
from amberdesk.people.models import Person
from amberdesk.reports.actions.reckon import reckon_days
from tests.factories import make_contact, make_person
from tests.journeys.entering import Enter, entering
from tests.journeys.seeing import open_page, seen
from tests.mail.samples.building import mail, part, several, text_mail
from tests.orders.shop import Desk, make_desk

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
FALA = "fala@pomoc.example"
LONG = "Drukarka-fiskalna-" * 12
FAILS = (
    "mx.pomoc.example; spf=softfail smtp.mailfrom=x.example; dkim=fail; dmarc=fail header.from=sklep.example"
)
PASSES = "mx.pomoc.example; spf=pass smtp.mailfrom=sklep.example; dkim=pass header.d=sklep.example; dmarc=pass header.from=sklep.example"


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk(template="24/7")


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


@pytest.fixture
def box(desk: Desk) -> Mailbox:
    box = add_mailbox(desk.network, address=FALA)
    Mailbox.objects.update(trusted_servers=["mx.pomoc.example"])
    box.refresh_from_db()
    return box


def come(box: Mailbox, number: int, raw: bytes) -> None:
    at = now() - timedelta(hours=3) + timedelta(minutes=number)
    take_in(box, raw.replace(b"<a1@", b"<a%d@" % number), received_at=at, at=at)


def tabbed(page: Page, most: int = 80) -> list[str]:
    """Return what a press of Tab reaches, one after the other; each must be seen to have the focus."""
    reached: list[str] = []
    page.reload()
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.tagName, e.name || e.textContent.trim().slice(0, 40), e.type === 'date' || s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"
        )
        if told[0] == "BODY" and reached:
            break
        assert told[2], f"{told} has the focus and does not show it"
        reached.append(told[1])
    return reached


def test_mail_of_every_kind_that_waits(desk: Desk, box: Mailbox, enter: Enter) -> None:
    order = desk.assigned(at=now() - timedelta(hours=5))
    number = {
        "subject": f"Re: {order.number} {LONG}",
        "from": f"{'Bardzo Długie Imię ' * 6} <ktos@obcy.example>",
    }
    come(box, 1, text_mail("Kiedy będzie technik? " * 40, **number))
    come(box, 2, text_mail("Nowości!", list_id="<sprzet.listy.example>", subject="Newsletter"))
    come(box, 3, text_mail("Kod: 481516", **{"from": "Konto <no-reply@uslugi.example>"}))
    come(box, 4, text_mail("Wrócę w poniedziałek.", subject="Automatyczna odpowiedź: kasa"))
    come(box, 5, text_mail("x", **{"from": None}))
    come(box, 6, text_mail("x") + b"a" * (31 * 1024 * 1024))
    come(box, 7, text_mail("Kasa stoi.", subject="", message_id="<dwa@x.example>"))
    come(box, 8, text_mail("Kasa nie stoi.", message_id="<dwa@x.example>", authentication_results=FAILS))
    Mailbox.objects.update(policy=Policy.FORM_ONLY)
    box.refresh_from_db()
    files = [part("Kasa", "text/plain; name=" + LONG + ".txt", "base64") for _ in range(3)]
    come(
        box,
        9,
        mail(
            several([part("Zobacz pliki.\n\n-- \nJan\nSklep 41\n\n> Cytat"), *files]),
            reply_to="x@inny.example",
        ),
    )

    page = enter(desk.anna, "/mail/")
    expect(page.locator("main")).to_contain_text("tylko formularz")
    seen(page, "mail-kinds")
    assert len(tabbed(page)) > 20
    for reason in ("number_only", "service", "too_big", "form_only"):
        page.goto(f"/mail/?reason={reason}")
        page.locator("main table a, main .rows a, main li a").first.click()
        seen(page, f"mail-one-{reason}")
    page = enter(make_person("administrator", "Irena Boss"), "/mail/?reason=conflict")
    page.get_by_role("link", name="Kasa 2").first.click()
    seen(page, "mail-one-conflict")


def test_the_form_of_a_mailbox_with_all_that_it_has(box: Mailbox, browser: Browser, address: str) -> None:
    with open_page(browser, address) as page:
        session = session_of(make_person("administrator", "Irena Boss"))
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        look_at_mailbox(page, box)


def session_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def look_at_mailbox(page: Page, box: Mailbox) -> None:
    page.goto(f"/office/mailboxes/{box.pk}/change/")
    seen(page, "mailbox-form")
    assert {"address", "signature", "host", "active"} <= {*tabbed(page)}
    page.get_by_label("Adres", exact=True).fill("to nie adres@")
    page.get_by_label("Serwer IMAP").fill("imap firma pl")
    page.get_by_label("Później").select_option("form_only")
    page.get_by_label("Adres formularza klienta").fill("http://x y")
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_text("To nie jest adres e-mail.").first).to_be_visible()
    seen(page, "mailbox-form-wrong")
    Mailbox.objects.update(
        host="imap.pomoc.example",
        trouble="sign_in",
        trouble_told="AUTHENTICATE failed: " + "x" * 170,
        trouble_since=now() - timedelta(hours=2),
        silent_since=now() - timedelta(days=3),
        lately_held=9,
        lately_came=20,
        going_round=[{"who": "helpdesk@inny.example", "came": 12, "went": 3}],
    )
    page.goto(f"/office/mailboxes/{box.pk}/")
    seen(page, "mailbox-trouble")
    page.goto("/office/mailboxes/")
    seen(page, "mailboxes-trouble")
    page.goto("/office/operation/")
    expect(page.locator("main")).to_contain_text("helpdesk@inny.example")
    seen(page, "operation-alarms")


def test_the_weekly_share_of_form_phone_and_mail(desk: Desk, enter: Enter) -> None:
    for week in range(8):
        at = now() - timedelta(days=7 * week + 1)
        for channel, count in ((Channel.FORM, 9 - week), (Channel.HOTLINE, 3), (Channel.MAIL, week)):
            for number in range(count):
                desk.report(
                    at=at, channel=channel, reference=f"{channel}:{week}:{number}", subject=f"Kasa {number}"
                )
    while fan_out(now()) + run_lane("figures", now()) + reckon_days(now()):
        pass
    page = enter(desk.anna, "/reports/")
    expect(page.locator("#ways")).to_be_visible()
    seen(page, "reports-ways")
    page.locator("#ways summary").first.click()
    seen(page, "reports-ways-table")


def test_an_order_whose_letter_failed_and_whose_mails_were_looked_at(
    desk: Desk, box: Mailbox, enter: Enter
) -> None:
    make_contact(desk.site, "Jan Kowalski", emails=["jan@sklep.example"])
    come(box, 1, text_mail("Kasa stoi.", authentication_results=FAILS))
    order = Order.objects.get()
    come(box, 2, text_mail("Waga stoi.", subject="Waga", authentication_results=PASSES))
    other = Order.objects.latest("pk")
    while fan_out(now()) + run_lane("mail", now()):
        pass
    OutgoingMail.objects.update(state=FAILED, error="550 5.1.1 " + "no such user " * 20)
    page = enter(desk.anna, f"/orders/{order.number}/")
    seen(page, "order-mail-failed-proof")
    page = enter(desk.anna, f"/orders/{other.number}/")
    seen(page, "order-mail-unsent")
    page.get_by_text("Pokaż tak, jak przyszła").first.click()
    page.wait_for_load_state("networkidle")
    seen(page, "order-mail-original")
