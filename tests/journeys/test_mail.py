"""Mail in a real browser: a report by mail is answered and answered again; a form-only mailbox asks for the form."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.send import send_waiting
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import OutgoingMail, RawMail
from amberdesk.mail.transport import as_message
from amberdesk.orders.models import Order
from amberdesk.outbox.deliver import fan_out, run_lane
from tests.factories import make_contact, make_person
from tests.journeys.entering import Enter, entering, on_air
from tests.journeys.seeing import seen
from tests.mail.samples.building import text_mail
from tests.mail.test_door import standing
from tests.orders.shop import Desk, make_desk

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
JAN, FALA = "jan@sklep.example", "fala@pomoc.example"


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    desk = make_desk(template="24/7")
    make_contact(desk.site, "Jan Kowalski", emails=[JAN])
    return desk


@pytest.fixture
def enter(browser: Browser, address: str, desk: Desk) -> Iterator[Enter]:
    with entering(browser, address) as enter:
        yield enter


def handed_over(raw: bytes) -> None:
    """A mail server hands a mail over at the product's own door."""
    with standing("lmtp") as line:
        assert line.sendmail(JAN, [FALA], raw) == {}


def letters_out(at: datetime) -> None:
    """What a worker does with what is to be told by then."""
    while fan_out(at) + run_lane("mail", at):
        pass
    send_waiting(at)


def newest_letter() -> Message:
    """Return the newest letter to the customer, as it goes over the wire."""
    letter = OutgoingMail.objects.filter(recipient=JAN).latest("pk")
    return message_from_bytes(as_message(letter).message().as_bytes())


def test_a_report_by_mail_is_answered_and_the_answer_comes_back_on_the_order(
    desk: Desk, enter: Enter
) -> None:
    add_mailbox(desk.network, address=FALA)
    board = enter(desk.anna, "/board/")
    on_air(board)
    handed_over(text_mail("Kasa 2 nie drukuje.", subject="Kasa 2", message_id="<1@sklep.example>"))
    expect(board.get_by_text("Kasa 2", exact=False).first).to_be_visible()  # by itself, without a press

    order = Order.objects.get()
    page = enter(desk.anna, f"/orders/{order.number}/")
    on_air(page)
    expect(page.locator("#order-story")).to_contain_text("Kasa 2 nie drukuje.")
    page.locator("textarea[name=text]").fill("Proszę wymienić rolkę i spróbować.")
    page.get_by_role("button", name="Wyślij").first.click()
    expect(page.locator("#order-story")).to_contain_text("Proszę wymienić rolkę")

    letters_out(now() + timedelta(seconds=12))  # it could be taken back until then
    letter = newest_letter()
    assert order.number in str(letter["Subject"])
    answer = {"subject": f"Re: {letter['Subject']}", "in_reply_to": str(letter["Message-ID"])}
    body = "Wymieniona, drukuje!\n\nW dniu 23.11.2026 o 10:00, Pomoc pisze:\n> Proszę wymienić rolkę\n"
    handed_over(text_mail(body, message_id="<2@sklep.example>", **answer))

    expect(page.locator("#order-story")).to_contain_text("Wymieniona, drukuje!")
    assert Order.objects.count() == 1
    assert RawMail.objects.filter(state="joined", order=order).count() == 1


def test_a_form_only_mailbox_asks_for_the_form_and_people_make_the_order(desk: Desk, enter: Enter) -> None:
    add_mailbox(desk.network, address=FALA, policy=Policy.FORM_ONLY)
    page = enter(desk.anna, "/mail/")
    on_air(page)
    expect(page.get_by_text("Nic nie czeka")).to_be_visible()
    seen(page, "mail-empty")

    handed_over(text_mail("Kasa 2 nie drukuje.", subject="Kasa 2", message_id="<1@sklep.example>"))
    expect(page.get_by_role("link", name="Kasa 2")).to_be_visible()  # by itself
    letters_out(now())
    letter = newest_letter()
    assert "formularz" in letter.as_string() and str(letter["Auto-Submitted"]).startswith("auto-")
    assert "/s/s" in OutgoingMail.objects.get().text  # the shop's own link
    seen(page, "mail-held")

    page.get_by_role("link", name="Kasa 2").click()
    expect(page.get_by_text("Nowe zgłoszenia tej skrzynki przyjmuje tylko formularz.")).to_be_visible()
    expect(page.get_by_label("Placówka")).to_have_value(str(desk.site))
    seen(page, "mail-one")
    page.keyboard.press("p")
    expect(page.get_by_text("Z listu powstało zgłoszenie")).to_be_visible()
    order = Order.objects.get()
    assert (order.channel, order.site, order.reporter_email) == ("mail", desk.site, JAN)


def test_held_mail_is_decided_with_one_key_each(desk: Desk, enter: Enter) -> None:
    add_mailbox(desk.network, address=FALA)
    order = desk.assigned(at=now())
    number = {"subject": f"Re: {order.number}", "from": "Ktoś <ktos@obcy.example>"}
    handed_over(text_mail("Kiedy?", message_id="<1@obcy.example>", **number))
    handed_over(text_mail("Tanie buty", message_id="<2@obcy.example>", **number))
    page = enter(desk.anna, "/mail/")
    on_air(page)
    page.keyboard.press("j")
    expect(page.locator("#letter")).to_contain_text("Kiedy?")
    seen(page, "mail-suggested")
    page.keyboard.press("d")
    expect(page.get_by_text(f"List jest teraz w zgłoszeniu {order.number}.")).to_be_visible()
    on_air(page)
    page.keyboard.press("j")
    expect(page.locator("#letter")).to_contain_text("Tanie buty")
    on_air(page)
    page.keyboard.press("1")
    expect(page.get_by_text("Odrzucono 1 list.")).to_be_visible()
    on_air(page)
    page.keyboard.press("z")
    expect(page.get_by_text("1 list znów czeka.")).to_be_visible()
    assert sorted(RawMail.objects.values_list("state", flat=True)) == ["held", "joined"]
    seen(enter(desk.ewa, "/mail/"), "mail-technician")


def test_the_office_reads_all_that_came(desk: Desk, enter: Enter) -> None:
    add_mailbox(desk.network, address=FALA, policy=Policy.FORM_ONLY)
    handed_over(text_mail("Kasa 2 nie drukuje.", subject="Kasa 2", message_id="<1@sklep.example>"))
    page = enter(make_person("administrator", "Irena Boss"), "/mail/all/")
    expect(page.get_by_role("link", name="Kasa 2")).to_be_visible()
    seen(page, "mail-all")
    page.get_by_role("link", name="Załatwione").click()
    seen(page, "mail-settled-empty")
