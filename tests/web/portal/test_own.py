"""An order's own page tells what becomes of it, takes a word, and asks for the verdict; nothing inner shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from amberdesk.customers.codes import Level, WaitReason
from amberdesk.customers.models import Address
from amberdesk.mail.models import FAILED, SENT, OutgoingMail
from amberdesk.orders.access import mail_proof, participant_key
from amberdesk.orders.actions import (
    assign,
    cancel,
    close,
    correct,
    hand_over,
    join,
    merge,
    note,
    reply,
    resolve,
    revoke_link,
    take_back,
    wait,
)
from amberdesk.orders.models import Message, Order, OrderLink, Participant
from amberdesk.outbox.actor import Actor
from amberdesk.outbox.journal import journal
from tests.factories import make_network, make_person, make_site
from tests.orders.shop import LINK, Desk, actor, make_desk
from tests.web.portal.shops import own_address, reporter, text_of, token_in
from tests.web.portal.test_photos import picture

AGO = timedelta(minutes=30)
DAY = timedelta(days=1)


def letter_to(order: Order, state: str) -> None:
    """Note a letter to the reporter, and what became of it."""
    who, when = order.participants.get(), now()
    about = {
        "message_id": f"<{state}{order.pk}@x>",
        "recipient": who.email,
        "created_at": when,
        "due_at": when,
    }
    OutgoingMail.objects.create(order=order, participant=who, state=state, **about)


def visit(order: Order, query: str = "") -> str:
    return text_of(Client(headers={"accept-language": "pl"}).get(own_address(order) + query))


def say(order: Order, act: str = "reply", **fields: object) -> HttpResponse:
    client, address = Client(headers={"accept-language": "pl"}), own_address(order)
    page = client.get(address)
    if b'name="token"' in page.content:
        fields = {"token": token_in(page), **fields}
    return client.post(f"{address}{act}/", fields)


def test_a_letter_that_did_not_arrive_shows_on_the_shop_s_page_until_one_does(desk: Desk, at: datetime):
    """T24."""
    order = desk.report(at=at)
    said = "Nasza poczta nie dochodzi na adres maria@fala.example"
    assert said not in visit(order)
    letter_to(order, FAILED)
    assert said in visit(order)
    letter_to(order, SENT)
    assert said not in visit(order)


@pytest.fixture(scope="module")
def made_with() -> Callable[[], Desk]:
    return lambda: make_desk(template="24/7")


@pytest.fixture
def at() -> datetime:
    return now() - AGO


def solved(desk: Desk, at: datetime) -> Order:
    order = desk.in_progress(at=at)
    return resolve(
        order, text="Wymieniono głowicę", code="replaced_part", minutes=20, by=actor(desk.ewa), at=at
    )


def closed(desk: Desk, at: datetime) -> Order:
    order = solved(desk, at)
    return close(order, by=Actor("contact", reporter(order).pk), at=at)


def test_a_new_order_promises_an_answer(desk: Desk):
    order = desk.report(at=now())
    text = visit(order)
    assert "Zgłoszenie przyjęte Technik odpowie do " in text
    assert "Drukarka fiskalna · Kasa 2" in text
    assert "Nie drukuje paragonów" in text


def test_a_late_answer_is_admitted_with_the_number_to_call(desk: Desk):
    text = visit(desk.report(at=now() - 2 * DAY))
    assert "odpowiedź się spóźnia. Jeśli to pilne, zadzwoń: 58 620 11 00" in text


def test_after_the_answer_nothing_more_is_promised(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    reply(order, text="Już jadę", by=actor(desk.ewa), at=at)
    text = visit(order)
    assert "Technik pracuje nad zgłoszeniem" in text
    assert "odpowie" not in text
    assert "Ewa Lis serwis" in text


def test_a_wait_says_since_when_and_why(desk: Desk, at: datetime):
    order, ewa = desk.in_progress(at=at), actor(desk.ewa)
    wait(order, reason=WaitReason.CUSTOMER, question="Czy świeci dioda?", by=ewa, at=at)
    text = visit(order)
    assert "Czekamy na Twoją odpowiedź" in text
    assert "Technik o coś pyta i czeka od " in text
    assert "pytanie do Ciebie" in text
    other = desk.in_progress(at=at)
    wait(other, reason=WaitReason.PART, by=ewa, at=at, note="Część z demobilu")
    assert "Zamówiliśmy część i czekamy na nią od " in visit(other)
    assert "demobilu" not in visit(other)


def test_an_appointment_says_when(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    wait(order, reason=WaitReason.APPOINTMENT, until=now() + 3 * DAY, by=actor(desk.ewa), at=at)
    assert "Termin jest umówiony Technik jest umówiony: " in visit(order)


def test_nothing_inner_ever_shows(desk: Desk, at: datetime):
    order, ewa, anna = desk.in_progress(at=at), actor(desk.ewa), actor(desk.anna)
    note(order, text="TAJNE notatka", by=ewa, at=at)
    reply(order, text="TAJNE świeże", by=ewa, at=now() + timedelta(minutes=1))
    taken = reply(order, text="TAJNE cofnięte", by=ewa, at=at)
    take_back(taken, by=ewa, at=at)
    hand_over(order, to=Level.L2, reason="TAJNE powód", facts=desk.facts(), by=ewa, at=at)
    assign(order, level=Level.L3, by=anna, at=at)
    text = visit(order)
    assert "TAJNE" not in text
    assert not any(word in text for word in ("L1", "L2", "L3", "P1", "P2", "SLA", "linia wsparcia"))


def test_markup_from_our_side_stays_text_too(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    reply(order, text="<b onclick=x>a</b> [x](javascript:alert(1))", by=actor(desk.ewa), at=at)
    page = Client().get(own_address(order)).content
    assert b"<b onclick" not in page
    assert b'href="javascript' not in page


def test_an_answer_reaches_the_technician_with_its_files_and_ends_the_wait(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    wait(order, reason=WaitReason.CUSTOMER, question="Czy świeci dioda?", by=actor(desk.ewa), at=at)
    response = say(order, text="Tak, czerwona", files=[picture()])

    assert response.status_code == 303
    order.refresh_from_db()
    assert order.state == "in_progress"
    message = Message.objects.latest("pk")
    assert (message.text, message.public, message.inbound, message.channel) == (
        "Tak, czerwona",
        True,
        True,
        "form",
    )
    assert message.participant == reporter(order)
    assert message.attachments.get().name == "kasa.jpg"
    assert "Wiadomość wysłana." in text_of(
        Client().get(response["Location"], headers={"accept-language": "pl"})
    )


def test_answering_twice_by_a_double_click_says_it_once(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    for _ in range(2):
        say(order, text="Tak, czerwona", files=[picture()])
    assert Message.objects.filter(text="Tak, czerwona").count() == 1


def test_a_refused_answer_keeps_what_was_typed(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    assert "Wpisz treść." in text_of(say(order))
    long = say(order, text="dłuższe " * 1000, files=[picture()])
    assert long.status_code == 422
    assert "dłuższe dłuższe" in text_of(long)
    assert "kasa.jpg" in text_of(long)
    assert "Strona była otwarta bardzo długo" in text_of(say(order, token="x", text="Tak"))
    assert Message.objects.filter(order=order, inbound=True).count() == 1


def test_the_verdict_works_closes_the_order_with_remarks(desk: Desk, at: datetime):
    order = solved(desk, at)
    assert "Czy działa?" in visit(order)
    assert "Wymieniono głowicę" in visit(order)
    response = say(order, "verdict", verdict="works", remarks="Szybko, dziękuję")

    assert response.status_code == 303
    order.refresh_from_db()
    assert order.state == "closed"
    assert Message.objects.get(purpose="remark").text == "Szybko, dziękuję"
    assert [e.data["verdict"] for e in journal(order.subject_key).filter(kind="order.remarked")] == ["solved"]


def test_the_verdict_broken_opens_it_again_however_often_it_is_pressed(desk: Desk, at: datetime):
    order = solved(desk, at)
    for _ in range(2):
        assert say(order, "verdict", verdict="broken", remarks="Dalej nic").status_code == 303
    order.refresh_from_db()
    assert (order.state, order.reopened) == ("in_progress", 1)
    said = Message.objects.get(text="Dalej nic")
    assert (said.channel, said.inbound, said.public) == ("form", True, True)
    assert "Technik pracuje nad zgłoszeniem" in visit(order)


def test_a_verdict_needs_one_of_two_buttons_and_a_solved_order(desk: Desk, at: datetime):
    order = solved(desk, at)
    response = say(order, "verdict", remarks="Nie wiem")
    assert response.status_code == 422
    assert "Nie wiem" in text_of(response)
    gone = cancel(desk.report(at=at), reason="Pomyłka", by=actor(desk.anna), at=at)
    assert say(gone, "verdict", verdict="works").status_code == 409


def test_remarks_can_be_added_after_closing(desk: Desk, at: datetime):
    order = closed(desk, at)
    assert say(order, "verdict", verdict="works", remarks="Działa świetnie").status_code == 303
    assert Message.objects.get(purpose="remark").text == "Działa świetnie"


def test_what_comes_back_after_closing_is_a_new_linked_order(desk: Desk, at: datetime):
    order = closed(desk, at)
    response = say(order, "again", text="Znowu nie drukuje")
    fresh = Order.objects.latest("pk")

    assert response.status_code == 303
    assert (fresh.subject, fresh.site, fresh.device) == ("Znowu nie drukuje", order.site, order.device)
    assert (fresh.reporter_name, fresh.reporter_email) == ("Maria", "maria@fala.example")
    link = OrderLink.objects.get()
    assert (link.order, link.other, link.how) == (fresh, order, "follows")
    assert "Zgłoszenie zarejestrowane." in text_of(
        Client().get(response["Location"], headers={"accept-language": "pl"})
    )


def test_pressing_report_again_twice_makes_one_order(desk: Desk, at: datetime):
    order = closed(desk, at)
    client, address = Client(), own_address(order)
    form = {"token": token_in(client.get(address)), "text": "Znowu"}
    places = {client.post(f"{address}again/", form)["Location"] for _ in range(2)}
    assert len(places) == 1
    other = client.post(f"{address}again/", {**form, "text": "Coś innego"})
    assert other.status_code == 409
    assert Order.objects.count() == 2


def test_reporting_again_needs_words_and_an_ended_order(desk: Desk, at: datetime):
    assert "Napisz jednym zdaniem" in text_of(say(closed(desk, at), "again", text=" "))
    assert "nadal otwarte" in text_of(say(desk.report(at=at), "again", text="Jeszcze raz"))
    assert Order.objects.count() == 2


def test_a_merged_order_says_where_it_went_and_lets_the_shop_follow(desk: Desk, at: datetime):
    order, target = desk.report(at=at), desk.report(at=at, text="Sekret innej osoby", reporter_name="Grażyna")
    merge(order, into=target, by=actor(desk.anna), at=at)
    text = visit(order)
    assert f"co zgłoszenie {target.number}" in text
    assert "Sekret" not in text

    response = say(order, "follow")
    assert response.status_code == 303
    page = text_of(Client().get(response["Location"]))
    assert "Sekret" not in page
    assert "Grażyna" not in page
    assert Participant.objects.filter(order=target).count() == 2


def test_an_order_merged_into_another_shops_cannot_be_followed(desk: Desk, at: datetime):
    far = desk.report(at=at, site=make_site(desk.network, "042"), device=None)
    order = desk.report(at=at)
    merge(order, into=far, by=actor(desk.anna), at=at)
    assert "Śledź zgłoszenie" not in visit(order)
    assert say(order, "follow").status_code == 409


def test_a_cancelled_order_says_so_and_keeps_the_reason_inside(desk: Desk, at: datetime):
    order = cancel(desk.report(at=at), reason="TAJNE", by=actor(desk.anna), at=at)
    text = visit(order)
    assert "Zgłoszenie anulowane" in text
    assert "TAJNE" not in text


def test_only_a_link_from_a_mail_proves_the_address(desk: Desk, at: datetime):
    order = desk.report(at=at)
    participant = reporter(order)
    for query in (
        "",
        "?registered=1",
        "?m=",
        "?m=" + "0" * 32,
        f"?m={mail_proof(replace_email(participant))}",
    ):
        Client().get(own_address(order) + query)
    assert not Address.objects.filter(verified_at__isnull=False).exists()

    response = Client().get(f"{own_address(order)}?m={mail_proof(participant)}")
    assert response["Location"] == own_address(order)
    proven = Address.objects.get(email="maria@fala.example")
    assert (proven.network, proven.verified_by) == (desk.network, "link")
    Client().get(f"{own_address(order)}?m={mail_proof(participant)}")
    assert Address.objects.count() == 1


def replace_email(participant: Participant) -> Participant:
    return Participant(pk=participant.pk, epoch=participant.epoch, email="inna@fala.example")


def test_links_end_thirty_days_after_closing(desk: Desk):
    assert Client().get(own_address(closed(desk, now() - 29 * DAY))).status_code == 200
    order = closed(desk, now() - 31 * DAY)
    assert Client().get(own_address(order)).status_code == 404
    for act in ("reply", "verdict", "again", "follow"):
        assert Client().post(f"{own_address(order)}{act}/", {"text": "x"}).status_code == 404


def test_revoked_and_guessed_links_are_the_same_as_none(desk: Desk, at: datetime):
    order = desk.report(at=at)
    good = own_address(order)
    key = good.split("/")[2]
    guesses = [
        key.replace("p", "p1", 1),
        key[:-1] + ("0" if key[-1] != "0" else "1"),
        key.replace("-1-", "-2-", 1),
    ]
    guesses += [key.replace("p", "s", 1), order.number, str(order.pk), key + "0", key.upper()]
    answers = [Client().get(f"/o/{guess}/") for guess in guesses]
    revoke_link(reporter(order))
    answers += [Client().get(good), Client().get("/s/nothing/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len(key.rsplit("-", 1)[1]) * 4 == 128


def test_an_order_that_changes_networks_is_lost_to_the_former_one(desk: Desk, at: datetime):
    order, address = desk.report(at=at), None
    address = own_address(order)
    elsewhere = make_network("BUR")
    boss = make_person("coordinator", supervises=[desk.network, elsewhere])
    site = make_site(elsewhere)
    facts = {"network": elsewhere, "site": site, "device": None, "contact": None, "kind": desk_kind(order)}
    correct(order, **facts, reason="Zły klient", by=actor(boss), at=now())
    assert Client().get(address).status_code == 404


def desk_kind(order: Order):
    from amberdesk.customers.codes import Kind

    return Kind(order.kind)


def test_acting_needs_post_and_reading_never_acts(desk: Desk, at: datetime):
    order = solved(desk, at)
    for act in ("reply", "verdict", "again", "follow"):
        assert Client().get(f"{own_address(order)}{act}/?verdict=works&text=x").status_code == 405
    assert Client().post(own_address(order)).status_code == 405
    order.refresh_from_db()
    assert order.state == "resolved"


def test_the_page_leaves_no_trace_in_other_places(desk: Desk, at: datetime):
    page = Client().get(own_address(desk.report(at=at)))
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "private, no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies


def test_the_mark_changes_when_there_is_something_new(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    ask = f"{own_address(order)}version/"
    before = Client().get(ask).content
    note(order, text="Wewnętrzna", by=actor(desk.ewa), at=at)
    assert Client().get(ask).content == before
    reply(order, text="Już jadę", by=actor(desk.ewa), at=at)
    assert Client().get(ask).content != before


def test_someone_who_said_me_too_may_judge_but_not_read_others(desk: Desk, at: datetime):
    order = desk.in_progress(at=at)
    ola = join(order, name="Ola", by=LINK, at=at)
    resolve(order, text="Gotowe, pani Mario", code="restart", minutes=1, by=actor(desk.ewa), at=at)
    address = f"/o/{participant_key(ola)}/"
    page = text_of(Client().get(address))
    assert "Gotowe, pani Mario" in page
    assert "Nie drukuje" not in page
    assert Client().post(f"{address}verdict/", {"verdict": "works"}).status_code == 303


def test_signed_in_staff_go_to_their_work_from_the_root(desk: Desk):
    client = Client()
    client.force_login(desk.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/")
    assert response.status_code in (200, 302)
    assert response.get("Location", "/x") != "/"


def test_strangers_at_the_root_learn_no_network(desk: Desk):
    page = text_of(Client(headers={"accept-language": "pl"}).get("/"))
    assert "Jantar Serwis" in page
    assert "Logowanie dla pracowników" in page
    assert "Fala" not in page
    assert "620 11 00" not in page


def test_messages_and_repeated_reports_are_limited_and_lose_nothing(
    desk: Desk, at: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("amberdesk.web.portal.own.MOST_WORDS", 2)
    monkeypatch.setattr("amberdesk.web.portal.own.MOST_REPORTS", 2)
    order = desk.in_progress(at=at)
    assert say(order, text="Raz").status_code == 303
    refused = say(order, text="Dwa")
    assert refused.status_code == 429
    assert "Dwa" in text_of(refused)
    ended = closed(desk, at)
    assert say(ended, "again", text="Znowu").status_code == 429
