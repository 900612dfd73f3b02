"""The box for replies and notes: nothing typed is lost, nothing that came meanwhile is overlooked."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils.timezone import now

from amberdesk.orders import actions
from amberdesk.orders.actions.reply_template import keep_template
from amberdesk.orders.models import Attachment, Mention, Message, Order
from amberdesk.outbox.actor import MACHINE, Actor
from amberdesk.outbox.models import Event
from tests.factories import NINE
from tests.orders.shop import Desk, actor, make_desk
from tests.web.orders.conftest import Browser

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> object:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def say(browser: Client, order: Order, way: str, text: str, *, seen: int | None = None, **more: Any) -> Any:
    newest = Event.objects.latest("pk").pk if seen is None else seen
    headers = more.pop("headers", HTMX)
    typed = {"way": way, "text": text, "seen": newest, "since": newest, **more}
    return browser.post(f"/orders/{order.number}/say/", typed, headers=headers)


def test_a_reply_is_sent_with_ten_seconds_to_take_it_back(desk: Desk, as_person: Browser) -> None:
    order, browser = desk.in_progress(at=now()), as_person(desk.ewa)
    sent = say(browser, order, "reply", "Jedziemy", question="on")
    message = order.messages.get(text="Jedziemy")
    assert sent.status_code == 200 and message.public and message.question
    signals = json.loads(sent["HX-Trigger"])
    assert signals["toast"]["undo"] == f"/orders/{order.number}/messages/{message.pk}/take-back/"
    assert "order-sent" in signals and "Jedziemy" not in sent.content.decode()
    back = browser.post(signals["toast"]["undo"], headers=HTMX)
    assert back.status_code == 204 and "order-restore" in json.loads(back["HX-Trigger"])
    message.refresh_from_db()
    assert message.taken_back_at


def test_a_reply_that_is_public_stays(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress()
    message = actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=NINE)
    answer = as_person(desk.ewa).post(
        f"/orders/{order.number}/messages/{message.pk}/take-back/", headers=HTMX
    )
    assert json.loads(answer["HX-Trigger"])["toast"]["kind"] == "bad"
    message.refresh_from_db()
    assert message.taken_back_at is None


def test_nobody_takes_back_what_another_wrote(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    message = actions.reply(order, text="Jedziemy", by=actor(desk.ewa), at=now())
    as_person(desk.tomasz).post(f"/orders/{order.number}/messages/{message.pk}/take-back/")
    other = make_desk("BUR").report(at=now())
    wrong = as_person(desk.ewa).post(f"/orders/{order.number}/messages/{other.messages.get().pk}/take-back/")
    message.refresh_from_db()
    assert wrong.status_code == 404 and message.taken_back_at is None


def test_without_scripts_the_reply_goes_too_and_its_words_come_back(desk: Desk, as_person: Browser) -> None:
    order, browser = desk.in_progress(at=now()), as_person(desk.ewa)
    assert say(browser, order, "reply", "Jedziemy", headers={}).status_code == 302
    page = browser.get(f"/orders/{order.number}/").content.decode()
    back = re.search(r"/orders/[^\"]+/take-back/", page)
    assert back
    answer = browser.post(back[0])
    page = browser.get(answer["Location"].split("#")[0]).content.decode()
    assert re.search(r"<textarea[^>]*>\s*Jedziemy</textarea>", page)


def test_what_arrived_meanwhile_is_said_before_sending(desk: Desk, as_person: Browser) -> None:
    placed = desk.place(at=now())
    order, browser = placed.order, as_person(desk.tomasz)
    seen = Event.objects.latest("pk").pk
    actions.receive(order, text="Już działa!", by=Actor("contact", placed.participant_id), at=now())
    held = say(browser, order, "reply", "Proszę wyłączyć", seen=seen)
    page = held.content.decode()
    assert held.status_code == 409 and "Już działa!" in page and "Proszę wyłączyć" in page
    assert not order.messages.filter(text="Proszę wyłączyć").exists()
    told = re.search(r'name="seen" value="(\d+)"', page)
    assert told and say(browser, order, "reply", "Proszę wyłączyć", seen=int(told[1])).status_code == 200


def test_ones_own_words_are_no_news(desk: Desk, as_person: Browser) -> None:
    order, browser = desk.in_progress(at=now()), as_person(desk.ewa)
    seen = Event.objects.latest("pk").pk
    assert say(browser, order, "note", "pierwsza", seen=seen).status_code == 200
    assert say(browser, order, "note", "druga", seen=seen).status_code == 200


def test_a_refresh_of_the_story_tells_the_writer_and_leaves_the_box_alone(
    desk: Desk, as_person: Browser
) -> None:
    placed = desk.place(at=now())
    order, seen = placed.order, Event.objects.latest("pk").pk
    actions.receive(order, text="Dopisuję", by=Actor("contact", placed.participant_id), at=now())
    part = (
        as_person(desk.tomasz)
        .get(f"/orders/{order.number}/parts/story/?since={seen}&seen={seen}")
        .content.decode()
    )
    notice = part[part.index('id="meanwhile"') :]
    assert 'hx-swap-oob="true"' in notice and "Dopisuję" in notice and "<textarea" not in part


def test_an_empty_text_is_refused_in_words(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    answer = say(as_person(desk.ewa), order, "reply", "   ")
    assert answer.status_code == 422 and "Wpisz treść" in answer.content.decode()


def test_a_reply_on_a_closed_order_is_refused_and_kept(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    actions.resolve(order, text="ok", code="restart", minutes=1, by=actor(desk.ewa), at=now())
    actions.close(order, by=actor(desk.anna), at=now())
    answer = say(as_person(desk.ewa), order, "reply", "Jeszcze jedno")
    assert answer.status_code == 422 and "Jeszcze jedno" in answer.content.decode()
    assert "Zamknięte" in answer.content.decode()


def test_where_only_a_note_can_be_written_nobody_is_told_that_the_customer_gets_it(
    desk: Desk, as_person: Browser
) -> None:
    order = desk.in_progress(at=now())
    page = as_person(desk.ewa).get(f"/orders/{order.number}/").content.decode()
    assert "Klient dostanie to e-mailem" in page and "Zostaje w firmie" in page
    actions.resolve(order, text="ok", code="restart", minutes=1, by=actor(desk.ewa), at=now())
    actions.close(order, by=actor(desk.anna), at=now())
    page = as_person(desk.ewa).get(f"/orders/{order.number}/").content.decode()
    assert "Klient dostanie to e-mailem" not in page and "Zostaje w firmie" in page


def test_colleagues_named_in_a_note_are_called(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    say(as_person(desk.ewa), order, "note", "@tomasz kos i @Anna Mazur zerknijcie; @Obcy nie")
    assert {m.person for m in Mention.objects.all()} == {desk.tomasz, desk.anna}
    names = as_person(desk.ewa).get(f"/orders/{order.number}/colleagues/").content.decode()
    assert "Tomasz Kos" in names and "Ewa Lis" not in names


def test_colleagues_of_another_network_cannot_be_called(desk: Desk, as_person: Browser) -> None:
    other, order = make_desk("BUR"), desk.in_progress(at=now())
    other.ewa.name = "Zofia Obca"
    other.ewa.save()
    say(as_person(desk.ewa), order, "note", "@Zofia Obca pomóż")
    assert not Mention.objects.exists()


def test_files_go_along_and_survive_a_refusal(desk: Desk, as_person: Browser) -> None:
    order, browser = desk.in_progress(at=now()), as_person(desk.ewa)
    file = SimpleUploadedFile("zdjęcie kasy.txt", b"abc")
    refused = say(browser, order, "reply", "tekst", seen=0, files=[file])
    page = refused.content.decode()
    assert refused.status_code == 409 and "zdjęcie kasy.txt" in page
    key = re.search(r'name="draft" value="([0-9a-f]+)"', page)
    assert key and say(browser, order, "reply", "tekst", draft=[key[1]]).status_code == 200
    kept = Attachment.objects.get()
    assert kept.message == order.messages.get(text="tekst")
    assert kept.name in browser.get(f"/orders/{order.number}/").content.decode()
    assert b"".join(browser.get(f"/files/{kept.key}/").streaming_content) == b"abc"


def test_a_file_can_be_left_out_after_all(desk: Desk, as_person: Browser) -> None:
    order, browser = desk.in_progress(at=now()), as_person(desk.ewa)
    say(browser, order, "reply", "", seen=0, files=[SimpleUploadedFile("a.txt", b"abc")])
    key = Attachment.objects.get().key
    assert say(browser, order, "reply", "bez pliku", draft=[key], undraft=[key]).status_code == 200
    assert Attachment.objects.get().message is None


def test_another_persons_draft_cannot_be_sent(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    say(as_person(desk.tomasz), order, "note", "", seen=0, files=[SimpleUploadedFile("t.txt", b"abc")])
    key = Attachment.objects.get().key
    assert say(as_person(desk.ewa), order, "reply", "x", draft=[key]).status_code == 200
    assert Attachment.objects.get().message is None


def test_an_empty_file_is_refused_by_name_and_the_text_kept(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    answer = say(
        as_person(desk.ewa), order, "reply", "patrz plik", files=[SimpleUploadedFile("pusty.txt", b"")]
    )
    assert answer.status_code == 422 and "patrz plik" in answer.content.decode()
    assert not Message.objects.filter(text="patrz plik").exists()


def test_templates_come_filled_in_and_execute_nothing(desk: Desk, as_person: Browser) -> None:
    order = desk.place(at=now(), reporter_name="{{ settings.SECRET_KEY }}{number}").order
    text = {"pl": "Dzień dobry {name}, zgłoszenie {number}, {site}. Pozdrawiam, {technician}"}
    keep_template(name="Powitanie", text=text, by=MACHINE, at=NINE)
    page = as_person(desk.ewa).get(f"/orders/{order.number}/templates/", headers=HTMX).content.decode()
    assert f"Dzień dobry {{{{ settings.SECRET_KEY }}}}{{number}}, zgłoszenie {order.number}" in page
    assert "Pozdrawiam, Ewa Lis" in page


def test_a_template_can_be_put_in_without_scripts(desk: Desk, as_person: Browser) -> None:
    order = desk.in_progress(at=now())
    made = keep_template(name="P", text={"pl": "W sprawie {number}"}, by=MACHINE, at=NINE)
    page = as_person(desk.ewa).get(f"/orders/{order.number}/?template={made.pk}").content.decode()
    assert re.search(rf"<textarea[^>]*>\s*W sprawie {order.number}</textarea>", page)


def test_a_message_moves_to_the_order_where_it_belongs(desk: Desk, as_person: Browser) -> None:
    target, order = desk.in_progress(at=now()), desk.in_progress(at=now())
    note = actions.note(order, text="to o innej kasie", by=actor(desk.ewa), at=now())
    browser = as_person(desk.ewa)
    address = f"/orders/{order.number}/messages/{note.pk}/move/"
    assert "to o innej kasie" in browser.get(address, headers=HTMX).content.decode()
    assert browser.post(address, {"to": "nonsens"}, headers=HTMX).status_code == 422
    assert browser.post(address, {"to": target.number}, headers=HTMX).status_code == 204
    note.refresh_from_db()
    assert note.order == target
    assert "to o innej kasie" not in browser.get(f"/orders/{order.number}/").content.decode()
    assert "to o innej kasie" in browser.get(f"/orders/{target.number}/").content.decode()


@pytest.mark.parametrize("way", ["", "internal", "verify", "reply"])
def test_a_crafted_way_writes_nothing_for_the_customers_side(
    desk: Desk, as_person: Browser, way: str
) -> None:
    from tests.factories import make_person

    representative = make_person("representative", represents=desk.network)
    order = desk.in_progress(at=now())
    before = Message.objects.count()
    assert say(as_person(representative), order, way, "x", public="on", author="1").status_code in (403, 404)
    assert Message.objects.count() == before
