"""A mail on its order: read by its new words, whole when asked for, harmless always."""

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from amberdesk.mail.actions.erase import erase_letters
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.message_ids import make_message_id
from amberdesk.mail.models import Mailbox, RawMail
from amberdesk.orders.actions import merge
from amberdesk.orders.models import Attachment, Message, Order
from amberdesk.outbox.models import Event
from tests.factories import make_contact
from tests.mail.samples import broken
from tests.mail.samples.building import html_mail, mail, part, several, text_mail
from tests.mail.samples.files import PNG
from tests.orders.shop import Desk, actor
from tests.web.orders.conftest import Browser
from tests.web.portal.shops import own_address

HARM = "<script>alert(1)</script>"


@pytest.fixture
def mailbox(desk: Desk) -> Mailbox:
    box = add_mailbox(desk.network, address="fala@pomoc.example")
    box.trusted_servers = ["mx.pomoc.example"]
    box.save()
    make_contact(desk.site, "Jan Kowalski", emails=["jan@sklep.example"])
    return box


def come(mailbox: Mailbox, raw: bytes) -> Message:
    """Take a mail in and return the message that it became."""
    at = now()
    row = take_in(mailbox, raw, received_at=at, at=at)
    return Message.objects.filter(order=row.order_id).order_by("-pk")[0]


def letter_of(client: Client, message: Message) -> str:
    found = client.get(f"/orders/{message.order.number}/messages/{message.pk}/letter/")
    assert found.status_code == 200
    return found.content.decode()


def rich(html: str, *pictures: tuple[str, bytes]) -> bytes:
    files = [
        part(content, "image/png; name=z.png", "base64", content_id=f"<{name}>") for name, content in pictures
    ]
    return mail(several([part(html, "text/html; charset=utf-8", "quoted-printable"), *files], "related"))


def test_the_quote_and_the_signature_are_folded_on_the_desk_and_for_the_customer(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    order = desk.report(at=now(), reporter_email="jan@sklep.example")
    token = make_message_id("p1", order_id=order.pk, event_id=1, host="x")
    text = "Model X.\n\n-- \nJan\n\nW dniu 2.3.2026 o 9:01, Ewa pisze:\n> Jaki model?"
    come(mailbox, text_mail(text, in_reply_to=token))
    pages = [as_person(desk.ewa).get(f"/orders/{order.number}/"), Client().get(own_address(order))]
    for page in pages:
        shown = page.content.decode()
        folded = re.findall(r"<details.*?</details>", shown, re.DOTALL)
        assert any("Jaki model?" in each for each in folded) and any("-- \nJan" in each for each in folded)
        assert "Model X." in re.sub(r"<details.*?</details>", "", shown, flags=re.DOTALL)
        assert "Jaki model?" not in re.sub(r"<details.*?</details>", "", shown, flags=re.DOTALL)


def test_a_mail_is_shown_with_its_form_and_its_pictures_through_the_desk_s_own_door(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    said = come(mailbox, rich('<p><b>Kasa</b> <img src="cid:z1@x" alt="zdjęcie"></p>', ("z1@x", PNG)))
    shown = letter_of(as_person(desk.ewa), said)
    key = Attachment.objects.get(message=said).key
    assert "<b>Kasa</b>" in shown and f'src="/files/{key}' in shown and "cid:" not in shown
    address = re.findall(r'src="(/files/[^"]+)"', shown)[0]
    assert as_person(desk.ewa).get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_nothing_is_loaded_from_elsewhere(desk: Desk, mailbox: Mailbox, as_person: Browser) -> None:
    """T34: neither by the desk nor by the reader's browser; the reader is told."""
    said = come(
        mailbox, html_mail('Kasa <img src="https://sledzi.example/1.png"> <img src="http://10.0.0.1/">')
    )
    shown = letter_of(as_person(desk.ewa), said)
    assert "sledzi.example" not in shown and "10.0.0.1" not in shown
    assert "Obrazy z innych serwerów nie są wczytywane." in shown


@pytest.mark.parametrize("name", broken.HARM)
def test_harm_is_not_shown(name: str, desk: Desk, mailbox: Mailbox, as_person: Browser) -> None:
    """T30, T32: what would run, load, move or send stays away, and the page forbids it besides."""
    said = come(mailbox, html_mail(f"Kasa {broken.HARM[name]}"))
    found = as_person(desk.ewa).get(f"/orders/{said.order.number}/messages/{said.pk}/letter/")
    inside = found.content.decode().partition('class="letter"')[2].partition("</main>")[0]
    assert not [mark for mark in broken.HARMLESS if mark in inside]
    assert "default-src 'self'" in found["Content-Security-Policy"]


def test_harm_in_the_header_is_text(desk: Desk, mailbox: Mailbox, as_person: Browser) -> None:
    """T31."""
    raw = text_mail(
        HARM, subject=HARM, reply_to="ofiara@inna.example", **{"from": f'"{HARM}" <jan@sklep.example>'}
    )
    shown = letter_of(as_person(desk.ewa), come(mailbox, raw))
    assert HARM not in shown and "&lt;script&gt;" in shown


def test_where_answers_shall_go_is_shown_when_it_is_not_the_sender(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    """T11."""
    shown = letter_of(as_person(desk.ewa), come(mailbox, text_mail("Kasa.", reply_to="ofiara@inna.example")))
    assert "ofiara@inna.example" in shown and "inny adres niż nadawca" in shown


def test_what_our_server_found_of_the_sender_is_shown(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    """T02: on the order and on the mail."""
    failed = b"Authentication-Results: mx.pomoc.example; spf=fail; dkim=none; dmarc=fail\r\n"
    said = come(mailbox, failed + text_mail("Kasa."))
    assert (
        "nadawca niepotwierdzony" in as_person(desk.ewa).get(f"/orders/{said.order.number}/").content.decode()
    )
    shown = letter_of(as_person(desk.ewa), said)
    assert "SPF fail" in shown and "DKIM none" in shown and "DMARC fail" in shown


def test_a_mail_of_an_order_that_was_merged_is_shown_from_the_other_one(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    said, target = come(mailbox, text_mail("Kasa.")), desk.report(at=now())
    merge(said.order, into=target, by=actor(desk.anna), at=now())
    page = as_person(desk.anna).get(f"/orders/{target.number}/").content.decode()
    address = re.findall(r'href="([^"]+/letter/)"', page)[0]
    assert as_person(desk.anna).get(address).status_code == 200


def test_a_mail_whose_time_is_over_says_so(desk: Desk, mailbox: Mailbox, as_person: Browser) -> None:
    said = come(mailbox, text_mail("Kasa."))
    erase_letters(Event(subject=f"order:{said.order_id}", data={"what": ["messages"]}, at=now()))
    assert "Nie ma już tej wiadomości" in letter_of(as_person(desk.ewa), said)


def test_a_program_s_mail_that_names_an_order_stands_beside_it(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    order = desk.report(at=now())
    token = make_message_id("p1", order_id=order.pk, event_id=1, host="x")
    raw = text_mail("Wracam w środę.", in_reply_to=token, auto_submitted="auto-replied", subject="Urlop")
    at = now()
    take_in(mailbox, raw, received_at=at, at=at)
    assert RawMail.objects.get().order_id == order.pk
    shown = as_person(desk.ewa).get(f"/orders/{order.number}/parts/filed/").content.decode()
    assert "Urlop" in shown and "odpowiedź automatyczna" in shown and "Wracam w środę" not in shown


def test_an_order_that_a_machine_placed_for_somebody_names_him(
    desk: Desk, mailbox: Mailbox, as_person: Browser
) -> None:
    said = come(mailbox, text_mail("Kasa."))
    shown = as_person(desk.ewa).get(f"/orders/{Order.objects.get(pk=said.order_id).number}/parts/story/")
    assert "<strong>Jan Kowalski</strong>" in shown.content.decode()
